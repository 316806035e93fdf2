"""Pages as extraction reads them, and what of a draft tests look at."""

from graph.model import EdgeKind, NodeKind
from ingest.extract import extract
from ingest.records import Candidate, Draft, Page, Pointer
from ingest.sources import parse


def page_of(uri: str, text: str) -> Page:
    """Return a page as its format has it."""
    return parse(uri, text.encode())


def draft_of(uri: str, text: str) -> Draft:
    """Return what a page becomes."""
    return extract(page_of(uri, text))


def candidates_of(draft: Draft, kind: NodeKind) -> list[Candidate]:
    """Return the candidates of a kind, in order."""
    return [c for c in draft.candidates if c.kind is kind]


def names_of(draft: Draft, kind: NodeKind) -> list[str]:
    """Return the names of the candidates of a kind, in order."""
    return [c.name for c in candidates_of(draft, kind)]


def targets_of(draft: Draft, kind: EdgeKind, source: str | None = None) -> list[str | Pointer]:
    """Return where relations of a kind lead, all or those from a name."""
    names = {c.key: c.name for c in draft.candidates}

    def end(value: int | Pointer) -> str | Pointer:
        return names[value] if isinstance(value, int) else value

    return [end(r.target) for r in draft.relations if r.kind is kind and source in {None, end(r.source)}]
