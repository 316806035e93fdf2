"""CASE 1.1: the skills and outcomes of a curriculum as a framework package (1EdTech, 2021)."""

from datetime import datetime
from typing import BinaryIO, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import msgspec

from graph.codec import Json
from graph.errors import FormatError
from graph.formats.content import Content, Link
from graph.model import Curriculum, Edge, EdgeKind, NodeId, Skill, SkillKind

_TYPES: Final = {SkillKind.OUTCOME: "Outcome", SkillKind.CONCEPT: "Concept", SkillKind.TOOL: "Tool"}
_KINDS: Final = {
    EdgeKind.PART_OF: "isPartOf",
    EdgeKind.SAME_AS: "exactMatchOf",
    EdgeKind.REQUIRES: "precedes",
}


def write(content: Content, out: BinaryIO) -> None:
    """Write a CFPackage of one curriculum.

    A part ``isPartOf`` its whole, the same skill is an ``exactMatchOf``, and what is required ``precedes``
    what requires it. Identifiers are name-based UUIDs: the same skill has the same one in every export. A URI
    is a URN that holds the id.

    Raises
    ------
    FormatError
        If there is not exactly one curriculum: a package is one framework.
    """
    if len(content.curricula) != 1:
        raise FormatError(
            f"A CASE package is one framework, and this is {len(content.curricula)} curricula.",
            hint="Name one with --curriculum.",
        )
    (curriculum,) = content.curricula
    moment = _moment(content.at)
    skills = {node.id: node for node in content.nodes if isinstance(node, Skill)}
    links = [
        link
        for kind in _KINDS
        for link in content.of_kind(kind)
        if link.edge.source in skills and link.edge.target in skills
    ]
    package: dict[str, Json] = {
        "CFDocument": _document(curriculum, moment),
        "CFItems": [_item(skill, moment) for skill in skills.values()],
        "CFAssociations": [_association(link, skills, moment) for link in links],
    }
    out.write(msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n")


def _document(curriculum: Curriculum, moment: str) -> dict[str, Json]:
    link = _link(curriculum.id, curriculum.name)
    document: dict[str, Json] = {
        "identifier": link["identifier"],
        "uri": link["uri"],
        "caseVersion": "1.1",
        "creator": "Cairn",
        "title": link["title"],
        "lastChangeDateTime": moment,
    }
    return {**document, "description": curriculum.summary} if curriculum.summary else document


def _item(skill: Skill, moment: str) -> dict[str, Json]:
    link = _link(skill.id, skill.name)
    item: dict[str, Json] = {
        "identifier": link["identifier"],
        "uri": link["uri"],
        "fullStatement": skill.name,
        "CFItemType": _TYPES[skill.skill_kind],
        "lastChangeDateTime": moment,
    }
    return {**item, "conceptKeywords": [*skill.aliases]} if skill.aliases else item


def _association(link: Link, skills: dict[NodeId, Skill], moment: str) -> dict[str, Json]:
    edge = _turned(link.edge)
    own = _link(NodeId(edge.id), edge.kind.value)
    return {
        "identifier": own["identifier"],
        "uri": own["uri"],
        "associationType": _KINDS[edge.kind],
        "originNodeURI": {**_link(edge.source, skills[edge.source].name)},
        "destinationNodeURI": {**_link(edge.target, skills[edge.target].name)},
        "lastChangeDateTime": moment,
    }


def _turned(edge: Edge) -> Edge:
    """Return an edge as CASE directs it: a prerequisite comes before what requires it."""
    if edge.kind is not EdgeKind.REQUIRES:
        return edge
    return Edge(source=edge.target, kind=edge.kind, target=edge.source)


def _link(node: NodeId, title: str) -> dict[str, str]:
    identifier = str(uuid5(NAMESPACE_URL, f"urn:cairn:{node}"))
    return {"identifier": identifier, "uri": f"urn:cairn:{quote(node)}", "title": " ".join(title.split())}


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+00:00")
