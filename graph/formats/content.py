"""What an export writes: the nodes and edges of one revision that bind in a view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.model import Curriculum, Document, Edge, EdgeKind, Lesson, Node, NodeId, Origin, curriculum_of
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Link:
    """An edge, with where it comes from and how sure it is."""

    edge: Edge
    origin: Origin = Origin.AUTHORED
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Content:
    """Nodes in reading order, links in the order of the snapshot, both without documents.

    ``minutes`` are what to count for each lesson, estimates included; a lesson that is not in it has none.
    ``at`` is when the revision was made.
    """

    nodes: Sequence[Node]
    links: Sequence[Link]
    minutes: Mapping[NodeId, int]
    at: datetime

    def of_kind(self, kind: EdgeKind) -> list[Link]:
        """Return the links of a kind."""
        return [link for link in self.links if link.edge.kind is kind]

    @property
    def curricula(self) -> list[Curriculum]:
        """The curricula."""
        return [node for node in self.nodes if isinstance(node, Curriculum)]

    @property
    def lessons(self) -> list[Lesson]:
        """The lessons, in reading order."""
        return [node for node in self.nodes if isinstance(node, Lesson)]


def content_of(snapshot: Snapshot, view: View, curriculum: str | None = None) -> Content:
    """Return what a snapshot holds of one curriculum, or of all, as far as it binds in a view.

    A link to a node of another curriculum is left out with that node.
    """
    order = sorted(range(len(snapshot)), key=lambda node: (int(snapshot.reading[node]), node))
    chosen = [n for n in order if curriculum in {None, curriculum_of(NodeId(snapshot.ids[n]))}]
    nodes = {n: node for n in chosen if not isinstance(node := snapshot.node(n), Document)}
    ends = zip(snapshot.source.tolist(), snapshot.target.tolist(), strict=True)
    links = [
        Link(snapshot.edge(edge), snapshot.origin(edge), round(snapshot.confidence(edge), 4))
        for edge, (source, target) in enumerate(ends)
        if source in nodes and target in nodes and snapshot.binds(edge, view)
    ]
    minutes = {node.id: int(snapshot.estimated_minutes[n]) for n, node in nodes.items()}
    counted = {node: value for node, value in minutes.items() if value >= 0}
    return Content(tuple(nodes.values()), links, counted, snapshot.revision.at)
