"""Bytes to characters: what every textual format begins with."""

import codecs
import hashlib

from graph.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(uri: str, data: bytes) -> str:
    """Return the text of a document: UTF-8, or what its byte order mark announces (the mark left out).

    Raises
    ------
    SourceError
        The document is empty, binary, or not in the encoding that it must be in.
    """
    if not data.strip():
        raise SourceError("The document is empty.", uri=uri)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(uri, data[len(mark) :], encoding)
    if b"\0" in data:
        raise SourceError("This is a binary file, not text.", uri=uri)
    return _strict(uri, data, "utf-8")


def digest(data: bytes) -> str:
    """Return the SHA-256 of a document's bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _strict(uri: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        raise SourceError(
            f"Not valid {encoding.upper()}: {error.reason} at byte {error.start}.",
            uri=uri,
            line=line,
            hint="Save the document as UTF-8.",
        ) from error
    if not text.strip():
        raise SourceError("The document is empty.", uri=uri)
    return text
