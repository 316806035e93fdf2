"""The interchange form: nothing is lost on the way, and what is wrong is said with its place."""

import io
import json
from collections.abc import Callable
from importlib import resources
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from graph.changes import compose
from graph.errors import FormatError
from graph.formats.interchange import Interchange, dump, load
from graph.model import (
    Edge,
    EdgeKind,
    Lesson,
    NodeId,
    Origin,
    Owner,
    Skill,
    Span,
    Statement,
    TeachingRole,
    Verdict,
)
from tests.strategies import graphs, node_ids

SCHEMA = Draft202012Validator(
    json.loads(resources.files("graph.formats").joinpath("interchange.schema.json").read_text())
)
PAGE = NodeId("c/document/page")
LESSON = Lesson(id=NodeId("c/lesson/loops"), name="Loops", minutes=20)
SKILL = Skill(id=NodeId("c/skill/iteration"), name="iteration", aliases=("looping",))
TEACHES = Edge(source=LESSON.id, kind=EdgeKind.TEACHES, target=SKILL.id, role=TeachingRole.MAIN)


def _stated(fact: Lesson | Skill | Edge, quote: str = "Loops.") -> Statement:
    return Statement(says=fact, owner=Owner(PAGE), document=PAGE, span=Span(0, len(quote), 1, 1), quote=quote)


GRAPH = Interchange(tuple(_stated(fact) for fact in (LESSON, SKILL, TEACHES)))


def _dumped(graph: Interchange) -> bytes:
    out = io.BytesIO()
    dump(graph, out)
    return out.getvalue()


def _file(graph: Interchange = GRAPH) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_dumped(graph))
    return data


def _without_digest(change: Callable[[dict[str, Any]], object]) -> bytes:
    data = _file()
    del data["digest"]
    change(data)
    return json.dumps(data).encode()


def _interchanges() -> st.SearchStrategy[Interchange]:
    redirects = st.dictionaries(node_ids(), node_ids(), max_size=4).map(lambda pairs: compose({}, pairs))
    return st.builds(Interchange, graphs(), redirects)


@given(_interchanges())
def test_round_trip(graph: Interchange) -> None:
    """Reading what was written gives every statement, every redirect and the digest back."""
    back = load(_dumped(graph))
    assert {s.id: s for s in back.statements} == {s.id: s for s in graph.statements}
    assert back.redirects == graph.redirects
    assert back.digest == graph.digest


@given(_interchanges(), st.randoms())
def test_equal_graphs_give_equal_bytes(graph: Interchange, random: Random) -> None:
    """The order in which a store hands out statements leaves no trace."""
    shuffled = random.sample(graph.statements, len(graph.statements))
    turned = dict(reversed([*graph.redirects.items()]))
    assert _dumped(Interchange(tuple(shuffled), turned)) == _dumped(graph)


@given(_interchanges())
def test_schema_accepts_every_export(graph: Interchange) -> None:
    """What Cairn writes is what the JSON Schema describes."""
    SCHEMA.validate(_file(graph))


def test_file_reads_by_itself() -> None:
    """A program that knows nothing of statements finds nodes and edges with their standing."""
    data = _file()
    assert data["cairn"] == 1
    assert data["digest"] == GRAPH.digest
    assert [node["id"] for node in data["nodes"]] == [LESSON.id, SKILL.id]
    edge = data["edges"][0]
    assert (edge["source"], edge["kind"], edge["target"]) == (LESSON.id, "TEACHES", SKILL.id)
    assert (edge["role"], edge["origin"], edge["confidence"]) == ("main", "authored", 1.0)
    assert edge["statements"] == [{"owner": PAGE, "document": PAGE, "span": [0, 6, 1, 1], "quote": "Loops."}]


def test_statements_that_differ_say_how() -> None:
    """A second document with other words keeps them, and its silence stays silence."""
    other = Lesson(id=LESSON.id, name="Loops", difficulty=None)
    inferred = Statement(
        says=other,
        owner=Owner("inference:c"),
        origin=Origin.INFERRED,
        confidence=0.4,
        because="two pages say so",
    )
    node = _file(Interchange((_stated(LESSON), inferred)))["nodes"][0]
    assert node["minutes"] == 20
    assert {"says": {"minutes": None}, "origin": "inferred", "confidence": 0.4}.items() <= next(
        s for s in node["statements"] if "because" in s
    ).items()


def test_an_alias_that_is_the_name_is_kept() -> None:
    """A statement may speak of a field that its node leaves out."""
    plain = Skill(id=SKILL.id, name="iteration")
    graph = Interchange((_stated(plain), _stated(Skill(id=SKILL.id, name=plain.name, aliases=(plain.name,)))))
    assert "aliases" not in _file(graph)["nodes"][0]
    assert set(load(_dumped(graph)).statements) == set(graph.statements)


def test_rejections_survive() -> None:
    """What a person rejected is no node, and its tombstone, like the edge that lost an end, travels on."""
    rejected = Statement(says=SKILL, owner=Owner("person:a"), origin=Origin.CURATED, verdict=Verdict.REJECT)
    graph = Interchange((*GRAPH.statements, rejected))
    data = _file(graph)
    assert [node["id"] for node in data["nodes"]] == [LESSON.id]
    assert data["edges"] == []
    assert {s.id for s in load(_dumped(graph)).statements} == {s.id for s in graph.statements}


def test_a_file_made_by_hand_needs_no_digest() -> None:
    """Other tools can write the form without computing what Cairn computes."""
    by_hand = _without_digest(lambda data: data["nodes"].reverse())
    assert set(load(by_hand).statements) == set(GRAPH.statements)


BROKEN: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "newer version": (lambda d: d.update(cairn=2), "$: this file is of version 2"),
    "no version": (lambda d: d.pop("cairn"), "`cairn`"),
    "no nodes": (lambda d: d.pop("nodes"), "`nodes`"),
    "unknown part": (lambda d: d.update(extra=[]), "`extra`"),
    "other digest": (lambda d: d.update(digest="0" * 64), "$.digest:"),
    "node of no kind": (lambda d: d["nodes"][0].pop("kind"), "$.nodes[0]: "),
    "node of unknown kind": (lambda d: d["nodes"][1].update(kind="Dragon"), "'Dragon'"),
    "node without a name": (lambda d: d["nodes"][1].pop("name"), "`name`"),
    "node with an unknown field": (lambda d: d["nodes"][0].update(colour="red"), "'colour'"),
    "minutes in words": (lambda d: d["nodes"][0].update(minutes="ten"), "`$.minutes`"),
    "unknown minutes": (lambda d: d["nodes"][0].update(minutes=None), "minutes is null"),
    "statement with a null": (lambda d: d["nodes"][0]["statements"][0].update(quote=None), "quote is null"),
    "no digest": (lambda d: d.update(digest=None), "`$.digest`"),
    "minutes below zero": (lambda d: d["nodes"][0].update(minutes=-1), "$.nodes[0]: a number"),
    "node that is a number": (lambda d: d["nodes"].append(3), "$.nodes[2]: "),
    "node twice": (lambda d: d["nodes"].append(d["nodes"][0]), f"$.nodes[2]: {LESSON.id} is there twice"),
    "id with a blank": (lambda d: d["nodes"][0].update(id="c/lesson/a b"), "$.nodes[0]: an id"),
    "no statement": (lambda d: d["nodes"][0].update(statements=[]), "`$.statements`"),
    "statement of nobody": (lambda d: d["nodes"][0]["statements"][0].pop("owner"), "`owner`"),
    "statement about another": (
        lambda d: d["nodes"][0]["statements"][0].update(says={"id": SKILL.id}),
        "about something else",
    ),
    "statement of another kind": (
        lambda d: d["nodes"][0]["statements"][0].update(says={"kind": "Module", "minutes": None}),
        "about something else",
    ),
    "statements that disagree": (
        lambda d: d["nodes"][0]["statements"][0].update(says={"minutes": 5}),
        "not what its statements add up to",
    ),
    "says in words": (lambda d: d["nodes"][0]["statements"][0].update(says="so"), "`says`"),
    "edge twice": (lambda d: d["edges"].append(d["edges"][0]), "$.edges[1]: "),
    "edge of unknown kind": (lambda d: d["edges"][0].update(kind="EATS"), "'EATS'"),
    "edge from nowhere": (lambda d: d["edges"][0].update(source="c/lesson/x"), "no node c/lesson/x"),
    "confidence above 1": (lambda d: d["edges"][0].update(confidence=1.5), "`$.confidence`"),
    "confidence in words": (lambda d: d["edges"][0].update(confidence="high"), "`$.confidence`"),
    "origin unknown": (lambda d: d["edges"][0].update(origin="heard"), "'heard'"),
    "redirect to itself": (lambda d: d.update(redirects={"a": "a"}), "redirect"),
    "chain of redirects": (lambda d: d.update(redirects={"a": "b", "b": "c"}), "redirect"),
    "redirect of nothing": (lambda d: d.update(redirects={"": "b"}), "redirect"),
    "dormant and alive": (
        lambda d: d.update(
            dormant=[{"owner": "person:a", "says": {"id": SKILL.id, "kind": "Skill", "name": "x"}}]
        ),
        f"$.dormant[0]: {SKILL.id} lives",
    ),
    "dormant about nothing": (lambda d: d.update(dormant=[{"owner": "person:a"}]), "$.dormant[0]: "),
    "dormant of two kinds": (
        lambda d: d.update(
            dormant=[
                {"owner": "a", "says": {"id": "c/x", "kind": kind, "name": "x"}}
                for kind in ("Skill", "Module")
            ]
        ),
        "$.dormant[1]: c/x is of two kinds",
    ),
}


@pytest.mark.parametrize(("change", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_refusals_tell_the_place(change: Callable[[dict[str, Any]], object], message: str) -> None:
    """A file that is wrong is refused with the place and the reason."""
    with pytest.raises(FormatError) as caught:
        load(_without_digest(change))
    assert caught.value.message.startswith("$")
    assert message in caught.value.message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"nodes: []",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"cairn":1,"nodes":[' + b"[" * 100_000,
        b'{"cairn": NaN}',
        b'{"cairn": 1e999}',
    ],
)
def test_refuses_what_is_no_interchange_file(data: bytes) -> None:
    """Whatever the bytes are, the error is a FormatError that begins at the root."""
    with pytest.raises(FormatError, match=r"^\$"):
        load(data)


@given(st.data())
def test_damage_is_never_a_crash(data: st.DataObject) -> None:
    """A file with one stretch overwritten either reads or is refused; nothing else can happen."""
    file = _dumped(Interchange(GRAPH.statements, {NodeId("c/skill/old"): SKILL.id}))
    start = data.draw(st.integers(0, len(file)))
    end = data.draw(st.integers(start, min(len(file), start + 30)))
    patch = data.draw(
        st.binary(max_size=6) | st.sampled_from([b"null", b"[]", b"{}", b"-1", b'"\\ud800"', b"1e400"])
    )
    try:
        load(file[:start] + patch + file[end:])
    except FormatError as error:
        assert error.message.startswith("$")  # noqa: PT017  # it need not be raised


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_what_load_accepts_the_schema_accepts(data: st.DataObject) -> None:
    """Reader and JSON Schema describe one form: what the reader takes, the schema takes."""
    file = _file()
    del file["digest"]
    facts = [*file["nodes"], *file["edges"]]
    place = data.draw(st.sampled_from([file, *facts, *(fact["statements"][0] for fact in facts)]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    try:
        load(json.dumps(file).encode())
    except FormatError:
        return
    SCHEMA.validate(file)
