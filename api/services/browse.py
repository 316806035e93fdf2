"""Lists of what is in the graph, narrowed down; each in one order, so that pages of it fit together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TypeAlias

import anyio.to_thread

from api.services.answers import Item
from api.services.curricula import picture_of, require_curriculum
from api.services.looking import Look
from api.services.match import look_and_encode
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from embeddings.ports import Vectors
from graph.model import Difficulty, EdgeKind, Lesson, NodeId, NodeKind, Origin, Skill, SkillKind


class Guarded(StrEnum):
    """Whether a lesson guards against a pitfall."""

    YES = "yes"
    NO = "no"
    INFERRED_ONLY = "inferred-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which to list; None and "" narrow nothing down. What is of no meaning for a kind is passed over.

    ``module`` and ``audience`` are ids; a skill is a module's if a lesson of the module teaches it.
    """

    text: str = ""
    module: str | None = None
    audience: str | None = None
    kind: SkillKind | None = None
    taught: bool | None = None
    difficulty: Difficulty | None = None
    guarded: Guarded | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What was found, in order: ``show`` gives the items of a part of it."""

    nodes: Sequence[int]
    picture: Picture

    def show(self, part: Iterable[int]) -> tuple[Item, ...]:
        """Return what answers name some of them by."""
        return self.picture.items(part)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was searched for: ``score`` compares within one search alone.

    ``snippet`` is where its documents speak of what was searched for most; None where they say no more than
    its name.
    """

    item: Item
    score: float
    named: bool
    snippet: str | None


_Test: TypeAlias = Callable[[int], bool]


async def list_nodes(workspace: Workspace, kind: NodeKind, scope: Scope, wanted: Filter) -> Listed:
    """Return what there is of a kind: skills by name, all else in reading order.

    Raises
    ------
    UnknownId
        If the curriculum, the module or the audience is not there.
    """
    picture = await picture_of(workspace, scope.curriculum)
    return await anyio.to_thread.run_sync(partial(_list, Look(picture, scope), kind, wanted))


async def search(workspace: Workspace, words: str, scope: Scope, *, first: int) -> tuple[Hit, ...]:
    """Return up to ``first`` lessons, skills, pitfalls and modules that words may mean, best first."""
    picture, vectors = await look_and_encode(workspace, [words])
    require_curriculum(scope.curriculum, picture.curricula)
    if not picture.passages:
        return ()
    return await anyio.to_thread.run_sync(partial(_hits, picture, words, vectors[0], scope, first))


def _hits(picture: Picture, words: str, vector: Vectors, scope: Scope, first: int) -> tuple[Hit, ...]:
    found = picture.index.rank(words, vector, among=_searched(picture, scope), limit=first)
    snippets = picture.index.snippets(words, vector, [match.node for match in found])
    return tuple(
        Hit(
            picture.item(picture.snapshot.index(match.node)),
            match.score,
            match.named,
            snippets.get(match.node),
        )
        for match in found
    )


def _searched(picture: Picture, scope: Scope) -> frozenset[NodeId]:
    kinds = (NodeKind.LESSON, NodeKind.SKILL, NodeKind.PITFALL, NodeKind.MODULE)
    snapshot = picture.snapshot
    return picture.memo.once(
        ("searched", scope.curriculum),
        lambda: frozenset(
            node
            for kind in kinds
            for node in (NodeId(snapshot.ids[one]) for one in snapshot.of_kind(kind).tolist())
            if scope.includes(node)
        ),
    )


def _list(look: Look, kind: NodeKind, wanted: Filter) -> Listed:
    tests = list(_tests(look, kind, wanted))
    return Listed([node for node in _ordered(look, kind) if all(test(node) for test in tests)], look.picture)


def _ordered(look: Look, kind: NodeKind) -> Sequence[int]:
    """Return the nodes of a kind within a scope in their order; worked out once a picture."""
    snapshot = look.snapshot

    def order() -> Sequence[int]:
        nodes = list(look.within(kind))
        if kind is NodeKind.SKILL:
            nodes.sort(key=lambda node: (snapshot.names[node].casefold(), snapshot.ids[node]))
        return nodes

    return look.picture.memo.once(("listed", kind, look.scope.curriculum), order)


def _tests(look: Look, kind: NodeKind, wanted: Filter) -> Iterable[_Test]:
    """Yield what a node must pass, the cheapest first."""
    snapshot = look.snapshot
    if wanted.text:
        words = wanted.text.casefold()
        yield lambda node: words in snapshot.names[node].casefold()
    if wanted.module is not None:
        yield _in_module(look, kind, look.picture.find(wanted.module, [NodeKind.MODULE]))
    if wanted.audience is not None:
        yield _for_audience(look, look.picture.find(wanted.audience, [NodeKind.AUDIENCE]))
    if wanted.kind is not None:
        yield _skill_kinds(look.picture).get(wanted.kind, frozenset()).__contains__
    if wanted.taught is not None:
        yield lambda node: bool(look.bound_into(node, EdgeKind.TEACHES)) is wanted.taught
    if wanted.difficulty is not None:
        yield lambda node: _difficulty(look.picture, node) is wanted.difficulty
    if wanted.guarded is not None:
        yield lambda node: _guarded(look, node) is wanted.guarded


def _in_module(look: Look, kind: NodeKind, module: int) -> _Test:
    lessons = look.snapshot.lessons_of(module)
    if kind is not NodeKind.SKILL:
        return frozenset(lessons).__contains__
    snapshot = look.snapshot
    taught = (edge for lesson in lessons for edge in snapshot.edges_out(lesson, EdgeKind.TEACHES))
    return frozenset(snapshot.target_of(edge) for edge in taught).__contains__


def _for_audience(look: Look, audience: int) -> _Test:
    """Return what holds for lessons that are for somebody, by their own words or those of a module."""
    snapshot = look.snapshot
    meant = frozenset(look.sources(snapshot.edges_into(audience, EdgeKind.FOR)))
    return lambda lesson: not meant.isdisjoint((lesson, *snapshot.modules_above(lesson)))


def _skill_kinds(picture: Picture) -> Mapping[SkillKind, frozenset[int]]:
    """Return the skills by what sort they are; worked out once a picture, as each has to be decoded."""

    def sort() -> Mapping[SkillKind, frozenset[int]]:
        found: dict[SkillKind, set[int]] = {}
        for node in picture.snapshot.of_kind(NodeKind.SKILL).tolist():
            skill = picture.snapshot.node(node)
            assert isinstance(skill, Skill)
            found.setdefault(skill.skill_kind, set()).add(node)
        return {kind: frozenset(nodes) for kind, nodes in found.items()}

    return picture.memo.once("skill kinds", sort)


def _difficulty(picture: Picture, node: int) -> Difficulty | None:
    lesson = picture.snapshot.node(node)
    assert isinstance(lesson, Lesson)
    return lesson.difficulty


def _guarded(look: Look, pitfall: int) -> Guarded:
    edges = look.bound_into(pitfall, EdgeKind.GUARDS_AGAINST)
    if not edges:
        return Guarded.NO
    inferred = all(look.snapshot.origin(edge) is Origin.INFERRED for edge in edges)
    return Guarded.INFERRED_ONLY if inferred else Guarded.YES
