"""What makes each fact true, and what that needs in turn, in a view: the same for every learner."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from graph.algorithms.problem import Edges, Fact, FactKind
from graph.algorithms.requirements import bound_into, main_skills, parts_of, read_requirements, same_as
from graph.codec import NODE_CODES
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View

Matters: TypeAlias = Mapping[int, Sequence[Collection[int]]]
"""For a pitfall the groups of lessons that guard against each distinct matter that it names."""

_KEPT: Final = 50_000
"""Facts of which is kept what was found: some 50 MB. When there are more, the next question begins anew."""
_FORESEEN: Final = 20_000
"""Skills up to which all of them are looked at ahead, which leaves room for other facts."""


@dataclass(slots=True, eq=False)
class Ground:
    """A fact, and what makes it true: lessons, each with the edge that says so, and sets of other facts."""

    fact: Fact
    _serving: "list[tuple[Study, Edges]] | None" = None
    _following: "list[Needs]" = field(default_factory=list)

    def serving(self, foundations: "Foundations") -> "list[tuple[Study, Edges]]":
        """Return the lessons that make the fact true, but for guards."""
        if self._serving is None:
            self._following = [foundations.grounds(way) for way in foundations.follows(self.fact)]
            found = foundations.serves(self.fact)
            self._serving = [(foundations.study(lesson), edges) for lesson, edges in found]
        return self._serving

    def following(self, foundations: "Foundations") -> "list[Needs]":
        """Return the sets of facts from which the fact follows without study."""
        self.serving(foundations)
        return self._following


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A lesson and what must be true before it."""

    lesson: int
    needs: "Needs"


Needs: TypeAlias = Sequence[tuple[Ground, Edges]]
"""Facts that are needed together, each with the edges that say so."""


@dataclass(frozen=True, slots=True)
class Foundations:
    """What facts rest on; what was found is kept with the snapshot, so that it is found once a revision.

    Of each fact and lesson there is one object, so that they are told apart by identity.
    """

    snapshot: Snapshot
    view: View
    any_wholes: bool
    """Whether some skill consists of others, or is the same as another."""
    _grounds: dict[Fact, Ground] = field(default_factory=dict)
    _studies: dict[int, Study] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, view: View) -> "Foundations":
        """Return those of a snapshot in a view: for a while always the same."""
        kept = snapshot.once((cls,), lambda: [cls(snapshot, view, _any_wholes(snapshot))], view)
        if kept[0].is_full():
            kept[0] = cls(snapshot, view, kept[0].any_wholes)
        return kept[0]

    def is_full(self) -> bool:
        """Return whether so much is kept that a question had better begin anew."""
        return len(self._grounds) > _KEPT

    def foresee(self) -> None:
        """Find out what every skill rests on, so that no question has to; a large graph is left alone.

        It takes time in proportion to the graph: a quarter of a second with ten thousand skills.
        """
        skills = self.snapshot.of_kind(NodeKind.SKILL).tolist()
        for skill in skills if len(skills) <= _FORESEEN else ():
            self.ground(Fact(FactKind.KNOWN, skill)).serving(self)

    def ground(self, fact: Fact) -> Ground:
        """Return a fact with what it rests on."""
        return self._grounds.get(fact) or self._grounds.setdefault(fact, Ground(fact))

    def grounds(self, needed: Mapping[Fact, Edges]) -> Needs:
        """Return facts that are needed together, with what they rest on."""
        return [(self.ground(fact), edges) for fact, edges in needed.items()]

    def study(self, lesson: int) -> Study:
        """Return a lesson with what it needs."""
        found = self._studies.get(lesson)
        if found is None:
            found = Study(lesson, self.grounds(self._requires(lesson)))
        return self._studies.setdefault(lesson, found)

    def guards(self, pitfall: int, matters: Matters) -> list[Sequence[int]]:
        """Return the guards of each matter of a pitfall, as edges: of one matter, unless more are named."""
        edges = bound_into(self.snapshot, pitfall, EdgeKind.GUARDS_AGAINST, self.view)
        if pitfall not in matters:
            return [edges] if edges else []
        groups = [set(lessons) for lessons in matters[pitfall]]
        return [[e for e in edges if self.snapshot.source_of(e) in group] for group in groups]

    def serves(self, fact: Fact) -> list[tuple[int, Edges]]:
        """Return the lessons that make a fact true, but for guards, each with the edge that says so."""
        snapshot, node = self.snapshot, fact.node
        if fact.kind is FactKind.KNOWN:
            teaching = bound_into(snapshot, node, EdgeKind.TEACHES, self.view)
            return [(snapshot.source_of(edge), (edge,)) for edge in teaching]
        if fact.kind in {FactKind.DONE, FactKind.MET} and not snapshot.referenced[node]:
            return [(node, ())]
        return []

    def follows(self, fact: Fact) -> list[dict[Fact, Edges]]:
        """Return the sets of facts from which a fact follows without study."""
        snapshot, node, view = self.snapshot, fact.node, self.view
        ways: list[dict[Fact, Edges]] = []
        if fact.kind is FactKind.KNOWN:
            if not self.any_wholes:
                return []
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
        found, kind_of = {}, self.snapshot.kind
        for node, because, at_the_door in read_requirements(self.snapshot, lesson, self.view):
            kind = kind_of(node)
            if kind is NodeKind.SKILL:
                fact = Fact(FactKind.BROUGHT if at_the_door else FactKind.KNOWN, node)
            else:
                fact = Fact(FactKind.MET if kind is NodeKind.LESSON else FactKind.COVERED, node)
            found[fact] = because
        return found


def _any_wholes(snapshot: Snapshot) -> bool:
    parts = snapshot.kinds[snapshot.source[snapshot.block(EdgeKind.PART_OF)]]
    same = snapshot.block(EdgeKind.SAME_AS)
    return same.stop > same.start or bool((parts == NODE_CODES[NodeKind.SKILL]).any())
