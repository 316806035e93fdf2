"""Goals become an AND/OR problem: what would make each true, and what that needs in turn."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from graph.algorithms.foundations import Foundations, Ground, Matters, Needs, Study
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
    excluded = frozenset(
        [i for i, action in enumerate(actions) if banned.intersection(action.lessons)] if banned else ()
    )
    facts = tuple([ground.fact for ground in compiler.queue])
    return Problem(facts, actions, tuple(wanted), untaught(len(facts), actions), excluded)


def leads_to(snapshot: Snapshot, goal: int, view: View) -> tuple[int, ...]:
    """Return the lessons that serve a goal themselves, or a part of it, in reading order."""
    compiler = _Compiler(Foundations.of(snapshot, view), NOTHING, {})
    compiler.goal(goal)
    lessons: set[int] = set()
    for ground in compiler.queue:
        lessons.update(study.lesson for study, _ in compiler.serving(ground))
        for way in ground.following(compiler.foundations):
            compiler.missing(way)
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
    numbers: dict[Ground, int] = field(default_factory=dict)
    queue: list[Ground] = field(default_factory=list)
    needs: dict[int, dict[int, Edges]] = field(default_factory=dict)
    gives: dict[int, dict[int, Edges]] = field(default_factory=dict)
    free: list[tuple[dict[int, Edges], int]] = field(default_factory=list)

    @property
    def snapshot(self) -> Snapshot:
        return self.foundations.snapshot

    @property
    def view(self) -> View:
        return self.foundations.view

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
        return Goal(node, self.missing(self.foundations.grounds(wanted)), hollow=not wanted)

    def explore(self) -> None:
        """Find what could make each fact true, and what that needs, until nothing new is asked for."""
        for number, ground in enumerate(self.queue):
            for study, because in self.serving(ground):
                given = self.gives.get(study.lesson)
                if given is None:
                    self.gives[study.lesson] = {number: because}
                    self.needs[study.lesson] = self.missing(study.needs)
                else:
                    given[number] = because
            for needed in ground.following(self.foundations):
                self.free.append((self.missing(needed), number))

    def missing(self, needed: Needs) -> dict[int, Edges]:
        """Return what is needed and not true from the start, numbered."""
        numbers, queue = self.numbers, self.queue
        found = {}
        for ground, because in needed:
            number = numbers.get(ground)
            if number is None:
                if self.holds(ground.fact):
                    continue
                number = numbers[ground] = len(queue)
                queue.append(ground)
            found[number] = because
        return found

    def serving(self, ground: Ground) -> list[tuple[Study, Edges]]:
        """Return the lessons that make a fact true, each with the edge that says so."""
        if ground.fact.kind is not FactKind.GUARDED:
            return ground.serving(self.foundations)
        edges = self.guards(ground.fact.node)[ground.fact.matter]
        return [(self.foundations.study(self.snapshot.source_of(edge)), (edge,)) for edge in edges]

    def actions(self) -> tuple[Action, ...]:
        """Return lessons in reading order, then what follows freely."""
        needs, gives, reading = self.needs, self.gives, self.snapshot.reading.data
        lessons = sorted(gives, key=reading.__getitem__)
        studied = [Action((lesson,), needs[lesson], gives[lesson]) for lesson in lessons]
        return (*studied, *(Action((), needed, {fact: ()}) for needed, fact in self.free))

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
