"""The matters that a pitfall names."""

from courses import Course, Named

from api.services.matters import matters_of
from api.services.picture import Picture
from graph.algorithms.path import find_path
from graph.snapshot import View


def _groups(named: Named, pitfall: str) -> list[list[str]]:
    found = matters_of(Picture(named.snapshot, ()), named.at(pitfall), View())
    return [sorted(named.names(group)) for group in found.get(named.at(pitfall)[0], ())]


def test_a_pitfall_that_names_two_matters_needs_a_guard_for_each() -> None:
    """Of two lessons that each treat one of the matters, by title or by what they teach, both are steps."""
    course = Course()
    course.lesson("Retries with care", 30, teaches=["backoff"])
    course.lesson("When to give up", 20, teaches=["timeout"])
    course.pitfall("Forgetting retries and timeouts", guards=["Retries with care", "When to give up"])
    named = course.snapshot()
    goal = named.at("Forgetting retries and timeouts")
    assert _groups(named, "Forgetting retries and timeouts") == [["Retries with care"], ["When to give up"]]
    path = find_path(named.snapshot, goal, matters=matters_of(Picture(named.snapshot, ()), goal, View()))
    assert sorted(named.names(step.lesson for step in path.steps)) == [
        "Retries with care",
        "When to give up",
    ]


def test_a_guard_of_the_whole_pitfall_is_one_of_each_matter() -> None:
    """A lesson that names neither matter, and one that names both, each do for all of it."""
    course = Course()
    course.lesson("Retries", 30, teaches=["retries"])
    course.lesson("Timeouts", 20, teaches=["timeouts"])
    course.lesson("Resilience", 40, teaches=["circuit breakers"])
    course.pitfall("Forgetting retries and timeouts", guards=["Retries", "Timeouts", "Resilience"])
    named = course.snapshot()
    assert _groups(named, "Forgetting retries and timeouts") == [
        ["Resilience", "Retries"],
        ["Resilience", "Timeouts"],
    ]


def test_one_matter_leaves_all_guards_alternatives() -> None:
    """Where guards treat one matter alone, or the sentence names one, nothing more is required than one."""
    course = Course()
    course.lesson("Retries", 30, teaches=["retries"])
    course.lesson("More about retries", 20, teaches=["retrying"])
    course.pitfall("Forgetting retries and timeouts", guards=["Retries", "More about retries"])
    course.pitfall("Treating retries as harmless", guards=["Retries"])
    named = course.snapshot()
    assert _groups(named, "Forgetting retries and timeouts") == []
    assert _groups(named, "Treating retries as harmless") == []
