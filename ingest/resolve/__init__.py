"""Drafts of a whole curriculum → nodes and edges with settled identities, and a log of merges.

The same documents in any order give the same result, to the byte.
"""

from collections.abc import Sequence

from graph.model import Edge, NodeId, NodeKind, Statement, Verdict
from ingest.records import Draft
from ingest.resolution import Merge, Profile, Reading, Resolution
from ingest.resolve.identities import Identities, identify
from ingest.resolve.names import Similarity
from ingest.resolve.order import arrange, sequence
from ingest.resolve.places import canonical
from ingest.resolve.reading import profiles, texts
from ingest.resolve.slugs import document_id, slug
from ingest.resolve.statements import speak
from ingest.resolve.unlisted import known_skills, unlisted_skills
from ingest.terms import key_terms

__all__ = ["Merge", "Profile", "Reading", "Resolution", "document_id", "resolve", "slug", "texts"]


def resolve(
    curriculum: NodeId,
    drafts: Sequence[Draft],
    *,
    title: str | None,
    curated: Sequence[Statement] = (),
    similar: Similarity | None = None,
) -> Resolution:
    """Give all that the drafts of a curriculum speak of its identity, and return what they say.

    Parameters
    ----------
    curriculum
        The id of the curriculum's node.
    drafts
        One for each document, in any order.
    title
        What to call the curriculum if no page of its own says.
    curated
        What people said about it: a SAME_AS between skills joins them, or keeps them apart if rejected;
        facts that they rejected are not stated.
    similar
        Cosines of pairs of skill names; without it names are joined by rules alone.
    """
    ordered = sorted(drafts, key=lambda draft: draft.uri)
    identities = identify(curriculum, ordered, curated, similar)
    order = arrange(curriculum, identities)
    spoken = speak(
        curriculum, ordered, identities, order.positions, title=_title(curriculum, ordered, identities, title)
    )
    authored = {s.subject for s in spoken.statements}
    follows = [s for s in sequence(curriculum, order, identities) if s.subject not in authored]
    stated = (*spoken.statements, *follows)
    read = profiles(curriculum, identities, order)
    terms = key_terms(read)
    unlisted = unlisted_skills(curriculum, read, terms, known_skills(stated))
    return Resolution(
        curriculum=curriculum,
        statements=_accepted((*stated, *unlisted), curated),
        profiles=read,
        terms=terms,
        merges=identities.merges,
        redirects=identities.redirects,
        warnings=(*identities.warnings, *spoken.warnings),
    )


def _title(curriculum: NodeId, drafts: Sequence[Draft], identities: Identities, given: str | None) -> str:
    """Return what the root page says, else the given title, else the only page's, else the id in words."""
    whole = identities.entities.get(curriculum)
    if whole and whole.kind is NodeKind.CURRICULUM:
        return whole.name
    root = next((draft.title for draft in drafts if not canonical(draft.uri) and draft.title), None)
    only = drafts[0].title if len(drafts) == 1 else None
    return root or given or only or curriculum.replace("-", " ").capitalize()


def _accepted(statements: Sequence[Statement], curated: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements, sorted by id, without edges of nodes that a person rejected."""
    rejected = {s.subject for s in curated if s.verdict is Verdict.REJECT}
    kept = (
        s for s in statements if not isinstance(s.says, Edge) or not {s.says.source, s.says.target} & rejected
    )
    return tuple(sorted(kept, key=lambda statement: statement.id))
