"""Documents of every format, read as pages. A new format is one new file here and one line below."""

from collections.abc import Callable
from pathlib import PurePosixPath

from graph.errors import SourceError
from ingest.records import Page
from ingest.sources import markdown, plain

_READERS: dict[str, Callable[[str, bytes], Page]] = {
    suffix: module.read for module in (plain, markdown) for suffix in module.SUFFIXES
}


def supported(uri: str) -> bool:
    """Tell whether a document of that name can be parsed, going by its suffix."""
    return _suffix(uri) in _READERS


def parse(uri: str, data: bytes) -> Page:
    """Parse one document.

    Parameters
    ----------
    uri
        Where the document lies relative to the ingested root, with forward slashes.
    data
        Its bytes.

    Raises
    ------
    SourceError
        The format is unknown, or the document is empty, binary, badly encoded or malformed.
    """
    reader = _READERS.get(_suffix(uri))
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise SourceError("Documents of this kind cannot be read.", uri=uri, hint=f"Known are {known}.")
    return reader(uri, data)


def _suffix(uri: str) -> str:
    return PurePosixPath(uri).suffix.lower()
