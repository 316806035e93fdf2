"""A curriculum held against what it should teach: a job profile, a list of skills, another curriculum."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TypeAlias

from api.services.answers import Item
from api.services.curricula import picture_of, require_curriculum
from api.services.match import match_text
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.requirements import bound_into, is_untaught
from graph.errors import InvalidInput
from graph.formats.case_reader import read_names
from graph.model import EdgeKind, NodeKind, Skill

_COLUMNS = ("skill", "name", "competency")
_ALIKE = 0.4
"""The cosine above which something is worth calling near in meaning."""
_BULLETS = "-*•·\t "
_HINTS = 100
"""Skills of another curriculum that something near is looked for: each takes a look through all texts."""


class Reached(StrEnum):
    """Whether a curriculum teaches a target, only speaks of it, or does not have it."""

    TAUGHT = "taught"
    MENTIONED = "mentioned"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that should be taught: the skill that it is here, and the lessons that teach it.

    Where it is missing, ``closest`` is what here is nearest in meaning, with its cosine: a hint, no claim.
    """

    name: str
    reached: Reached
    skill: Item | None
    lessons: tuple[Item, ...]
    closest: Item | None = None
    similarity: float | None = None


Names: TypeAlias = tuple[str, ...]
"""What a target may be called, the best name first."""


def read_targets(data: bytes) -> tuple[Names, ...]:
    """Return what is called for by a list of skills in UTF-8, or by a CASE package in JSON.

    Raises
    ------
    InvalidInput
        If there is nothing in it, or it is neither.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        found = read_names(data)
    else:
        try:
            found = tuple((name,) for name in read_list(data.decode("utf-8-sig")))
        except UnicodeDecodeError as error:
            raise InvalidInput(
                "The list of targets is no text in UTF-8.", hint="Save it as UTF-8."
            ) from error
    if not found:
        raise InvalidInput(
            "The list of targets has no name in it.", hint="Give one skill a line, or a CSV column `skill`."
        )
    return found


def read_list(text: str) -> tuple[str, ...]:
    """Return the names in a list of skills, each once, in order.

    A line is a name, with or without a bullet; ``#`` begins a comment. In a CSV file with a column called
    skill, name or competency that column has the names.

    Raises
    ------
    InvalidInput
        If it is no CSV that can be read.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=None)))
    except csv.Error as error:
        raise InvalidInput(
            f"The list of targets cannot be read: {error}.", hint="Give text or CSV."
        ) from error
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    column = next((head.index(name) for name in _COLUMNS if name in head), None)
    if column is None:
        lines = (line.strip() for line in text.splitlines())
        names: Iterable[str] = (line.lstrip(_BULLETS) for line in lines if not line.startswith("#"))
    else:
        names = (row[column].strip() for row in rows[1:] if len(row) > column)
    return tuple(dict.fromkeys(name for name in names if name))


async def against_names(workspace: Workspace, wanted: Iterable[Names], scope: Scope) -> tuple[Target, ...]:
    """Return for each target, in order, whether the curriculum in scope teaches it under one of its names.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await picture_of(workspace, scope.curriculum)
    targets = [_target(picture, names, scope) for names in wanted]
    return tuple([await _with_closest(workspace, target, scope) for target in targets])


async def against_curriculum(workspace: Workspace, other: str, scope: Scope) -> tuple[Target, ...]:
    """Return for each skill that another curriculum teaches or promises whether the one in scope does.

    A skill is the same if a name or alias is, or if a SAME_AS edge says so. The first hundred that are not
    taught get a hint.

    Raises
    ------
    UnknownId
        If there is no such curriculum.
    """
    picture = await picture_of(workspace, scope.curriculum)
    require_curriculum(other, picture.curricula)
    wanted = _offered(picture, other, scope)
    targets = [_target(picture, _names(picture, node), scope) for node in wanted]
    open_ = [place for place, one in enumerate(targets) if one.reached is not Reached.TAUGHT]
    for place in open_[:_HINTS]:
        targets[place] = await _with_closest(workspace, targets[place], scope)
    return tuple(targets)


def _offered(picture: Picture, curriculum: str, scope: Scope) -> list[int]:
    snapshot = picture.snapshot
    skills = picture.in_reading_order(snapshot.of_kind(NodeKind.SKILL).tolist())
    own = (node for node in skills if snapshot.curriculum(node) == curriculum)
    kinds = (EdgeKind.TEACHES, EdgeKind.PROMISES)
    return [n for n in own if any(bound_into(snapshot, n, kind, scope.view) for kind in kinds)]


def _names(picture: Picture, node: int) -> tuple[str, ...]:
    skill = picture.snapshot.node(node)
    assert isinstance(skill, Skill)
    return (skill.name, *skill.aliases)


def _target(picture: Picture, names: tuple[str, ...], scope: Scope) -> Target:
    """Return what a target, under any of its names, is in the scope."""
    snapshot = picture.snapshot
    known = chain.from_iterable(picture.named(name, (NodeKind.SKILL,), scope.curriculum) for name in names)
    found = list(dict.fromkeys(known))
    lessons = {
        snapshot.source_of(edge)
        for skill in found
        for edge in bound_into(snapshot, skill, EdgeKind.TEACHES, scope.view)
    }
    taught = [skill for skill in found if not is_untaught(snapshot, skill, scope.view)]
    best = next(iter((*taught, *found)), None)
    reached = Reached.TAUGHT if taught else Reached.MENTIONED if found else Reached.MISSING
    return Target(
        name=names[0],
        reached=reached,
        skill=picture.item(best) if best is not None else None,
        lessons=picture.items(picture.in_reading_order(lessons)),
    )


async def _with_closest(workspace: Workspace, target: Target, scope: Scope) -> Target:
    """Add what is nearest in meaning to a target that is not taught."""
    if target.reached is Reached.TAUGHT:
        return target
    for reading in await match_text(workspace, target.name, scope, first=1):
        near = [goal for goal in reading.goals if goal != target.skill]
        if near and (reading.similarity or 0) > _ALIKE:
            return replace(target, closest=near[0], similarity=reading.similarity)
    return target
