"""Which lessons serve which goals: what a match leads to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.index import Index, Relatives
from graph.algorithms.goals import leads_to
from graph.model import NodeId, NodeKind
from graph.snapshot import Snapshot, View

_KINDS = (NodeKind.SKILL, NodeKind.PITFALL)


@dataclass(frozen=True, slots=True)
class Leads:
    """For one view: the lessons that each goal leads to, and back.

    ``lessons`` are the ids of all lessons that a document describes, ``relatives`` their goals as the index
    reads them.
    """

    lessons: Sequence[NodeId]
    to: Mapping[int, frozenset[int]]
    goals: Mapping[int, Sequence[int]]
    relatives: Relatives

    @classmethod
    def of(cls, snapshot: Snapshot, index: Index, view: View) -> "Leads":
        """Return the leads of a snapshot; linear in its size, so computed once."""
        lessons = [
            node for node in snapshot.of_kind(NodeKind.LESSON).tolist() if not snapshot.referenced[node]
        ]
        to = {lesson: frozenset([lesson]) for lesson in lessons}
        goals: dict[int, list[int]] = defaultdict(list)
        for goal in (node for kind in _KINDS for node in snapshot.of_kind(kind).tolist()):
            led = to.keys() & leads_to(snapshot, goal, view)
            if led:
                to[goal] = frozenset(led)
            for lesson in led:
                goals[lesson].append(goal)
        ids = snapshot.ids
        pairs = ((NodeId(ids[i]), NodeId(ids[goal])) for i, found in goals.items() for goal in found)
        return cls([NodeId(ids[i]) for i in lessons], to, goals, index.relatives(pairs))
