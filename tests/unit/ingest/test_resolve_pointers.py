"""What documents point at."""

import pytest

from graph.model import Edge, EdgeKind, NodeId, NodeKind
from ingest.resolve import resolve
from tests.drafts import DraftWriter

COURSE = NodeId("course")


def target(text: str, uri: str | None = None, kind: NodeKind | None = None) -> str:
    """Return what a pointer of the lesson ``start`` leads to, in a small site."""
    index = DraftWriter("01-basics/_index.md")
    index.module("Basics", uri="01-basics")
    loops = DraftWriter("01-basics/02-while-loops.md")
    page = "01-basics/02-while-loops.md"
    lesson = loops.lesson("While loops, explained", uri=page, slug="repeating", labels=("lesson 2",))
    loops.teaches(lesson, "iteration")
    intros = []
    for folder in ("01-basics", "files"):
        intro = DraftWriter(f"{folder}/intro.md")
        intro.lesson("Introduction", uri=f"{folder}/intro.md")
        intros.append(intro.draft())
    start = DraftWriter("01-basics/start.md")
    start.requires(start.lesson("Start", uri="01-basics/start.md"), text, uri=uri, kind=kind)
    found = resolve(COURSE, [index.draft(), loops.draft(), *intros, start.draft()], title=None).facts()
    (edge,) = (f for f in found.values() if isinstance(f, Edge) and f.kind is EdgeKind.REQUIRES)
    return edge.target.removeprefix("course/")


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("see", "01-basics/02-while-loops.md"),
        ("see", "01-basics/02-while-loops"),
        ("see", "01-basics/02-while-loops.html#for-each"),
        ("see", "/01-basics/02-while-loops/"),
        ("see", "while-loops"),
        ("repeating", None),
        ("02-while-loops", None),
        ("while-loops", None),
        ("While loops, explained", None),
        ("while loops explained", None),
    ],
)
def test_ways_to_point_at_a_lesson(text: str, uri: str | None) -> None:
    """A uri with or without its ending, a slug, a title, a unique end of a path all find the lesson."""
    assert target(text, uri) == "lesson/repeating"


def test_a_lesson_can_be_pointed_at_by_its_number() -> None:
    """The number that a title carries finds its lesson, and a number that none carries makes no skill."""
    assert target("lesson 2", kind=NodeKind.LESSON) == "lesson/repeating"
    assert target("Lesson 7", kind=NodeKind.LESSON) == "lesson/lesson-7"
    assert target("lesson 2") == "skill/lesson-2"


def test_a_folder_means_its_module() -> None:
    """A link to a folder or its index page leads to the module."""
    assert target("see", "01-basics/index.md") == "module/basics"
    assert target("01-basics") == "module/basics"


def test_words_can_mean_a_skill() -> None:
    """Words that name a taught skill lead to it; unknown words make one."""
    assert target("iteration") == "skill/iteration"
    assert target("Iterations", kind=NodeKind.SKILL) == "skill/iteration"
    assert target("core Elixir") == "skill/core-elixir"


def test_a_skill_is_meant_even_if_a_lesson_has_its_name() -> None:
    """Where the document says that it means knowledge, no lesson is taken for it."""
    assert target("While loops, explained", kind=NodeKind.SKILL) == "skill/while-loops-explained"


def test_of_two_namesakes_the_one_in_the_same_module_is_meant() -> None:
    """A title that two lessons have means the one in the module of who points."""
    assert target("Introduction") == "lesson/introduction-basics"


def test_an_unclear_pointer_is_not_guessed() -> None:
    """With two lessons of the name elsewhere the target stays a reference of its own, and is reported."""
    pages = []
    for folder in ("a", "b"):
        index = DraftWriter(f"{folder}/index.md")
        index.module(folder.upper(), uri=folder)
        page = DraftWriter(f"{folder}/intro.md")
        page.lesson("Introduction", uri=f"{folder}/intro.md")
        pages += [index.draft(), page.draft()]
    start = DraftWriter("start.md")
    start.requires(start.lesson("Start", uri="start.md"), "Introduction", kind=NodeKind.LESSON)
    found = resolve(COURSE, [*pages, start.draft()], title=None)
    assert found.warnings == ("start.md:2: “Introduction” could mean 2 things",)
    required = [
        s.says.target
        for s in found.statements
        if isinstance(s.says, Edge) and s.says.kind is EdgeKind.REQUIRES
    ]
    assert not set(required) & {"course/lesson/introduction-a", "course/lesson/introduction-b"}
    assert set(required) <= found.facts().keys()
