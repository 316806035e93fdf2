"""Facts and statements as rows that queries write, the properties that many have in common sent once.

The driver takes longer over each value that it sends than the server over storing it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from graph.codec import EDGE_FIELDS, NODE_FIELDS, fact_to_json
from graph.model import Edge, EdgeKind, NodeKind, Statement, Supported

Values: TypeAlias = Sequence[object]
Row: TypeAlias = tuple[tuple[object, ...], Values]
"""Values that many rows have in common, and a row's own; None is what is unknown."""

EACH_OF_GROUPS: Final = """
    UNWIND $groups AS group
    WITH group[0] AS common, group[1] AS rows
    UNWIND rows AS row
"""
"""How a query over :func:`grouped` rows begins."""

NODE_COMMON: Final = ("origin", "confidence", "turned")
EDGE_COMMON: Final = ("origin", "confidence", "role")
EDGE_COLUMNS: Final = ("source", "target", "position")
STATEMENT_COMMON: Final = ("kind", "owner", "origin", "confidence", "document", "verdict")
_EDGE_SAYS: Final = tuple(name for name in EDGE_FIELDS if name != "kind")
_EVIDENCE: Final = ("id", "start", "end", "first_line", "last_line", "quote", "because")
_NOWHERE: Final = (None, None, None, None)


def grouped(rows: Iterable[Row]) -> list[list[Values]]:
    """Return rows in groups of what they have in common: ``[[common, [row, …]], …]``."""
    groups: defaultdict[tuple[object, ...], list[Values]] = defaultdict(list)
    for common, own in rows:
        groups[common].append(own)
    return [[common, alike] for common, alike in groups.items()]


def properties(own: Sequence[str], common: Sequence[str]) -> str:
    """Return Cypher for a map's inside, of the columns of ``row`` and of ``common``.

    Properties that a query names one by one are written faster than those of a map that it is sent.
    """
    places = {name: f"row[{place}]" for place, name in enumerate(own)}
    places |= {name: f"common[{place}]" for place, name in enumerate(common)}
    return ", ".join(f"`{name}`: {value}" for name, value in places.items())


def node_columns(kind: NodeKind) -> tuple[str, ...]:
    """Return the properties that a living node has for itself, the id first."""
    return NODE_FIELDS[kind]


def node_values(supported: Supported, turned: int) -> Row:
    """Return a living node as :data:`NODE_COMMON` and :func:`node_columns`."""
    assert not isinstance(supported.fact, Edge)
    known = fact_to_json(supported.fact)
    common = (supported.origin.value, supported.confidence, turned)
    return common, [known.get(name) for name in NODE_FIELDS[supported.fact.kind]]


def edge_values(supported: Supported) -> Row:
    """Return a living edge as :data:`EDGE_COMMON` and :data:`EDGE_COLUMNS`."""
    edge = supported.fact
    assert isinstance(edge, Edge)
    role = edge.role and edge.role.value
    return (supported.origin.value, supported.confidence, role), [edge.source, edge.target, edge.position]


def statement_columns(kind: NodeKind | EdgeKind) -> tuple[str, ...]:
    """Return the properties that a statement about such a fact has for itself.

    They begin with what it is about: the ``subject``, or ``source`` and ``target``.
    """
    if isinstance(kind, EdgeKind):
        return (*_EDGE_SAYS, *_EVIDENCE)
    return ("subject", *(name for name in NODE_FIELDS[kind] if name != "id"), *_EVIDENCE)


def statement_values(statement: Statement) -> Row:
    """Return a statement as :data:`STATEMENT_COMMON` and :func:`statement_columns`."""
    says, span, verdict = statement.says, statement.span, statement.verdict
    known = fact_to_json(says)
    names = _EDGE_SAYS if isinstance(says, Edge) else NODE_FIELDS[says.kind]
    place = (span.start, span.end, span.first, span.last) if span else _NOWHERE
    common = (
        says.kind.value,
        statement.owner,
        statement.origin.value,
        statement.confidence,
        statement.document,
        verdict and verdict.value,
    )
    return common, [*map(known.get, names), statement.id, *place, statement.quote, statement.because]
