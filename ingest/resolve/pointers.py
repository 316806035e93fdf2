"""What a document's words or links point at, looked up over the whole curriculum."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum

from graph.model import NodeKind
from ingest.records import Pointer
from ingest.resolve import places
from ingest.resolve.entities import Entity
from ingest.resolve.names import exact_key, skill_key
from ingest.slugs import slug

_SLUG_LIKE = re.compile(r"[^\W_]+(?:[-_/.][^\W_]+)+")
_KINDS = (NodeKind.LESSON, NodeKind.MODULE)


class _Way(IntEnum):
    """The ways to find something, surest first."""

    PLACE = 0
    SLUG = 1
    TITLE = 2
    WORDS = 3
    LABEL = 4
    SUFFIX = 5


class Catalogue:
    """Lessons and modules by uri, slug and title; entities are named by their index."""

    def __init__(self, entities: Sequence[Entity], modules: Mapping[int, frozenset[int]]) -> None:
        """``modules`` has the indices of the modules that hold an entity, directly or not."""
        self._entities = entities
        self._modules = modules
        self._known: defaultdict[tuple[_Way, str], set[int]] = defaultdict(set)
        for index, entity in enumerate(entities):
            if entity.kind in _KINDS:
                for key in _keys(entity):
                    self._known[key].add(index)

    def find(self, pointer: Pointer, *, source: int | None) -> tuple[int | None, tuple[int, ...]]:
        """Return what a pointer of ``source`` means, or None and what it could mean as well.

        A uri is surest, then an author's slug, the exact title, the title in other words, the number, the
        unique end of a path. Lessons go before modules unless the pointer says its kind. Of several equals
        the one that shares most modules with the source is meant, and otherwise none: a guess would state
        what no author wrote.
        """
        for key in _queries(pointer):
            found = self._preferred(self._known.get(key, set()), pointer)
            if len(found) > 1:
                near = self._modules.get(source, frozenset()) if source is not None else frozenset()
                found = self._nearest(found, near)
            if len(found) == 1:
                return found[0], ()
            if found and key[0] is not _Way.SUFFIX:
                return None, tuple(found)
        return None, ()

    def _nearest(self, found: Sequence[int], near: frozenset[int]) -> list[int]:
        """Keep those that share most modules with what points at them."""
        shared = [len(self._modules.get(i, frozenset()) & near) for i in found]
        return [i for i, count in zip(found, shared, strict=True) if count == max(shared)]

    def _preferred(self, found: Iterable[int], pointer: Pointer) -> list[int]:
        """Keep the kind that a pointer asks for, else lessons before modules; a link may mean either."""
        by_kind = {kind: sorted(i for i in found if self._entities[i].kind is kind) for kind in _KINDS}
        if pointer.kind is NodeKind.MODULE:
            return by_kind[NodeKind.MODULE] or by_kind[NodeKind.LESSON]
        return by_kind[NodeKind.LESSON] or by_kind[NodeKind.MODULE]


def _keys(entity: Entity) -> Iterator[tuple[_Way, str]]:
    """Yield all under which an entity can be found."""
    for place in entity.places:
        yield _Way.PLACE, place
        ends = (*places.suffixes(place), *places.suffixes(places.unnumbered(place)))
        yield from ((_Way.SUFFIX, slug(end)) for end in ends if slug(end))
    for mention in entity.mentions:
        candidate = mention.candidate
        if candidate.slug:
            yield _Way.SLUG, slug(candidate.slug)
        yield from ((_Way.LABEL, label) for label in candidate.labels)
        if candidate.url and candidate.url.startswith("/"):
            yield _Way.PLACE, places.canonical(candidate.url)
        for name in (candidate.name, *candidate.aliases):
            yield _Way.TITLE, exact_key(name)
            yield _Way.WORDS, skill_key(name)


def _queries(pointer: Pointer) -> Iterator[tuple[_Way, str]]:
    """Yield what to look a pointer up by, surest first."""
    if pointer.uri is not None and pointer.uri.startswith("#"):
        yield _Way.LABEL, pointer.uri[1:]
    elif pointer.uri is not None and not places.is_external(pointer.uri):
        place = places.canonical(pointer.uri)
        yield _Way.PLACE, place
        yield _Way.PLACE, places.without_anchor(place)
        for end in places.suffixes(places.without_anchor(place)):
            yield _Way.SUFFIX, slug(end)
    elif pointer.uri is None and pointer.kind is not NodeKind.SKILL:
        yield _Way.PLACE, places.canonical(pointer.text)
        yield _Way.SLUG, slug(pointer.text)
        yield _Way.TITLE, exact_key(pointer.text)
        yield _Way.WORDS, skill_key(pointer.text)
        if pointer.kind is NodeKind.LESSON:
            label = pointer.text.casefold()
            yield _Way.LABEL, label
            yield _Way.LABEL, label.rpartition(" ")[2]
        yield _Way.SUFFIX, slug(places.canonical(pointer.text))


def dangling_kind(pointer: Pointer) -> NodeKind:
    """Return what a pointer that leads nowhere most likely meant: words a skill, a link or slug a lesson."""
    if pointer.kind is not None:
        return pointer.kind
    is_link = pointer.uri is not None or _SLUG_LIKE.fullmatch(pointer.text) is not None
    return NodeKind.LESSON if is_link else NodeKind.SKILL


def dangling_name(pointer: Pointer) -> str:
    """Return a name for what a pointer that leads nowhere means: its words, or the end of its link."""
    if pointer.text.strip():
        return " ".join(pointer.text.split())
    end = places.unnumbered(places.canonical(pointer.uri or "")).rpartition("/")[2]
    return " ".join(end.replace("-", " ").replace("_", " ").split()).capitalize() or "Unnamed"
