"""Which names in which documents are of one skill, pitfall or audience."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Edge, EdgeKind, NodeId, NodeKind, SkillKind, Statement, Verdict
from ingest.records import Draft, ZoneKind
from ingest.resolve.entities import Entity, Mention
from ingest.resolve.names import Sameness, Similarity, abbreviations, exact_key, groups, same_skills
from ingest.slugs import node_id, slug

TEXTS = (NodeKind.PITFALL, NodeKind.AUDIENCE)


@dataclass(frozen=True, slots=True)
class Judgements:
    """What people said about pairs of skills, by the ids that their names alone would have."""

    same: tuple[tuple[NodeId, NodeId], ...]
    apart: tuple[tuple[NodeId, NodeId], ...]


def judgements(curated: Iterable[Statement]) -> Judgements:
    """Return the merges and splits among curated SAME_AS statements."""
    said: dict[Verdict, list[tuple[NodeId, NodeId]]] = {Verdict.ACCEPT: [], Verdict.REJECT: []}
    for statement in sorted(curated, key=lambda statement: statement.id):
        edge = statement.says
        if isinstance(edge, Edge) and edge.kind is EdgeKind.SAME_AS:
            said[statement.verdict or Verdict.ACCEPT].append((edge.source, edge.target))
    return Judgements(tuple(said[Verdict.ACCEPT]), tuple(said[Verdict.REJECT]))


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
    similar: Similarity | None,
) -> tuple[list[tuple[Entity, list[str]]], list[Sameness]]:
    """Return concepts and tools, each with all its names (the kept one first), and why names were joined.

    ``pointed`` are names that documents only point at.
    """
    named: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        if mention.candidate.kind is NodeKind.SKILL and not _is_outcome(mention):
            named[mention.candidate.name].append(mention)
    aliases = [Sameness(name, a, "the document says so") for name in named for a in _aliases(named[name])]
    names = {*named, *pointed, *(alias.other for alias in aliases)}
    samenesses = [*_curated(curriculum, names, judged), *aliases, *_by_rule(names, named, drafts, similar)]
    joined = _split(curriculum, groups(sorted(names), samenesses), judged)
    return [(_skill(group, named), group) for group in joined], samenesses


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
    similar: Similarity | None,
) -> list[Sameness]:
    zones = [zone for draft in drafts for part in draft.zones.values() for zone in part]
    tools = {n for n, group in named.items() if any(m.candidate.skill_kind is SkillKind.TOOL for m in group)}
    code = {zone.text for zone in zones if zone.kind is ZoneKind.CODE} | tools
    bracketed = (text for text in (*sorted(names), *(zone.text for zone in zones)) if "(" in text)
    return same_skills(names, code=code, spelt_out=abbreviations(bracketed), similar=similar)


def _curated(curriculum: NodeId, names: Collection[str], judged: Judgements) -> list[Sameness]:
    by_id: dict[NodeId, str] = {_own_id(curriculum, name): name for name in sorted(names, reverse=True)}
    pairs = ((by_id.get(one), by_id.get(other)) for one, other in judged.same)
    return [Sameness(one, other, "a person said so") for one, other in pairs if one and other]


def _split(curriculum: NodeId, joined: Sequence[list[str]], judged: Judgements) -> list[list[str]]:
    """Take out of each group the later of two names that a person keeps apart."""
    result = []
    for group in joined:
        ids = {_own_id(curriculum, name): name for name in group}
        out = [
            max(ids[one], ids[two], key=group.index) for one, two in judged.apart if {one, two} <= ids.keys()
        ]
        result += [[name for name in group if name not in out], *([name] for name in dict.fromkeys(out))]
    return result


def _own_id(curriculum: NodeId, name: str) -> NodeId:
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
