"""A graph in the interchange form is a document that says what lives in it."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from graph.formats.interchange import Interchange, dump
from graph.model import Edge, EdgeKind, Fact, FactId, Lesson, Module, NodeId, Origin, Skill
from ingest.drafting import draft_of
from ingest.infer import infer
from ingest.records import Draft
from ingest.resolve import resolve
from ingest.sources import parse, worth_reading

SAMPLE = Path(__file__).parents[3] / "samples" / "knots.json"
PAGES = {
    "index.md": "# Knots\n\n## Common mistakes\n\n- Trusting a knot that was never dressed\n",
    "loops/index.md": "# Loops that hold\n\n- [Bowline](bowline.md)\n- [Mooring](mooring.md)\n",
    "loops/bowline.md": "---\nminutes: 20\n---\n# Bowline\n\nCovers dressing and the Yosemite finish.\n",
    "loops/mooring.md": "---\nprerequisites: [Bowline, rope care]\ndifficulty: beginner\n---\n# Mooring\n\n"
    "Covers spring lines and the bowline on a bollard.\n",
}


def facts_of(*drafts: Draft) -> dict[FactId, Fact]:
    """Return what drafts say, with what is concluded from it, as one curriculum."""
    return resolve(NodeId("c"), drafts, title=None).facts()


def exported() -> bytes:
    """Return a graph made of pages, as a file."""
    resolution = resolve(
        NodeId("c"), [draft_of(uri, text.encode()) for uri, text in PAGES.items()], title=None
    )
    out = io.BytesIO()
    dump(Interchange((*resolution.statements, *infer(resolution, {}))), out)
    return out.getvalue()


def structure(facts: dict[FactId, Fact]) -> set[Fact]:
    """Return lessons, modules and the authored edges between what documents describe."""
    nodes = {fact for fact in facts.values() if isinstance(fact, (Lesson, Module))}
    kinds = {EdgeKind.PART_OF, EdgeKind.REQUIRES, EdgeKind.TEACHES, EdgeKind.WARNS_OF}
    edges = (fact for fact in facts.values() if isinstance(fact, Edge) and fact.kind in kinds)
    return nodes | {edge for edge in edges if "/document/" not in edge.source}


def test_a_graph_as_a_document_gives_the_graph_that_it_holds() -> None:
    """Modules, lessons with their fields and ids, skills, prerequisites and pitfalls are all there again."""
    before = facts_of(*(draft_of(uri, text.encode()) for uri, text in PAGES.items()))
    after = facts_of(draft_of("graph.json", exported()))
    assert structure(before) <= structure(after)
    assert before[NodeId("c")] == after[NodeId("c")]


def test_each_statement_stands_where_its_words_do() -> None:
    """A name is quoted from its place in the file, an edge from its own line."""
    draft = draft_of("knots.json", SAMPLE.read_bytes())
    text = SAMPLE.read_text("utf-8")
    for found in (*draft.candidates, *draft.relations):
        span = found.evidence.span
        assert text[span.start : span.end] in found.evidence.quote
    mooring = next(c for c in draft.candidates if c.name == "Tying up to a quay")
    assert mooring.evidence.quote == "Tying up to a quay"
    assert mooring.minutes == 40


def test_what_was_concluded_stays_concluded() -> None:
    """With its confidence and its reason; what a person decided there is what the document says here."""
    draft = draft_of("knots.json", SAMPLE.read_bytes())
    (use,) = [relation for relation in draft.relations if relation.kind is EdgeKind.USES]
    assert (use.origin, use.confidence) == (Origin.INFERRED, 0.62)
    assert use.because
    others = [relation for relation in draft.relations if relation is not use]
    assert {relation.origin for relation in others} == {Origin.AUTHORED}


def test_it_joins_what_other_documents_say() -> None:
    """A page that teaches a skill of the graph teaches the same skill."""
    page = draft_of("care.md", b"# Looking after a rope\n\nCovers rope care and coiling.\n")
    facts = facts_of(page, draft_of("knots.json", SAMPLE.read_bytes()))
    (skill,) = [f for f in facts.values() if isinstance(f, Skill) and f.name.lower() == "rope care"]
    edges = {(f.source, f.kind) for f in facts.values() if isinstance(f, Edge) and f.target == skill.id}
    assert {
        ("c/lesson/looking-after-a-rope", EdgeKind.TEACHES),
        ("c/lesson/quay", EdgeKind.REQUIRES),
    } <= edges


def test_other_json_is_no_document() -> None:
    """In a folder it is passed over; named, it is refused with the place of what is wrong."""
    assert worth_reading("graph.json", exported)
    assert not worth_reading("package.json", lambda: b'{"name": "site", "version": "1.0"}')
    with pytest.raises(SourceError, match=r"package\.json: This is no graph"):
        parse("package.json", b'{"name": "site"}')
    with pytest.raises(SourceError, match=r"\$\.edges\[0\]: there is no node"):
        parse(
            "g.json",
            SAMPLE.read_bytes().replace(b'"source": "knots/lesson/quay"', b'"source": "knots/lesson/x"'),
        )


_PIECE = st.sampled_from(
    [b"null", b'"cairn"', b"{", b"}", b"1", b'"', b"knots/lesson/bowline", b"\xc3\xa9", b"\\"]
)


@given(st.integers(0, 5_000), st.integers(0, 40), _PIECE)
def test_a_damaged_graph_is_read_or_refused(at: int, cut: int, piece: bytes) -> None:
    """Whatever was cut out or put in: a draft with places inside the text, or one error."""
    data = SAMPLE.read_bytes()
    damaged = data[: at % len(data)] + piece + data[at % len(data) + cut :]
    try:
        draft = draft_of("g.json", damaged)
    except SourceError:
        return
    assert all(c.evidence.span.end <= len(damaged) for c in draft.candidates)
