"""What conclusions stand on: the settled facts of a curriculum, and the form that every conclusion has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.model import (
    Edge,
    EdgeKind,
    Fact,
    FactId,
    Lesson,
    Module,
    NodeId,
    Origin,
    Statement,
    inference_owner,
)
from ingest.resolution import Reading, Resolution


@dataclass(frozen=True, slots=True)
class Grounds:
    """The facts of a resolution, looked up the ways that inference needs."""

    resolution: Resolution
    facts: Mapping[FactId, Fact]
    lessons_of: Mapping[NodeId, tuple[NodeId, ...]]

    @classmethod
    def of(cls, resolution: Resolution) -> "Grounds":
        """Settle a resolution's statements; gather the lessons of each module, nested ones included."""
        above = {profile.id: profile.module for profile in resolution.profiles}
        lessons: defaultdict[NodeId, list[NodeId]] = defaultdict(list)
        facts = resolution.facts()
        for profile in resolution.profiles:
            if not isinstance(facts.get(profile.id), Lesson):
                continue
            holder: NodeId | None = profile.id
            seen: set[NodeId] = set()
            while holder is not None and holder not in seen:
                seen.add(holder)
                lessons[holder].append(profile.id)
                holder = above.get(holder)
            lessons[resolution.curriculum].append(profile.id)
        return cls(resolution, facts, {holder: tuple(found) for holder, found in lessons.items()})

    def edges(self, kind: EdgeKind) -> Iterator[Edge]:
        """Yield the edges of a kind, sorted by id, so that conclusions come in one order."""
        found = (fact for fact in self.facts.values() if isinstance(fact, Edge) and fact.kind is kind)
        return iter(sorted(found, key=lambda edge: edge.id))

    def name(self, node: NodeId) -> str:
        """Return a node's name."""
        fact = self.facts[node]
        assert not isinstance(fact, Edge), "an edge's id is no node's"
        return fact.name

    def conclude(self, edge: Edge, confidence: float, because: str, place: tuple[Reading, str]) -> Statement:
        """Return a conclusion with the sentence that supports it; the confidence is rounded to .01."""
        reading, quote = place
        return Statement(
            says=edge,
            owner=inference_owner(self.resolution.curriculum),
            origin=Origin.INFERRED,
            confidence=round(confidence, 2),
            document=reading.document,
            span=reading.zone.span,
            quote=quote,
            because=because,
        )


def listed(words: tuple[str, ...], most: int = 4) -> str:
    """Return the first few words, quoted: “retries”, “jobs”."""
    return ", ".join(f"“{word}”" for word in words[:most])


def heading(grounds: Grounds, holder: NodeId) -> str:
    """Return how a reason names what holds lessons."""
    fact = grounds.facts.get(holder)
    return f"“{fact.name}”" if isinstance(fact, Module) else "the curriculum"
