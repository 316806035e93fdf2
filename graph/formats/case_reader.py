"""CASE 1.1 (and 1.0): a framework package read as skills, or as a list of what should be taught."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

import msgspec
from msgspec import Struct, field

from graph.errors import FormatError
from graph.formats.attributes import Row
from graph.model import EdgeKind, NodeKind, SkillKind

_KINDS: Final = {
    "isChildOf": EdgeKind.PART_OF,
    "isPartOf": EdgeKind.PART_OF,
    "exactMatchOf": EdgeKind.SAME_AS,
}
_PRECEDES: Final = "precedes"
_SKILLS: Final = {"concept": SkillKind.CONCEPT, "tool": SkillKind.TOOL}
_OWN: Final = "urn:cairn:"
_HINT: Final = "Give a CFPackage in JSON, as the API of a framework's publisher returns it."


class _Link(Struct):
    identifier: str


class _Item(Struct):
    identifier: str
    full_statement: str = field(name="fullStatement")
    abbreviated: str | None = field(name="abbreviatedStatement", default=None)
    uri: str = ""
    code: str | None = field(name="humanCodingScheme", default=None)
    type: str | None = field(name="CFItemType", default=None)
    keywords: list[str] = field(name="conceptKeywords", default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called: in full, in short, by its code and by its keywords."""
        names = (self.full_statement, self.abbreviated, self.code, *self.keywords)
        return tuple(dict.fromkeys(name.strip() for name in names if name and name.strip()))

    @property
    def id(self) -> str:
        """What Cairn called it, below its curriculum; else its identifier."""
        _, _, below = unquote(self.uri.removeprefix(_OWN)).partition("/")
        return below if self.uri.startswith(_OWN) and below.startswith("skill/") else self.identifier


class _Association(Struct):
    type: str = field(name="associationType")
    origin: _Link = field(name="originNodeURI")
    destination: _Link = field(name="destinationNodeURI")


class _Package(Struct):
    items: list[_Item] = field(name="CFItems")
    associations: list[_Association] = field(name="CFAssociations", default_factory=list)


def read(data: bytes) -> tuple[list[Row], list[Row]]:
    """Return the items of a package as rows of skills, and its associations as rows of edges.

    A child or part is part of its parent, what precedes is required, and an exact match is the same skill;
    other associations, and those with what is not in the package, say nothing that Cairn holds. What is
    called no concept and no tool is an outcome: frameworks state abilities. An item that Cairn wrote has
    the id that it had below its curriculum.

    Raises
    ------
    FormatError
        If it is no such package; the message says where.
    """
    package = _package(data)
    ids = {item.identifier: item.id for item in package.items}
    edges = [
        edge
        for one in package.associations
        if {one.origin.identifier, one.destination.identifier} <= ids.keys()
        and one.origin.identifier != one.destination.identifier
        and (edge := _edge(one, ids)) is not None
    ]
    return [_skill(item) for item in package.items if item.names], edges


def read_names(data: bytes) -> tuple[tuple[str, ...], ...]:
    """Return what each item of a package is called, the full statement first; headings are left out.

    A heading is what others are children of.

    Raises
    ------
    FormatError
        As :func:`read` does.
    """
    package = _package(data)
    headings = {one.destination.identifier for one in package.associations if one.type == "isChildOf"}
    leaves = [item for item in package.items if item.identifier not in headings]
    return tuple(item.names for item in leaves if item.names)


def _package(data: bytes) -> _Package:
    try:
        return msgspec.json.decode(data, type=_Package)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"This is no CASE package: {error}.", hint=_HINT) from error


def _skill(item: _Item) -> Row:
    name, *aliases = item.names
    kind = _SKILLS.get((item.type or "").casefold(), SkillKind.OUTCOME)
    row: Row = {"id": item.id, "kind": NodeKind.SKILL.value, "name": name, "skill_kind": kind.value}
    return row | {"aliases": msgspec.json.encode(sorted(aliases)).decode()} if aliases else row


def _edge(one: _Association, ids: Mapping[str, str]) -> Row | None:
    source, target = ids[one.origin.identifier], ids[one.destination.identifier]
    if one.type == _PRECEDES:
        return {"source": target, "kind": EdgeKind.REQUIRES.value, "target": source}
    kind = _KINDS.get(one.type)
    return {"source": source, "kind": kind.value, "target": target} if kind else None
