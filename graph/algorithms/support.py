"""Who relies on whom within a plan: the steps, what each gives to which, in an order that works."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from graph.algorithms.problem import Action, Edges, Problem, fire


@dataclass(frozen=True, slots=True)
class Plan:
    """Actions of a problem that reach its goals when taken in order.

    ``supporter`` says for each fact which action of the plan gives it. Free actions are part of a plan;
    its steps are the actions with lessons.
    """

    problem: Problem
    order: tuple[int, ...]
    supporter: Mapping[int, int]

    @classmethod
    def of(cls, problem: Problem, chosen: Iterable[int], rank: Callable[[int], int]) -> "Plan":
        """Return a plan of chosen actions, fired one by one, what is free first, then those of lower rank.

        Raises
        ------
        AssertionError
            If an action cannot be taken: the planner is wrong.
        """
        actions, wanted = problem.actions, set(chosen)
        free = [i for i in problem.available() if not actions[i].lessons]
        order, supporter = fire(
            (*free, *sorted((i for i in wanted if actions[i].lessons), key=lambda i: (rank(i), i))),
            problem.needs.__getitem__,
            problem.gives.__getitem__,
        )
        if not wanted.issubset(order):
            raise AssertionError("A plan contains a step whose requirements nothing before it gives.")
        return cls(problem, tuple(order), supporter)

    def action(self, number: int) -> Action:
        """Return an action of the plan."""
        return self.problem.actions[number]

    def steps(self) -> list[int]:
        """Return the actions with lessons, in order."""
        return [number for number in self.order if self.action(number).lessons]

    def rests_on(self, number: int) -> set[int]:
        """Return the actions that give what an action needs."""
        return {self.supporter[fact] for fact in self.problem.needs[number]}

    def waits_for(self, number: int) -> set[int]:
        """Return the steps that give what an action needs, at once or through what follows freely."""
        found = self.rests_on(number)
        queue = [other for other in found if not self.action(other).lessons]
        for free in queue:
            new = self.rests_on(free) - found
            found |= new
            queue += [other for other in new if not self.action(other).lessons]
        return found.difference(queue)

    def closure(self, facts: Iterable[int]) -> set[int]:
        """Return the steps that facts rest on, through however many others."""
        found = {self.supporter[fact] for fact in facts if fact in self.supporter}
        queue = list(found)
        for number in queue:
            new = self.rests_on(number) - found
            found |= new
            queue += new
        return {number for number in found if self.action(number).lessons}

    def uses(self) -> dict[int, list["Use"]]:
        """Return for each action where the facts that it gives are needed."""
        uses: dict[int, list[Use]] = {}
        for number in self.order:
            for fact in sorted(self.problem.needs[number]):
                uses.setdefault(self.supporter[fact], []).append(
                    Use(fact, number, None, self.action(number).needs[fact])
                )
        for goal in self.problem.goals:
            for fact in goal.facts:
                if fact in self.supporter:
                    uses.setdefault(self.supporter[fact], []).append(
                        Use(fact, None, goal.node, goal.facts[fact])
                    )
        return uses


@dataclass(frozen=True, slots=True)
class Use:
    """A fact that an action or a goal needs, and the edges that say so."""

    fact: int
    by: int | None
    goal: int | None
    because: Edges


@dataclass(slots=True)
class Trace:
    """Where what an action gives ends up: the steps and goals that need it, and the evidence."""

    actions: dict[int, None] = field(default_factory=dict)
    goals: dict[int, None] = field(default_factory=dict)
    facts: dict[int, None] = field(default_factory=dict)
    because: dict[int, None] = field(default_factory=dict)

    @property
    def matters(self) -> bool:
        """Return whether a step or goal needs what the action gives."""
        return bool(self.actions or self.goals)

    def absorb(self, beyond: "Trace") -> None:
        """Add where something that follows freely ends up."""
        self.actions.update(beyond.actions)
        self.goals.update(beyond.goals)
        self.because.update(beyond.because)


def trace(plan: Plan) -> dict[int, Trace]:
    """Return for each action of a plan where what it gives ends up, through what follows freely."""
    uses = plan.uses()
    traces: dict[int, Trace] = {}
    for number in reversed(plan.order):
        found = traces[number] = Trace()
        for use in uses.get(number, ()):
            if use.goal is not None:
                found.goals[use.goal] = None
            elif use.by is not None and plan.action(use.by).lessons:
                found.actions[use.by] = None
            elif use.by is not None and traces[use.by].matters:
                found.absorb(traces[use.by])
            else:
                continue
            found.facts[use.fact] = None
            found.because.update(dict.fromkeys((*plan.action(number).gives[use.fact], *use.because)))
    return traces
