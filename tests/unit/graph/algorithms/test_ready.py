from graph.algorithms.known import NOTHING, Known
from graph.algorithms.ready import Recommendation, ready, to_review
from graph.algorithms.siblings import siblings
from graph.model import EdgeKind, SkillKind, Status
from graph.snapshot import View
from tests.courses import Course, Named


def _course() -> Course:
    course = Course()
    course.lesson("a", 10, teaches=["x"], module="m")
    course.lesson("b", 20, teaches=["y"], requires=["x"], module="m")
    course.lesson("c", 30, teaches=["z"], requires=["y", "untaught"], module="m")
    course.lesson("d", 40, teaches=["w"], module="n")
    course.lesson("dangling", status=Status.REFERENCED)
    course.skill("able", kind=SkillKind.OUTCOME, parts=["w", "z"])
    course.pitfall("trap", guards=["d", "c"])
    return course


def _names(named: Named, found: tuple[Recommendation, ...]) -> list[str]:
    return named.names(r.lesson for r in found)


def test_what_serves_most_is_recommended_first() -> None:
    """Outcomes and pitfalls newly served count before what is unlocked, that before reading order."""
    named = _course().snapshot()
    first, second = ready(named.snapshot)
    assert named.names([first.lesson, second.lesson]) == ["d", "a"]
    assert named.names(first.serves) == ["able", "trap"]
    assert (second.unlocks, named.names(second.adds), second.minutes) == (1, ["x"], 10)


def test_toward_a_goal_only_what_serves_it_is_recommended() -> None:
    """The next lessons of the path come first, others that could serve the goal after them."""
    course = _course()
    course.lesson("dear", 90, teaches=["y"])
    named = course.snapshot()
    found = ready(named.snapshot, toward=named.at("z"))
    assert _names(named, found) == ["a", "dear"]
    assert [(r.on_path, r.relevance) for r in found] == [(True, 1.0), (False, 0.5)]


def test_what_is_done_and_what_adds_nothing_is_not_recommended() -> None:
    """A finished lesson is not offered again, nor one that teaches what is known and guards nothing new."""
    named = _course().snapshot()
    assert _names(named, ready(named.snapshot, done=named.at("a"))) == ["d", "b"]
    assert _names(named, ready(named.snapshot, known_skills=named.at("x", "y"), done=named.at("d"))) == ["c"]


def test_toward_a_goal_only_what_serves_it_counts_as_unlocked() -> None:
    """A lesson that opens the way to much else is no better on the way to a goal than one that does not."""
    course = _course()
    course.lesson("beside", 10, teaches=["v"], requires=["x"])
    named = course.snapshot()
    assert [r.unlocks for r in ready(named.snapshot) if named.names([r.lesson]) == ["a"]] == [2]
    assert [r.unlocks for r in ready(named.snapshot, toward=named.at("z"))] == [1]


def test_what_was_learnt_last_is_worth_a_review() -> None:
    """A known skill that some lesson required which is met is practised; the others are the inner fringe."""
    named = _course().snapshot()
    known = Known.of(named.snapshot, View(), skills=named.at("x", "y", "w"))
    assert sorted(named.names(to_review(named.snapshot, known, View()))) == ["w", "y"]
    nothing = NOTHING
    assert to_review(named.snapshot, nothing, View()) == ()


def test_lessons_that_wait_for_each_other_can_be_started_together() -> None:
    """Toward a goal behind a circle, its lessons are offered although each waits for the other."""
    course = _course()
    course.link("a", EdgeKind.REQUIRES, "y")
    named = course.snapshot()
    assert _names(named, ready(named.snapshot, toward=named.at("z"))) == ["b", "a"]


def test_siblings_serve_the_same_outcome_or_pitfall() -> None:
    """A lesson beside the path is named with what it shares and the edges that say so."""
    named = _course().snapshot()
    found = siblings(named.snapshot, named.at("d"), View())
    assert [named.names([s.lesson, s.shares]) for s in found] == [["c", "able"], ["c", "trap"]]
    assert [[named.snapshot.edge_id(e) for e in s.because] for s in found] == [
        ["c/lesson/c TEACHES c/skill/z", "c/skill/z PART_OF c/skill/able"],
        ["c/lesson/c GUARDS_AGAINST c/pitfall/trap"],
    ]
    assert siblings(named.snapshot, named.at("c", "d"), View()) == ()
