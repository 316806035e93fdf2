"""What a change does to paths, in words that learners' teachers understand."""

import pytest

from api.cli.show_diff import markdown
from api.services.compare import Comparison, compare
from api.services.effects import Change
from api.services.picture import Picture
from graph.model import EdgeKind, SkillKind
from graph.snapshot import View
from tests.courses import Course

pytestmark = pytest.mark.anyio


def course(*, shortcut: bool = False, teacher: bool = True, title: str = "first | steps") -> Course:
    """Return a course that promises one outcome, by two lessons or by one."""
    course = Course()
    if teacher:
        course.lesson(title, 30, teaches=["x"], module="m")
    course.lesson("second", 30, teaches=["y"], requires=["x"], module="m")
    if shortcut:
        course.lesson("short", 20, teaches=["y"], module="m")
    course.skill("goal", kind=SkillKind.OUTCOME, parts=["y"])
    course.link("m", EdgeKind.PROMISES, "goal")
    return course


async def between(before: Course, after: Course) -> Comparison:
    """Return the comparison of two courses."""
    pictures = [Picture(one.snapshot().snapshot, ()) for one in (before, after)]
    return await compare(pictures[0], pictures[1], View(), lambda _stage, _done, _total: None)


async def test_a_shorter_way() -> None:
    """A new lesson that makes a path shorter is said with minutes; what nobody needs any more is named."""
    found = await between(course(), course(shortcut=True))
    [effect] = found.effects
    assert effect.change is Change.SHORTER
    assert effect.before is not None
    assert effect.after is not None
    assert (effect.before.minutes, effect.after.minutes) == (60, 20)
    assert {item.name for item in found.unnecessary} == {"first | steps", "second"}


async def test_a_teacher_that_went_is_no_shorter_path() -> None:
    """Where learners have to bring along what a lesson taught, that is said, not that the path is shorter."""
    found = await between(course(), course(teacher=False))
    [effect] = found.effects
    assert effect.change is Change.ASSUMES
    assert effect.after is not None
    assert [item.name for item in effect.after.assumes] == ["x"]
    assert "bring" not in markdown(found)
    assert "and x" in markdown(found)


async def test_a_rename_changes_no_path() -> None:
    """A lesson under another title is a rename, and nobody's path is another for it."""
    found = await between(course(), course(title="first steps taken"))
    assert [one.after.name for one in found.renamed] == ["first steps taken"]
    assert found.effects == ()
    assert not found.is_empty


async def test_nothing_changed() -> None:
    """The same course twice is no difference, and Markdown says so."""
    found = await between(course(), course())
    assert found.is_empty
    assert "Nothing" in markdown(found)


async def test_words_of_documents_stay_words_in_markdown() -> None:
    """A pipe or a bracket in a title breaks no table."""
    comment = markdown(await between(course(shortcut=True), course(teacher=False)))
    assert "first \\| steps" in comment
    rows = [line for line in comment.splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in rows}) == 1


async def test_a_comment_stays_within_what_a_comment_holds() -> None:
    """However much changes, Markdown says how much it leaves out, and where all of it is."""
    large = course()
    for n in range(400):
        large.lesson(f"lesson number {n} with a title of some length", 10, teaches=[f"skill number {n}"])
        large.skill(f"able to do thing number {n}", kind=SkillKind.OUTCOME, parts=[f"skill number {n}"])
        large.link("m", EdgeKind.PROMISES, f"able to do thing number {n}")
    comment = markdown(await between(course(), large))
    assert len(comment) < 65_536
    assert "1,100 more" in comment
