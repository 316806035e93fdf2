"""Explores backward from goals: what would make each fact true, and what that needs in turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import inf

from graph.algorithms.foundations import Foundations, Ground, Matters, Needs, Study
from graph.algorithms.known import Known
from graph.algorithms.problem import Action, Edges, Fact, FactKind, Goal, Problem
from graph.algorithms.requirements import bound_into, bound_out
from graph.algorithms.untaught import untaught
from graph.errors import InvalidInput
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View


@dataclass(slots=True)
class Compiler:
    """Explores backward from the goals; a fact is numbered when it is first asked for.

    ``needs`` and ``gives`` say for each lesson that may serve a goal what it needs and gives, ``free`` from
    what each fact follows without study; ``seen`` are the facts that were looked at.
    """

    foundations: Foundations
    known: Known
    matters: Matters
    without: frozenset[int] = frozenset()
    numbers: dict[Ground, int] = field(default_factory=dict)
    queue: list[Ground] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    needs: dict[int, dict[int, Edges]] = field(default_factory=dict)
    gives: dict[int, dict[int, Edges]] = field(default_factory=dict)
    free: dict[int, list[dict[int, Edges]]] = field(default_factory=dict)

    @property
    def snapshot(self) -> Snapshot:
        """The picture that goals are compiled of."""
        return self.foundations.snapshot

    @property
    def view(self) -> View:
        """What is believed."""
        return self.foundations.view

    def goal(self, node: int) -> Goal:
        """Return a goal, and have what it needs looked at."""
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

    def explore(self, most: float = inf) -> None:
        """Look at facts as they were asked for, until nothing new is, or so many were looked at."""
        for number in count():
            if number >= min(most, len(self.queue)):
                return
            self.look_at(number)

    def look_at(self, number: int) -> None:
        """Find what could make a fact true, and number what that needs."""
        ground = self.queue[number]
        self.seen.add(number)
        for study, because in self.serving(ground):
            given = self.gives.get(study.lesson)
            if given is None:
                self.gives[study.lesson] = {number: because}
                self.needs[study.lesson] = self.missing(study.needs)
            else:
                given[number] = because
        following = ground.following(self.foundations)
        if following:
            self.free[number] = [self.missing(needed) for needed in following]

    def problem(self, goals: Iterable[Goal]) -> Problem:
        """Return the problem of reaching goals by what was looked at."""
        actions = self._actions()
        excluded = [i for i, action in enumerate(actions) if self.without.intersection(action.lessons)]
        unseen = frozenset(range(len(self.queue))).difference(self.seen)
        facts = tuple([ground.fact for ground in self.queue])
        assumed = untaught(len(facts), actions, unseen)
        return Problem(facts, actions, tuple(goals), assumed, frozenset(excluded), unseen)

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

    def _actions(self) -> tuple[Action, ...]:
        """Return lessons in reading order, then what follows freely."""
        needs, gives, reading = self.needs, self.gives, self.snapshot.reading.data
        lessons = sorted(gives, key=reading.__getitem__)
        studied = [Action((lesson,), needs[lesson], gives[lesson]) for lesson in lessons]
        free = [Action((), needed, {fact: ()}) for fact, ways in self.free.items() for needed in ways]
        return (*studied, *free)

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
        """Return the guards of each matter of a pitfall, as edges."""
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
