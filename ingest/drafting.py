"""One document into a draft: the function between its bytes and what is stored of it."""

from collections.abc import Sequence

from ingest.extract import extract
from ingest.extractors import Installed, with_findings
from ingest.records import Draft
from ingest.sources import parse


def draft_of(uri: str, data: bytes, *, extractors: Sequence[Installed] = ()) -> Draft:
    """Parse a document and extract what it says, with the help of ``extractors`` that others wrote.

    Raises
    ------
    SourceError
        The document cannot be read.
    """
    page = parse(uri, data)
    draft = extract(page)
    return with_findings(draft, page.text, extractors) if extractors else draft
