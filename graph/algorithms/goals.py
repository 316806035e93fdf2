"""Goals become an AND/OR problem: what would make each true, and what that needs in turn."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.algorithms.foundations import Foundations, Matters
from graph.algorithms.known import NOTHING, Known
from graph.algorithms.problem import Action, Edges, Fact, FactKind, Goal, Problem
from graph.algorithms.requirements import bound_into, bound_out
from graph.algorithms.untaught import untaught
from graph.errors import InvalidInput
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View


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
    compiler = _Compiler(Foundations.of(snapshot, view), known, matters or {})
    wanted = [compiler.goal(goal) for goal in dict.fromkeys(goals)]
    compiler.explore()
    actions = compiler.actions()
    banned = set(without)
    excluded = frozenset(i for i, action in enumerate(actions) if banned.intersection(action.lessons))
    facts = tuple(compiler.facts)
    return Problem(facts, actions, tuple(wanted), untaught(len(facts), actions), excluded)


def leads_to(snapshot: Snapshot, goal: int, view: View) -> tuple[int, ...]:
    """Return the lessons that serve a goal themselves, or a part of it, in reading order."""
    compiler = _Compiler(Foundations.of(snapshot, view), NOTHING, {})
    compiler.goal(goal)
    lessons: set[int] = set()
    for fact in compiler.facts:
        lessons.update(lesson for lesson, _ in compiler.serving(fact))
        for way in compiler.foundations.following(fact):
            for implied in way:
                compiler.number(implied)
    return tuple(sorted(lessons, key=lambda lesson: int(snapshot.reading[lesson])))


def reach(snapshot: Snapshot, goals: Iterable[int], view: View) -> int:
    """Return how many actions may serve goals: as many as their problem has for who knows nothing."""
    return len(compile_goals(snapshot, goals, NOTHING, view).actions)


@dataclass(slots=True)
class _Compiler:
    """Explores backward from the goals; a fact is numbered when it is first asked for.

    ``needs`` and ``gives`` say for each lesson that may serve a goal what it needs and gives, ``free`` what
    follows without study, and from what.
    """

    foundations: Foundations
    known: Known
    matters: Matters
    facts: list[Fact] = field(default_factory=list)
    numbers: dict[Fact, int] = field(default_factory=dict)
    needs: dict[int, dict[int, Edges]] = field(default_factory=dict)
    gives: dict[int, dict[int, Edges]] = field(default_factory=dict)
    free: list[tuple[dict[int, Edges], int]] = field(default_factory=list)

    @property
    def snapshot(self) -> Snapshot:
        return self.foundations.snapshot

    @property
    def view(self) -> View:
        return self.foundations.view

    def number(self, fact: Fact) -> int:
        number = self.numbers.get(fact)
        if number is None:
            number = self.numbers[fact] = len(self.facts)
            self.facts.append(fact)
        return number

    def goal(self, node: int) -> Goal:
        kind = self.snapshot.kind(node)
        if kind is NodeKind.SKILL:
            wanted: dict[Fact, Edges] = {Fact(FactKind.KNOWN, node): ()}
        elif kind is NodeKind.LESSON:
            wanted = {Fact(FactKind.DONE, node): ()}
        elif kind is NodeKind.MODULE:
            wanted = self._module(node)
        elif kind is NodeKind.PITFALL:
            wanted = {Fact(FactKind.GUARDED, node, i): () for i in range(len(self.guards(node)))}
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
                self.needs[lesson] = self.missing(self.foundations.needs(lesson))
            self.gives[lesson][number] = because
        for needed in self.foundations.following(fact):
            self.free.append((self.missing(needed), number))

    def missing(self, needed: Mapping[Fact, Edges]) -> dict[int, Edges]:
        """Return what is needed and not true from the start, numbered."""
        numbers = self.numbers
        found = {}
        for fact, because in needed.items():
            number = numbers.get(fact)
            if number is not None:
                found[number] = because
            elif not self.holds(fact):
                found[self.number(fact)] = because
        return found

    def serving(self, fact: Fact) -> list[tuple[int, Edges]]:
        """Return the lessons that make a fact true, each with the edge that says so."""
        if fact.kind is not FactKind.GUARDED:
            return self.foundations.serving(fact)
        return [(self.snapshot.source_of(edge), (edge,)) for edge in self.guards(fact.node)[fact.matter]]

    def actions(self) -> tuple[Action, ...]:
        """Return lessons in reading order, then what follows freely."""
        lessons = sorted(self.gives, key=self.snapshot.reading.data.__getitem__)
        studied = [Action((lesson,), self.needs[lesson], self.gives[lesson]) for lesson in lessons]
        return (*studied, *(Action((), needs, {fact: ()}) for needs, fact in self.free))

    def holds(self, fact: Fact) -> bool:
        """Return whether a fact is true from the start."""
        known, snapshot, (kind, node, matter) = self.known, self.snapshot, fact
        if kind in {FactKind.KNOWN, FactKind.BROUGHT}:
            return node in known.skills
        if kind is FactKind.DONE:
            return node in known.done
        if kind is FactKind.MET:
            return known.meets(snapshot, node, self.view)
        if kind is FactKind.COVERED:
            return known.covers(snapshot, node, self.view)
        return any(snapshot.source_of(edge) in known.done for edge in self.guards(node)[matter])

    def guards(self, pitfall: int) -> list[Sequence[int]]:
        return self.foundations.guards(pitfall, self.matters)

    def _module(self, module: int) -> dict[Fact, Edges]:
        """Return the lessons of a module; one whose main skills are known already needs no study."""
        met = (self.known.meets(self.snapshot, i, self.view) for i in self.snapshot.lessons_of(module))
        lessons = zip(self.snapshot.lessons_of(module), met, strict=True)
        return {Fact(FactKind.MET if is_met else FactKind.DONE, i): () for i, is_met in lessons}

    def _audience(self, audience: int) -> dict[Fact, Edges]:
        """Return the outcomes that what is for an audience promises."""
        snapshot, view = self.snapshot, self.view
        wanted: dict[Fact, Edges] = {}
        for meant in bound_into(snapshot, audience, EdgeKind.FOR, view):
            for promise in bound_out(snapshot, snapshot.source_of(meant), EdgeKind.PROMISES, view):
                outcome = Fact(FactKind.KNOWN, snapshot.target_of(promise))
                wanted[outcome] = (*wanted.get(outcome, ()), meant, promise)
        return wanted
