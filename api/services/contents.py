"""The table of contents: every lesson in its module, and every skill, a page at a time."""

from dataclasses import dataclass
from heapq import nsmallest
from itertools import groupby

import numpy as np

from api.services.answers import Item, LessonCard
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.changes import Revision
from graph.columns import Ints
from graph.model import NodeId, NodeKind


@dataclass(frozen=True, slots=True)
class Chapter:
    """Lessons in a row that are part of one module, or of none."""

    module: Item | None
    lessons: tuple[LessonCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A page of the lessons in reading order, or of the skills by name; ``total`` of what was looked for."""

    revision: Revision
    total: int
    chapters: tuple[Chapter, ...] = ()
    skills: tuple[Item, ...] = ()


async def lessons_page(
    workspace: Workspace, scope: Scope, *, containing: str, after: int, first: int
) -> Contents:
    """Return up to ``first`` lessons after the first ``after``, of those whose names contain some words.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture, found = await _named(workspace, scope, NodeKind.LESSON, containing)
    ordered = found[np.argsort(picture.snapshot.reading[found], kind="stable")]
    cards = [picture.card(node) for node in ordered[after : after + first].tolist()]
    chapters = [
        Chapter(module, tuple(lessons)) for module, lessons in groupby(cards, key=lambda card: card.module)
    ]
    return Contents(revision=picture.snapshot.revision, total=len(found), chapters=tuple(chapters))


async def skills_page(
    workspace: Workspace, scope: Scope, *, containing: str, after: int, first: int
) -> Contents:
    """Return up to ``first`` skills after the first ``after``, by name; otherwise as :func:`lessons_page`."""
    picture, found = await _named(workspace, scope, NodeKind.SKILL, containing)
    names, ids = picture.snapshot.names, picture.snapshot.ids
    ordered = nsmallest(after + first, found.tolist(), key=lambda node: (names[node].casefold(), ids[node]))
    skills = picture.items(ordered[after:])
    return Contents(revision=picture.snapshot.revision, total=len(found), skills=skills)


async def _named(workspace: Workspace, scope: Scope, kind: NodeKind, containing: str) -> tuple[Picture, Ints]:
    picture = await picture_of(workspace, scope.curriculum)
    snapshot = picture.snapshot
    words = containing.casefold()
    if not words and scope.curriculum is None:
        return picture, snapshot.of_kind(kind)
    nodes = [
        node
        for node in snapshot.of_kind(kind).tolist()
        if words in snapshot.names[node].casefold() and scope.includes(NodeId(snapshot.ids[node]))
    ]
    return picture, np.array(nodes, np.int32)
