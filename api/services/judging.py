"""What people decide: accept, reject, merge, split, and take it back.

Each answer says what that changed. The same decision again changes nothing, so that a client may repeat it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from api.services.answers import Item
from api.services.review import PERSON, ReviewItem, review_item
from api.services.workspace import Workspace
from graph.changes import ChangeSet, Revision, is_merge
from graph.errors import InvalidInput
from graph.model import (
    Edge,
    EdgeKind,
    Fact,
    FactId,
    NodeId,
    NodeKind,
    Origin,
    Owner,
    Skill,
    Statement,
    Verdict,
    curriculum_of,
    settle,
)
from ingest.culprits import settle_around
from ingest.occasion import Occasion
from ingest.resolve.names import exact_key
from ingest.retries import persist
from ingest.slugs import node_id, slug

_LONGEST: Final = 100


class Decision(StrEnum):
    """What a person says of an item."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNDO = "undo"
    """Take back what people said; Cairn's own conclusion stands again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a decision came to: the items it was about, the skills it left, and what changed in the graph."""

    revision: Revision
    items: tuple[ReviewItem, ...]
    skills: tuple[Item, ...] = ()
    added: tuple[Fact, ...] = ()
    changed: tuple[Fact, ...] = ()
    removed: tuple[Fact, ...] = ()


async def judge(workspace: Workspace, id_: str, decision: Decision, *, by: str) -> Decided:
    """Accept or reject an item of the review queue, or take back what people said of it.

    Parameters
    ----------
    id_
        The id of a node or an edge (``<source> <KIND> <target>``), or the key of an item.
    by
        The name of the person who decides.

    Raises
    ------
    UnknownId
        If nothing is said of it.
    InvalidInput
        If there is nothing to take back, or the name is empty or too long.
    """
    item = await review_item(workspace, id_)
    said = (await workspace.store.statements([item.id]))[item.id]
    curated = {s.id: s for s in said if s.origin is Origin.CURATED}
    if decision is Decision.UNDO:
        if not curated:
            raise InvalidInput(f"Nobody has judged {item.id}.", hint="Only what was judged can be undone.")
        return await _decide(workspace, _Change((), tuple(curated.values())))
    judged = _judgement(_concluded(said), Verdict(decision.value), by)
    return await _decide(
        workspace, _Change((judged,), tuple(s for s in curated.values() if s.id != judged.id))
    )


async def merge_skills(workspace: Workspace, source: str, into: str, *, by: str) -> Decided:
    """Make one skill part of another, whose name stays; learners and judgements follow.

    ``source`` and ``into`` are ids, names or aliases.

    Raises
    ------
    UnknownId
        If there is no such skill.
    InvalidInput
        If they are of two curricula, or the documents are not in this store.
    """
    picture = await workspace.picture()
    gone, kept = (picture.item(picture.find(name, [NodeKind.SKILL])) for name in (source, into))
    if gone == kept:
        return Decided(revision=picture.snapshot.revision, items=(), skills=(kept,))
    if curriculum_of(gone.id) != curriculum_of(kept.id):
        raise InvalidInput(
            f"{gone.id} and {kept.id} are of two curricula.", hint="Skills are merged within one."
        )
    overruled = await _judgements_between(workspace, gone.id, kept.id)
    judged = _judgement(_same(gone.id, kept.id), Verdict.ACCEPT, by)
    done = await _decide(workspace, _Change((judged,), tuple(s for s in overruled if s.id != judged.id)))
    if not all(item.holds for item in done.items):
        raise InvalidInput(
            f"“{gone.name}” is still kept apart from “{kept.name}”, or from one of its other names.",
            hint="`cairn review list --state rejected --kind merge` shows who said so.",
        )
    return done


async def split_skill(workspace: Workspace, skill: str, names: Sequence[str], *, by: str) -> Decided:
    """Make each of some names of a skill one of its own, where documents use it.

    Raises
    ------
    UnknownId
        If there is no such skill.
    InvalidInput
        If one of the names is none of its aliases, or differs from its name in signs alone.
    """
    picture = await workspace.picture()
    node = picture.snapshot.node(picture.find(skill, [NodeKind.SKILL]))
    assert isinstance(node, Skill)
    apart = [node_id(curriculum_of(node.id), NodeKind.SKILL, slug(_alias(node, name))) for name in names]
    if not apart:
        raise InvalidInput("No name is given to split off.", hint=_aliases_of(node))
    if node.id in apart:
        raise InvalidInput(f"A name that differs from “{node.name}” in signs alone cannot be split off.")
    overruled = [s for one in apart for s in await _judgements_between(workspace, one, node.id)]
    judged = tuple(_judgement(_same(one, node.id), Verdict.REJECT, by) for one in apart)
    keys = {statement.id for statement in judged}
    return await _decide(workspace, _Change(judged, tuple(s for s in overruled if s.id not in keys)))


def _alias(skill: Skill, name: str) -> str:
    found = next((alias for alias in skill.aliases if exact_key(alias) == exact_key(name)), None)
    if found is None:
        raise InvalidInput(f"{name!r} is no other name of “{skill.name}”.", hint=_aliases_of(skill))
    return found


def _aliases_of(skill: Skill) -> str:
    return f"Its other names: {', '.join(skill.aliases)}." if skill.aliases else "It has no other name."


def _same(one: NodeId, other: NodeId) -> Edge:
    return Edge(source=one, kind=EdgeKind.SAME_AS, target=other)


def _concluded(said: Iterable[Statement]) -> Fact:
    """Return the fact as it is said: by Cairn or a document, else by the people who judged it."""
    ranked = sorted(said, key=lambda s: (s.origin is Origin.CURATED, -s.confidence, s.id))
    return ranked[0].says


def _judgement(says: Fact, verdict: Verdict, by: str) -> Statement:
    name = by.strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise InvalidInput(f"{by[:_LONGEST]!r} is no name for who decides.", hint="Give a short name.")
    return Statement(says=says, owner=Owner(f"{PERSON}{name}"), origin=Origin.CURATED, verdict=verdict)


@dataclass(frozen=True, slots=True)
class _Change:
    """Judgements to add, and those to take away, all of one curriculum."""

    judged: tuple[Statement, ...]
    withdrawn: tuple[Statement, ...]

    @property
    def facts(self) -> tuple[FactId, ...]:
        """Return what they are about."""
        return tuple(dict.fromkeys(s.subject for s in (*self.judged, *self.withdrawn)))

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (*self.judged, *self.withdrawn)


async def _judgements_between(workspace: Workspace, one: NodeId, other: NodeId) -> list[Statement]:
    """Return what people said about two skills, or names that are part of them, being the same."""
    snapshot = (await workspace.picture()).snapshot
    curated = await workspace.store.statements_of(curriculum_of(one), origins=[Origin.CURATED])
    ends = {one, other}
    found = []
    for statement in curated:
        says = statement.says
        if isinstance(says, Edge) and is_merge(says):
            between = {snapshot.redirects.get(end, end) for end in (says.source, says.target)}
            if ends in (between, {says.source, says.target}):
                found.append(statement)
    return found


async def _decide(workspace: Workspace, change: _Change) -> Decided:
    """Write judgements, settle anew what they are about, and say what that changed."""
    stored = await workspace.store.statements(change.facts)
    held = {statement.id for said in stored.values() for statement in said}
    if {s.id for s in change.judged} <= held and not change.withdrawn:
        moved = Decided(revision=await workspace.store.revision(), items=())
    elif any(is_merge(statement.says) for statement in change.statements):
        moved = await _settled(workspace, change)
    else:
        moved = await _applied(workspace, change)
    await workspace.written()
    return replace(moved, items=await _items(workspace, change), skills=await _skills(workspace, change))


async def _settled(workspace: Workspace, change: _Change) -> Decided:
    """Settle a curriculum anew: what is one skill decides what all else is about."""
    curriculum = curriculum_of(change.facts[0])
    if not await workspace.store.documents(curriculum):
        raise InvalidInput(
            f"The documents of {curriculum} are not in this store: it was imported without them.",
            hint="Ingest them here; judgements of an import stay.",
        )
    occasion = Occasion(
        curriculum=curriculum,
        judged=change.judged,
        withdrawn=tuple(s.id for s in change.withdrawn),
        message=_message(change),
    )
    done, _ = await settle_around(workspace.store, workspace.encoder, occasion)
    return Decided(
        revision=done.revision, items=(), added=done.added, changed=done.changed, removed=done.removed
    )


async def _applied(workspace: Workspace, change: _Change) -> Decided:
    """Write judgements of facts that nothing else depends on."""
    store = workspace.store
    changes = ChangeSet(
        added=change.judged,
        removed=tuple(sorted(s.id for s in change.withdrawn)),
        message=_message(change),
    )

    async def apply() -> tuple[Mapping[FactId, Sequence[Statement]], Revision]:
        base = await store.revision()
        return await store.statements(change.facts), await store.apply(changes, expected=base.sequence)

    before, revision = await persist(apply)
    after = await store.statements(change.facts)
    pairs = [(settle(before.get(fact, ())), settle(after.get(fact, ()))) for fact in change.facts]
    return Decided(
        revision=revision,
        items=(),
        added=tuple(now.fact for was, now in pairs if now and not was),
        changed=tuple(now.fact for was, now in pairs if now and was and now != was),
        removed=tuple(was.fact for was, now in pairs if was and not now),
    )


def _message(change: _Change) -> str:
    verdicts = {s.verdict for s in change.judged}
    done = f"{next(iter(verdicts))}" if len(verdicts) == 1 else "undo"
    return f"review: {done} {', '.join(change.facts)}"


async def _items(workspace: Workspace, change: _Change) -> tuple[ReviewItem, ...]:
    """Return the items that still stand; what only people said is gone once they take it back."""
    said = await workspace.store.statements(change.facts)
    return tuple([await review_item(workspace, fact) for fact in change.facts if fact in said])


async def _skills(workspace: Workspace, change: _Change) -> tuple[Item, ...]:
    """Return the skills that the ends of merges are now, each once."""
    picture = await workspace.picture()
    edges = (s.says for s in change.statements if isinstance(s.says, Edge) and is_merge(s.says))
    ends = (end for edge in edges for end in (edge.target, edge.source))
    found = (node for end in ends for node in picture.snapshot.lookup(end, (NodeKind.SKILL,)))
    return picture.items(dict.fromkeys(found))
