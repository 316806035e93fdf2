from itertools import compress, product

from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from graph.algorithms.deadline import Deadline
from graph.algorithms.detour import Wanted, including, without
from graph.algorithms.known import NOTHING
from graph.snapshot import View
from tests.courses import Course, Named

_Lesson = tuple[int, frozenset[int], frozenset[int]]


def _lessons() -> SearchStrategy[list[_Lesson]]:
    some = st.frozensets(st.integers(0, 4), max_size=2)
    at_least_one = st.frozensets(st.integers(0, 4), min_size=1, max_size=2)
    return st.lists(st.tuples(st.integers(1, 60), at_least_one, some), min_size=2, max_size=7)


def _course(lessons: list[_Lesson]) -> Named:
    course = Course()
    for skill in range(5):
        course.skill(f"s{skill}")
    for i, (minutes, taught, required) in enumerate(lessons):
        teaches, requires = [f"s{s}" for s in sorted(taught)], [f"s{s}" for s in sorted(required - taught)]
        course.lesson(f"l{i}", minutes, teaches=teaches, requires=requires)
    return course.snapshot()


def _best(
    lessons: list[_Lesson], goal: int, *, has: int | None = None, lacks: int | None = None
) -> int | None:
    """Return the fewest minutes of any set of lessons that can be studied one by one and reaches a goal."""
    untaught = set(range(5)) - {skill for _, taught, _ in lessons for skill in taught}
    totals = []
    for bits in product([False, True], repeat=len(lessons)):
        chosen = list(compress(range(len(bits)), bits))
        known, left = set(untaught), list(chosen)
        while ready := [i for i in left if lessons[i][2] - lessons[i][1] <= known]:
            known |= {skill for i in ready for skill in lessons[i][1]}
            left = [i for i in left if i not in ready]
        if not left and goal in known and (has is None or has in chosen) and lacks not in chosen:
            totals.append(sum(lessons[i][0] for i in chosen))
    return min(totals, default=None)


def _wanted(named: Named, goal: int) -> Wanted:
    return Wanted(named.snapshot, tuple(named.at(f"s{goal}")), NOTHING, View())


@given(_lessons(), st.integers(0, 4), st.data())
def test_a_detour_costs_what_the_best_other_set_of_lessons_costs(
    lessons: list[_Lesson], goal: int, data: st.DataObject
) -> None:
    """With a lesson, or without one, no set of lessons that works takes less than the detour says."""
    assume(any(goal in taught for _, taught, _ in lessons))
    shortest = _best(lessons, goal)
    assume(shortest is not None)
    assert shortest is not None
    named = _course(lessons)
    wanted = _wanted(named, goal)
    path = wanted.path(wanted.goals, Deadline())
    assert path.total == shortest
    chosen = data.draw(st.integers(0, len(lessons) - 1))
    (lesson,) = named.at(f"l{chosen}")
    lacking, having = _best(lessons, goal, lacks=chosen), _best(lessons, goal, has=chosen)
    other = without(wanted, path, lesson, Deadline())
    if lacking is not None:
        assert other.extra == lacking - shortest
    more = including(wanted, path, lesson, Deadline())
    if having is not None:
        assert more.extra == having - shortest
        assert lesson in more.added or lesson in {step.lesson for step in path.steps}


def test_an_indispensable_lesson_has_no_replacement() -> None:
    """Without the only teacher the goal is out of reach; without one of two the other comes in."""
    named = _course([(10, frozenset({0}), frozenset()), (20, frozenset({1}), frozenset({0}))])
    wanted = _wanted(named, 1)
    path = wanted.path(wanted.goals, Deadline())
    assert without(wanted, path, named.at("l0")[0], Deadline()).extra is None
    named = _course([(10, frozenset({0}), frozenset()), (20, frozenset({0}), frozenset())])
    wanted = _wanted(named, 0)
    path = wanted.path(wanted.goals, Deadline())
    other = without(wanted, path, named.at("l0")[0], Deadline())
    assert (other.extra, named.names(other.added), named.names(other.dropped)) == (10, ["l1"], ["l0"])
