"""Graphs out in other tools' forms, and in again from tables of nodes and edges."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

import anyio.to_thread

from api.services.curricula import picture_of
from api.services.interchange import Imported, import_graph
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.errors import FormatError
from graph.formats.attributes import Row, link_of, node_of
from graph.formats.content import content_of
from graph.formats.interchange import Interchange
from graph.formats.registry import FORMATS
from graph.model import (
    Curriculum,
    Document,
    EdgeKind,
    Fact,
    Node,
    NodeId,
    NodeKind,
    Origin,
    Owner,
    SkillKind,
    Statement,
    curriculum_of,
)
from ingest.pipeline import Progress
from ingest.slugs import slug

_FIELDS: Final = (
    "id",
    "kind",
    "name",
    "summary",
    "position",
    "minutes",
    "difficulty",
    "url",
    "skill_kind",
    "aliases",
    "status",
)
_LINK_FIELDS: Final = ("source", "kind", "target", "role", "position", "origin", "confidence")


@dataclass(frozen=True, slots=True)
class Table:
    """Nodes and edges as a file has them: its name and type, its bytes, and what was read from them."""

    name: str
    media_type: str
    data: bytes
    nodes: Sequence[Row]
    edges: Sequence[Row]


async def export_as(workspace: Workspace, name: str, scope: Scope, out: BinaryIO) -> str | None:
    """Write what binds in the scope in one of ``graph.formats.registry.FORMATS``.

    Return what to know about the result, if there is anything.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    FormatError
        If the form cannot hold it.
    """
    picture = await picture_of(workspace, scope.curriculum)
    content = content_of(picture.snapshot, scope.view, scope.curriculum)
    return await anyio.to_thread.run_sync(FORMATS[name].write, content, out)


async def import_table(
    workspace: Workspace, table: Table, curriculum: str | None, progress: Progress
) -> Imported:
    """Make curricula what a table says of them, as :func:`api.services.interchange.import_graph` does.

    Ids that Cairn wrote are kept; those without a curriculum are taken to be below ``curriculum``, by default
    called as the file is. What has another id becomes a node of it: of the kind that its row says, else a
    skill, under its name, else its id.

    Raises
    ------
    FormatError
        If a row is no node or edge.
    """
    target = slug(curriculum or table.name.rpartition(".")[0] or table.name) or "imported"
    statements = await anyio.to_thread.run_sync(lambda: tuple(_statements(table, NodeId(target))))
    return await import_graph(workspace, Interchange(statements), progress)


def _statements(table: Table, curriculum: NodeId) -> list[Statement]:
    """Return what a table says, with the file as its document."""
    nodes = _apart({str(row["id"]): node_of(_known(row, curriculum)) for row in table.nodes})
    links = [link_of(_between(row, nodes)) for row in table.edges]
    facts: dict[str, tuple[Fact, Origin, float]] = {}
    for node in nodes.values():
        facts.setdefault(node.id, (node, Origin.AUTHORED, 1.0))
    for link in links:
        facts.setdefault(link.edge.id, (link.edge, link.origin, link.confidence))
    for name in sorted({curriculum_of(node.id) for node in nodes.values()}):
        facts.setdefault(name, (Curriculum(id=name, name=name), Origin.AUTHORED, 1.0))
        document = _document(table, name)
        facts[document.id] = (document, Origin.AUTHORED, 1.0)
    return [_statement(table, *entry) for entry in facts.values()]


def _apart(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """Return nodes by their ids in the table; where several would have one id here, each takes its own in.

    If even these are the same but for signs, a digest of the id in the table tells them apart.
    """
    for suffix in (slug, _digest):
        counts = Counter(node.id for node in nodes.values())
        nodes = {
            own: replace(node, id=NodeId(f"{node.id}-{suffix(own)}".rstrip("-")))
            if counts[node.id] > 1
            else node
            for own, node in nodes.items()
        }
    return {**nodes}


def _digest(own: str) -> str:
    return hashlib.sha256(own.encode(errors="surrogatepass")).hexdigest()[:8]


def _known(row: Row, curriculum: NodeId) -> Row:
    """Return a node's row as Cairn would have written it."""
    kept = {name: row[name] for name in _FIELDS if row.get(name) not in {None, ""}}
    try:
        kind = NodeKind(str(kept.setdefault("kind", NodeKind.SKILL.value)))
    except ValueError as error:
        raise FormatError(f"{row['id']}: {error}.") from error
    id_ = str(row["id"])
    name = str(kept.setdefault("name", row.get("label") or id_))
    is_own = kind is NodeKind.CURRICULUM or id_.partition("/")[2].startswith(f"{kind.lower()}/")
    if id_.startswith(f"{kind.lower()}/") and slug(id_.partition("/")[2]) == id_.partition("/")[2]:
        kept["id"] = f"{curriculum}/{id_}"
    elif not is_own or " " in id_:
        kept["id"] = f"{curriculum}/{kind.lower()}/{slug(name) or slug(id_) or 'unnamed'}"
    if kind is NodeKind.SKILL:
        kept.setdefault("skill_kind", SkillKind.CONCEPT.value)
    return kept


def _between(row: Row, nodes: Mapping[str, Node]) -> Row:
    """Return an edge's row with the ids that its ends have here."""
    kept = {name: row[name] for name in _LINK_FIELDS if row.get(name) not in {None, ""}}
    kept.setdefault("kind", EdgeKind.REQUIRES.value)
    for end in ("source", "target"):
        if str(row[end]) not in nodes:
            raise FormatError(f"An edge ends at {row[end]!r}, and there is no such node.")
        kept[end] = nodes[str(row[end])].id
    return kept


def _statement(table: Table, fact: Fact, origin: Origin, confidence: float) -> Statement:
    if origin is Origin.CURATED:
        return Statement(says=fact, owner=Owner("person:import"), origin=origin)
    document = _document(table, curriculum_of(fact.id)).id
    because = f"{table.name} says that it was inferred" if origin is Origin.INFERRED else None
    return Statement(
        says=fact,
        owner=Owner(document),
        origin=origin,
        confidence=confidence,
        document=document,
        because=because,
    )


def _document(table: Table, curriculum: NodeId) -> Document:
    """Return the file as a document of a curriculum."""
    return Document(
        id=NodeId(f"{curriculum}/document/{slug(table.name) or 'table'}"),
        name=table.name,
        uri=table.name,
        media_type=table.media_type,
        sha256=hashlib.sha256(table.data).hexdigest(),
    )
