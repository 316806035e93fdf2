import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.centrality import Standing, standings
from graph.model import EdgeKind, NodeKind
from graph.snapshot import View, ViewKind
from tests.courses import Course, Named

LESSONS = 6
SKILLS = 5


def standing(named: Named, name: str, view: View | None = None) -> Standing:
    """Return the standing of a node among all lessons."""
    lessons = named.snapshot.of_kind(NodeKind.LESSON).tolist()
    [node] = named.at(name)
    return next(one for one in standings(named.snapshot, lessons, view or View()) if one.node == node)


def reached(teaches: set[tuple[int, int]], requires: set[tuple[int, int]], without: tuple[str, int]) -> int:
    """Return how many lessons can be reached without a lesson or a skill, by trying."""
    taught = {skill for _, skill in teaches}
    known = {("skill", s) for s in range(SKILLS) if s not in taught} - {without}
    changed = True
    while changed:
        before = len(known)
        for lesson in range(LESSONS):
            needs = {("skill", skill) for owner, skill in requires if owner == lesson}
            needs -= {("skill", skill) for owner, skill in teaches if owner == lesson}
            if ("lesson", lesson) != without and needs <= known:
                known.add(("lesson", lesson))
                known |= {("skill", s) for owner, s in teaches if owner == lesson} - {without}
        changed = len(known) > before
    return sum(kind == "lesson" for kind, _ in known)


EDGES = st.sets(st.tuples(st.integers(0, LESSONS - 1), st.integers(0, SKILLS - 1)), max_size=10)


@given(EDGES, EDGES)
def test_a_gate_is_what_lessons_cannot_be_reached_without(
    teaches: set[tuple[int, int]], requires: set[tuple[int, int]]
) -> None:
    """Where all lessons can be reached, the gates are those that taking the node away would block."""
    if reached(teaches, requires, ("nothing", 0)) < LESSONS:
        return
    course = Course()
    for i in range(LESSONS):
        course.lesson(f"l{i}")
    for i in range(SKILLS):
        course.skill(f"s{i}")
    for i, s in teaches:
        course.link(f"l{i}", EdgeKind.TEACHES, f"s{s}")
    for i, s in requires:
        course.link(f"l{i}", EdgeKind.REQUIRES, f"s{s}")
    named = course.snapshot()
    lessons = named.snapshot.of_kind(NodeKind.LESSON).tolist()
    for one in standings(named.snapshot, lessons, View()):
        name = named.snapshot.names[one.node]
        kind = "lesson" if name[0] == "l" else "skill"
        blocked = LESSONS - reached(teaches, requires, (kind, int(name[1:])))
        assert one.gates == blocked - (kind == "lesson"), name
        assert one.serves >= one.gates


def test_an_alternative_takes_the_gate_away() -> None:
    """Of two lessons that teach a skill neither is a gate; both serve what requires it."""
    course = Course()
    course.lesson("a", teaches=["x"])
    course.lesson("b", teaches=["x"])
    course.lesson("c", requires=["x"])
    named = course.snapshot()
    assert (standing(named, "a").gates, standing(named, "a").serves) == (0, 1)
    assert standing(named, "x").gates == 1
    assert standing(named, "c").depth == 2


def test_lessons_in_a_circle_come_together() -> None:
    """A circle keeps nothing from being counted: what rests on one of its lessons rests on each."""
    course = Course()
    for name in ("a", "b", "after"):
        course.lesson(name)
    for source, target in (("a", "b"), ("b", "a"), ("after", "a")):
        course.link(source, EdgeKind.REQUIRES, target)
    named = course.snapshot()
    assert standing(named, "b").gates == 2
    assert standing(named, "after").depth == 3


def test_what_does_not_bind_carries_nothing() -> None:
    """An inferred prerequisite counts in the view that believes it, and in no other."""
    course = Course()
    course.lesson("a")
    course.lesson("b")
    course.link("b", EdgeKind.REQUIRES, "a", inferred=0.9)
    named = course.snapshot()
    assert standing(named, "a").gates == 0
    assert standing(named, "a", View(ViewKind.INFERRED)).gates == 1


@pytest.mark.parametrize("lessons", [[], [0]])
def test_nothing_rests_on_nothing(lessons: list[int]) -> None:
    """No lessons, or one alone, give no gates."""
    course = Course()
    course.lesson("a")
    named = course.snapshot()
    chosen = named.at("a") if lessons else []
    assert all(one.gates == 0 for one in standings(named.snapshot, chosen, View()))
