"""What makes each fact true, and what that needs in turn, in a view: the same for every learner."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from graph.algorithms.problem import Edges, Fact, FactKind
from graph.algorithms.requirements import bound_into, main_skills, parts_of, requirements, same_as
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View

Matters: TypeAlias = Mapping[int, Sequence[Collection[int]]]
"""For a pitfall the groups of lessons that guard against each distinct matter that it names."""

K = TypeVar("K")
V = TypeVar("V")

_KEPT: Final = 50_000
"""Facts, and lessons, of which is kept what was found: some 50 MB. Beyond, it is found anew each time."""


@dataclass(frozen=True, slots=True)
class Foundations:
    """What facts rest on; what was found is kept with the snapshot, so that it is found once a revision."""

    snapshot: Snapshot
    view: View
    _serving: dict[Fact, list[tuple[int, Edges]]] = field(default_factory=dict)
    _following: dict[Fact, list[dict[Fact, Edges]]] = field(default_factory=dict)
    _needs: dict[int, dict[Fact, Edges]] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, view: View) -> "Foundations":
        """Return those of a snapshot in a view, always the same."""
        return snapshot.once((cls, view), lambda: cls(snapshot, view))

    def serving(self, fact: Fact) -> list[tuple[int, Edges]]:
        """Return the lessons that make a fact true, but for guards, each with the edge that says so."""
        return _kept(self._serving, fact, self._serves)

    def following(self, fact: Fact) -> list[dict[Fact, Edges]]:
        """Return the sets of facts from which a fact follows without study."""
        return _kept(self._following, fact, self._follows)

    def needs(self, lesson: int) -> dict[Fact, Edges]:
        """Return what must be true before a lesson."""
        return _kept(self._needs, lesson, self._requires)

    def guards(self, pitfall: int, matters: Matters) -> list[Sequence[int]]:
        """Return the guards of each matter of a pitfall, as edges: of one matter, unless more are named."""
        edges = bound_into(self.snapshot, pitfall, EdgeKind.GUARDS_AGAINST, self.view)
        if pitfall not in matters:
            return [edges] if edges else []
        groups = [set(lessons) for lessons in matters[pitfall]]
        return [[e for e in edges if self.snapshot.source_of(e) in group] for group in groups]

    def _serves(self, fact: Fact) -> list[tuple[int, Edges]]:
        snapshot, node = self.snapshot, fact.node
        if fact.kind is FactKind.KNOWN:
            teaching = bound_into(snapshot, node, EdgeKind.TEACHES, self.view)
            return [(snapshot.source_of(edge), (edge,)) for edge in teaching]
        if fact.kind in {FactKind.DONE, FactKind.MET} and not snapshot.referenced[node]:
            return [(node, ())]
        return []

    def _follows(self, fact: Fact) -> list[dict[Fact, Edges]]:
        snapshot, node, view = self.snapshot, fact.node, self.view
        ways: list[dict[Fact, Edges]] = []
        if fact.kind is FactKind.KNOWN:
            parts = parts_of(snapshot, node, view)
            same = same_as(snapshot, node, view)
            ways = [{Fact(FactKind.KNOWN, part): (edge,) for part, edge in parts.items()}] if parts else []
            ways += [{Fact(FactKind.KNOWN, other): (edge,)} for other, edge in same.items()]
        elif fact.kind is FactKind.MET:
            main = main_skills(snapshot, node, view)
            ways = [{Fact(FactKind.KNOWN, skill): (edge,) for skill, edge in main.items()}]
        elif fact.kind is FactKind.COVERED:
            ways = [{Fact(FactKind.MET, lesson): () for lesson in snapshot.lessons_of(node)}]
        return [way for way in ways if way]

    def _requires(self, lesson: int) -> dict[Fact, Edges]:
        found = {}
        for node, because, at_the_door in requirements(self.snapshot, lesson, self.view):
            kind = self.snapshot.kind(node)
            if kind is NodeKind.SKILL:
                fact = Fact(FactKind.BROUGHT if at_the_door else FactKind.KNOWN, node)
            else:
                fact = Fact(FactKind.MET if kind is NodeKind.LESSON else FactKind.COVERED, node)
            found[fact] = because
        return found


def _kept(found: dict[K, V], key: K, find: Callable[[K], V]) -> V:
    """Return what is found for a key, and keep it while there is room."""
    value = found.get(key)
    if value is None:
        value = find(key)
        if len(found) < _KEPT:
            found[key] = value
    return value
