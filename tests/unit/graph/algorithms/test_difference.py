from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.difference import Difference, difference
from graph.model import EdgeKind, Lesson, NodeId
from graph.snapshot import View, ViewKind
from tests.courses import Course, Named


def between(before: Named, after: Named) -> Difference:
    """Return the difference in the usual view."""
    return difference(before.snapshot, after.snapshot, View())


def course(*lessons: str, taught: dict[str, list[str]] | None = None) -> Course:
    """Return lessons in one module, each with what it teaches."""
    course = Course()
    for name in lessons:
        course.lesson(name, 10, teaches=(taught or {}).get(name, []), module="m")
    return course


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@given(NAMES, NAMES)
def test_every_node_is_accounted_for_once(old: list[str], new: list[str]) -> None:
    """Each node stayed, was renamed, went or came; a graph does not differ from itself."""
    before, after = course(*old).snapshot(), course(*new).snapshot()
    found = between(before, after)
    stayed = len(found.same) - len(found.renamed)
    assert stayed == bool(old and new) + len(set(old) & set(new))
    assert len(found.removed) + len(found.same) == len(set(old)) + bool(old)
    assert len(found.added) + len(found.same) == len(set(new)) + bool(new)
    itself = between(before, before)
    assert (itself.added, itself.removed, itself.renamed, itself.changed) == ((), (), (), ())
    assert (itself.linked, itself.unlinked) == ((), ())


def test_a_lesson_with_a_new_title_is_renamed_and_its_links_stay() -> None:
    """What it teaches says that it is the same lesson; no link is new or gone."""
    before = course("Locks in rows", "other", taught={"Locks in rows": ["x", "y", "z"]}).snapshot()
    after = course("A wholly new title", "other", taught={"A wholly new title": ["x", "y", "z"]}).snapshot()
    found = between(before, after)
    [one] = found.renamed
    assert before.names([one.before]) == ["Locks in rows"]
    assert after.names([one.after]) == ["A wholly new title"]
    assert "name" in one.fields
    assert (found.added, found.removed, found.linked, found.unlinked) == ((), (), (), ())


def test_a_title_that_is_spelled_much_alike_is_a_rename() -> None:
    """A name that changed a little needs no links to be recognised."""
    before, after = course("Joining two tables").snapshot(), course("Joining tables").snapshot()
    assert len(between(before, after).renamed) == 1


def test_another_lesson_in_the_same_place_is_another_lesson() -> None:
    """Standing where a lesson stood, after the same lesson in the same module, is no rename."""
    before, after = course("first", "apples"), course("first", "pears")
    before.link("apples", EdgeKind.FOLLOWS, "first")
    after.link("pears", EdgeKind.FOLLOWS, "first")
    found = between(before.snapshot(), after.snapshot())
    assert (len(found.renamed), len(found.added), len(found.removed)) == (0, 1, 1)


def test_a_redirect_says_what_became_of_a_node() -> None:
    """An earlier rename is believed, however little the two have in common."""
    before, after = course("alpha"), course("omega")
    after.redirects[before.id("lesson", "alpha")] = NodeId(after.id("lesson", "omega"))
    assert len(between(before.snapshot(), after.snapshot()).renamed) == 1


def test_fields_that_differ_are_named() -> None:
    """A lesson that takes longer now has changed in its minutes, and in nothing else."""
    before, after = course("a"), course("a")
    lesson = after.nodes["a"]
    assert isinstance(lesson, Lesson)
    after.nodes["a"] = replace(lesson, minutes=25)
    [one] = between(before.snapshot(), after.snapshot()).changed
    assert one.fields == ("minutes",)


def test_links_that_came_and_went() -> None:
    """A prerequisite that was turned round is one gone and one new."""
    before, after = course("a", "b"), course("a", "b")
    before.link("a", EdgeKind.REQUIRES, "b")
    after.link("b", EdgeKind.REQUIRES, "a")
    old, new = before.snapshot(), after.snapshot()
    found = between(old, new)
    assert [new.snapshot.edge_id(edge) for edge in found.linked] == ["c/lesson/b REQUIRES c/lesson/a"]
    assert [old.snapshot.edge_id(edge) for edge in found.unlinked] == ["c/lesson/a REQUIRES c/lesson/b"]


LINKS = st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.booleans()), max_size=8)


@given(LINKS, LINKS, st.sampled_from(ViewKind))
def test_links_that_differ_are_those_that_bind_on_one_side(
    old: set[tuple[str, str, bool]], new: set[tuple[str, str, bool]], kind: ViewKind
) -> None:
    """In any view, by the ids at their ends, and sorted by them."""
    sides = [required(old), required(new)]
    found = difference(sides[0].snapshot, sides[1].snapshot, View(kind))
    was, now = (
        {side.snapshot.edge_id(e) for e in np.flatnonzero(side.snapshot.binding(View(kind))).tolist()}
        for side in sides
    )
    assert [sides[1].snapshot.edge_id(edge) for edge in found.linked] == sorted(now - was)
    assert [sides[0].snapshot.edge_id(edge) for edge in found.unlinked] == sorted(was - now)


def required(links: set[tuple[str, str, bool]]) -> Named:
    """Return four lessons, some of which require another, as stated or as inferred."""
    made = course(*"abcd")
    for source, target in {(source, target) for source, target, _ in links}:
        inferred = (source, target, False) not in links
        made.link(source, EdgeKind.REQUIRES, target, inferred=0.75 if inferred else None)
    return made.snapshot()
