"""Skills that no document lists but the text of a lesson is about: its key terms, where they are sure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.model import (
    Edge,
    EdgeKind,
    NodeId,
    NodeKind,
    Origin,
    Skill,
    Statement,
    Status,
    TeachingRole,
    inference_owner,
)
from ingest.records import ZoneKind
from ingest.resolution import Profile, Term
from ingest.resolve.judgements import Judgements
from ingest.resolve.names import skill_key
from ingest.slugs import node_id, slug

_MOST = 5
_OFTEN = 3
_OFTEN_FOR_A_WORD = 4
_EVERYWHERE = 0.25
_FEW_LESSONS = 3
_WEIGHTY = frozenset(ZoneKind) - {ZoneKind.BODY}
_PHRASE = 0.7
_WORD = 0.4
_USE = 0.5
_PLACES = {
    ZoneKind.TITLE: "in the title",
    ZoneKind.SUMMARY: "in the summary",
    ZoneKind.HEADING: "in a heading",
    ZoneKind.STRONG: "emphasised",
    ZoneKind.CODE: "as code",
    ZoneKind.BODY: "in the text",
}


@dataclass(frozen=True, slots=True)
class Known:
    """The skills that documents state: their ids by key, and what each lesson teaches, uses or requires."""

    ids: Mapping[str, NodeId]
    of_lesson: Mapping[NodeId, Collection[str]]


def known_skills(statements: Iterable[Statement]) -> Known:
    """Gather the skills that statements speak of."""
    ids: dict[str, NodeId] = {}
    names: dict[NodeId, str] = {}
    for statement in statements:
        if isinstance(statement.says, Skill):
            names[statement.says.id] = skill_key(statement.says.name)
            for name in (statement.says.name, *statement.says.aliases):
                ids.setdefault(skill_key(name), statement.says.id)
    of_lesson: defaultdict[NodeId, set[str]] = defaultdict(set)
    for statement in statements:
        if isinstance(statement.says, Edge) and statement.says.target in names:
            of_lesson[statement.says.source].add(names[statement.says.target])
    return Known(ids, of_lesson)


def unlisted_skills(
    curriculum: NodeId,
    profiles: Sequence[Profile],
    terms: Mapping[NodeId, Sequence[Term]],
    known: Known,
    judged: Judgements,
) -> Iterator[Statement]:
    """Yield inferred skills: a lesson with a body teaches its surest key terms, or uses those taught before.

    A term must recur, stand in a title, summary, heading, emphasis or code, and be no word that many
    lessons of the curriculum share; what the lesson's stated skills name already adds nothing.
    """
    lessons = [profile for profile in profiles if terms.get(profile.id)]
    introduced: dict[str, NodeId] = {}
    ids: dict[str, NodeId] = {}
    for profile in lessons:
        if not any(reading.zone.kind is ZoneKind.BODY for reading in profile.readings):
            continue
        stated = known.of_lesson.get(profile.id, ())
        sure = (t for t in terms[profile.id] if _is_sure(t, len(lessons)) and not _is_named(t, stated))
        for term in list(sure)[:_MOST]:
            skill = ids.setdefault(term.key, _skill_of(curriculum, term, known, judged))
            before = introduced.setdefault(term.key, profile.id) != profile.id or term.key in known.ids
            yield from _statements(curriculum, profile.id, term, skill, before=before)


def _skill_of(curriculum: NodeId, term: Term, known: Known, judged: Judgements) -> NodeId:
    """Return the skill that a term names: a stated one, unless a person keeps the two apart."""
    own = node_id(curriculum, NodeKind.SKILL, slug(term.name))
    found = known.ids.get(term.key, own)
    return own if judged.are_apart([own], [found]) else found


def _is_sure(term: Term, lessons: int) -> bool:
    """Return whether a term recurs, stands out and is rare enough to be a skill of its lesson."""
    often = term.count >= (_OFTEN if _is_phrase(term) else _OFTEN_FOR_A_WORD)
    rare = term.lessons <= max(_FEW_LESSONS, _EVERYWHERE * lessons)
    named = _is_phrase(term) or (len(term.name) >= _OFTEN and not term.name[1:].islower())
    return often and rare and named and bool(term.zones & _WEIGHTY)


def _is_phrase(term: Term) -> bool:
    return " " in term.name


def _is_named(term: Term, stated: Collection[str]) -> bool:
    return any(term.key in key or key in term.key for key in stated if key)


def _statements(
    curriculum: NodeId, lesson: NodeId, term: Term, skill: NodeId, *, before: bool
) -> Iterator[Statement]:
    """Yield that there is a skill and that a lesson teaches it, or uses what is taught elsewhere."""
    taught = _PHRASE if _is_phrase(term) else _WORD
    confidence = min(taught, _USE) if before else taught
    teaching = Edge(source=lesson, kind=EdgeKind.TEACHES, target=skill, role=TeachingRole.COVERED)
    use = Edge(source=lesson, kind=EdgeKind.USES, target=skill)
    for says in (Skill(id=skill, name=term.name, status=Status.STATED), use if before else teaching):
        yield Statement(
            says=says,
            owner=inference_owner(curriculum),
            origin=Origin.INFERRED,
            confidence=confidence,
            document=term.first.document,
            span=term.first.zone.span,
            quote=term.first.zone.text,
            because=_because(term, before=before),
        )


def _because(term: Term, *, before: bool) -> str:
    zone = term.first.zone
    reason = f"“{term.name}” appears {term.count} times, first {_PLACES[zone.kind]} (line {zone.span.first})"
    return f"{reason}, and is introduced in another lesson" if before else reason
