"""Bytes become text, or a sentence that says why not."""

import codecs

import pytest

from graph.errors import SourceError
from ingest.sources import parse, supported
from ingest.sources.text import decode


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_names_the_encoding_and_is_no_text(mark: bytes, encoding: str) -> None:
    """Text saved by any editor reads the same."""
    assert decode("a.txt", mark + "Ĝis! Ünïcode\n".encode(encoding)) == "Ĝis! Ünïcode\n"


@pytest.mark.parametrize(
    "data", [b"", b" \n\t ", codecs.BOM_UTF8, codecs.BOM_UTF16_LE + " ".encode("utf-16-le")]
)
def test_an_empty_document_is_refused(data: bytes) -> None:
    """Nothing to read is said plainly."""
    with pytest.raises(SourceError, match=r"a\.txt: The document is empty"):
        decode("a.txt", data)


def test_a_binary_document_is_refused() -> None:
    """A picture under a text's name is told from bad spelling."""
    with pytest.raises(SourceError, match="binary"):
        decode("a.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")


def test_invalid_utf8_is_refused_with_its_place() -> None:
    """The message has the byte and the line where decoding stopped."""
    with pytest.raises(SourceError, match=r"notes/a\.txt:3: Not valid UTF-8: .* at byte 10") as caught:
        decode("notes/a.txt", b"one\ntwo\nna" + b"\xefve")
    assert caught.value.line == 3


def test_half_a_utf16_character_is_refused() -> None:
    """A truncated file is no document."""
    with pytest.raises(SourceError, match="UTF-16-LE"):
        decode("a.txt", codecs.BOM_UTF16_LE + "ab".encode("utf-16-le")[:-1])


def test_an_unknown_suffix_is_refused_with_those_that_are_known() -> None:
    """Who tries another format learns which there are."""
    assert supported("a/B.MD")
    assert supported("a.txt")
    assert not supported("a.exe")
    with pytest.raises(SourceError) as caught:
        parse("a.exe", b"x")
    assert caught.value.hint is not None
    assert ".md" in caught.value.hint
