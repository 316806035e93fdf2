"""Documents in, changes of the graph out.

The names below are the library's public ones (docs/python.md, docs/extractors.md); the rest may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ingest.drafting import draft_of
    from ingest.extractors import Extractor, Finding, Text
    from ingest.pipeline import ingest
    from ingest.sources import parse

__all__ = ["Extractor", "Finding", "Text", "draft_of", "ingest", "parse"]

_HOMES: Final = {
    "Extractor": "ingest.extractors",
    "Finding": "ingest.extractors",
    "Text": "ingest.extractors",
    "draft_of": "ingest.drafting",
    "ingest": "ingest.pipeline",
    "parse": "ingest.sources",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: importing the package loads nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
