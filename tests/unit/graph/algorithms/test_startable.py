"""Which lessons can be started, by what someone knows."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.algorithms.known import NOTHING, Known
from graph.algorithms.startable import can_start, startable
from graph.model import EdgeKind, NodeKind, Status, TeachingRole
from graph.snapshot import View, ViewKind
from tests.courses import Course, Named

SKILLS, LESSONS, MODULES = ["x", "y", "z", "v", "w"], ["a", "b", "c", "d"], ["m", "n"]
INFERRED = View(ViewKind.INFERRED, 0.5)


@st.composite
def courses(draw: st.DrawFn) -> Named:
    """Two modules of lessons that teach and require anything, with broader skills and equal ones."""
    course = Course()
    for module in MODULES:
        course.module(module)
    for skill in SKILLS:
        course.skill(skill)
    for lesson in LESSONS:
        status = draw(st.sampled_from([Status.STATED, Status.STATED, Status.REFERENCED]))
        course.lesson(lesson, 10, module=draw(st.sampled_from(MODULES)), status=status)
    anything = [*SKILLS, *LESSONS, *MODULES]
    shapes = st.one_of(
        st.tuples(st.sampled_from(anything), st.just(EdgeKind.REQUIRES), st.sampled_from(anything)),
        st.tuples(st.sampled_from(LESSONS), st.just(EdgeKind.TEACHES), st.sampled_from(SKILLS)),
        st.tuples(
            st.sampled_from(SKILLS),
            st.sampled_from([EdgeKind.PART_OF, EdgeKind.SAME_AS]),
            st.sampled_from(SKILLS),
        ),
    )
    for source, kind, target in draw(st.lists(shapes, min_size=4, max_size=24)):
        role = draw(st.sampled_from(TeachingRole)) if kind is EdgeKind.TEACHES else None
        course.link(source, kind, target, role=role, inferred=draw(st.sampled_from([None, None, 0.4, 0.9])))
    return course.snapshot()


@given(
    courses(),
    st.sets(st.sampled_from(SKILLS)),
    st.sets(st.sampled_from(LESSONS)),
    st.sampled_from([View(), INFERRED, View(ViewKind.AUTHORED)]),
)
def test_every_lesson_that_can_be_started_is_found(
    named: Named, skills: set[str], done: set[str], view: View
) -> None:
    """To look near what is known is enough, whatever the graph, whoever asks, and whoever asked before."""
    snapshot = named.snapshot
    for knows, did in ((skills, done), (set[str](), set[str]()), (set(SKILLS), done)):
        known = Known.of(snapshot, view, skills=named.at(*knows), done=named.at(*did))
        lessons = snapshot.of_kind(NodeKind.LESSON).tolist()
        expected = [lesson for lesson in lessons if can_start(snapshot, lesson, known, view)]
        assert startable(snapshot, known, view) == expected


@pytest.mark.parametrize(
    ("links", "skills", "done"),
    [
        ([("a", EdgeKind.REQUIRES, "x")], {"x"}, set()),
        ([("a", EdgeKind.REQUIRES, "b")], set(), {"b"}),
        ([("a", EdgeKind.REQUIRES, "b")], {"x"}, set()),
        ([("a", EdgeKind.REQUIRES, "n")], {"x"}, set()),
        ([("a", EdgeKind.REQUIRES, "n")], set(), {"b"}),
        ([("m", EdgeKind.REQUIRES, "x")], {"x"}, set()),
        ([("w", EdgeKind.REQUIRES, "x")], {"x"}, set()),
        ([("a", EdgeKind.REQUIRES, "v"), ("x", EdgeKind.PART_OF, "v")], {"x"}, set()),
        ([("a", EdgeKind.REQUIRES, "v"), ("x", EdgeKind.SAME_AS, "v")], {"x"}, set()),
        ([("a", EdgeKind.REQUIRES, "v"), ("v", EdgeKind.SAME_AS, "x")], set(), {"b"}),
    ],
)
def test_whatever_leads_from_what_is_known_to_a_lesson_opens_it(
    links: list[tuple[str, EdgeKind, str]], skills: set[str], done: set[str]
) -> None:
    """Skills, lessons and modules, by themselves or inherited, parts of a whole, the same elsewhere."""
    course = Course()
    course.lesson("a", teaches=["w"], module="m")
    course.lesson("b", teaches=["x"], module="n")
    course.lesson("c", teaches=["v"], module="o")
    for link in links:
        course.link(*link)
    named = course.snapshot()
    snapshot, view = named.snapshot, View()
    (lesson,) = named.at("a")
    nothing = NOTHING
    assert lesson not in startable(snapshot, nothing, view)
    known = Known.of(snapshot, view, skills=named.at(*skills), done=named.at(*done))
    assert lesson in startable(snapshot, known, view)


@given(st.sets(st.sampled_from("xyzw")), st.sets(st.sampled_from("abcd")))
@example(set(), set())
def test_a_lesson_can_be_started_once_all_it_requires_is_met(skills: set[str], done: set[str]) -> None:
    """What nobody teaches blocks nothing, what is only referred to cannot be started."""
    course = Course()
    course.lesson("a", teaches=["x"])
    course.lesson("b", teaches=["y"], requires=["x"])
    course.lesson("c", teaches=["z"], requires=["y", "untaught"])
    course.lesson("d", teaches=["w"])
    course.lesson("dangling", status=Status.REFERENCED)
    named = course.snapshot()
    known = Known.of(named.snapshot, View(), skills=named.at(*skills), done=named.at(*done))
    met = skills | {skill for lesson, skill in zip("abcd", "xyzw", strict=True) if lesson in done}
    needs = {"a": set(), "b": {"x"}, "c": {"y"}, "d": set[str]()}
    expected = [lesson for lesson, required in needs.items() if lesson not in done and required <= met]
    assert sorted(named.names(startable(named.snapshot, known, View()))) == expected
