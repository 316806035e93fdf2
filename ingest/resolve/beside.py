"""Pages beside the lessons, left out: what their own page says, and whether others list them as lessons."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from graph.model import NodeKind
from ingest.records import Candidate, Draft
from ingest.resolve import places


def without_beside(drafts: Sequence[Draft]) -> tuple[list[Draft], list[str]]:
    """Return drafts without lessons that are none, and a note for each page that was set aside.

    A page that took nothing of itself is no lesson, whoever lists it. One that may stand beside the lessons
    is one where a page lists it, or a manifest within a part: a manifest names all pages at its top.
    """
    silent = {places.canonical(d.uri) for d in drafts if not d.candidates and not d.is_manifest} - {""}
    listed = {place for draft in drafts for place in _listed(draft)}
    doubtful = {place: draft.uri for draft in drafts for place in _doubtful(draft) if place not in listed}
    out = silent | doubtful.keys()
    notes = [f"{uri}: a page beside the lessons, and none itself." for uri in doubtful.values()]
    return [_without(draft, out) for draft in drafts] if out else list(drafts), notes


def _listed(draft: Draft) -> Iterator[str]:
    """Yield the places that a draft lists as lessons among others."""
    modules = {c.key for c in draft.candidates if c.kind is NodeKind.MODULE}
    for candidate in draft.candidates:
        is_among = not draft.is_manifest or candidate.parent in modules
        if candidate.kind is NodeKind.LESSON and candidate.uri and not candidate.is_beside and is_among:
            yield _place(candidate)


def _doubtful(draft: Draft) -> Iterator[str]:
    return (_place(candidate) for candidate in draft.candidates if candidate.is_beside)


def _place(candidate: Candidate) -> str:
    return places.without_anchor(places.canonical(candidate.uri or ""))


def _without(draft: Draft, out: Collection[str]) -> Draft:
    """Return a draft without the lessons at some places, and without all that it says of them."""
    gone = {c.key for c in draft.candidates if c.kind is NodeKind.LESSON and c.uri and _place(c) in out}
    if not gone:
        return draft
    gone |= _emptied(draft, gone)
    return replace(
        draft,
        candidates=tuple(c for c in draft.candidates if c.key not in gone),
        relations=tuple(r for r in draft.relations if not gone & {r.source, r.target}),
        zones={key: zones for key, zones in draft.zones.items() if key not in gone},
    )


def _emptied(draft: Draft, gone: Collection[int]) -> set[int]:
    """Return the parts of a table of contents of which nothing is left."""
    held: defaultdict[int, set[int]] = defaultdict(set)
    for candidate in draft.candidates:
        if candidate.parent is not None:
            held[candidate.parent].add(candidate.key)
    emptied: set[int] = set()
    for candidate in reversed(draft.candidates):  # what holds comes before what is held
        bare = draft.is_manifest and candidate.kind is NodeKind.MODULE and candidate.uri is None
        if bare and held[candidate.key] and all(key in gone or key in emptied for key in held[candidate.key]):
            emptied.add(candidate.key)
    return emptied
