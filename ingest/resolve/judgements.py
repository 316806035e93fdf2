"""What people decided about skills: which are one, and which are not."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from graph.changes import is_merge
from graph.model import Edge, EdgeKind, FactId, NodeId, Statement, Verdict


@dataclass(frozen=True, slots=True)
class Judgements:
    """Pairs of skills that people joined, and what they keep apart from what.

    Skills go by the ids that their names have, or would have if they stood alone. ``rejected`` are the facts
    of any kind that people rejected.
    """

    same: tuple[tuple[NodeId, NodeId], ...] = ()
    apart: Mapping[NodeId, frozenset[NodeId]] = field(default_factory=dict)
    rejected: frozenset[FactId] = frozenset()

    @classmethod
    def of(cls, curated: Iterable[Statement]) -> "Judgements":
        """Gather the judgements among statements; one who says no overrules all who say yes."""
        said = sorted(curated, key=lambda statement: statement.id)
        rejected = frozenset(s.subject for s in said if s.verdict is Verdict.REJECT)
        apart: defaultdict[NodeId, set[NodeId]] = defaultdict(set)
        same: dict[tuple[NodeId, NodeId], None] = {}
        for edge in (s.says for s in said if is_merge(s.says)):
            assert isinstance(edge, Edge)
            if edge.id in rejected:
                apart[edge.source].add(edge.target)
                apart[edge.target].add(edge.source)
            else:
                same[edge.source, edge.target] = None
        return cls(tuple(same), {node: frozenset(others) for node, others in apart.items()}, rejected)

    def are_apart(self, some: Collection[NodeId], others: Collection[NodeId]) -> bool:
        """Return whether a person keeps one of ``some`` apart from one of ``others``."""
        return any(not self.apart[node].isdisjoint(others) for node in some if node in self.apart)

    def way(self, one: NodeId, other: NodeId) -> tuple[NodeId, NodeId]:
        """Return a pair of skills in the order in which people judged it, if they did."""
        turned = Edge(source=other, kind=EdgeKind.SAME_AS, target=one).id
        return (other, one) if (other, one) in self.same or turned in self.rejected else (one, other)
