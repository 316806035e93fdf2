"""What every service works with: the store, the encoder, and the compiled picture of the current revision."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeAlias, TypeVar

import anyio
import anyio.to_thread
import numpy as np

from api.services.answers import Evidence, Item, LessonCard
from api.services.evidence import evidence_of
from api.services.leads import Leads
from api.services.memo import Memo
from api.services.tracing import SILENT, Tracer
from api.settings import Settings
from embeddings.index import Index
from embeddings.ports import Encoder
from embeddings.words import name_key, terms
from graph.changes import Delta, Passage, Revision
from graph.columns import Contents
from graph.errors import StoreError, StoreUnavailable, UnknownId
from graph.model import FactId, Lesson, NodeId, NodeKind, Skill, curriculum_of
from graph.patch import patched
from graph.ports import GraphStore
from graph.snapshot import Snapshot, View

_VECTOR = np.dtype("<f4")
_INTERVAL = 0.5
"""Seconds from one look at a followed store to the next."""
_LONGEST_PAUSE = 5.0
"""Seconds between looks at one that cannot be reached."""
_PATIENCE = 5.0
"""Seconds within which a store says what its newest revision is."""
_LOADING = 600.0
"""Seconds within which it hands over a whole graph."""
_BRIEFLY = 2.0
"""Seconds that a request waits for evidence."""
_REMEMBERED = 200_000
"""Facts whose evidence a picture keeps."""
_log = logging.getLogger("cairn.store")

T = TypeVar("T")
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

    def find_names(self) -> None:
        """Make the tables that names are looked up in, which otherwise the first look-up does."""
        self.snapshot.lookup("", ())
        self.named("", ())
        assert self.curricula is not None
        assert self.vocabulary is not None

    def leads(self, view: View) -> Leads:
        """Return which lessons serve which goals in a view."""
        return self.memo.once(("leads", view), lambda: Leads.of(self.snapshot, self.index, view))

    def in_reading_order(self, nodes: Iterable[int]) -> list[int]:
        """Return nodes as their curriculum orders them."""
        return sorted(nodes, key=lambda node: (int(self.snapshot.reading[node]), node))

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
    def _by_key(self) -> Mapping[str, list[int]]:
        keys: dict[str, list[int]] = {}
        for node, names in enumerate(self._names.values()):
            for key in {name_key(name) for name in names}:
                keys.setdefault(key, []).append(node)
        keys.pop("", None)
        return keys

    def item(self, node: int) -> Item:
        """Return a node as answers name it."""
        found = self._items.get(node)
        if found is None:
            if len(self._items) >= _REMEMBERED:
                self._items.clear()
            snapshot = self.snapshot
            found = Item(NodeId(snapshot.ids[node]), snapshot.kind(node), snapshot.names[node])
            self._items[node] = found
        return found

    def items(self, nodes: Iterable[int]) -> tuple[Item, ...]:
        """Return nodes as answers name them, in the same order."""
        return tuple(self.item(node) for node in nodes)

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
        kind = " or ".join(sorted(kind.value.lower() for kind in kinds))
        if not found:
            near = self.snapshot.nearest_names(name, kinds, curriculum)
            hint = f"Did you mean {', '.join(near)}?" if near else "cairn match WORDS finds names by meaning."
            raise UnknownId(f"No {kind} is called {name!r}.", hint=hint)
        ids = ", ".join(sorted(self.snapshot.ids[node] for node in first))
        raise UnknownId(f"{len(first)} nodes are called {name!r}: {ids}.", hint="Give the id of one.")


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the picture that is served can be trusted to be the newest.

    ``age`` is in seconds: how long ago it was known to be of the store's newest revision. ``trouble`` is why
    the store could not be asked since then; None if it could.
    """

    revision: Revision
    age: float
    trouble: str | None


@dataclass(eq=False)
class Workspace:
    """A store and an encoder, and the picture of the store's newest revision.

    Who asks once gets a picture that is read for them. While :meth:`follow` runs, as in a server, pictures
    are read beside the requests: none waits, and all go on from the last while the store is out of reach.
    """

    store: GraphStore
    encoder: Encoder
    settings: Settings
    tracer: Tracer = SILENT
    _lock: anyio.Lock = field(default_factory=anyio.Lock)
    _picture: Picture | None = None
    _following: bool = False
    _confirmed: float = 0.0
    _trouble: str | None = None
    _moved: anyio.Event = field(default_factory=anyio.Event)

    async def picture(self) -> Picture:
        """Return the picture to answer from; a caller keeps it for the whole of a request.

        Raises
        ------
        StoreError
            If there is none yet, or nobody follows the store, and it cannot be read.
        """
        if self._following and self._picture:
            return self._picture
        return await self.refresh()

    async def refresh(self) -> Picture:
        """Return the picture of the newest revision; raises a StoreError if the store cannot be read."""
        asked = anyio.current_time()
        return await self._reach(await self._newest(), asked)

    async def written(self) -> None:
        """Let those who ask next see what was just written; that much later is no failure of the write."""
        if self._following:
            with suppress(StoreError), anyio.move_on_after(_PATIENCE):
                await self.refresh()

    async def follow(self) -> None:
        """Keep the picture the newest until cancelled, asking an unreachable store less and less often."""
        self._following = True
        pause = _INTERVAL
        try:
            while True:
                trouble = await self._attempt()
                if trouble and not self._trouble:
                    _log.warning("the store cannot be read: %s", trouble)
                elif self._trouble and not trouble:
                    _log.warning("the store can be read again")
                self._trouble = trouble
                pause = min(2 * pause, _LONGEST_PAUSE) if trouble else _INTERVAL
                await anyio.sleep(pause)
        finally:
            self._following = False

    async def newer_than(self, sequence: int) -> Revision:
        """Return the revision of the picture as soon as it is newer than one; while :meth:`follow` runs."""
        while self._picture is None or self._picture.snapshot.revision.sequence <= sequence:
            await self._moved.wait()
        return self._picture.snapshot.revision

    @property
    def latest(self) -> Picture | None:
        """The picture that was read last; None while there is none."""
        return self._picture

    @property
    def freshness(self) -> Freshness | None:
        """How fresh the picture is; None while there is none."""
        if self._picture is None:
            return None
        age = anyio.current_time() - self._confirmed
        return Freshness(self._picture.snapshot.revision, age, self._trouble)

    async def evidence(self, facts: Collection[FactId]) -> Mapping[FactId, tuple[Evidence, ...]]:
        """Return the reasons for each fact, strongest first; a fact without any has none.

        Where a followed store cannot be reached, neither has a fact that nobody asked about before.
        """
        known = (await self.picture()).evidence
        missing = [fact for fact in facts if fact not in known]
        if missing:
            if len(known) > _REMEMBERED:
                known.clear()
            known.update(await self._reasons(missing))
        return {fact: known.get(fact, ()) for fact in facts}

    async def _reasons(self, facts: Sequence[FactId]) -> Mapping[FactId, tuple[Evidence, ...]]:
        """Return what the store has on each fact; nothing where a followed one does not tell."""
        if not self._following:
            found = await self.store.statements(facts)
        elif self._trouble:
            return {}
        else:
            try:
                with anyio.fail_after(_BRIEFLY):
                    found = await self.store.statements(facts)
            except (StoreUnavailable, TimeoutError):
                return {}
        return {fact: evidence_of(found.get(fact, ())) for fact in facts}

    async def _attempt(self) -> str | None:
        """Bring the picture up to date; return why that failed."""
        asked = anyio.current_time()
        try:
            with anyio.fail_after(_PATIENCE):
                newest = await self._newest()
            with anyio.fail_after(_LOADING):
                await self._reach(newest, asked)
        except StoreError as error:
            return error.message
        except TimeoutError:
            return f"{self.store.url} does not answer."
        except Exception as error:  # noqa: BLE001  # whatever it is, a server goes on with what it has
            _log.exception("the graph could not be loaded")
            return f"The graph could not be loaded: {type(error).__name__}."
        return None

    async def _newest(self) -> Moment:
        """Return the newest revision and edition; the store's of a moment each, neither is older."""
        return (await self.store.revision()).sequence, await self.store.edition()

    async def _reach(self, newest: Moment, asked: float) -> Picture:
        """Return a picture of what was ``newest`` at the moment ``asked``, or of what came after."""
        async with self._lock:
            current = self._picture
            if current is None:
                current = await anyio.to_thread.run_sync(self._ready, Picture.of, await self.store.contents())
            elif any(there < wanted for there, wanted in zip(current.moment, newest, strict=True)):
                current = await self._follow_up(current)
            moved = current is not self._picture
            self._picture, self._confirmed = current, max(asked, self._confirmed)
            if moved:
                self._moved.set()
                self._moved = anyio.Event()
            return current

    async def _follow_up(self, picture: Picture) -> Picture:
        """Return the newest picture, having read no more than what changed since an earlier one."""
        sequence, edition = picture.moment
        delta = await self.store.delta(sequence, edition=edition)
        newer = await anyio.to_thread.run_sync(self._ready, picture.after, delta)
        changed = {*delta.gone, *(supported.fact.id for supported in delta.living)}
        newer.evidence.update(
            (fact, known) for fact, known in picture.evidence.items() if fact not in changed
        )
        return newer

    def _ready(self, make: Callable[[T], Picture], found: T) -> Picture:
        """Return a picture; where nobody waits for it, with what the first who searches would wait for."""
        picture = make(found)
        if self._following:
            picture.index  # noqa: B018  # a cached property
        return picture
