"""Goals become an AND/OR problem: what would make each true, and what that needs in turn."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.algorithms.known import Known
from graph.algorithms.problem import Action, Edges, Fact, FactKind, Goal, Problem
from graph.algorithms.requirements import (
    bound_into,
    bound_out,
    main_skills,
    parts_of,
    requirements,
    same_as,
)
from graph.algorithms.untaught import untaught
from graph.errors import InvalidInput
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View

_KNOWN, _DONE, _MET, _COVERED, _GUARDED, _BROUGHT = FactKind  # read at every step: members are slow to look up

Matters = Mapping[int, Sequence[Collection[int]]]
"""For a pitfall the groups of lessons that guard against each distinct matter that it names."""


def compile_goals(
    snapshot: Snapshot,
    goals: Iterable[int],
    known: Known,
    view: View,
    *,
    without: Collection[int] = (),
    matters: Matters | None = None,
) -> Problem:
    """Return the problem of reaching goals from what is known.

    A skill is reached by any lesson that teaches it or by all its parts; a lesson by studying it; a module
    by each of its lessons, but for those met already; an audience by the outcomes that its modules and
    lessons promise; a pitfall by a guard for each matter, where all its guards are alternatives unless
    ``matters`` says otherwise. Lessons ``without`` may not be used, and what they teach stays required.

    Raises
    ------
    InvalidInput
        If a goal is a document or a curriculum.

    Notes
    -----
    The work is in proportion to what may serve the goals, not to the graph.
    """
    compiler = _Compiler(snapshot, known, view, matters or {})
    wanted = [compiler.goal(goal) for goal in dict.fromkeys(goals)]
    compiler.explore()
    actions = compiler.actions()
    excluded = frozenset(i for i, action in enumerate(actions) if set(action.lessons) & set(without))
    facts = tuple(compiler.facts)
    return Problem(facts, actions, tuple(wanted), untaught(len(facts), actions), excluded)


def leads_to(snapshot: Snapshot, goal: int, view: View) -> tuple[int, ...]:
    """Return the lessons that serve a goal themselves, or a part of it, in reading order."""
    compiler = _Compiler(snapshot, Known(frozenset(), frozenset()), view, {})
    compiler.goal(goal)
    lessons: set[int] = set()
    for fact in compiler.facts:
        lessons.update(lesson for lesson, _ in compiler.serving(fact))
        for way in compiler.freely(fact):
            for implied in way:
                compiler.number(implied)
    return tuple(sorted(lessons, key=lambda lesson: int(snapshot.reading[lesson])))


@dataclass(slots=True)
class _Compiler:
    """Explores backward from the goals; a fact is numbered when it is first asked for.

    ``needs`` and ``gives`` say for each lesson that may serve a goal what it needs and gives, ``free`` what
    follows without study, and from what.
    """

    snapshot: Snapshot
    known: Known
    view: View
    matters: Matters
    facts: list[Fact] = field(default_factory=list)
    numbers: dict[Fact, int] = field(default_factory=dict)
    needs: dict[int, dict[int, Edges]] = field(default_factory=dict)
    gives: dict[int, dict[int, Edges]] = field(default_factory=dict)
    free: list[tuple[dict[int, Edges], int]] = field(default_factory=list)

    def number(self, fact: Fact) -> int:
        number = self.numbers.get(fact)
        if number is None:
            number = self.numbers[fact] = len(self.facts)
            self.facts.append(fact)
        return number

    def goal(self, node: int) -> Goal:
        kind = self.snapshot.kind(node)
        if kind is NodeKind.SKILL:
            wanted: dict[Fact, Edges] = {Fact(_KNOWN, node): ()}
        elif kind is NodeKind.LESSON:
            wanted = {Fact(_DONE, node): ()}
        elif kind is NodeKind.MODULE:
            wanted = self._module(node)
        elif kind is NodeKind.PITFALL:
            wanted = {Fact(_GUARDED, node, i): () for i in range(len(self.guards(node)))}
        elif kind is NodeKind.AUDIENCE:
            wanted = self._audience(node)
        else:
            raise InvalidInput(f"A {kind.lower()} is no goal: {self.snapshot.names[node]!r}.")
        facts = {self.number(fact): because for fact, because in wanted.items() if not self.holds(fact)}
        return Goal(node, facts, hollow=not wanted)

    def explore(self) -> None:
        """Find what could make each fact true, and what that needs, until nothing new is asked for."""
        for number, fact in enumerate(self.facts):
            self.expand(number, fact)

    def expand(self, number: int, fact: Fact) -> None:
        for lesson, because in self.serving(fact):
            if lesson not in self.gives:
                self.gives[lesson] = {}
                self.needs[lesson] = self.required_by(lesson)
            self.gives[lesson][number] = because
        for needed in self.freely(fact):
            needs = {self.number(f): because for f, because in needed.items() if not self.holds(f)}
            self.free.append((needs, number))

    def serving(self, fact: Fact) -> list[tuple[int, Edges]]:
        """Return the lessons that make a fact true, each with the edge that says so."""
        snapshot, (kind, node, matter) = self.snapshot, fact
        if kind is _KNOWN:
            teaching = bound_into(snapshot, node, EdgeKind.TEACHES, self.view)
            return [(snapshot.source_of(edge), (edge,)) for edge in teaching]
        if kind is _GUARDED:
            return [(snapshot.source_of(edge), (edge,)) for edge in self.guards(node)[matter]]
        if (kind is _DONE or kind is _MET) and not snapshot.referenced[node]:
            return [(node, ())]
        return []

    def freely(self, fact: Fact) -> list[dict[Fact, Edges]]:
        """Return the sets of facts from which a fact follows without study."""
        snapshot, node, view = self.snapshot, fact.node, self.view
        ways: list[dict[Fact, Edges]] = []
        if fact.kind is _KNOWN:
            parts = parts_of(snapshot, node, view)
            same = same_as(snapshot, node, view)
            ways = [{Fact(_KNOWN, part): (edge,) for part, edge in parts.items()}] if parts else []
            ways += [{Fact(_KNOWN, other): (edge,)} for other, edge in same.items()]
        elif fact.kind is _MET:
            main = main_skills(snapshot, node, view)
            ways = [{Fact(_KNOWN, skill): (edge,) for skill, edge in main.items()}]
        elif fact.kind is _COVERED:
            ways = [{Fact(_MET, lesson): () for lesson in snapshot.lessons_of(node)}]
        return [way for way in ways if way]

    def actions(self) -> tuple[Action, ...]:
        """Return lessons in reading order, then what follows freely."""
        lessons = sorted(self.gives, key=self.snapshot.reading.data.__getitem__)
        studied = [Action((lesson,), self.needs[lesson], self.gives[lesson]) for lesson in lessons]
        return (*studied, *(Action((), needs, {fact: ()}) for needs, fact in self.free))

    def required_by(self, lesson: int) -> dict[int, Edges]:
        """Return what a lesson requires and is not true yet, numbered."""
        found = {}
        for node, because, at_the_door in requirements(self.snapshot, lesson, self.view):
            fact = self.required(node, at_the_door=at_the_door)
            if not self.holds(fact):
                found[self.number(fact)] = because
        return found

    def required(self, node: int, *, at_the_door: bool) -> Fact:
        kind = self.snapshot.kind(node)
        if kind is NodeKind.SKILL:
            return Fact(_BROUGHT if at_the_door else _KNOWN, node)
        return Fact(_MET if kind is NodeKind.LESSON else _COVERED, node)

    def holds(self, fact: Fact) -> bool:
        """Return whether a fact is true from the start."""
        known, snapshot, (kind, node, matter) = self.known, self.snapshot, fact
        if kind is _KNOWN or kind is _BROUGHT:
            return node in known.skills
        if kind is _DONE:
            return node in known.done
        if kind is _MET:
            return known.meets(snapshot, node, self.view)
        if kind is _COVERED:
            return known.covers(snapshot, node, self.view)
        return any(snapshot.source_of(edge) in known.done for edge in self.guards(node)[matter])

    def guards(self, pitfall: int) -> list[Sequence[int]]:
        """Return the guards of each matter of a pitfall, as edges."""
        edges = bound_into(self.snapshot, pitfall, EdgeKind.GUARDS_AGAINST, self.view)
        if pitfall not in self.matters:
            return [edges] if edges else []
        groups = [set(lessons) for lessons in self.matters[pitfall]]
        return [[e for e in edges if self.snapshot.source_of(e) in group] for group in groups]

    def _module(self, module: int) -> dict[Fact, Edges]:
        """Return the lessons of a module; one whose main skills are known already needs no study."""
        met = (self.known.meets(self.snapshot, i, self.view) for i in self.snapshot.lessons_of(module))
        lessons = zip(self.snapshot.lessons_of(module), met, strict=True)
        return {Fact(_MET if is_met else FactKind.DONE, i): () for i, is_met in lessons}

    def _audience(self, audience: int) -> dict[Fact, Edges]:
        """Return the outcomes that what is for an audience promises."""
        snapshot, view = self.snapshot, self.view
        wanted: dict[Fact, Edges] = {}
        for meant in bound_into(snapshot, audience, EdgeKind.FOR, view):
            for promise in bound_out(snapshot, snapshot.source_of(meant), EdgeKind.PROMISES, view):
                outcome = Fact(_KNOWN, snapshot.target_of(promise))
                wanted[outcome] = (*wanted.get(outcome, ()), meant, promise)
        return wanted
