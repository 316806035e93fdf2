"""Which lessons serve which goals: what a match leads to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.index import Index, Relatives
from graph.model import EdgeKind, NodeId, NodeKind
from graph.snapshot import Snapshot, View

_KINDS = (NodeKind.SKILL, NodeKind.PITFALL)


@dataclass(frozen=True, slots=True)
class Leads:
    """For one view: the lessons that each goal leads to, and back.

    ``lessons`` are the ids of all lessons that a document describes, ``relatives`` their goals as the index
    reads them.
    """

    lessons: Sequence[NodeId]
    to: Mapping[int, frozenset[int]]
    goals: Mapping[int, Sequence[int]]
    relatives: Relatives

    @classmethod
    def of(cls, snapshot: Snapshot, index: Index, view: View) -> "Leads":
        """Return the leads of a snapshot; linear in its size, so computed once."""
        lessons = [
            node for node in snapshot.of_kind(NodeKind.LESSON).tolist() if not snapshot.referenced[node]
        ]
        to = {lesson: frozenset([lesson]) for lesson in lessons}
        goals: dict[int, list[int]] = defaultdict(list)
        for goal in (node for kind in _KINDS for node in snapshot.of_kind(kind).tolist()):
            led = leads_to(snapshot, goal, view) & to.keys()
            if led:
                to[goal] = frozenset(led)
            for lesson in led:
                goals[lesson].append(goal)
        ids = snapshot.ids
        pairs = ((NodeId(ids[i]), NodeId(ids[goal])) for i, found in goals.items() for goal in found)
        return cls([NodeId(ids[i]) for i in lessons], to, goals, index.relatives(pairs))


def leads_to(snapshot: Snapshot, goal: int, view: View) -> frozenset[int]:
    """Return the lessons that serve a goal: teach a skill or a part of it, guard against a pitfall."""
    match snapshot.kind(goal):
        case NodeKind.LESSON:
            return frozenset([goal])
        case NodeKind.PITFALL:
            return _sources(snapshot, goal, EdgeKind.GUARDS_AGAINST, view)
        case NodeKind.MODULE:
            return frozenset(snapshot.lessons_of(goal))
        case NodeKind.SKILL:
            taught = (_sources(snapshot, s, EdgeKind.TEACHES, view) for s in _parts(snapshot, goal, view))
            return frozenset(lesson for lessons in taught for lesson in lessons)
        case _:
            return frozenset()


def _parts(snapshot: Snapshot, skill: int, view: View) -> list[int]:
    """Return a skill with all it is made of, each once."""
    found = [skill]
    for whole in found:
        parts = _sources(snapshot, whole, EdgeKind.PART_OF, view)
        found += [part for part in parts if part not in found]
    return found


def _sources(snapshot: Snapshot, node: int, kind: EdgeKind, view: View) -> frozenset[int]:
    edges = snapshot.edges_into(node, kind)
    return frozenset(snapshot.source_of(edge) for edge in edges if snapshot.binds(edge, view))
