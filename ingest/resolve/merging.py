"""Skills that turn out to be one: what rules joined already, what people join, and what embeddings propose.

Every merge, done or only proposed, is logged as a SAME_AS statement from the id that the name has, or would
have, to the skill that it is taken for. Where it is done the first of these does not live, so the statement
is no edge of the graph: it is there to be reviewed, and to be overruled by a person's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.changes import compose
from graph.model import (
    Edge,
    NodeId,
    Origin,
    Owner,
    Skill,
    SkillKind,
    Statement,
    inference_owner,
    settle,
)
from ingest.resolution import Merge
from ingest.resolve.judgements import Judgements
from ingest.resolve.likeness import Likeness, Similarity, alike
from ingest.resolve.names import FILLERS, Sameness, groups
from ingest.resolve.topics import AUTHORED, own_id

_ALIKE = "alike in meaning (cosine {:.2f})"
_SAME_WORDS = "the same words in other forms, and alike in meaning (cosine {:.2f})"
_BY_PERSON = "a person said so"


@dataclass(frozen=True, slots=True)
class Merged:
    """Statements about skills of which each is one node, and why and from where others went into them."""

    statements: tuple[Statement, ...]
    merges: tuple[Merge, ...]
    redirects: Mapping[NodeId, NodeId]


def merge(
    curriculum: NodeId,
    statements: Sequence[Statement],
    ruled: Sequence[Merge],
    judged: Judgements,
    similar: Similarity | None,
) -> Merged:
    """Join the skills that are one by people's judgement or by meaning and words.

    Parameters
    ----------
    curriculum
        The curriculum that ``statements`` are all about.
    ruled
        What rules did, or would have done had not a person overruled them.
    similar
        Cosines of pairs of names; without it nothing is compared.
    """
    skills = _settled(statements)
    done = {one.own: one.kept for one in ruled if one.done and one.own not in skills}
    pairs = _likenesses(skills, similar)
    asked = [(done.get(one, one), done.get(other, other)) for one, other in judged.same]
    links = [
        *(
            Sameness(other, one, _BY_PERSON)
            for one, other in asked
            if one != other and {one, other} <= skills.keys()
        ),
        *(_sameness(pair, _SAME_WORDS, 1.0) for pair in pairs if pair.decided),
    ]
    joins, refused = _joins(skills, links, judged)
    doubts = (*refused, *(_sameness(pair, _ALIKE, 0.5) for pair in pairs if not pair.decided))
    by_meaning = (link for link in links if link.reason != _BY_PERSON and link not in refused)
    merges = (
        *ruled,
        *(_merge(link, skills, judged, done=True) for link in by_meaning),
        *(_merge(doubt, skills, judged, done=False) for doubt in doubts),
    )
    unique = {one.edge.id: one for one in reversed(merges)}
    kept = _without_rejected_aliases(_joined(statements, skills, joins), judged)
    return Merged(
        statements=(*kept, *(_logged(curriculum, unique[key]) for key in sorted(unique))),
        merges=tuple(unique[key] for key in sorted(unique)),
        redirects=compose(done, joins),
    )


def _settled(statements: Iterable[Statement]) -> dict[NodeId, Skill]:
    """Return the skills as all that is said of each makes them, by id."""
    about: defaultdict[NodeId, list[Statement]] = defaultdict(list)
    for statement in statements:
        if isinstance(statement.says, Skill):
            about[statement.says.id].append(statement)
    settled = {node: settle(about[node]) for node in sorted(about)}
    return {node: s.fact for node, s in settled.items() if s is not None and isinstance(s.fact, Skill)}


def _likenesses(skills: Mapping[NodeId, Skill], similar: Similarity | None) -> list["_Pair"]:
    """Return the pairs of concepts and tools that are alike; outcomes are sentences, and stay as said."""
    if similar is None:
        return []
    by_name = {
        skill.name: node for node, skill in skills.items() if skill.skill_kind is not SkillKind.OUTCOME
    }
    return [
        _Pair(by_name[found.one], by_name[found.other], found) for found in alike(by_name, FILLERS, similar)
    ]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two skills that are alike; ``kept`` has the shorter name."""

    kept: NodeId
    other: NodeId
    found: Likeness

    @property
    def decided(self) -> bool:
        """Whether words confirm it."""
        return self.found.decided


def _sameness(pair: _Pair, reason: str, trust: float) -> Sameness:
    """Return why two skills may be one; of pairs that words do not confirm about half were."""
    cosine = pair.found.cosine
    return Sameness(pair.kept, pair.other, reason.format(cosine), round(trust * cosine, 2))


def _joins(
    skills: Mapping[NodeId, Skill], links: Sequence[Sameness], judged: Judgements
) -> tuple[dict[NodeId, NodeId], list[Sameness]]:
    """Return into which skill each goes that is one with others, and the links that a person overruled.

    The one stays that nobody led elsewhere; of several, the one with the shortest name.
    """
    found, refused = groups(
        skills, links, lambda some, others: not judged.are_apart(_nodes(some), _nodes(others))
    )
    led = {link.other for link in links}
    joins: dict[NodeId, NodeId] = {}
    for group in found:
        nodes = _nodes(group)
        if len(nodes) > 1:
            kept = min(
                nodes - led or nodes, key=lambda node: (len(skills[node].name), skills[node].name, node)
            )
            joins |= dict.fromkeys(sorted(nodes - {kept}), kept)
    return joins, refused


def _nodes(names: Iterable[str]) -> set[NodeId]:
    return {NodeId(name) for name in names}


def _merge(why: Sameness, skills: Mapping[NodeId, Skill], judged: Judgements, *, done: bool) -> Merge:
    own, kept = judged.way(NodeId(why.other), NodeId(why.one))
    return Merge(own, kept, skills[own].name, skills[kept].name, why.reason, why.score, done=done)


def _joined(
    statements: Iterable[Statement], skills: Mapping[NodeId, Skill], joins: Mapping[NodeId, NodeId]
) -> Iterator[Statement]:
    """Yield what statements say once some skills are parts of others, whose names they take.

    An edge between two that are one now is left out.
    """
    for statement in statements:
        match statement.says:
            case Skill() as skill if skill.id in joins:
                kept = skills[joins[skill.id]]
                aliases = tuple(sorted({*skill.aliases, skill.name} - {kept.name}))
                yield replace(statement, says=replace(kept, aliases=aliases, status=skill.status))
            case Edge() as edge if {edge.source, edge.target} & joins.keys():
                source, target = (joins.get(end, end) for end in (edge.source, edge.target))
                if source != target:
                    yield replace(statement, says=replace(edge, source=source, target=target))
            case _:
                yield statement


def _without_rejected_aliases(statements: Iterable[Statement], judged: Judgements) -> Iterator[Statement]:
    """Yield statements, without names of a skill that a person keeps apart from it."""
    for statement in statements:
        skill = statement.says
        if isinstance(skill, Skill) and skill.id in judged.apart:
            curriculum = NodeId(skill.id.partition("/")[0])
            kept = tuple(a for a in skill.aliases if own_id(curriculum, a) not in judged.apart[skill.id])
            yield replace(statement, says=replace(skill, aliases=kept))
        else:
            yield statement


def _logged(curriculum: NodeId, one: Merge) -> Statement:
    """Return a merge as a statement; an alias that a document gives is the author's own word."""
    document = one.documents[0] if one.documents else None
    authored = one.reason == AUTHORED and document is not None
    return Statement(
        says=one.edge,
        owner=Owner(str(document)) if authored else inference_owner(curriculum),
        origin=Origin.AUTHORED if authored else Origin.INFERRED,
        confidence=1.0 if authored else one.score,
        document=document,
        span=one.span,
        quote=one.quote,
        because=f"“{one.name}” and “{one.kept_name}”: {one.reason}",
    )
