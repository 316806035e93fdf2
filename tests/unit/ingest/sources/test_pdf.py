"""PDFs are read by their text layer, and say clearly when they have none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from graph.model import EdgeKind, NodeKind
from ingest.extract import extract
from ingest.records import BlockKind, Page
from ingest.sources import parse

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture(scope="module")
def sample() -> Page:
    """Return the sample: three pages with running head and page numbers."""
    return parse("tides.pdf", (SAMPLES / "tides.pdf").read_bytes())


def test_headings_are_told_by_their_size(sample: Page) -> None:
    """The larger the type, the higher the heading."""
    headings = [(b.level, b.text) for b in sample.blocks if b.kind is BlockKind.HEADING]
    assert headings == [
        (1, "Working with tides"),
        (2, "Who this is for"),
        (2, "Prerequisites"),
        (2, "Learning objectives"),
        (2, "Common mistakes"),
        (2, "From the table to the hour"),
        (2, "What the wind does"),
    ]


def test_lines_are_joined_to_paragraphs_and_items(sample: Page) -> None:
    """A wrapped line is no paragraph of its own, and items stay apart."""
    texts = [block.text for block in sample.blocks]
    assert any(text.endswith("in the fairway, and when to wait outside.") for text in texts)
    items = [block.text for block in sample.blocks if block.kind is BlockKind.ITEM]
    assert len(items) == 8
    assert items[-2].startswith("Adding the height of tide")
    assert items[-2].endswith("as hurried hands forget.")


def test_running_heads_and_page_numbers_are_left_out(sample: Page) -> None:
    """What every page repeats is no content."""
    assert "handbook" not in sample.text
    assert "Page 2" not in sample.text


def test_what_the_document_states_is_read(sample: Page) -> None:
    """Whom it is for, what it requires, promises and warns of, each quoted."""
    draft = extract(sample)
    kinds = [relation.kind for relation in draft.relations]
    stated = (EdgeKind.FOR, EdgeKind.PROMISES, EdgeKind.WARNS_OF)
    assert [kinds.count(kind) for kind in stated] == [2, 2, 2]
    assert "Reading a chart" in {c.name for c in draft.candidates if c.kind is NodeKind.SKILL}
    assert all(relation.evidence.quote in sample.text for relation in draft.relations)


def test_a_pdf_of_pictures_says_what_to_do() -> None:
    """A scan without recognised text is no empty document."""
    with pytest.raises(SourceError, match="no text layer") as error:
        parse("scan.pdf", (SAMPLES / "scanned.pdf").read_bytes())
    assert "OCR" in (error.value.hint or "")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no document", b"%PDF-1.7\n" + b"1 0 obj <<" * 999])
def test_a_damaged_pdf_is_an_error(data: bytes) -> None:
    """Empty, cut and foreign files are named."""
    with pytest.raises(SourceError, match=r"a\.pdf: "):
        parse("a.pdf", data)


@given(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=8))
def test_any_damage_is_an_error_or_a_document(at: int, damage: bytes) -> None:
    """Bytes overwritten anywhere in a file end in blocks or in one clear error."""
    data = bytearray((SAMPLES / "tides.pdf").read_bytes())
    at %= len(data)
    data[at : at + len(damage)] = damage
    try:
        page = parse("a.pdf", bytes(data))
    except SourceError:
        return
    assert extract(page).lines >= 1
