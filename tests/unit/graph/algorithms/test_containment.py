"""All pairs of lessons and the modules that hold them."""

from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.containment import containment
from graph.model import EdgeKind, NodeKind
from tests.courses import Course

LESSONS, MODULES = [f"l{i}" for i in range(4)], [f"m{i}" for i in range(4)]


@given(st.lists(st.tuples(st.sampled_from(LESSONS + MODULES), st.sampled_from(MODULES)), max_size=12))
def test_pairs_are_what_leads_outward(parts: list[tuple[str, str]]) -> None:
    """Each lesson has the modules that one meets going outward from it, through circles too, each once."""
    course = Course()
    for name in LESSONS:
        course.lesson(name, 10)
    for name in MODULES:
        course.module(name)
    for part, whole in dict.fromkeys(parts):
        course.link(part, EdgeKind.PART_OF, whole)
    snapshot = course.snapshot().snapshot
    held = containment(snapshot)
    lessons = snapshot.of_kind(NodeKind.LESSON).tolist()
    for lesson in lessons:
        pairs = held.module[held.pointers[lesson] : held.pointers[lesson + 1]].tolist()
        assert pairs == sorted(snapshot.modules_above(lesson))
    assert len(held.lesson) == held.size.sum()
    for module in snapshot.of_kind(NodeKind.MODULE).tolist():
        assert held.size[module] == len(snapshot.lessons_of(module))
