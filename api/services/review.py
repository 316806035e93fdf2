"""What people may judge: merges of skills, and what Cairn concluded; what awaits it, and what was decided.

A judgement is a curated statement about the very thing that it judges. What is accepted is curated from then
on, and stays whatever a later ingest concludes; a rejection stays as a tombstone that ingest respects.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import anyio.to_thread

from api.services.answers import Evidence, Item
from api.services.curricula import picture_of
from api.services.evidence import evidence_of
from api.services.picture import Picture
from api.services.workspace import Workspace
from graph.changes import Revision, is_merge
from graph.codec import EDGE_KINDS, ORIGIN_CODES
from graph.errors import UnknownId
from graph.model import Edge, EdgeKind, Fact, FactId, NodeId, NodeKind, Origin, Skill, Statement, Verdict
from graph.snapshot import Snapshot
from ingest.slugs import slug

PERSON: Final = "person:"
"""Begins the owner of what a person said; their name follows."""
_KEY: Final = 4
"""Bytes of a key: enough for thousands of items, and few enough to type."""


class ReviewKind(StrEnum):
    """What an item claims."""

    MERGE = "merge"
    """Two names mean one skill."""
    PREREQUISITE = "prerequisite"
    GUARD = "guard"
    """A lesson helps to avoid a pitfall."""
    COMPONENT = "component"
    """A skill is part of an outcome."""
    TEACHING = "teaching"
    USE = "use"
    NODE = "node"
    """That there is such a thing at all."""
    OTHER = "other"


class ReviewState(StrEnum):
    """Where an item stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


AWAITED: Final = (ReviewKind.MERGE, ReviewKind.PREREQUISITE, ReviewKind.GUARD, ReviewKind.COMPONENT)
"""What is worth a person's time, for answers depend on it."""

_KINDS: Final[Mapping[EdgeKind, ReviewKind]] = {
    EdgeKind.SAME_AS: ReviewKind.MERGE,
    EdgeKind.REQUIRES: ReviewKind.PREREQUISITE,
    EdgeKind.GUARDS_AGAINST: ReviewKind.GUARD,
    EdgeKind.PART_OF: ReviewKind.COMPONENT,
    EdgeKind.TEACHES: ReviewKind.TEACHING,
    EdgeKind.USES: ReviewKind.USE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """Something to judge, or judged: that ``source`` stands in a relation to ``target``, or that it exists.

    ``key`` is a short name for ``id``. ``holds`` tells whether the graph has it now: of a merge, whether both
    names are one skill. ``confidence`` is Cairn's own, 1 where nothing was inferred; ``judged_by`` are those
    who judged.
    """

    id: FactId
    key: str
    kind: ReviewKind
    source: Item
    target: Item | None
    state: ReviewState
    holds: bool
    confidence: float
    because: str | None
    evidence: tuple[Evidence, ...]
    judged_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQuestion:
    """Which items to list; without ``kinds`` those that answers depend on, of what was judged all."""

    curriculum: str | None = None
    kinds: tuple[ReviewKind, ...] = ()
    state: ReviewState | None = ReviewState.PENDING
    min_confidence: float = 0.0
    max_confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some of ``total`` items, the surest first, then by id."""

    revision: Revision
    total: int
    items: tuple[ReviewItem, ...]


async def review_queue(
    workspace: Workspace, asked: ReviewQuestion, *, first: int, skip: int = 0
) -> ReviewPage:
    """Return ``first`` of the items that are asked for, after the ``skip`` before them.

    Raises
    ------
    UnknownId
        If there is no such curriculum.
    """
    found = await review_cases(workspace, asked)
    page = found.cases[skip : skip + first]
    return ReviewPage(found.picture.snapshot.revision, len(found.cases), await found.show(workspace, page))


async def review_cases(workspace: Workspace, asked: ReviewQuestion) -> "ReviewCases":
    """Return all items that are asked for, to be shown in part; raises as :func:`review_queue` does."""
    picture = await picture_of(workspace, asked.curriculum)
    cases = await _cases(workspace, picture, asked.curriculum)
    return ReviewCases(picture, [case for case in cases if case.answers(asked)])


async def review_item(workspace: Workspace, id_: str) -> ReviewItem:
    """Return one item by its id, or by its key.

    Raises
    ------
    UnknownId
        If nothing is said of it.
    """
    picture = await workspace.picture()
    reasons = await workspace.store.statements([NodeId(id_)]) or await _by_key(workspace, picture, id_)
    if not reasons:
        raise UnknownId(
            f"There is nothing to judge with the id or key {id_!r}.", hint="`cairn review` lists it."
        )
    ((fact, said),) = reasons.items()
    (item,) = await _items(workspace, picture, [_case(fact, said)])
    return item


async def _by_key(workspace: Workspace, picture: Picture, key: str) -> dict[FactId, tuple[Statement, ...]]:
    found = [case.id for case in await _cases(workspace, picture, None) if key_of(case.id) == key]
    return await workspace.store.statements(found[:1]) if len(found) == 1 else {}


def key_of(fact: str) -> str:
    """Return a short name for a fact's id: eight hexadecimal digits."""
    return hashlib.blake2b(fact.encode(), digest_size=_KEY).hexdigest()


@dataclass(frozen=True, slots=True)
class ReviewCases:
    """Items in the order of :class:`ReviewPage`, before they are written out."""

    picture: Picture
    cases: "Sequence[ReviewCase]"

    async def show(self, workspace: Workspace, some: "Sequence[ReviewCase]") -> tuple[ReviewItem, ...]:
        """Return some of them in full; their evidence is read in one batch."""
        return await _items(workspace, self.picture, some)


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """An item before it is written out."""

    id: FactId
    kind: ReviewKind
    state: ReviewState
    confidence: float

    def answers(self, asked: ReviewQuestion) -> bool:
        """Return whether it is one of those that are asked for."""
        kinds = asked.kinds or (AWAITED if asked.state is ReviewState.PENDING else tuple(ReviewKind))
        return (
            self.kind in kinds
            and asked.state in {None, self.state}
            and asked.min_confidence <= self.confidence <= asked.max_confidence
        )


async def _cases(workspace: Workspace, picture: Picture, curriculum: str | None) -> list[ReviewCase]:
    """Return all that people may judge, the surest first; worked out once a revision."""

    async def read() -> list[ReviewCase]:
        said = await workspace.store.statements_of(
            NodeId(curriculum) if curriculum else None, origins=(Origin.INFERRED, Origin.CURATED)
        )
        return await anyio.to_thread.run_sync(_judgeable, picture.snapshot, said)

    return await picture.memo.once_read(("review", curriculum), read)


def _judgeable(snapshot: Snapshot, said: Sequence[Statement]) -> list[ReviewCase]:
    about: defaultdict[FactId, list[Statement]] = defaultdict(list)
    for statement in said:
        about[statement.subject].append(statement)
    concluded = _concluded(snapshot)
    cases = (_case(fact, reasons) for fact, reasons in about.items())
    open_ = [
        case
        for case in cases
        if case.state is not ReviewState.PENDING or case.id in concluded or case.kind is ReviewKind.MERGE
    ]
    return sorted(open_, key=lambda case: (-case.confidence, case.id))


def _concluded(snapshot: Snapshot) -> set[str]:
    """Return the ids of living edges that nobody but Cairn says."""
    edges = (snapshot.edge_origin == ORIGIN_CODES[Origin.INFERRED]).nonzero()[0].tolist()
    return {_edge_id(snapshot, edge) for edge in edges}


def _edge_id(snapshot: Snapshot, edge: int) -> str:
    kind = EDGE_KINDS[snapshot.edge_kind[edge]].value
    return f"{snapshot.ids[snapshot.source_of(edge)]} {kind} {snapshot.ids[snapshot.target_of(edge)]}"


def _case(fact: FactId, reasons: Sequence[Statement]) -> ReviewCase:
    judged = [s.verdict for s in reasons if s.origin is Origin.CURATED]
    inferred = [s.confidence for s in reasons if s.origin is Origin.INFERRED]
    state = ReviewState.ACCEPTED if judged else ReviewState.PENDING
    if Verdict.REJECT in judged:
        state = ReviewState.REJECTED
    return ReviewCase(fact, _kind(reasons[0].says), state, max(inferred, default=1.0))


def _kind(says: Fact) -> ReviewKind:
    if not isinstance(says, Edge):
        return ReviewKind.NODE
    if says.kind is EdgeKind.PART_OF and not says.source.partition("/")[2].startswith("skill/"):
        return ReviewKind.OTHER
    return _KINDS.get(says.kind, ReviewKind.OTHER)


async def _items(
    workspace: Workspace, picture: Picture, cases: Sequence[ReviewCase]
) -> tuple[ReviewItem, ...]:
    said = await workspace.store.statements([case.id for case in cases])
    return tuple(_item(picture, case, said.get(case.id, ())) for case in cases)


def _item(picture: Picture, case: ReviewCase, said: Sequence[Statement]) -> ReviewItem:
    """Write an item out, with all that is said of it."""
    says = said[0].says
    people = {s.owner.removeprefix(PERSON) for s in said if s.origin is Origin.CURATED}
    return ReviewItem(
        id=case.id,
        key=key_of(case.id),
        kind=case.kind,
        source=_named(picture, says.source if isinstance(says, Edge) else says.id),
        target=_named(picture, says.target) if isinstance(says, Edge) else None,
        state=case.state,
        holds=_holds(picture.snapshot, says),
        confidence=case.confidence,
        because=next((s.because for s in said if s.because), None),
        evidence=evidence_of(said),
        judged_by=tuple(sorted(people)),
    )


def _named(picture: Picture, id_: NodeId) -> Item:
    """Return a node by its own name, also one that is part of another now, or no longer there."""
    found = picture.snapshot.lookup(id_, tuple(NodeKind))
    _, kind, name = id_.split("/", 2) if "/" in id_ else (id_, NodeKind.CURRICULUM, id_)
    if not found:
        return Item(id_, NodeKind(kind.capitalize()), name.replace("-", " "))
    node = picture.snapshot.node(found[0])
    aliases = node.aliases if isinstance(node, Skill) and node.id != id_ else ()
    return Item(id_, node.kind, next((alias for alias in aliases if slug(alias) == name), node.name))


def _holds(snapshot: Snapshot, says: Fact) -> bool:
    if not isinstance(says, Edge):
        return bool(snapshot.lookup(says.id, (says.kind,)))
    ends = [snapshot.lookup(end, tuple(NodeKind)) for end in (says.source, says.target)]
    if is_merge(says):
        return bool(ends[0]) and ends[0] == ends[1]
    return all(ends) and ends[1][0] in map(snapshot.target_of, snapshot.edges_out(ends[0][0], says.kind))
