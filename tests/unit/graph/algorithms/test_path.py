import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.goals import leads_to
from graph.algorithms.minutes import Unit
from graph.algorithms.path import Path, find_path
from graph.errors import InvalidInput
from graph.model import EdgeKind, SkillKind, Status
from graph.snapshot import View, ViewKind
from tests.courses import Course, Named
from tests.lesson_plans import GOALS, LessonPlan, as_course, lesson_plans


def _find(named: Named, *goals: str, **options: object) -> Path:
    """Find a path by names instead of indices."""
    indexed = {"known_skills", "done", "not_known", "without"}
    options = {key: named.at(*value) if key in indexed else value for key, value in options.items()}  # type: ignore[misc]  # these are names
    return find_path(named.snapshot, named.at(*goals), **options)  # type: ignore[arg-type]  # as the caller gave them


def _lessons(named: Named, path: Path) -> list[str]:
    return named.names(step.lesson for step in path.steps)


def _chain() -> Course:
    course = Course()
    course.lesson("a", 10, teaches=["x"])
    course.lesson("b", 20, teaches=["y"], requires=["x"])
    course.lesson("c", 30, teaches=["z"], covers=["extra"], requires=["y"])
    return course


def test_a_path_is_what_a_goal_rests_on_in_an_order_that_works() -> None:
    """Each lesson comes after those it needs, and says what it adds, who needs it and what it closes."""
    named = _chain().snapshot()
    path = _find(named, "z")
    assert _lessons(named, path) == ["a", "b", "c"]
    assert [named.names(step.adds) for step in path.steps] == [["x"], ["y"], ["z"]]
    assert [named.names(step.needed_by) for step in path.steps] == [["b"], ["c"], []]
    assert [named.names(step.closes) for step in path.steps] == [[], [], ["z"]]
    assert named.names(path.steps[-1].also) == ["extra"]
    assert [step.cumulative for step in path.steps] == [10, 30, 60]
    assert (path.total, path.lower_bound, path.proven, path.unit) == (60, 60, True, Unit.MINUTES)
    assert all(step.indispensable for step in path.steps)


def test_a_step_names_the_edges_that_made_it_necessary() -> None:
    """The evidence for a step is what it teaches and who requires that."""
    named = _chain().snapshot()
    because = [named.snapshot.edge_id(edge) for edge in _find(named, "z").steps[0].because]
    assert because == ["c/lesson/a TEACHES c/skill/x", "c/lesson/b REQUIRES c/skill/x"]


def test_what_is_known_is_not_studied() -> None:
    """A known skill ends the path there; a finished lesson adds what it taught, less what is not known."""
    named = _chain().snapshot()
    assert _lessons(named, _find(named, "z", known_skills=["y"])) == ["c"]
    assert _lessons(named, _find(named, "z", done=["a"])) == ["b", "c"]
    assert _lessons(named, _find(named, "z", done=["a"], not_known=["x"])) == ["a", "b", "c"]
    assert named.names(_find(named, "z", known_skills=["z"]).already) == ["z"]


def test_knowing_a_skill_does_not_imply_what_it_rests_on() -> None:
    """A prerequisite of something known is still studied if something else needs it."""
    course = _chain()
    course.lesson("d", 5, teaches=["w"], requires=["x", "y"])
    named = course.snapshot()
    assert _lessons(named, _find(named, "w", known_skills=["y"])) == ["a", "d"]


def test_the_cheaper_teacher_is_taken() -> None:
    """Of several lessons that teach a skill the one that costs less in all is chosen, and is replaceable."""
    course = _chain()
    course.lesson("dear", 100, teaches=["y"])
    course.lesson("cheap", 25, teaches=["y"])
    named = course.snapshot()
    path = _find(named, "z")
    assert _lessons(named, path) == ["cheap", "c"]
    assert [step.indispensable for step in path.steps] == [False, True]


def test_of_equally_long_paths_the_lesson_that_is_about_it_wins() -> None:
    """A lesson about a skill goes before one that merely covers it."""
    course = Course()
    course.lesson("aside", teaches=["other"], covers=["x"])
    course.lesson("proper", teaches=["x"])
    named = course.snapshot()
    assert _lessons(named, _find(named, "x")) == ["proper"]


def test_an_untaught_prerequisite_is_assumed_and_never_blocks() -> None:
    """What nobody teaches is reported with who needs it and whether the learner claims it."""
    course = _chain()
    course.link("b", EdgeKind.REQUIRES, _skill(course, "untaught"))
    course.link("c", EdgeKind.REQUIRES, _skill(course, "claimed"))
    course.lesson("dangling", status=Status.REFERENCED)
    course.link("c", EdgeKind.REQUIRES, "dangling")
    named = course.snapshot()
    path = _find(named, "z", known_skills=["claimed"])
    assert _lessons(named, path) == ["a", "b", "c"]
    found = {named.names([a.node])[0]: (a.known, named.names(a.needed_by)) for a in path.assumes}
    assert found == {"untaught": (False, ["b"]), "claimed": (True, ["c"]), "dangling": (False, ["c"])}


def test_a_goal_that_nobody_teaches_is_out_of_reach() -> None:
    """It is said so, and the other goals are planned all the same."""
    course = _chain()
    _skill(course, "untaught")
    course.skill("promise", kind=SkillKind.OUTCOME)
    named = course.snapshot()
    path = _find(named, "x", "untaught", "promise")
    assert _lessons(named, path) == ["a"]
    assert [named.names([u.goal, *u.missing]) for u in path.unreachable] == [
        ["untaught"] * 2,
        ["promise"] * 2,
    ]


def test_without_its_only_teacher_a_goal_is_out_of_reach_never_nearer() -> None:
    """A skill whose teacher may not be used stays required."""
    named = _chain().snapshot()
    path = _find(named, "z", without=["a"])
    assert path.steps == ()
    assert [named.names([u.goal, *u.missing]) for u in path.unreachable] == [["z", "x"]]


def test_an_outcome_needs_all_its_parts() -> None:
    """All parts are taught for, parts that nobody teaches are assumed, and the last step closes it."""
    course = _chain()
    course.lesson("d", 5, teaches=["w"])
    course.skill("able", kind=SkillKind.OUTCOME, parts=["w", "x", "vague"])
    named = course.snapshot()
    path = _find(named, "able")
    assert _lessons(named, path) == ["a", "d"]
    assert named.names(path.steps[-1].closes) == ["able"]
    assert [(named.names([a.node]), a.needed_by) for a in path.assumes] == [(["vague"], ())]
    assert named.names(leads_to(named.snapshot, named.at("able")[0], View())) == ["a", "d"]


def test_a_module_needs_its_lessons_but_for_those_met() -> None:
    """A module is all its lessons, without those whose main skills are known already."""
    course = Course()
    course.lesson("m1", 5, teaches=["p"], module="m")
    course.lesson("m2", 5, teaches=["q"], requires=["p"], module="m")
    named = course.snapshot()
    assert _lessons(named, _find(named, "m")) == ["m1", "m2"]
    assert _lessons(named, _find(named, "m", known_skills=["p"])) == ["m2"]


def test_lessons_inherit_what_their_module_requires() -> None:
    """What a module requires comes before each of its lessons, and nothing waits for its own module."""
    course = _chain()
    course.module("m", requires=["x", "inside"])
    course.lesson("m1", 5, teaches=["p"], module="m")
    course.lesson("m2", 5, teaches=["inside"], module="m")
    named = course.snapshot()
    path = _find(named, "p")
    assert _lessons(named, path) == ["a", "m1"]
    assert named.names(a.node for a in path.assumes) == ["inside"]


def test_a_required_lesson_is_met_by_knowing_what_it_is_about() -> None:
    """A required lesson need not be done if its main skills are known or taught elsewhere for less."""
    course = Course()
    course.lesson("long", 90, teaches=["x"])
    course.lesson("short", 10, teaches=["x"])
    course.lesson("next", 5, teaches=["y"], requires=["x"])
    course.lesson("last", 5, teaches=["z"])
    course.link("last", EdgeKind.REQUIRES, "long")
    named = course.snapshot()
    assert _lessons(named, _find(named, "z", known_skills=["x"])) == ["last"]
    assert _lessons(named, _find(named, "z")) == ["short", "last"]
    assert _lessons(named, _find(named, "long")) == ["long"]


def test_a_pitfall_needs_a_guard_for_each_matter() -> None:
    """All guards are alternatives unless it is known which matters the pitfall names."""
    course = _chain()
    course.lesson("d", 5, teaches=["w"])
    course.pitfall("trap", guards=["a", "d"])
    course.pitfall("unguarded", guards=[])
    named = course.snapshot()
    path = _find(named, "trap")
    assert _lessons(named, path) == ["d"]
    assert named.names(named.snapshot.target_of(edge) for edge in path.steps[0].guards) == ["trap"]
    matters = {named.at("trap")[0]: [named.at("a"), named.at("d")]}
    assert set(_lessons(named, _find(named, "trap", matters=matters))) == {"a", "d"}
    assert _find(named, "trap", done=["a"]).steps == ()
    assert named.names(u.goal for u in _find(named, "unguarded").unreachable) == ["unguarded"]


def test_an_audience_needs_what_its_modules_promise() -> None:
    """The outcomes promised to an audience are all planned; what is out of reach is named."""
    course = _chain()
    course.module("m")
    course.audience("people", of="m")
    course.skill("able", kind=SkillKind.OUTCOME, parts=["y"])
    course.skill("vague", kind=SkillKind.OUTCOME)
    course.link("m", EdgeKind.PROMISES, "able")
    named = course.snapshot()
    assert named.names(_find(named, "people").steps[-1].closes) == ["people"]
    course.link("m", EdgeKind.PROMISES, "vague")
    named = course.snapshot()
    path = _find(named, "people")
    assert _lessons(named, path) == ["a", "b"]
    assert [named.names(u.missing) for u in path.unreachable] == [["vague"]]


def test_lessons_that_wait_for_each_other_are_studied_together() -> None:
    """A circle of requirements is one unit: its lessons are neighbours and name each other."""
    course = _chain()
    course.link("a", EdgeKind.REQUIRES, "y")
    named = course.snapshot()
    path = _find(named, "z")
    assert _lessons(named, path) == ["a", "b", "c"]
    assert [named.names(step.together) for step in path.steps] == [["b"], ["a"], []]
    assert path.total == 60


def test_a_circle_that_can_be_entered_is_no_unit() -> None:
    """Where another lesson leads into a circle, it is taken, though studying together would be shorter."""
    course = _chain()
    course.link("a", EdgeKind.REQUIRES, "y")
    course.lesson("entry", 70, teaches=["x"])
    named = course.snapshot()
    assert _lessons(named, _find(named, "z")) == ["entry", "b", "c"]


def test_skills_that_only_make_up_each_other_are_untaught() -> None:
    """Parts and equals in a circle teach nobody anything."""
    course = Course()
    course.skill("p", parts=["q"])
    course.skill("q", parts=["p"])
    course.lesson("l", 5, teaches=["z"], requires=["p"])
    named = course.snapshot()
    assert named.names(u.goal for u in _find(named, "p").unreachable) == ["p"]
    path = _find(named, "z")
    assert _lessons(named, path) == ["l"]
    assert named.names(a.node for a in path.assumes) == ["p"]


def test_views_bind_more_or_less_of_what_was_inferred() -> None:
    """An inferred prerequisite adds a step in the inferred view alone, and its omission is counted."""
    course = _chain()
    course.lesson("d", 5, teaches=["w"])
    course.link("a", EdgeKind.REQUIRES, "w", inferred=0.8)
    named = course.snapshot()
    balanced, inferred = _find(named, "x"), _find(named, "x", view=View(ViewKind.INFERRED))
    assert (_lessons(named, balanced), len(balanced.hidden)) == (["a"], 1)
    assert (_lessons(named, inferred), len(inferred.hidden)) == (["d", "a"], 0)


def test_inferred_parts_and_guards_bind_unless_only_authored_ones_count() -> None:
    """The balanced view believes inferred parts; the authored view leaves them out and says so."""
    course = _chain()
    course.skill("able", kind=SkillKind.OUTCOME)
    course.link("x", EdgeKind.PART_OF, "able", inferred=0.6)
    named = course.snapshot()
    assert _lessons(named, _find(named, "able")) == ["a"]
    authored = _find(named, "able", view=View(ViewKind.AUTHORED))
    assert named.names(u.goal for u in authored.unreachable) == ["able"]
    assert len(authored.hidden) == 1


def test_what_likely_helps_comes_first_where_nothing_else_decides() -> None:
    """An inferred prerequisite that does not bind still orders steps; else reading order does."""
    course = Course()
    course.lesson("one", 5, teaches=["x"], module="m")
    course.lesson("two", 5, teaches=["y"], module="m")
    named = course.snapshot()
    assert _lessons(named, _find(named, "m")) == ["one", "two"]
    course.link("one", EdgeKind.REQUIRES, "y", inferred=0.8)
    named = course.snapshot()
    assert _lessons(named, _find(named, "m")) == ["two", "one"]


def test_where_nobody_states_minutes_lessons_are_counted() -> None:
    """Fewest lessons win and a budget is not applied, unless a person says how long a lesson takes."""
    course = Course()
    course.lesson("a", teaches=["x"])
    course.lesson("b", teaches=["y"], requires=["x"])
    named = course.snapshot()
    path = _find(named, "y", budget_minutes=30)
    assert (path.total, path.unit, path.steps[0].minutes, path.estimated) == (2, Unit.LESSONS, None, False)
    assert path.budget is not None
    assert not path.budget.applied
    timed = _find(named, "y", lesson_minutes=20, budget_minutes=30)
    assert (timed.total, timed.unit, timed.estimated) == (40, Unit.MINUTES, True)
    assert timed.budget is not None
    assert (len(timed.budget.steps), timed.budget.used) == (1, 20)


def test_a_budget_never_cuts_a_unit_in_two() -> None:
    """Lessons that are studied together fit together or not at all."""
    course = _chain()
    course.link("a", EdgeKind.REQUIRES, "y")
    named = course.snapshot()
    budget = _find(named, "z", budget_minutes=20).budget
    assert budget is not None
    assert (budget.steps, budget.used, budget.closes) == ((), 0, ())


def test_more_minutes_are_looked_at_in_the_same_go() -> None:
    """What so many more minutes would buy is found beside the budget; nothing where everything fits."""
    course = Course()
    course.lesson("one", 30, teaches=["x"])
    course.lesson("two", 40, teaches=["y"])
    named = course.snapshot()
    path = _find(named, "x", "y", budget_minutes=45, more_minutes=30)
    assert path.budget is not None
    assert path.more is not None
    assert named.names(path.budget.closes) == ["x"]
    assert (path.more.minutes, named.names(path.more.closes)) == (75, ["x", "y"])
    assert _find(named, "x", "y", budget_minutes=75, more_minutes=30).more is None
    assert _find(named, "x", "y", more_minutes=30).more is None


@given(lesson_plans(), GOALS, st.integers(0, 90))
def test_time_that_is_up_gives_a_path_all_the_same(
    lessons: list[LessonPlan], goals: frozenset[int], minutes: int
) -> None:
    """Past the deadline there is a path that can be walked, what fits a budget, and bounds that hold."""
    named = as_course(lessons)
    wanted = [f"s{goal}" for goal in sorted(goals)]
    late = _find(named, *wanted, deadline_s=0, budget_minutes=minutes, more_minutes=30)
    best = _find(named, *wanted, deadline_s=30, budget_minutes=minutes)
    assert late.lower_bound <= best.total <= late.total
    assert {one.goal for one in late.unreachable} == {one.goal for one in best.unreachable}
    assert late.budget is not None
    assert best.budget is not None
    assert late.budget.used <= minutes or late.total <= minutes
    assert late.budget.share <= best.budget.share <= late.budget.most


def test_a_budget_buys_what_closes_most_and_then_a_start_on_the_rest() -> None:
    """The lessons within a budget need not be of the whole path; time that is left begins the rest."""
    course = Course()
    course.lesson("both", 50, teaches=["x", "y"])
    course.lesson("quick", 30, teaches=["x"])
    course.lesson("easy", 10, teaches=["e"])
    course.lesson("next", 30, teaches=["z"], requires=["e"])
    named = course.snapshot()
    path = _find(named, "x", "y", "z", budget_minutes=45)
    assert named.names(step.lesson for step in path.steps) == ["both", "easy", "next"]
    assert path.budget is not None
    assert named.names(step.lesson for step in path.budget.steps) == ["quick", "easy"]
    assert (named.names(path.budget.closes), path.budget.used) == (["x"], 40)
    assert (path.budget.share, path.budget.most, path.budget.proven) == (1 / 3, 1 / 3, True)


def test_the_same_skill_elsewhere_counts() -> None:
    """A skill that is the same as a known one is known."""
    course = _chain()
    course.skill("twin")
    course.link("twin", EdgeKind.SAME_AS, "x")
    named = course.snapshot()
    assert _lessons(named, _find(named, "y", known_skills=["twin"])) == ["b"]
    assert _lessons(named, _find(named, "twin")) == ["a"]


def test_a_curriculum_is_no_goal() -> None:
    """What cannot be reached by study is refused by name."""
    named = _chain().snapshot()
    with pytest.raises(InvalidInput, match="curriculum"):
        find_path(named.snapshot, [named.snapshot.index("c")])


def _skill(course: Course, name: str) -> str:
    course.skill(name)
    return name
