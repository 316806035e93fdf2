"""JSON-LD: curricula as schema.org courses, lessons as learning resources."""

from collections.abc import Iterable
from typing import BinaryIO, Final
from urllib.parse import quote

import msgspec

from graph.codec import Json
from graph.formats.content import Content
from graph.model import Curriculum, EdgeKind, Lesson, Module, Node, NodeId, Skill

_TYPES: Final = {Curriculum: "Course", Module: "Syllabus", Lesson: "LearningResource", Skill: "DefinedTerm"}
_CONTEXT: Final[dict[str, Json]] = {"@vocab": "http://schema.org/", "url": {"@type": "@id"}}
"""What schema.org's own context says of the terms that are used here, so that no reader has to fetch it."""
_LINKS: Final = {EdgeKind.TEACHES: "teaches", EdgeKind.REQUIRES: "competencyRequired"}


def write(content: Content, out: BinaryIO) -> None:
    """Write a graph of schema.org terms; ids are URNs. What lessons require of one another stands apart.

    schema.org has ``competencyRequired`` for skills alone: a required lesson stands in ``isBasedOn``. It has
    no term for the parts of a skill, which are left out.
    """
    things = {node.id: _thing(node) for node in content.nodes if type(node) in _TYPES}
    for kind, name in _LINKS.items():
        for link in content.of_kind(kind):
            target = things.get(link.edge.target, {})
            term = name if target.get("@type") == _TYPES[Skill] else "isBasedOn"
            _add(things, link.edge.source, term, link.edge.target)
    for link in content.of_kind(EdgeKind.PART_OF):
        if things.get(link.edge.target, {}).get("@type") != _TYPES[Skill]:
            _add(things, link.edge.target, "hasPart", link.edge.source)
    document: dict[str, Json] = {"@context": _CONTEXT, "@graph": _listed(things.values())}
    out.write(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def _listed(things: Iterable[dict[str, Json]]) -> list[Json]:
    return [*things]


def _thing(node: Node) -> dict[str, Json]:
    thing: dict[str, Json] = {"@type": _TYPES[type(node)], "@id": _urn(node.id), "name": node.name}
    if isinstance(node, Curriculum | Module | Lesson) and node.summary:
        thing["description"] = node.summary
    if isinstance(node, Skill) and node.aliases:
        thing["alternateName"] = [*node.aliases]
    if isinstance(node, Lesson):
        if node.minutes is not None:
            thing["timeRequired"] = f"PT{node.minutes}M"
        if node.difficulty is not None:
            thing["educationalLevel"] = node.difficulty.value
        if node.url:
            thing["url"] = node.url
    return thing


def _add(things: dict[NodeId, dict[str, Json]], subject: NodeId, term: str, value: NodeId) -> None:
    if subject in things and value in things:
        values = things[subject].setdefault(term, [])
        assert isinstance(values, list)
        values.append({"@id": _urn(value)})


def _urn(node: NodeId) -> str:
    return f"urn:cairn:{quote(node)}"
