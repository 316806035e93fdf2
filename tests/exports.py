"""A small graph with whatever names there are, and its exports."""

import io

from hypothesis import strategies as st

from graph.formats.content import Content, content_of
from graph.formats.registry import FORMATS
from graph.model import EdgeKind, SkillKind
from graph.snapshot import View, ViewKind
from tests.courses import Course

NAMES = st.lists(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(
        lambda name: name.strip() and "/" not in name and " " not in name and "\0" not in name
    ),
    min_size=4,
    max_size=4,
    unique=True,
)


def content(names: list[str] | None = None, view: View | None = None) -> Content:
    """Return a course of two lessons, with an outcome and an inferred prerequisite."""
    one, two, first, second = names or ["one", "two", "first", "second"]
    course = Course()
    course.lesson(f"l{one}", 90, teaches=[f"s{first}"], module="m")
    course.lesson(f"l{two}", teaches=[f"s{second}"], requires=[f"s{first}"], module="m")
    course.skill("able", kind=SkillKind.OUTCOME, parts=[f"s{second}"])
    course.link(f"l{two}", EdgeKind.REQUIRES, f"l{one}", inferred=0.75)
    return content_of(course.snapshot().snapshot, view or View(ViewKind.INFERRED))


def written(form: str, what: Content) -> bytes:
    """Return what a form makes of content."""
    out = io.BytesIO()
    FORMATS[form].write(what, out)
    return out.getvalue()
