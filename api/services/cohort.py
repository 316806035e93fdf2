"""What a change does to the paths of stored learners: in aggregate, so that nobody can be told apart."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from api.services.answers import Item
from api.services.effects import Change, PathCost, effect, path_cost
from api.services.known import stored_known
from api.services.learners import learner_pages
from api.services.phrases import duration
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.deadline import Deadline
from graph.algorithms.effects import Stakes, cost_of
from graph.algorithms.known import NOTHING, Known
from graph.learner import LearnerState
from graph.model import NodeKind
from graph.snapshot import View

_MOST: Final = 1_000
"""Learners that are looked at."""
FEWEST: Final = 5
"""Learners of whom anything is told together; of fewer it might be told who they are."""
_SECONDS: Final = 15.0
"""After which no further learner is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is left to study on average; ``minutes`` is None where no document states any."""

    lessons: float
    minutes: float | None

    @property
    def words(self) -> str:
        """The load as people say it: ``4.5 lessons, 2 h 10 min``."""
        lessons = f"{self.lessons:.1f} lessons"
        return lessons if self.minutes is None else f"{lessons}, {duration(round(self.minutes))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What a change does to the learners on their way to a goal: those with some of it behind them.

    ``changes`` counts them by what becomes of their paths. ``before`` and ``after`` are of those who can
    reach the goal in both; None where nobody can.
    """

    goal: Item
    learners: int
    changes: Mapping[Change, int]
    before: Load | None
    after: Load | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """A lesson that was on the way of some learners, and is on it no more."""

    lesson: Item
    learners: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """What a change does to stored learners.

    ``learners`` were looked at, ``more`` says whether there are others. ``withheld`` counts the goals of
    which nothing is told because fewer than five learners are on their way there.
    """

    learners: int
    more: bool
    shifts: tuple[Shift, ...]
    unnecessary: tuple[Spared, ...]
    withheld: int


@dataclass(frozen=True, slots=True)
class Learners:
    """Stored learners, and the mastery from which a skill counts as known; ``more``: there are others."""

    states: tuple[LearnerState, ...]
    mastery: float
    more: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One state of the curriculum: what its goals depend on, and how nodes are called in answers."""

    picture: Picture
    stakes: Mapping[int, Stakes]
    item: Callable[[int], Item]


async def stored_learners(workspace: Workspace) -> Learners:
    """Return the learners that a store holds, but for those beyond the first thousand."""
    states: list[LearnerState] = []
    async for page in learner_pages(workspace.store):
        states += page
        if len(states) > _MOST:
            break
    return Learners(tuple(states[:_MOST]), workspace.settings.mastery, more=len(states) > _MOST)


def cohort(
    learners: Learners, before: Side, after: Side, goals: Sequence[tuple[int, int]], view: View
) -> Cohort:
    """Return what becomes of learners' paths to goals, each given as it is before and after."""
    ways = [_Way(after.item(new), old, new) for old, new in goals]
    was, now = _Costs(before, view), _Costs(after, view)
    spared: Counter[Item] = Counter()
    deadline = Deadline.after(_SECONDS)
    looked = 0
    for state in learners.states:
        if deadline.passed():
            break
        looked += 1
        was.know(state, learners.mastery)
        now.know(state, learners.mastery)
        spared.update({lesson for way in ways for lesson in way.walked(was, now)})
    kinds = [NodeKind.LESSON]
    return Cohort(
        learners=looked,
        more=learners.more or looked < len(learners.states),
        shifts=tuple(way.shift() for way in sorted(ways, key=_Way.rank) if way.is_told),
        unnecessary=tuple(
            Spared(lesson=lesson, learners=number)
            for lesson, number in spared.most_common()
            if number >= FEWEST and after.picture.snapshot.lookup(lesson.id, kinds)
        ),
        withheld=sum(bool(way.counts) and not way.is_told for way in ways),
    )


def on_the_way(learners: Learners, side: Side, lessons: Collection[Item], view: View) -> int | None:
    """Return how many learners are on a way through one of some lessons; None: too few to be told of."""
    costs = _Costs(side, view)
    deadline = Deadline.after(_SECONDS)
    found = 0
    for state in learners.states:
        if deadline.passed():
            break
        costs.know(state, learners.mastery)
        ways = (costs.left(goal).lessons for goal in side.stakes if costs.has_begun(goal))
        found += any(lesson in way for way in ways for lesson in lessons)
    return None if 0 < found < FEWEST else found


@dataclass(slots=True)
class _Costs:
    """What is left to study of goals, for one learner after the other: for many of them it is the same."""

    side: Side
    view: View
    known: Known = NOTHING
    found: dict[tuple[int, Known], PathCost] = field(default_factory=dict)

    def know(self, state: LearnerState, mastery: float) -> None:
        """Turn to another learner."""
        self.known = stored_known(self.side.picture, state, mastery, Scope(view=self.view))

    def has_begun(self, goal: int) -> bool:
        """Return whether the learner has something of a goal behind them."""
        part = self._part(goal)
        return bool(part.skills or part.done)

    def left(self, goal: int) -> PathCost:
        """Return what is left; the path depends on what is known of the goal alone."""
        key = goal, self._part(goal)
        if key not in self.found:
            cost = cost_of(self.side.picture.snapshot, goal, self.view, known=key[1])
            self.found[key] = path_cost(cost, self.side.item)
        return self.found[key]

    def _part(self, goal: int) -> Known:
        nodes = self.side.stakes[goal].nodes
        return Known(self.known.skills & nodes, self.known.done & nodes)


@dataclass(slots=True)
class _Way:
    """A goal, before and after, and what has been counted on the way there."""

    goal: Item
    old: int
    new: int
    learners: int = 0
    counts: Counter[Change] = field(default_factory=Counter)
    left: list[tuple[PathCost, PathCost]] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Whether some path changes, and enough learners are on theirs."""
        return bool(self.counts) and self.learners >= FEWEST

    def walked(self, was: _Costs, now: _Costs) -> Iterator[Item]:
        """Count a learner who is on this way; yield the lessons that it takes no more."""
        if not (was.has_begun(self.old) or now.has_begun(self.new)):
            return
        before, after = was.left(self.old), now.left(self.new)
        if not (before.lessons or before.missing or after.lessons or after.missing):
            return
        self.learners += 1
        change = effect(self.goal, before, after).change
        if change is not Change.SAME:
            self.counts[change] += 1
        if not (before.missing or after.missing):
            self.left.append((before, after))
            yield from set(before.lessons).difference(after.lessons)

    def shift(self) -> Shift:
        before, after = zip(*self.left, strict=True) if self.left else ((), ())
        return Shift(
            goal=self.goal,
            learners=self.learners,
            changes={change: self.counts[change] for change in Change if self.counts[change]},
            before=_load(before),
            after=_load(after),
        )

    def rank(self) -> tuple[tuple[int, ...], str]:
        """Return what puts the ways first that change most for the worse."""
        return tuple(-self.counts[change] for change in Change), self.goal.name


def _load(costs: Sequence[PathCost]) -> Load | None:
    if not costs:
        return None
    minutes = [cost.minutes for cost in costs if cost.minutes is not None]
    return Load(
        lessons=round(fmean(len(cost.lessons) for cost in costs), 1),
        minutes=round(fmean(minutes), 1) if minutes else None,
    )
