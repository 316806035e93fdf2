"""Which names in which documents are of one skill, pitfall or audience."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.model import NodeId, NodeKind, SkillKind
from ingest.records import Draft, ZoneKind
from ingest.resolve.entities import Entity, Mention
from ingest.resolve.judgements import Judgements
from ingest.resolve.names import Sameness, abbreviations, exact_key, groups, proper_names, same_skills
from ingest.slugs import node_id, slug
from ingest.words import words

TEXTS = (NodeKind.PITFALL, NodeKind.AUDIENCE)
AUTHORED = "the document says so"
"""The reason of a sameness that is an author's own words."""


@dataclass(frozen=True, slots=True)
class Named:
    """The concepts and tools of a curriculum, each with all its names (the kept one first).

    ``samenesses`` are the reasons for which names were joined, ``refused`` those that a person overruled.
    """

    skills: tuple[tuple[Entity, tuple[str, ...]], ...]
    samenesses: tuple[Sameness, ...]
    refused: tuple[Sameness, ...]


def texts(found: Sequence[Mention]) -> list[Entity]:
    """Return outcomes, pitfalls and audiences: the same sentence is the same thing, another is not."""
    alike: defaultdict[tuple[NodeKind, str], list[Mention]] = defaultdict(list)
    for mention in found:
        if mention.candidate.kind in TEXTS or _is_outcome(mention):
            alike[mention.candidate.kind, exact_key(mention.candidate.name)].append(mention)
    return [
        Entity(
            kind=kind,
            name=group[0].candidate.name,
            slug=_slug(group),
            mentions=tuple(group),
            skill_kind=SkillKind.OUTCOME if kind is NodeKind.SKILL else None,
        )
        for (kind, _), group in alike.items()
    ]


def skills(
    curriculum: NodeId,
    found: Sequence[Mention],
    *,
    pointed: Collection[str],
    drafts: Sequence[Draft],
    judged: Judgements,
    whole: str,
) -> Named:
    """Return the concepts and tools that documents speak of.

    ``pointed`` are names they only point at, ``whole`` is what the curriculum is called if no page says.
    """
    named: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        if mention.candidate.kind is NodeKind.SKILL and not _is_outcome(mention):
            named[mention.candidate.name].append(mention)
    aliases = [Sameness(name, a, AUTHORED) for name in named for a in _aliases(named[name])]
    names = {*named, *pointed, *(alias.other for alias in aliases)}
    titles = [whole, *(m.candidate.name for m in found if m.candidate.kind is NodeKind.CURRICULUM)]
    samenesses = [*aliases, *_by_rule(names, named, drafts, titles)]

    def may_join(some: Collection[str], others: Collection[str]) -> bool:
        ids = ({i for name in group for i in _ids(curriculum, name, named)} for group in (some, others))
        return not judged.apart or not judged.are_apart(*ids)

    joined, refused = groups(sorted(names), samenesses, may_join)
    return Named(
        skills=tuple((_skill(group, named), tuple(group)) for group in joined),
        samenesses=tuple(samenesses),
        refused=tuple(refused),
    )


def _is_outcome(mention: Mention) -> bool:
    candidate = mention.candidate
    return candidate.kind is NodeKind.SKILL and candidate.skill_kind is SkillKind.OUTCOME


def _slug(group: Sequence[Mention]) -> str | None:
    return next((m.candidate.slug for m in group if m.candidate.slug), None)


def _aliases(group: Sequence[Mention]) -> list[str]:
    return sorted({alias for mention in group for alias in mention.candidate.aliases})


def _by_rule(
    names: Collection[str],
    named: Mapping[str, Sequence[Mention]],
    drafts: Sequence[Draft],
    titles: Sequence[str],
) -> list[Sameness]:
    zones = [zone for draft in drafts for part in draft.zones.values() for zone in part]
    tools = {n for n, group in named.items() if any(m.candidate.skill_kind is SkillKind.TOOL for m in group)}
    code = {zone.text for zone in zones if zone.kind is ZoneKind.CODE} | tools
    bracketed = (text for text in (*sorted(names), *(zone.text for zone in zones)) if "(" in text)
    prose = [zone.text for zone in zones if zone.kind is not ZoneKind.CODE]
    first = {name.partition(" ")[0] for name in names if " " in name}
    subjects = proper_names(
        first & {word for title in titles for word in words(title)}, [*names, *titles, *prose]
    )
    return same_skills(names, code=code, spelt_out=abbreviations(bracketed), subjects=subjects)


def _ids(curriculum: NodeId, name: str, named: Mapping[str, Sequence[Mention]]) -> set[NodeId]:
    """Return the ids under which a skill of a name may have been judged: its own, and those authors chose."""
    chosen = {m.candidate.slug for m in named.get(name, ()) if m.candidate.slug}
    return {own_id(curriculum, one) for one in (name, *chosen)}


def own_id(curriculum: NodeId, name: str) -> NodeId:
    """Return the id that a name would have on its own."""
    return node_id(curriculum, NodeKind.SKILL, slug(name))


def _kept(group: Sequence[str], named: Mapping[str, Sequence[Mention]], *, is_tool: bool) -> str:
    """Return the shortest name: a concept's in small letters if spelt so anywhere, a tool's with capitals."""
    shortest = next((name for name in group if name in named), group[0])
    spellings = [name for name in group if exact_key(name) == exact_key(shortest)]
    return shortest if is_tool else max(spellings)


def _skill(group: Sequence[str], named: Mapping[str, Sequence[Mention]]) -> Entity:
    members = sorted((m for name in group for m in named.get(name, ())), key=lambda m: m.key)
    is_tool = any(m.candidate.skill_kind is SkillKind.TOOL for m in members)
    return Entity(
        kind=NodeKind.SKILL,
        name=_kept(group, named, is_tool=is_tool),
        slug=_slug(members),
        mentions=tuple(members),
        skill_kind=SkillKind.TOOL if is_tool else SkillKind.CONCEPT,
    )
