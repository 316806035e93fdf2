"""The interchange form: a graph with all its evidence as one JSON file, described in ``docs/interchange.md``.

Nodes and edges are written as they stand, so that a program needs nothing else to read them. Their
statements are written below them, each without what it shares with its fact: reading the file gives
back every statement, and so an equal graph. Equal graphs give equal bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Annotated, BinaryIO, Final, TypeAlias, TypeVar, cast

import msgspec

from graph.changes import compose, digest_after, redirect_items
from graph.codec import (
    Json,
    edge_from_json,
    fact_from_json,
    fact_to_json,
    node_from_json,
    statement_about,
    statement_from_json,
    statement_to_json,
)
from graph.errors import FormatError
from graph.model import Edge, Fact, FactId, NodeId, Origin, Statement, Supported, settle

VERSION: Final = 1
_EMPTY: Final = "0"


@dataclass(frozen=True, slots=True)
class Interchange:
    """What a file holds: every statement of a graph, in any order, and where retired ids lead."""

    statements: tuple[Statement, ...]
    redirects: Mapping[NodeId, NodeId] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Return the digest of this content: that of the revision whose whole graph it is."""
        items = {s.id for s in self.statements} | redirect_items(self.redirects)
        return digest_after(_EMPTY, come=items, gone=())


def dump(graph: Interchange, out: BinaryIO) -> None:
    """Write a graph piece by piece: nodes, then edges, one a line, in the order of their ids.

    Statements about what does not live (rejected by a person, or an edge that lost an end) stand apart
    as ``dormant``, so that a rejection survives the journey.
    """
    nodes, edges, dormant = _stand(graph.statements)
    out.write(msgspec.json.encode({"cairn": VERSION, "digest": graph.digest})[:-1])
    _write_list(out, "nodes", (_entry_to_json(*entry) for entry in nodes))
    _write_list(out, "edges", (_entry_to_json(*entry) for entry in edges))
    if dormant:
        _write_list(out, "dormant", (statement_to_json(s) for s in dormant))
    if graph.redirects:
        out.write(b',\n"redirects":' + msgspec.json.encode(dict(sorted(graph.redirects.items()))))
    out.write(b"}\n")


def load(data: bytes) -> Interchange:
    """Return what :func:`dump` wrote.

    Raises
    ------
    FormatError
        If ``data`` is no interchange file, or one that contradicts itself. The message begins with the
        place as a JSON path: ``$.edges[3]: …``.
    """
    with _at("$"):
        version = msgspec.json.decode(data, type=_Head).cairn
        if version != VERSION:
            raise FormatError(
                f"this file is of version {version}, and this Cairn reads version {VERSION}.",
                hint="Export it again with this version of Cairn, or use a newer one.",
            )
        file = msgspec.json.decode(data, type=_File)
        redirects = {NodeId(old): NodeId(new) for old, new in file.redirects.items()}
        if not all(map(_is_id, (*redirects, *redirects.values()))):
            raise FormatError("a redirect's id is empty, or holds a blank.")
        if compose({}, redirects) != redirects:
            raise FormatError("a redirect leads to itself or to another redirect.")
    statements = {statement.id: statement for statement in _statements(file)}
    graph = Interchange(tuple(statements.values()), redirects)
    if file.digest not in (msgspec.UNSET, graph.digest):
        raise FormatError(
            "$.digest: the content is not what this digest was made of.",
            hint="Export it again; in a file that was edited on purpose leave the digest out.",
        )
    return graph


@dataclass(frozen=True, slots=True)
class Entry:
    """A node or edge of a file, the reason if it was concluded, and the bytes ``[start, end)`` of it."""

    supported: Supported
    because: str | None
    start: int
    end: int


def entries(data: bytes) -> tuple[Entry, ...]:
    """Return what lives in a file, nodes first, and where it stands; raises what :func:`load` raises."""
    said: dict[FactId, list[Statement]] = {}
    for statement in load(data).statements:
        said.setdefault(statement.subject, []).append(statement)
    file = msgspec.json.decode(data, type=_File)
    found: list[Entry] = []
    for items, read in ((file.nodes, node_from_json), (file.edges, edge_from_json)):
        end = 0
        for raw in items:
            start = data.index(bytes(raw), end)
            end = start + len(bytes(raw))
            fields = msgspec.json.decode(raw, type=dict)
            fact = read({k: v for k, v in fields.items() if k not in _Support.__struct_fields__})
            supported = settle(said[fact.id])
            assert supported is not None  # load has seen to it
            because = next((s.because for s in said[fact.id] if s.because), None)
            found.append(Entry(supported, because, start, end))
    return tuple(found)


class _Head(msgspec.Struct):
    cairn: int


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The file, with its long lists left undecoded: one item at a time is made into objects."""

    cairn: int
    nodes: list[msgspec.Raw]
    edges: list[msgspec.Raw]
    digest: str | msgspec.UnsetType = msgspec.UNSET
    dormant: list[msgspec.Raw] = msgspec.field(default_factory=list)
    redirects: dict[str, str] = msgspec.field(default_factory=dict)


class _Support(msgspec.Struct):
    """What a node or edge carries beside its own fields."""

    origin: Origin
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)]
    statements: Annotated[list[dict[str, object]], msgspec.Meta(min_length=1)]


_Entry: TypeAlias = tuple[Supported, list[Statement]]
_T = TypeVar("_T")
_LIMIT: Final = 1 << 31


def _stand(statements: Iterable[Statement]) -> tuple[list[_Entry], list[_Entry], list[Statement]]:
    """Return the living nodes, the living edges, and the statements about what does not live."""
    nodes: list[_Entry] = []
    edges: list[_Entry] = []
    dormant: list[Statement] = []
    living: set[FactId] = set()
    ordered = sorted(statements, key=lambda s: (isinstance(s.says, Edge), s.subject, s.id))
    for subject, group in groupby(ordered, key=lambda s: s.subject):
        reasons = list(group)
        supported = settle(reasons)
        if supported is None or not _ends(supported.fact) <= living:
            dormant += reasons
        elif isinstance(supported.fact, Edge):
            edges.append((supported, reasons))
        else:
            nodes.append((supported, reasons))
            living.add(subject)
    return nodes, edges, dormant


def _ends(fact: Fact) -> set[FactId]:
    return {fact.source, fact.target} if isinstance(fact, Edge) else set()


def _write_list(out: BinaryIO, name: str, items: Iterable[dict[str, Json]]) -> None:
    out.write(b',\n"%s":[' % name.encode())
    before = b"\n"
    for item in items:
        out.write(before + msgspec.json.encode(item))
        before = b",\n"
    out.write(b"]")


def _entry_to_json(supported: Supported, reasons: Iterable[Statement]) -> dict[str, Json]:
    fact = fact_to_json(supported.fact)
    standing: dict[str, Json] = {"origin": supported.origin.value, "confidence": supported.confidence}
    compact = [_shrink(statement_to_json(s), fact, standing) for s in reasons]
    return {**fact, **standing, "statements": [*compact]}


def _shrink(statement: dict[str, Json], fact: dict[str, Json], standing: dict[str, Json]) -> dict[str, Json]:
    """Leave out what a statement shares with its fact; null is said for what it does not speak of."""
    says = statement.pop("says")
    assert isinstance(says, dict)
    names = [*fact, *sorted(says.keys() - fact.keys())]
    differs: dict[str, Json] = {name: says.get(name) for name in names if says.get(name) != fact.get(name)}
    own = {name: v for name, v in statement.items() if name not in standing or v != standing[name]}
    return {**own, "says": differs} if differs else own


def _grow(statement: dict[str, Json], fact: Fact, standing: dict[str, Json]) -> Statement:
    """Return the statement that :func:`_shrink` made smaller."""
    _refuse_null(statement)
    differs = statement.pop("says", {})
    grown = statement_about(_differing(fact, differs) if differs != {} else fact, {**standing, **statement})
    if grown.subject != fact.id or type(grown.says) is not type(fact):
        raise FormatError(f"a statement below {fact.id} is about something else.")
    return grown


def _differing(fact: Fact, differs: Json) -> Fact:
    if not isinstance(differs, dict):
        raise FormatError("`says` is not an object.")
    return fact_from_json({k: v for k, v in {**fact_to_json(fact), **differs}.items() if v is not None})


def _statements(file: _File) -> Iterator[Statement]:
    """Yield the statements of a file that does not contradict itself."""
    living: set[FactId] = set()
    for reasons in _each("nodes", file.nodes, lambda data: _read_entry(data, node_from_json, living)):
        yield from reasons
    for reasons in _each("edges", file.edges, lambda data: _read_entry(data, edge_from_json, living)):
        yield from reasons
    asleep: dict[FactId, type[Fact]] = {}
    yield from _each("dormant", file.dormant, lambda data: _read_dormant(data, living, asleep))


def _each(name: str, items: Iterable[msgspec.Raw], read: Callable[[dict[str, Json]], _T]) -> Iterator[_T]:
    """Yield what ``read`` makes of each object of a list; an error tells which one it was."""
    for number, raw in enumerate(items):
        with _at(f"$.{name}[{number}]"):
            yield read(msgspec.json.decode(raw, type=dict))


def _read_entry(
    data: dict[str, Json], read_fact: Callable[[dict[str, Json]], Fact], living: set[FactId]
) -> list[Statement]:
    """Return the statements of a node or edge, and add its id to those that live."""
    _refuse_null(data)
    standing = {name: data.pop(name) for name in ("origin", "confidence", "statements") if name in data}
    support = msgspec.convert(standing, _Support)
    fact = read_fact(data)
    shared: dict[str, Json] = {"origin": support.origin.value, "confidence": support.confidence}
    reasons = cast("list[dict[str, Json]]", support.statements)  # decoded from JSON, so it is
    statements = [_grow(reason, fact, shared) for reason in reasons]
    for statement in statements:
        _refuse_odd(statement)
    if fact.id in living:
        raise FormatError(f"{fact.id} is there twice.")
    for end in sorted(_ends(fact) - living):
        raise FormatError(f"there is no node {end}.")
    if settle(statements) != Supported(fact, support.origin, support.confidence):
        raise FormatError(f"{fact.id} is not what its statements add up to.")
    living.add(fact.id)
    return statements


def _read_dormant(data: dict[str, Json], living: set[FactId], asleep: dict[FactId, type[Fact]]) -> Statement:
    _refuse_null(data)
    statement = statement_from_json(data)
    _refuse_odd(statement)
    if statement.subject in living:
        raise FormatError(f"{statement.subject} lives, so its statements stand below it.")
    if asleep.setdefault(statement.subject, type(statement.says)) is not type(statement.says):
        raise FormatError(f"{statement.subject} is of two kinds.")
    return statement


def _refuse_null(data: Mapping[str, Json]) -> None:
    for name, value in data.items():
        if value is None:
            raise FormatError(f"{name} is null; leave out what is unknown.")


def _refuse_odd(statement: Statement) -> None:
    """Refuse what JSON can say and a graph cannot hold."""
    says, span = statement.says, statement.span
    names = (says.source, says.target) if isinstance(says, Edge) else (says.id,)
    if not all(map(_is_id, names)):
        raise FormatError("an id is empty, or holds a blank.")
    if not 0 <= statement.confidence <= 1:
        raise FormatError("a confidence lies outside 0..1.")
    counts = (getattr(says, "position", None), getattr(says, "minutes", None))
    numbers = (*counts, span.start, span.end, span.first, span.last) if span else counts
    if any(number is not None and not 0 <= number < _LIMIT for number in numbers):
        raise FormatError("a number is negative or beyond 2147483647.")


def _is_id(name: str) -> bool:
    """Return whether edge ids can be made of a node's id: a blank would make two of them equal."""
    return bool(name) and " " not in name and "\0" not in name


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Begin the message of whatever is wrong with the file with its place."""
    try:
        yield
    except FormatError as error:
        raise FormatError(f"{place}: {error.message}", hint=error.hint) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"{place}: {error}") from error
    except RecursionError as error:
        raise FormatError(f"{place}: nested too deeply.") from error
