"""Every mention and every pointer of a curriculum, and the one id that it stands for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.model import NodeId, NodeKind, SkillKind
from ingest.records import Draft, Pointer
from ingest.resolution import Merge
from ingest.resolve import places
from ingest.resolve.entities import Entity, Mention, MentionKey, mentions, structure
from ingest.resolve.judgements import Judgements
from ingest.resolve.names import Sameness, exact_key, skill_key
from ingest.resolve.pointers import Catalogue, dangling_kind, dangling_name
from ingest.resolve.topics import Named, own_id, skills, texts
from ingest.slugs import distinct, document_id, fingerprint, node_id, slug

PointerKey = tuple[str, int, Pointer]
"""A document's uri, a relation's number in it, the pointer: what is meant may depend on who points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """The entities of a curriculum by id, and the ids of mentions and pointers."""

    entities: Mapping[NodeId, Entity]
    mentioned: Mapping[MentionKey, NodeId]
    pointed: Mapping[PointerKey, NodeId]
    merges: tuple[Merge, ...]
    warnings: tuple[str, ...]

    def holder(self, mention: Mention) -> NodeId | None:
        """Return what a document lists a mention under, if it lists it."""
        parent = mention.candidate.parent
        return None if parent is None else self.mentioned[mention.draft.uri, parent]


def identify(
    curriculum: NodeId,
    drafts: Sequence[Draft],
    judged: Judgements,
    *,
    whole: str,
) -> Identities:
    """Find out what all mentions and pointers of ``drafts`` (sorted by uri) stand for.

    ``whole`` is what to call the curriculum where no document says.
    """
    found = mentions(drafts)
    roster = [*structure(found, whole=whole), *texts(found)]
    meant, unknown, warnings = _look_up(drafts, roster)
    known = {skill_key(m.candidate.name) for m in found if m.candidate.kind is NodeKind.SKILL}
    wanted = {key: dangling_name(key[2]) for key in unknown if _means_skill(key[2], known)}
    named = skills(curriculum, found, pointed=set(wanted.values()), drafts=drafts, judged=judged, whole=whole)
    by_name = {name: len(roster) + i for i, (_, names) in enumerate(named.skills) for name in names}
    roster += [entity for entity, _ in named.skills]
    meant |= {key: by_name[name] for key, name in wanted.items()}
    meant |= _add_lost([key for key in unknown if key not in wanted], roster)
    ids = _ids(curriculum, roster)
    return Identities(
        entities=dict(zip(ids, roster, strict=True)),
        mentioned={m.key: ids[i] for i, entity in enumerate(roster) for m in entity.mentions},
        pointed={key: ids[i] for key, i in meant.items()},
        merges=tuple(_merges(curriculum, named, {name: ids[i] for name, i in by_name.items()}, judged)),
        warnings=tuple(warnings),
    )


def _look_up(
    drafts: Sequence[Draft], roster: Sequence[Entity]
) -> tuple[dict[PointerKey, int], list[PointerKey], list[str]]:
    """Return which lessons, modules and sentences pointers mean, and the pointers that mean none."""
    index = {m.key: i for i, entity in enumerate(roster) for m in entity.mentions}
    catalogue = Catalogue(roster, {i: _modules_above(i, roster, index) for i in range(len(roster))})
    stated = {(e.kind, exact_key(e.name)): i for i, e in enumerate(roster) if _is_sentence(e)}
    meant: dict[PointerKey, int] = {}
    unknown: list[PointerKey] = []
    warnings: list[str] = []
    for draft in drafts:
        for number, relation in enumerate(draft.relations):
            for end, other in ((relation.source, relation.target), (relation.target, relation.source)):
                if not isinstance(end, Pointer):
                    continue
                source = index.get((draft.uri, other)) if isinstance(other, int) else None
                target, choices = catalogue.find(end, source=source)
                if target is None:
                    target = stated.get((end.kind or NodeKind.SKILL, exact_key(end.text)))
                if target is None:
                    unknown.append((draft.uri, number, end))
                else:
                    meant[draft.uri, number, end] = target
                if choices:
                    line = relation.evidence.span.first
                    warnings.append(f"{draft.uri}:{line}: “{end.text}” could mean {len(choices)} things")
    return meant, unknown, warnings


def _is_sentence(entity: Entity) -> bool:
    return entity.kind in {NodeKind.PITFALL, NodeKind.AUDIENCE} or entity.skill_kind is SkillKind.OUTCOME


def _modules_above(start: int, roster: Sequence[Entity], index: Mapping[MentionKey, int]) -> frozenset[int]:
    """Return the modules that hold an entity, directly or not, itself included if it is one."""
    seen: set[int] = set()
    stack = [start]
    while stack:
        current = stack.pop()
        if current not in seen:
            seen.add(current)
            stack += [index[key] for key in roster[current].parents]
    return frozenset(i for i in seen if roster[i].kind is NodeKind.MODULE)


def _means_skill(pointer: Pointer, known: set[str]) -> bool:
    """Return whether a pointer that no lesson or module answers to means a skill."""
    if dangling_kind(pointer) is NodeKind.SKILL:
        return True
    return pointer.kind is None and pointer.uri is None and skill_key(pointer.text) in known


def _add_lost(keys: Iterable[PointerKey], roster: list[Entity]) -> dict[PointerKey, int]:
    """Add an entity without a mention for whatever is pointed at and is nowhere; return who means which."""
    places_of: dict[tuple[NodeKind, str], int] = {}
    meant = {}
    for key in keys:
        pointer = key[2]
        kind, name = dangling_kind(pointer), dangling_name(pointer)
        same = name if pointer.uri is None else places.without_anchor(places.canonical(pointer.uri))
        where = kind, skill_key(same)
        if where not in places_of:
            places_of[where] = len(roster)
            roster.append(Entity(kind=kind, name=name))
        meant[key] = places_of[where]
    return meant


def _ids(curriculum: NodeId, roster: Sequence[Entity]) -> list[NodeId]:
    """Return an id for each entity, all different, whatever their order."""
    index = {m.key: i for i, entity in enumerate(roster) for m in entity.mentions}
    bases = [slug(entity.slug or entity.name) or fingerprint([entity.name]) for entity in roster]
    ids: list[NodeId] = [curriculum] * len(roster)
    for kind in NodeKind:
        members = [i for i, entity in enumerate(roster) if entity.kind is kind]
        if kind is not NodeKind.CURRICULUM:
            suffixes = [
                _suffixes(roster[i], [bases[index[key]] for key in roster[i].parents]) for i in members
            ]
            names = distinct([bases[i] for i in members], suffixes)
            for i, name in zip(members, names, strict=True):
                ids[i] = node_id(curriculum, kind, name)
    return ids


def _suffixes(entity: Entity, parents: Sequence[str]) -> list[str]:
    """Return what tells an entity from its namesakes: what holds it, its document, its place there."""
    if not entity.mentions:
        return [fingerprint(["", entity.name])]
    first = entity.mentions[0]
    page = places.canonical(first.draft.uri)
    holder = parents[0] if parents else slug(places.parent(page))
    where = str(first.candidate.evidence.span.start)
    more = (holder, slug(page.rpartition("/")[2]), fingerprint([first.draft.uri, where, entity.name]))
    return [suffix for suffix in more if suffix]


def _merges(
    curriculum: NodeId, named: Named, ids: Mapping[str, NodeId], judged: Judgements
) -> Iterator[Merge]:
    """Yield each name that became part of another skill, and those that would have had no person said no."""
    reasons: defaultdict[str, list[Sameness]] = defaultdict(list)
    for sameness in named.samenesses:
        reasons[sameness.one].append(sameness)
        reasons[sameness.other].append(sameness)
    entity_of = {name: entity for entity, names in named.skills for name in names}
    seen: set[NodeId] = set()
    for name, entity in entity_of.items():
        own = own_id(curriculum, name)
        why = next((s for s in reasons[name] if ids[s.one] == ids[s.other]), None)
        if own != ids[name] and why and own not in seen:
            seen.add(own)
            found = Merge(own, ids[name], name, entity.name, why.reason, why.score, done=True)
            yield _placed(curriculum, found, entity)
    for why in named.refused:
        own, kept = judged.way(ids[why.other], ids[why.one])
        names = (why.other, why.one) if own == ids[why.other] else (why.one, why.other)
        found = Merge(own, kept, *names, why.reason, why.score, done=False)
        yield _placed(curriculum, found, entity_of[found.name])


def _placed(curriculum: NodeId, found: Merge, entity: Entity) -> Merge:
    """Return a merge with the documents that use its name, and where the first of them does."""
    using = [m for m in entity.mentions if found.name in {m.candidate.name, *m.candidate.aliases}]
    if not using:
        return found
    first = using[0].candidate.evidence
    documents = {document_id(curriculum, mention.draft.uri) for mention in using}
    return replace(found, documents=tuple(sorted(documents)), span=first.span, quote=first.quote)
