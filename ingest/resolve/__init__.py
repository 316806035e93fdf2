"""Drafts of a whole curriculum → nodes and edges with settled identities, and a log of merges.

The same documents in any order give the same result, to the byte.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Edge, NodeId, NodeKind, Statement
from ingest.records import Draft
from ingest.resolution import Merge, Profile, Reading, Resolution
from ingest.resolve.beside import without_beside
from ingest.resolve.identities import Identities, identify
from ingest.resolve.judgements import Judgements
from ingest.resolve.likeness import Similarity
from ingest.resolve.merging import merge
from ingest.resolve.order import arrange, sequence
from ingest.resolve.places import canonical
from ingest.resolve.reading import profiles, texts
from ingest.resolve.statements import speak
from ingest.resolve.translations import without_translations
from ingest.resolve.unlisted import known_skills, unlisted_skills
from ingest.slugs import document_id, slug
from ingest.terms import key_terms, lesson_memos

__all__ = ["Merge", "Profile", "Reading", "Resolution", "document_id", "resolve", "slug", "texts"]


def resolve(
    curriculum: NodeId,
    drafts: Iterable[Draft],
    *,
    title: str | None,
    curated: Sequence[Statement] = (),
    similar: Similarity | None = None,
    memos: Mapping[NodeId, bytes] | None = None,
) -> Resolution:
    """Give all that the drafts of a curriculum speak of its identity, and return what they say.

    Parameters
    ----------
    curriculum
        The id of the curriculum's node.
    drafts
        One for each document, in any order. Once what they say is known they are let go.
    title
        What a person calls the curriculum. That is theirs to state: documents are quoted with their own word.
    curated
        What people said about it: a SAME_AS between skills joins them, the first into the second, or keeps
        them apart if rejected; edges of nodes that they rejected are not stated.
    similar
        Cosines of pairs of skill names; without it names are joined by rules alone.
    memos
        Those of lessons from the last time: what still holds is not worked out again.
    """
    judged = Judgements.of(curated)
    heard = _hear(curriculum, drafts, judged, title)
    read = lesson_memos(heard.profiles, memos or {})
    terms = key_terms(heard.profiles, read)
    unlisted = unlisted_skills(curriculum, heard.profiles, terms, known_skills(heard.stated), judged)
    merged = merge(curriculum, (*heard.stated, *unlisted), heard.merges, judged, similar)
    return Resolution(
        curriculum=curriculum,
        statements=_accepted(merged.statements, judged),
        profiles=heard.profiles,
        terms=terms,
        merges=merged.merges,
        redirects=merged.redirects,
        warnings=heard.warnings,
        memos=read,
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    """What documents state of themselves; of the drafts nothing but words in their places is held."""

    stated: tuple[Statement, ...]
    profiles: tuple[Profile, ...]
    merges: tuple[Merge, ...]
    warnings: tuple[str, ...]


def _hear(curriculum: NodeId, drafts: Iterable[Draft], judged: Judgements, title: str | None) -> _Heard:
    """Return what drafts state, who or what they speak of being settled among them all."""
    told, translated = without_translations(sorted(drafts, key=lambda draft: draft.uri))
    ordered, beside = without_beside(told)
    whole = _of_only_page(ordered) or _in_words(curriculum)
    identities = identify(curriculum, ordered, judged, whole=title or whole)
    order = arrange(curriculum, identities)
    spoken = speak(
        curriculum, ordered, identities, order.positions, title=_title(curriculum, identities) or whole
    )
    authored = {s.subject for s in spoken.statements}
    follows = (s for s in sequence(curriculum, order, identities) if s.subject not in authored)
    return _Heard(
        stated=(*spoken.statements, *follows),
        profiles=profiles(curriculum, identities, order),
        merges=identities.merges,
        warnings=(*translated, *beside, *identities.warnings, *spoken.warnings),
    )


def _title(curriculum: NodeId, identities: Identities) -> str | None:
    """Return what the curriculum's front page or manifest calls it."""
    entity = identities.entities.get(curriculum)
    return entity.name if entity and entity.kind is NodeKind.CURRICULUM else None


def _of_only_page(drafts: Sequence[Draft]) -> str | None:
    """Return the title of a document that is alone, unless it is a front page without one."""
    return drafts[0].title if len(drafts) == 1 and canonical(drafts[0].uri) else None


def _in_words(curriculum: NodeId) -> str:
    return curriculum.replace("-", " ").capitalize()


def _accepted(statements: Sequence[Statement], judged: Judgements) -> tuple[Statement, ...]:
    """Return the statements, sorted by id, without edges of nodes that a person rejected."""
    kept = (
        s
        for s in statements
        if not isinstance(s.says, Edge) or not {s.says.source, s.says.target} & judged.rejected
    )
    return tuple(sorted({s.id: s for s in kept}.values(), key=lambda statement: statement.id))
