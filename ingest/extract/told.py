"""A graph that a document states as data, into candidates and relations."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.model import Edge, EdgeKind, Lesson, Module, Node, NodeId, NodeKind, Skill, Status
from ingest.extract.draft import Details, DraftBuilder, Grounds
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind, Pointer, Told, ZoneKind

_HELD = frozenset({NodeKind.MODULE, NodeKind.LESSON})
_ABOUT_DOCUMENTS = frozenset({NodeKind.CURRICULUM, NodeKind.DOCUMENT})


def add_told(draft: DraftBuilder, told: Sequence[Told]) -> None:
    """Add the nodes and edges of a graph.

    Ids keep their last part. What is only pointed at there is pointed at here; documents, and names that
    were taken for one skill, are the matter of the store that it comes from.
    """
    _Adder(draft, told).add()


class _Adder:
    """Adds what holds things before what it holds."""

    def __init__(self, draft: DraftBuilder, told: Sequence[Told]) -> None:
        self.draft = draft
        self.nodes = {one.fact.id: one for one in told if not isinstance(one.fact, Edge)}
        self.edges = [one for one in told if isinstance(one.fact, Edge)]
        self.holders: dict[NodeId, tuple[NodeId, int | None]] = {}
        self.keys: dict[NodeId, int] = {}

    def add(self) -> None:
        for edge in (one.fact for one in self.edges):
            assert isinstance(edge, Edge)
            held = self._kind(edge.source) in _HELD and self._kind(edge.target) is NodeKind.MODULE
            if edge.kind is EdgeKind.PART_OF and held:
                self.holders.setdefault(edge.source, (edge.target, edge.position))
        for node in self.nodes:
            for one in self._path(NodeId(node)):
                self._add_node(one)
        for told in self.edges:
            self._add_edge(told)

    def _kind(self, node: NodeId) -> NodeKind | None:
        told = self.nodes.get(node)
        return None if told is None or isinstance(told.fact, Edge) else told.fact.kind

    def _path(self, node: NodeId) -> Iterable[NodeId]:
        """Return a node below all that hold it and are not added yet; a circle is cut."""
        path: dict[NodeId, None] = {}
        at: NodeId | None = node
        while at is not None and at not in path and at not in self.keys:
            path[at] = None
            at = self.holders[at][0] if at in self.holders else None
        return reversed(path)

    def _add_node(self, node: NodeId) -> None:
        told = self.nodes[node]
        fact = told.fact
        assert not isinstance(fact, Edge)
        self.draft.use(told.whole)
        if fact.kind is NodeKind.DOCUMENT or getattr(fact, "status", None) is Status.REFERENCED:
            return
        evidence = self.draft.quoter.between(told.span.start, told.span.end)
        grounds = Grounds(told.origin, told.confidence, told.because)
        if isinstance(fact, Skill):
            key = self.draft.skill(fact.name, evidence, fact.skill_kind, grounds, aliases=fact.aliases)
        elif fact.kind in {NodeKind.PITFALL, NodeKind.AUDIENCE}:
            block = Block(kind=BlockKind.PARAGRAPH, text=fact.name, span=told.span)
            key = self.draft.thing(fact.kind, fact.name, Passage.whole(block))
        else:
            key = self.draft.place(fact.kind, fact.name, evidence, self._details(fact))
            self._words(fact, key, told)
        self.keys[node] = key

    def _details(self, fact: Node) -> Details:
        if not isinstance(fact, (Lesson, Module)):
            return Details(uri="", summary=getattr(fact, "summary", None))
        holder, position = self.holders.get(fact.id, (None, None))
        details = Details(
            parent=None if holder is None else self.keys.get(holder),
            slug=fact.id.rpartition("/")[2],
            summary=fact.summary,
            position=fact.position or position,
        )
        if isinstance(fact, Lesson):
            return replace(details, minutes=fact.minutes, difficulty=fact.difficulty, url=fact.url)
        return details

    def _words(self, fact: Node, key: int, told: Told) -> None:
        self.draft.zone(key, ZoneKind.TITLE, fact.name, told.span)
        if isinstance(fact, (Lesson, Module)) and fact.summary:
            self.draft.zone(key, ZoneKind.SUMMARY, fact.summary, told.whole)

    def _add_edge(self, told: Told) -> None:
        edge = told.fact
        assert isinstance(edge, Edge)
        self.draft.use(told.whole)
        kinds = {self._kind(edge.source), self._kind(edge.target)}
        placed = edge.kind is EdgeKind.PART_OF and self.holders.get(edge.source, ("",))[0] == edge.target
        if placed or edge.kind is EdgeKind.SAME_AS or kinds & _ABOUT_DOCUMENTS:
            return
        self.draft.relate(
            edge.kind,
            self._end(edge.source),
            self._end(edge.target),
            self.draft.quoter.between(told.span.start, told.span.end),
            role=edge.role,
            position=edge.position,
            grounds=Grounds(told.origin, told.confidence, told.because),
        )

    def _end(self, node: NodeId) -> int | Pointer:
        if node in self.keys:
            return self.keys[node]
        fact = self.nodes[node].fact
        assert not isinstance(fact, Edge)
        return Pointer(fact.name, kind=fact.kind)
