"""Which mentions in which documents are of one curriculum, module or lesson."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from networkx.utils import UnionFind

from graph.model import NodeKind, SkillKind
from ingest.extract.locales import language_of
from ingest.extract.uris import BUILDERS
from ingest.records import Candidate, Draft
from ingest.resolve import places
from ingest.resolve.names import exact_key

MentionKey = tuple[str, int]
"""A draft's uri and a candidate's key in it."""

_STUDIED = (NodeKind.MODULE, NodeKind.LESSON)

STRUCTURE = (NodeKind.CURRICULUM, NodeKind.MODULE, NodeKind.LESSON)


@dataclass(frozen=True, slots=True)
class Mention:
    """A candidate and the draft that it comes from."""

    draft: Draft
    candidate: Candidate

    @property
    def key(self) -> MentionKey:
        """Return what tells this mention from all others of the curriculum."""
        return self.draft.uri, self.candidate.key

    @property
    def place(self) -> str | None:
        """Return the canonical uri of what is mentioned, if it has one."""
        return None if self.candidate.uri is None else places.canonical(self.candidate.uri)

    @property
    def is_own_page(self) -> bool:
        """Return whether the document is about this very thing."""
        return self.place is not None and self.place == places.canonical(self.draft.uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing and all its mentions, those on its own page first; without a mention it is only pointed at.

    ``slug`` is an id that an author chose. ``parents`` are mentions of what holds it: as listed by
    documents, or, where none lists it, the module of its folder; none at the top of the curriculum.
    """

    kind: NodeKind
    name: str
    slug: str | None = None
    mentions: tuple[Mention, ...] = ()
    parents: tuple[MentionKey, ...] = ()
    skill_kind: SkillKind | None = None

    @property
    def places(self) -> frozenset[str]:
        """Return the canonical uris of its own page or folder."""
        return frozenset(place for m in self.mentions if (place := m.place) is not None)

    @property
    def is_titled(self) -> bool:
        """Return whether any document gives it a name."""
        return any(mention.candidate.is_titled for mention in self.mentions)


def mentions(drafts: Sequence[Draft]) -> list[Mention]:
    """Return all candidates of drafts, in the drafts' order."""
    return [Mention(draft, candidate) for draft in drafts for candidate in draft.candidates]


def structure(found: Sequence[Mention], *, whole: str) -> list[Entity]:
    """Return the curriculum, modules and lessons that mentions speak of.

    A front page without a title takes that of the curriculum, or ``whole`` if no document states one.

    Two mentions are of one thing if they have the same uri, or the same name in the same parent and not two
    uris. Where a uri's own page says what it is, other documents' opinion of its kind does not count.
    """
    inner = [m for m in found if m.candidate.kind in STRUCTURE]
    grouping = _Grouping({m.key: m for m in inner}, _kinds(inner))
    grouping.by_place()
    while grouping.by_name():
        pass
    return _with_front_page(grouping.entities(), whole)


def _with_front_page(entities: list[Entity], whole: str) -> list[Entity]:
    """Name the module of the front page after the curriculum if that page has no title of its own."""
    title = next((e.name for e in entities if e.kind is NodeKind.CURRICULUM), whole)
    front = _front(entities)
    return [
        replace(entity, name=title)
        if entity.kind is NodeKind.MODULE and front in entity.places and not entity.is_titled
        else entity
        for entity in entities
    ]


def _front(entities: Iterable[Entity]) -> str:
    """Return the place of the front page."""
    return _common([place for e in entities for place in e.places if e.kind in _STUDIED])


def _common(studied: Iterable[str]) -> str:
    """Return the folder that a builder keeps all pages in; else it is the root."""
    paths = [place.split("/") for place in studied]
    common = takewhile(lambda parts: len(set(parts)) == 1, zip(*paths, strict=False))
    held = takewhile(lambda part: part in BUILDERS or language_of(part), (parts[0] for parts in common))
    return "/".join(held)


def _kinds(found: Sequence[Mention]) -> dict[MentionKey, NodeKind]:
    own: defaultdict[str, set[NodeKind]] = defaultdict(set)
    for mention in found:
        if mention.is_own_page and mention.place is not None:
            own[mention.place].add(mention.candidate.kind)
    kinds = {}
    for mention in found:
        said = own.get(mention.place, set()) if mention.place is not None else set()
        is_opinion = len(said) == 1 and mention.candidate.kind is not NodeKind.CURRICULUM
        kinds[mention.key] = next(iter(said)) if is_opinion else mention.candidate.kind
    return kinds


class _Grouping:
    """Mentions on their way to entities: which are joined so far, and what holds them."""

    def __init__(self, found: Mapping[MentionKey, Mention], kinds: Mapping[MentionKey, NodeKind]) -> None:
        self._found = found
        self._kinds = kinds
        self._union: UnionFind[MentionKey] = UnionFind(found)
        self._places: dict[MentionKey, frozenset[str]] = {
            key: frozenset() if m.place is None else frozenset({m.place}) for key, m in found.items()
        }
        self._homes = {
            m.place: key
            for key, m in sorted(found.items(), reverse=True)
            if m.place is not None and kinds[key] is NodeKind.MODULE
        }
        front = _common(
            [m.place for key, m in found.items() if m.place is not None and kinds[key] in _STUDIED]
        )
        if front in self._homes:  # what lies above it stands for the same whole
            self._homes.setdefault("", self._homes[front])

    def by_place(self) -> None:
        """Join the mentions of one uri, and all those of the curriculum itself."""
        groups: defaultdict[tuple[NodeKind, str], list[MentionKey]] = defaultdict(list)
        for key, mention in self._found.items():
            kind = self._kinds[key]
            if kind is NodeKind.CURRICULUM:
                groups[kind, ""].append(key)
            elif mention.place is not None:
                groups[kind, mention.place].append(key)
        for group in groups.values():
            self._union.union(*group)

    def by_name(self) -> bool:
        """Join mentions of one name in one parent; return whether any were, for then children may follow."""
        groups: defaultdict[tuple[NodeKind, MentionKey | None, str], list[MentionKey]] = defaultdict(list)
        for key, mention in sorted(self._found.items()):
            if self._kinds[key] is not NodeKind.CURRICULUM:
                name = exact_key(mention.candidate.name)
                groups[self._kinds[key], self._parent(key), name].append(key)
        joined = [self._join(group) for group in groups.values()]
        return any(joined)

    def _join(self, group: Sequence[MentionKey]) -> bool:
        """Join same-named mentions, but never two that have pages of their own."""
        placed = sorted(group, key=lambda key: (not self._places[self._union[key]], key))
        first, joined = self._union[placed[0]], False
        for key in placed[1:]:
            root = self._union[key]
            if root != self._union[first] and not (self._places[root] and self._places[self._union[first]]):
                places_of_both = self._places[root] | self._places[self._union[first]]
                self._union.union(first, key)
                self._places[self._union[first]] = places_of_both
                joined = True
        return joined

    def _parent(self, key: MentionKey) -> MentionKey | None:
        """Return the root mention of what holds a mention; None is the curriculum."""
        return self._listing(key) or self._folder_module(key)

    def _listing(self, key: MentionKey) -> MentionKey | None:
        """Return the module that a document lists a mention under, if it does."""
        mention = self._found[key]
        if mention.candidate.parent is None:
            return None
        listed = self._union[mention.draft.uri, mention.candidate.parent]
        return None if self._kinds[listed] is NodeKind.CURRICULUM else listed

    def _folder_module(self, key: MentionKey) -> MentionKey | None:
        """Return the module of the nearest folder above, if one has a module that is not the thing itself."""
        mention = self._found[key]
        folder = mention.draft.folder if mention.place is None else places.parent(mention.place)
        homes = (self._homes.get(place) for place in places.ancestors(folder))
        roots = (self._union[home] for home in homes if home is not None)
        return next((root for root in roots if root != self._union[key]), None)

    def entities(self) -> list[Entity]:
        """Return the groups as entities, in the order of their first mention."""
        groups: defaultdict[MentionKey, list[MentionKey]] = defaultdict(list)
        for key in sorted(self._found):
            groups[self._union[key]].append(key)
        return [self._entity(keys) for keys in groups.values()]

    def _entity(self, keys: Sequence[MentionKey]) -> Entity:
        ranked = sorted((self._found[key] for key in keys), key=lambda m: (not m.is_own_page, m.key))
        return Entity(
            kind=self._kinds[keys[0]],
            name=next((m.candidate.name for m in ranked if m.candidate.is_titled), ranked[0].candidate.name),
            slug=next((m.candidate.slug for m in ranked if m.candidate.slug), None),
            mentions=tuple(ranked),
            parents=self._parents(keys),
        )

    def _parents(self, keys: Sequence[MentionKey]) -> tuple[MentionKey, ...]:
        listed = [key for key in keys if self._listing(key) is not None]
        roots = dict.fromkeys(self._parent(key) for key in listed or keys)
        own = {self._union[key] for key in keys}
        return tuple(root for root in roots if root is not None and root not in own)
