"""Word documents are read by their styles, and never trusted."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import SourceError
from graph.model import EdgeKind, NodeKind
from ingest.extract import extract
from ingest.records import Block, BlockKind, Link
from ingest.sources import parse

SAMPLE = Path(__file__).parents[3] / "samples/bees-in-winter.docx"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _packed(**parts: bytes | str) -> bytes:
    """Return an archive of parts of the folder ``word``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return stream.getvalue()


def _document(body: str, **parts: bytes | str) -> bytes:
    head = f'<w:document xmlns:w="{WORDS}" xmlns:r="{RELATIONS}"><w:body>'
    return _packed(document=f"{head}{body}</w:body></w:document>", **parts)


def _blocks(body: str, **parts: bytes | str) -> tuple[Block, ...]:
    return parse("a.docx", _document(body, **parts)).blocks


def test_the_sample_is_read_as_its_reader_sees_it() -> None:
    """Title, headings, lists of both kinds, a link, bold words and a table keep their shapes."""
    blocks = parse("bees-in-winter.docx", SAMPLE.read_bytes()).blocks
    assert [(b.kind.value, b.ordered, b.text[:32]) for b in blocks] == [
        ("heading", False, "Keeping bees through winter"),
        ("paragraph", False, "Bring a colony from the last hon"),
        ("paragraph", False, "Duration: 2 hours"),
        ("heading", False, "Who this is for"),
        ("item", False, "Keepers in their first autumn"),
        ("item", False, "Allotment holders who share a hi"),
        ("heading", False, "Prerequisites"),
        ("item", False, "Reading a frame"),
        ("item", False, "Varroa counts"),
        ("heading", False, "Learning objectives"),
        ("item", True, "Judge stores by lifting the hive"),
        ("item", True, "Choose a treatment for a colony "),
        ("heading", False, "Common mistakes"),
        ("item", False, "Feeding syrup after the first fr"),
        ("item", False, "Closing every vent, so that the "),
        ("heading", False, "Calendar"),
        ("table_row", False, "Month | Task"),
        ("table_row", False, "October | Narrow the entrance"),
        ("table_row", False, "December | Treat against varroa"),
    ]
    assert blocks[7].links == (Link(text="Reading a frame", target="reading-a-frame.docx"),)
    assert blocks[13].strong == ("first frost",)


def test_a_lesson_is_read_from_the_sample() -> None:
    """What the document states is related to its lesson, quoted word for word."""
    draft = extract(parse("bees-in-winter.docx", SAMPLE.read_bytes()))
    lesson = next(c for c in draft.candidates if c.kind is NodeKind.LESSON)
    assert (lesson.name, lesson.minutes) == ("Keeping bees through winter", 120)
    kinds = [relation.kind for relation in draft.relations]
    assert [
        kinds.count(k) for k in (EdgeKind.REQUIRES, EdgeKind.PROMISES, EdgeKind.WARNS_OF, EdgeKind.FOR)
    ] == [
        2,
        2,
        2,
        2,
    ]


def test_headings_are_told_by_what_a_style_inherits() -> None:
    """A house style builds on a heading or states an outline level; a localised id says nothing."""
    styles = f"""<w:styles xmlns:w="{WORDS}">
      <w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
      <w:style w:styleId="Firma"><w:name w:val="Firma"/><w:basedOn w:val="berschrift2"/></w:style>
      <w:style w:styleId="Kreis"><w:basedOn w:val="Kreis"/><w:outlineLvl w:val="2"/></w:style>
    </w:styles>"""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>'
        for style in ("Firma", "Kreis", "Nowhere")
    )
    assert [(b.kind, b.level) for b in _blocks(body, styles=styles)] == [
        (BlockKind.HEADING, 2),
        (BlockKind.HEADING, 3),
        (BlockKind.PARAGRAPH, 0),
    ]


def test_deleted_words_and_fallbacks_are_not_read() -> None:
    """Tracked deletions are gone for the reader, and a text box is not read twice."""
    fallback = "<mc:Fallback><w:r><w:t>twice</w:t></w:r></mc:Fallback>"
    body = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>Kept</w:t></w:r>'
        f"<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>{fallback}</w:p>"
    )
    assert [block.text for block in _blocks(body)] == ["Kept"]


def test_a_document_type_is_refused() -> None:
    """Entities that unfold to gigabytes are declared there, and so are files to be fetched."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(SourceError, match="document type"):
        parse("a.docx", _packed(document=bomb))


def test_a_document_that_unpacks_to_far_too_much_is_refused() -> None:
    """A few kilobytes of blanks may be gigabytes; they are never unpacked."""
    with pytest.raises(SourceError, match="too much"):
        parse("a.docx", _packed(document=b" " * 50_000_000))


@pytest.mark.parametrize(
    "data", [b"", b"PK\x05\x06", b"no archive", _packed(other="<x/>"), _document(""), _packed(document="<x>")]
)
def test_what_is_no_document_is_an_error(data: bytes) -> None:
    """Empty, damaged and foreign files are named."""
    with pytest.raises(SourceError, match=r"a\.docx: "):
        parse("a.docx", data)


@settings(max_examples=30)  # each unpacks the whole sample
@given(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=8))
def test_any_damage_is_an_error_or_a_document(at: int, damage: bytes) -> None:
    """Bytes overwritten anywhere in a file end in blocks or in one clear error."""
    data = bytearray(SAMPLE.read_bytes())
    at %= len(data)
    data[at : at + len(damage)] = damage
    try:
        page = parse("a.docx", bytes(data))
    except SourceError:
        return
    assert all(page.text[b.span.start : b.span.end] == b.text for b in page.blocks)


@given(st.recursive(st.text(max_size=5), lambda inner: st.lists(inner, max_size=4), max_leaves=30), st.data())
def test_any_nesting_of_elements_is_read(tree: object, data: st.DataObject) -> None:
    """Elements in places where no word processor puts them raise nothing."""
    tags = st.sampled_from(["p", "r", "t", "tbl", "tr", "tc", "hyperlink", "pPr", "numId", "ilvl", "br"])

    def markup(node: object) -> str:
        if isinstance(node, str):
            return "".join(c for c in node if c.isalnum())
        assert isinstance(node, list)
        tag = data.draw(tags)
        return f'<w:{tag} w:val="1">{"".join(map(markup, node))}</w:{tag}>'

    try:
        page = parse("a.docx", _document(markup(tree)))
    except SourceError:
        return
    assert extract(page).lines >= 1
