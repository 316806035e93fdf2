"""One document into a draft: the pure function between its bytes and what is stored of it."""

from ingest.extract import extract
from ingest.records import Draft
from ingest.sources import parse


def draft_of(uri: str, data: bytes) -> Draft:
    """Parse a document and extract what it says.

    Raises
    ------
    SourceError
        The document cannot be read.
    """
    return extract(parse(uri, data))
