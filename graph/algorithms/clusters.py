"""Which lessons hang together by what they are about, whatever modules they stand in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.algorithms.requirements import bound_out
from graph.errors import InvalidInput
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View

if TYPE_CHECKING:
    import networkx as nx

_KINDS: Final = (EdgeKind.TEACHES, EdgeKind.USES, EdgeKind.REQUIRES)
_ENDS: Final = (NodeKind.LESSON, NodeKind.SKILL)
_SHARED: Final = 2
"""Lessons from which on a skill is shared."""
_MOST: Final = 50_000
"""Links: beyond them the communities take a minute."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Lessons in reading order, and the skills that hold them together, those first that most of them share.

    ``cohesion`` is the share of their links with lessons and skills that stay inside the cluster.
    """

    lessons: tuple[int, ...]
    skills: tuple[int, ...]
    cohesion: float


@dataclass(frozen=True, slots=True)
class Clustering:
    """Clusters, the largest first; ``modularity`` is 0 where they are no more than chance, up to 1."""

    clusters: tuple[Cluster, ...]
    modularity: float


def clusters(snapshot: Snapshot, lessons: Iterable[int], view: View) -> Clustering:
    """Return the communities of lessons, linked by what more than one of them teaches, uses or requires.

    Raises
    ------
    InvalidInput
        If they have more than 50,000 links.

    Notes
    -----
    The communities maximise modularity greedily, from a fixed seed (Louvain; Blondel et al., 2008). Where
    lessons stand in the curriculum has no part in it, so that modules can be held against them.
    """
    import networkx as nx  # noqa: PLC0415  # .2 s, which other algorithms need not pay

    own = set(lessons)
    studied = sorted(own)
    together: nx.Graph[int] = nx.Graph()
    together.add_nodes_from(studied)
    together.add_edges_from(_links(snapshot, studied, view))
    told_once = [n for n, degree in together.degree() if degree < _SHARED and n not in own]
    together.remove_nodes_from(told_once)  # what one lesson alone speaks of holds nothing together
    if together.number_of_edges() > _MOST:
        raise InvalidInput(
            f"Clusters of {together.number_of_edges():,} links would take too long; {_MOST:,} are the most.",
            hint="Look at one curriculum.",
        )
    found = nx.community.louvain_communities(together, seed=0)
    told = [_cluster(snapshot, together, members, own) for members in found if members & own]
    modularity = nx.community.modularity(together, found) if together.number_of_edges() else 0.0
    ordered = sorted(told, key=lambda one: (-len(one.lessons), int(snapshot.reading[one.lessons[0]])))
    return Clustering(tuple(ordered), modularity)


def _links(snapshot: Snapshot, lessons: Iterable[int], view: View) -> Iterator[tuple[int, int]]:
    """Yield what lessons teach, use and require."""
    for lesson in lessons:
        for kind in _KINDS:
            for edge in bound_out(snapshot, lesson, kind, view):
                end = snapshot.target_of(edge)
                if end != lesson and snapshot.kind(end) in _ENDS:
                    yield lesson, end


def _cluster(snapshot: Snapshot, graph: "nx.Graph[int]", members: set[int], lessons: set[int]) -> Cluster:
    ends = [(node, other) for node in members & lessons for other in graph[node]]
    inside = sum(other in members for _, other in ends)
    shared = {
        node: sum(other in members for other in graph[node])
        for node in members
        if snapshot.kind(node) is NodeKind.SKILL
    }
    return Cluster(
        lessons=tuple(sorted(members & lessons, key=lambda n: (int(snapshot.reading[n]), n))),
        skills=tuple(sorted(shared, key=lambda n: (-shared[n], int(snapshot.reading[n]), n))),
        cohesion=inside / len(ends) if ends else 0.0,
    )
