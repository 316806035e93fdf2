"""The compiled picture of one revision, which every answer is drawn from."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeAlias

import numpy as np

from api.services.answers import Evidence, Item, LessonCard
from api.services.leads import Leads
from api.services.memo import Memo
from api.services.shown import Shown
from embeddings.index import Index
from embeddings.words import name_key, terms
from graph.algorithms.gaps import Gaps
from graph.changes import Delta, Passage
from graph.columns import Contents
from graph.errors import UnknownId
from graph.model import EdgeKind, FactId, Lesson, NodeId, NodeKind, Skill, curriculum_of
from graph.patch import patched
from graph.snapshot import Snapshot, View

REMEMBERED = 200_000
"""Facts whose evidence, and nodes whose items, a picture keeps."""
_VECTOR = np.dtype("<f4")

Moment: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Picture:
    """One revision of the graph, ready to be asked; everything in it belongs to that revision."""

    snapshot: Snapshot
    passages: tuple[Passage, ...]
    edition: int = 0
    evidence: dict[FactId, tuple[Evidence, ...]] = field(default_factory=dict)
    """The reasons that were asked for so far, by fact."""
    memo: Memo = field(default_factory=partial(Memo, 32))
    """What services work out from the whole graph; the views that can be asked for are without number."""
    reach: Memo = field(default_factory=partial(Memo, 1_000))
    """How large a problem some goals pose at most, in a view."""
    told: Memo = field(default_factory=partial(Memo, 400))
    """What was said of paths that are kept."""
    said: Memo = field(default_factory=partial(Memo, 4_000))
    """Why lessons and edges stand in paths: the same reasons in many."""

    @property
    def moment(self) -> Moment:
        """Return the sequence of the revision, and the edition of the passages."""
        return self.snapshot.revision.sequence, self.edition

    @classmethod
    def of(cls, contents: Contents) -> "Picture":
        """Return the picture of what a store holds."""
        return cls(Snapshot.compile(contents.columns), contents.passages, contents.edition)

    def after(self, delta: Delta) -> "Picture":
        """Return the picture that a delta makes of this one."""
        contents = Contents(self.snapshot.columns, self.passages, self.edition)
        return Picture.of(patched(contents, delta))

    @cached_property
    def index(self) -> Index:
        """The passages and names, ready to be searched; built at the first use."""
        passages = [p for p in self.passages if p.node in self._names]  # some may come before their nodes do
        dimensions = len(passages[0].vector) // _VECTOR.itemsize if passages else 0
        matrix = np.frombuffer(b"".join(p.vector for p in passages), dtype=_VECTOR)
        return Index(
            [p.node for p in passages],
            [p.part for p in passages],
            [p.text for p in passages],
            matrix.reshape(len(passages), dimensions),
            self._names,
        )

    @cached_property
    def shown(self) -> Shown:
        """How nodes were shown so far."""
        return Shown()

    @cached_property
    def gaps(self) -> Gaps:
        """The gaps that were asked about, each planned once."""
        return Gaps(self.snapshot)

    def find_names(self) -> None:
        """Make the tables that names are looked up in, which otherwise the first look-up does."""
        self.snapshot.find_names()
        self.named("", ())
        assert self.curricula is not None
        assert self.vocabulary is not None

    def leads(self, view: View) -> Leads:
        """Return which lessons serve which goals in a view."""
        return self.memo.once(("leads", view), lambda: Leads.of(self.snapshot, self.index, view))

    def edge_named(self, id_: str) -> int | None:
        """Return the edge of an id, None where there is none."""
        source, _, rest = id_.partition(" ")
        kind, _, target = rest.partition(" ")
        if kind not in EdgeKind.__members__:
            return None
        ends = [self.snapshot.lookup(end, tuple(NodeKind)) for end in (source, target)]
        if not all(ends):
            return None
        edges = self.snapshot.edges_out(ends[0][0], EdgeKind[kind])
        return next((edge for edge in edges if self.snapshot.target_of(edge) == ends[1][0]), None)

    def in_reading_order(self, nodes: Iterable[int]) -> list[int]:
        """Return nodes as their curriculum orders them."""
        chosen = np.fromiter(nodes, np.int64)
        ordered: list[int] = chosen[np.lexsort((chosen, self.snapshot.reading[chosen]))].tolist()
        return ordered

    @cached_property
    def _names(self) -> dict[NodeId, tuple[str, ...]]:
        """Each node's name and, for skills, aliases; in the order of the nodes."""
        snapshot = self.snapshot
        names: dict[NodeId, tuple[str, ...]] = {
            NodeId(i): (name,) for i, name in zip(snapshot.ids, snapshot.names, strict=True)
        }
        for node in snapshot.of_kind(NodeKind.SKILL).tolist():
            if b'"aliases"' in snapshot.data[node]:
                skill = snapshot.node(node)
                assert isinstance(skill, Skill)
                names[skill.id] = (skill.name, *skill.aliases)
        return names

    @cached_property
    def curricula(self) -> frozenset[NodeId]:
        """The curricula that the store holds."""
        return frozenset(curriculum_of(NodeId(node)) for node in self.snapshot.ids)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words that carry meaning in names, summaries and bodies, in the singular."""
        return frozenset(term for passage in self.passages for term in terms(passage.text))

    @cached_property
    def _by_key(self) -> Mapping[str, tuple[int, ...]]:
        keys: dict[str, tuple[int, ...]] = {}
        for node, names in enumerate(self._names.values()):
            for key in {name_key(name) for name in names}:
                keys[key] = (*keys.get(key, ()), node)
        keys.pop("", None)
        return keys

    def namesakes(self) -> Iterator[list[int]]:
        """Yield the nodes, two or more, whose own names differ in nothing but case, hyphen and plural."""
        for key, nodes in self._by_key.items():
            if len(nodes) > 1:
                own = [node for node in nodes if name_key(self.snapshot.names[node]) == key]
                if len(own) > 1:
                    yield own

    def item(self, node: int) -> Item:
        """Return a node as answers name it."""
        found = self._items.get(node)
        if found is None:
            if len(self._items) >= REMEMBERED:
                self._items.clear()
            snapshot = self.snapshot
            found = Item(NodeId(snapshot.ids[node]), snapshot.kind(node), snapshot.names[node])
            self._items[node] = found
        return found

    def items(self, nodes: Iterable[int]) -> tuple[Item, ...]:
        """Return nodes as answers name them, in the same order."""
        known = self._items
        return tuple([known.get(node) or self.item(node) for node in nodes])

    def card(self, lesson: int) -> LessonCard:
        """Return a lesson as lists show it."""
        node = self.snapshot.node(lesson)
        assert isinstance(node, Lesson)
        module = self.snapshot.module_of(lesson)
        return LessonCard(
            id=node.id,
            name=node.name,
            summary=node.summary,
            module=self.item(module) if module is not None else None,
            minutes=node.minutes,
            difficulty=node.difficulty,
        )

    @cached_property
    def _items(self) -> dict[int, Item]:
        return {}

    def named(self, words: str, kinds: Collection[NodeKind], curriculum: str | None = None) -> list[int]:
        """Return the nodes of some kinds with an id, name or alias, but for case, hyphen and plural."""
        found = self.snapshot.lookup(words, kinds, curriculum)
        return found or [
            node
            for node in self._by_key.get(name_key(words), ())
            if self.snapshot.kind(node) in kinds and curriculum in {None, self.snapshot.curriculum(node)}
        ]

    def of_first_kind(self, nodes: Sequence[int], kinds: Sequence[NodeKind]) -> list[int]:
        """Return the nodes of the first of some kinds that any of them is of."""
        if len(nodes) == 1:
            return list(nodes) if self.snapshot.kind(nodes[0]) in kinds else []
        of_kind = ([node for node in nodes if self.snapshot.kind(node) is kind] for kind in kinds)
        return next((found for found in of_kind if found), [])

    def find(self, name: str, kinds: Sequence[NodeKind], curriculum: str | None = None) -> int:
        """Return the node with an id, or else a name or an alias, whatever its case.

        Where nodes of several kinds share a name, it is the one whose kind stands first in ``kinds``.

        Raises
        ------
        UnknownId
            If there is none, with the nearest names as a hint, or if several curricula have one.
        """
        found = self.snapshot.lookup(name, kinds, curriculum)
        first = self.of_first_kind(found, kinds)
        if len(first) == 1:
            return first[0]
        raise self._unknown(name, kinds, curriculum, first)

    def find_if_any(self, name: str, kinds: Sequence[NodeKind], curriculum: str | None = None) -> int | None:
        """Return what :meth:`find` does, and None where it raises: nothing is looked for that is near."""
        first = self.of_first_kind(self.snapshot.lookup(name, kinds, curriculum), kinds)
        return first[0] if len(first) == 1 else None

    def _unknown(
        self, name: str, kinds: Sequence[NodeKind], curriculum: str | None, first: Sequence[int]
    ) -> UnknownId:
        """Return why a name stands for no node, or for too many."""
        *others, last = sorted(kind.value.lower() for kind in kinds)
        kind = f"{', '.join(others)} or {last}" if others else last
        if not first:
            near = self.snapshot.nearest_names(name, kinds, curriculum)
            hint = (
                f"Did you mean {', '.join(near)}?" if near else "`cairn match WORDS` finds names by meaning."
            )
            return UnknownId(f"No {kind} is called {name!r}.", hint=hint)
        ids = ", ".join(sorted(self.snapshot.ids[node] for node in first))
        return UnknownId(f"{len(first)} nodes are called {name!r}: {ids}.", hint="Give the id of one.")
