"""The words of lessons and modules, in reading order, and what of the curriculum is to be embedded."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from graph.model import (
    Audience,
    Edge,
    EdgeKind,
    Fact,
    FactId,
    Lesson,
    Module,
    NodeId,
    NodeKind,
    Pitfall,
    Skill,
)
from ingest.records import Zone, ZoneKind
from ingest.resolution import Profile, Reading, Resolution
from ingest.resolve.entities import Entity, Mention
from ingest.resolve.identities import Identities
from ingest.resolve.order import Order
from ingest.slugs import document_id
from ingest.words import sentences

Text = tuple[NodeId, int, str]

_FULL = 60
_LONGEST = 120
_MOST_TEACHERS = 3


def profiles(curriculum: NodeId, identities: Identities, order: Order) -> tuple[Profile, ...]:
    """Return the profiles of all stated lessons and modules, in reading order."""
    found = []
    for node, place in sorted(order.reading.items(), key=lambda item: item[1]):
        entity = identities.entities[node]
        holder = order.home[node]
        documents = dict.fromkeys(document_id(curriculum, m.draft.uri) for m in entity.mentions)
        found.append(
            Profile(
                id=node,
                kind=entity.kind,
                module=None if holder == curriculum else holder,
                order=place,
                documents=tuple(documents),
                readings=tuple(_readings(curriculum, entity)),
            )
        )
    return tuple(found)


def _readings(curriculum: NodeId, entity: Entity) -> Iterator[Reading]:
    for mention in entity.mentions:
        document = document_id(curriculum, mention.draft.uri)
        for zone in _zones(mention):
            yield Reading(document, zone)


def _zones(mention: Mention) -> Sequence[Zone]:
    """Return the zones of a mention; its name and summary alone where the document has no more."""
    zones = mention.draft.zones.get(mention.candidate.key)
    if zones:
        return zones
    span = mention.candidate.evidence.span
    summary = mention.candidate.summary
    title = Zone(ZoneKind.TITLE, mention.candidate.name, span)
    return (title, Zone(ZoneKind.SUMMARY, summary, span)) if summary else (title,)


def texts(resolution: Resolution) -> tuple[Text, ...]:
    """Return what is to be embedded, as (node, part, text), sorted.

    Part 0 is a node's name with what gives it context: a lesson's or module's summary, the names of the
    lessons that teach a skill. Parts 1, 2, … are the chunks of a lesson's body, cut at the ends of blocks
    and sentences, each of about 60 to 120 words; code is left out.
    """
    facts = resolution.facts()
    teachers = _teachers(facts)
    found: list[Text] = []
    for fact in facts.values():
        match fact:
            case Lesson() | Module():
                found.append((fact.id, 0, _joined(fact.name, fact.summary)))
            case Skill():
                found.append((fact.id, 0, _joined(fact.name, ", ".join(teachers.get(fact.id, ())))))
            case Pitfall() | Audience():
                found.append((fact.id, 0, fact.name))
            case _:
                pass
    for profile in resolution.profiles:
        if profile.kind is NodeKind.LESSON:
            found += [(profile.id, part, text) for part, text in enumerate(_chunks(profile), start=1)]
    return tuple(sorted(found))


def _joined(name: str, more: str | None) -> str:
    return f"{name.rstrip('.')}. {more}" if more else name


def _teachers(facts: Mapping[FactId, Fact]) -> dict[NodeId, list[str]]:
    """Return the names of the first few lessons that teach each skill."""
    found: defaultdict[NodeId, set[str]] = defaultdict(set)
    for edge in facts.values():
        if isinstance(edge, Edge) and edge.kind is EdgeKind.TEACHES:
            lesson = facts.get(edge.source)
            if isinstance(lesson, Lesson):
                found[edge.target].add(lesson.name)
    return {skill: sorted(names)[:_MOST_TEACHERS] for skill, names in found.items()}


def _chunks(profile: Profile) -> Iterator[str]:
    """Yield pieces of a lesson's body; a short rest stays with the piece before it only if both fit."""
    piece: list[str] = []
    size = 0
    for reading in profile.readings:
        if reading.zone.kind not in {ZoneKind.BODY, ZoneKind.HEADING}:
            continue
        for sentence in sentences(reading.zone.text):
            length = len(sentence.split())
            if size and size + length > _LONGEST:
                yield " ".join(piece)
                piece, size = [], 0
            piece.append(sentence)
            size += length
        if size >= _FULL:
            yield " ".join(piece)
            piece, size = [], 0
    if piece:
        yield " ".join(piece)
