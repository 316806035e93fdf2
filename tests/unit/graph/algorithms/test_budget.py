from itertools import compress, product

from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from graph.algorithms.budget import GOAL, most_valuable, pieces
from graph.algorithms.deadline import Deadline
from graph.algorithms.instance import Instance
from graph.algorithms.known import NOTHING
from graph.algorithms.task import Task
from graph.model import SkillKind
from graph.snapshot import View
from tests.courses import Course, Named


def _instances(*, facts: int = 6, actions: int = 8) -> SearchStrategy[Instance]:
    """Return instances with cycles, alternatives and free actions."""
    some = st.frozensets(st.integers(0, facts - 1), max_size=2)
    at_least_one = st.frozensets(st.integers(0, facts - 1), min_size=1, max_size=3)
    action = st.tuples(st.sampled_from([0, 1, 1, 2, 3, 5]), some, at_least_one)
    return st.lists(action, min_size=1, max_size=actions).map(
        lambda found: Instance(
            [cost for cost, _, _ in found],
            [needs - gives for _, needs, gives in found],
            [gives for _, _, gives in found],
            frozenset(),
        )
    )


def _best(instance: Instance, worth: dict[int, int], budget: int) -> int:
    """Return the most that any set of actions within a budget is worth."""
    values = []
    for bits in product([False, True], repeat=len(instance.cost)):
        chosen = list(compress(range(len(bits)), bits))
        if instance.total(chosen) <= budget:
            _, true = instance.fire(chosen)
            values.append(sum(value for fact, value in worth.items() if fact in true))
    return max(values)


_worths = st.dictionaries(st.integers(0, 5), st.integers(1, 9), min_size=1, max_size=4)


@given(_instances(), _worths, st.integers(0, 9))
def test_nothing_within_the_budget_is_worth_more(
    instance: Instance, worth: dict[int, int], budget: int
) -> None:
    """The selection can be taken, fits, is worth what it says and as much as the best of all sets."""
    found = most_valuable(instance, worth, budget, Deadline())
    order, true = instance.fire(found.actions)
    assert set(order) == found.actions
    assert instance.total(order) <= budget
    assert found.worth == sum(value for fact, value in worth.items() if fact in true)
    assert found.worth == _best(instance, worth, budget) == found.upper_bound
    assert found.proven


@given(_instances(), _worths, st.integers(0, 9))
def test_out_of_time_the_bound_still_holds(instance: Instance, worth: dict[int, int], budget: int) -> None:
    """With no time for a proof the selection fits, and the best lies between its worth and its bound."""
    found = most_valuable(instance, worth, budget, Deadline.after(0))
    assert instance.total(found.actions) <= budget
    assert found.worth <= _best(instance, worth, budget) <= found.upper_bound


@given(_instances(), _worths, st.integers(0, 8), st.data())
def test_more_time_never_buys_less(
    instance: Instance, worth: dict[int, int], budget: int, data: st.DataObject
) -> None:
    """A larger budget is worth as much or more."""
    more = data.draw(st.integers(budget, 9))
    less = most_valuable(instance, worth, budget, Deadline())
    assert most_valuable(instance, worth, more, Deadline()).worth >= less.worth


def _worth(named: Named, *goals: str) -> dict[str, int]:
    known = NOTHING
    problem = Task.of(named.snapshot, named.at(*goals), known, View()).problem
    return {named.names([problem.facts[fact].node])[0]: value for fact, value in pieces(problem).items()}


def test_a_goal_is_worth_the_same_as_another_in_equal_shares() -> None:
    """A module counts by its lessons, an outcome by its parts unless it is taught itself, a skill as one."""
    course = Course()
    course.lesson("one", 10, teaches=["a"], module="m")
    course.lesson("two", 10, teaches=["b"], module="m")
    course.skill("able", kind=SkillKind.OUTCOME, parts=["a", "b"])
    named = course.snapshot()
    assert _worth(named, "m") == {"one": GOAL // 2, "two": GOAL // 2}
    assert _worth(named, "able") == {"a": GOAL // 2, "b": GOAL // 2}
    assert _worth(named, "a", "able") == {"a": GOAL + GOAL // 2, "b": GOAL // 2}
    course.lesson("both", 15, teaches=["able"])
    assert _worth(course.snapshot(), "able") == {"able": GOAL}


def test_a_part_may_use_lessons_that_the_whole_does_without() -> None:
    """One long lesson serves both goals best, and a short one serves one of them in little time."""
    instance = Instance([10, 4], [frozenset(), frozenset()], [frozenset({0, 1}), frozenset({0})], frozenset())
    assert most_valuable(instance, {0: 1, 1: 1}, 5, Deadline()).actions == {1}
    assert most_valuable(instance, {0: 1, 1: 1}, 10, Deadline()).actions == {0}


@given(st.integers(2, 6), st.integers(1, 5))
def test_lessons_cannot_justify_each_other(lessons: int, budget: int) -> None:
    """Lessons round in a circle are worth nothing while no other way leads in."""
    circle = [frozenset({(i + 1) % lessons}) for i in range(lessons)]
    gives = [frozenset({i}) for i in range(lessons)]
    instance = Instance([1] * lessons, circle, gives, frozenset())
    assume(budget >= 1)
    assert most_valuable(instance, {0: 1}, budget, Deadline()).worth == 0
