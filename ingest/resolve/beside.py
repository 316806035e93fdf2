"""Pages beside the lessons: left out, but for definitions of what the lessons speak of."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from graph.model import NodeKind, SkillKind
from ingest.records import Candidate, Draft, Pointer
from ingest.resolve import places
from ingest.resolve.entities import STRUCTURE
from ingest.resolve.names import skill_key


def without_beside(drafts: Sequence[Draft]) -> tuple[list[Draft], list[str]]:
    """Return drafts without lessons that are none, and a note for each page that was set aside.

    A page that took nothing of itself is no lesson, whoever lists it. One that may stand beside the lessons
    is one where a page lists it, or a manifest within a part: a manifest names all pages at its top.
    """
    silent = {places.canonical(d.uri) for d in drafts if not d.is_manifest and _is_silent(d)} - {""}
    listed = {place for draft in drafts for place in _listed(draft)}
    doubtful = {place: draft.uri for draft in drafts for place in _doubtful(draft) if place not in listed}
    out = silent | doubtful.keys()
    notes = [f"{uri}: a page beside the lessons, and none itself." for uri in doubtful.values()]
    return _defining([_without(draft, out) for draft in drafts]), notes


def _is_silent(draft: Draft) -> bool:
    return not any(candidate.kind in STRUCTURE for candidate in draft.candidates)


def _is_skill(candidate: Candidate) -> bool:
    return candidate.kind is NodeKind.SKILL and candidate.skill_kind is not SkillKind.OUTCOME


def _defining(drafts: list[Draft]) -> list[Draft]:
    """Return drafts whose definitions are of skills that other pages speak of, under the name used there."""
    if not any(_is_definition(c) for draft in drafts for c in draft.candidates):
        return drafts
    spoken = (c for d in drafts for c in d.candidates if _is_skill(c) and not c.is_beside)
    known = {skill_key(candidate.name): candidate.name for candidate in spoken}

    def named(candidate: Candidate) -> Candidate | None:
        if not _is_definition(candidate):
            return candidate
        name = known.get(skill_key(candidate.name))
        return replace(candidate, name=name) if name else None

    return [
        replace(draft, candidates=tuple(c for c in map(named, draft.candidates) if c)) for draft in drafts
    ]


def _is_definition(candidate: Candidate) -> bool:
    return candidate.is_beside and candidate.kind is NodeKind.SKILL


def _listed(draft: Draft) -> Iterator[str]:
    """Yield the places that a draft lists as lessons among others."""
    modules = {c.key for c in draft.candidates if c.kind is NodeKind.MODULE}
    for candidate in draft.candidates:
        is_among = not draft.is_manifest or candidate.parent in modules
        if candidate.kind is NodeKind.LESSON and candidate.uri and not candidate.is_beside and is_among:
            yield _place(candidate)


def _doubtful(draft: Draft) -> Iterator[str]:
    lessons = (c for c in draft.candidates if c.kind is NodeKind.LESSON)
    return (_place(candidate) for candidate in lessons if candidate.is_beside)


def _place(candidate: Candidate) -> str:
    return places.without_anchor(places.canonical(candidate.uri or ""))


def _without(draft: Draft, out: Collection[str]) -> Draft:
    """Return a draft without the lessons at some places, and without all that it says of them."""
    gone = {c.key for c in draft.candidates if c.kind is NodeKind.LESSON and c.uri and _place(c) in out}
    gone |= _emptied(draft, gone) if gone else set()
    relations = tuple(
        r for r in draft.relations if not any(_is_out(end, gone, out) for end in (r.source, r.target))
    )
    if not gone and len(relations) == len(draft.relations):
        return draft
    return replace(
        draft,
        candidates=tuple(c for c in draft.candidates if c.key not in gone),
        relations=relations,
        zones={key: zones for key, zones in draft.zones.items() if key not in gone},
    )


def _is_out(end: int | Pointer, gone: Collection[int], out: Collection[str]) -> bool:
    """Tell whether a relation's end is a page that was set aside, or leads to one."""
    if isinstance(end, int):
        return end in gone
    return end.uri is not None and places.without_anchor(places.canonical(end.uri)) in out


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
