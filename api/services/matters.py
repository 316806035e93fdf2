"""What a pitfall names, and which of its guards treat what: each distinct matter needs one."""

from collections.abc import Iterable

from api.services.picture import Picture
from graph.algorithms.foundations import Matters
from graph.algorithms.requirements import bound_into
from graph.model import EdgeKind, Lesson, NodeKind
from graph.snapshot import View
from ingest.matters import matters
from ingest.words import roots


def matters_of(picture: Picture, goals: Iterable[int], view: View) -> Matters:
    """Return for each pitfall among goals the guards of each matter that it names.

    A lesson treats a matter if its title, its summary or a skill that it teaches or uses names it. A guard
    of which that says nothing guards against the whole pitfall, so against each matter. What no guard treats
    by name is no matter of its own: a pitfall of fewer than two has none here, and all its guards are
    alternatives.
    """
    snapshot = picture.snapshot
    pitfalls = (goal for goal in goals if snapshot.kind(goal) is NodeKind.PITFALL)
    found = {pitfall: _groups(picture, pitfall, view) for pitfall in pitfalls}
    return {pitfall: groups for pitfall, groups in found.items() if len(groups) > 1}


def _groups(picture: Picture, pitfall: int, view: View) -> list[set[int]]:
    snapshot = picture.snapshot
    edges = bound_into(snapshot, pitfall, EdgeKind.GUARDS_AGAINST, view)
    speaks = {guard: _speaks_of(picture, guard) for guard in map(snapshot.source_of, edges)}
    named = {root: None for matter in matters(snapshot.names[pitfall]) for root in roots(matter)}
    treating = [{guard for guard, said in speaks.items() if root in said} for root in named]
    treating = [guards for guards in treating if guards]
    whole = speaks.keys() - set().union(*treating)
    return [guards | whole for guards in treating]


def _speaks_of(picture: Picture, lesson: int) -> set[str]:
    """Return the roots of the words by which a lesson names what it is about."""
    snapshot = picture.snapshot
    node = snapshot.node(lesson)
    texts = [snapshot.names[lesson], (isinstance(node, Lesson) and node.summary) or ""]
    for kind in (EdgeKind.TEACHES, EdgeKind.USES):
        edges = snapshot.edges_out(lesson, kind)
        texts += (snapshot.names[snapshot.target_of(edge)] for edge in edges)
    return {root for text in texts for root in roots(text)}
