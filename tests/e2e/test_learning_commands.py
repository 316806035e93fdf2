"""`cairn why`, `assess`, `learner` and a budget, as people and as programs use them."""

import shutil
from pathlib import Path

import pytest
from cli_support import Cairn, assert_fails

SLOW = "my query got slow when the table grew"
BASICS = "First queries, Asking harder questions"


@pytest.fixture(scope="module")
def here(cairn: Cairn, library: Path) -> Cairn:
    """Return the command with the samples as its usual store."""
    return cairn.with_environment(CAIRN_STORE=str(library))


@pytest.fixture
def own(cairn: Cairn, library: Path, tmp_path: Path) -> Cairn:
    """Return the command with a copy of the samples, to be written to."""
    shutil.copy(library, tmp_path / "own.db")
    return cairn.with_environment(CAIRN_STORE=str(tmp_path / "own.db"))


def test_why_says_why_and_what_would_be_otherwise(here: Cairn) -> None:
    """A step says what needs it and what replaces it; a lesson beside the path what it costs and replaces."""
    step = here("why", "How a B-tree index works", "--gap", SLOW, "--know", BASICS)
    assert step.code == 0, step.err
    assert step.out.splitlines()[:3] == [
        "How a B-tree index works  on the way to When a query slows down as its table grows",
        "  Teaches B-tree index, which “When a query slows down as its table grows” builds on. Nothing can",
        "  take its place: every way to the goal has it.",
    ]
    beside = here("why", "Reading query plans with EXPLAIN", "--gap", SLOW, "--know", BASICS)
    assert "takes 70 min more. It would stand in" in beside.out
    assert "“Query plans in twenty minutes”" in beside.out


def test_why_without_a_gap_is_about_the_thing_itself(here: Cairn) -> None:
    """A locked lesson says what it waits for and the soonest way to it."""
    done = here("why", "Deadlocks")
    assert "Waits for" in done.out
    assert "Soonest by" in done.out
    assert_fails(here("why", "Juggling"), 66, "Juggling")


def test_why_without_a_name_lists_what_knowing_would_save(here: Cairn) -> None:
    """The skills that would save most come first."""
    done = here("why", "--gap", SLOW, "--know", BASICS)
    assert done.out.startswith("If you knew it already, it would save\n")
    answer = here("why", "--gap", SLOW, "--know", BASICS, "--json").answer()
    assert isinstance(answer, list)
    saves = [one["saves"] for one in answer]
    assert saves == sorted(saves, reverse=True)
    assert_fails(here("why"), 2, "lesson or a skill")


def test_a_budget_prints_what_fits_and_what_more_time_buys(here: Cairn) -> None:
    """With --hours a terminal shows what to study in that time, and what is left for later."""
    goals = ("--goal", "window functions", "--goal", "Deadlocks")
    done = here("path", *goals, "--know", "First queries", "--hours", "1.5")
    assert done.code == 0, done.err
    said = "In 1 h 30 min: 1 of 2 goals reached, 50% of the gap closed; no choice of lessons closes more."
    assert said in done.out
    assert "  1  Window functions  1 h" in done.out
    assert "\nLater     Joining tables, " in done.out
    assert here("plan", *goals, "--know", "First queries", "--hours", "1.5").out == done.out
    assert_fails(here("plan", *goals), 2, "--hours")


def test_assess_can_be_scripted_and_taken_up_again(here: Cairn) -> None:
    """A call says what the answers so far mean, and names the next question and how to answer it."""
    first = here("assess", "--gap", SLOW, "--json").answer()
    assert isinstance(first, dict)
    asked = first["question"]["skill"]
    shown = here("assess", "--gap", SLOW, "--answer", f"{asked['id']}=no")
    assert shown.code == 0, shown.err
    assert f"{asked['name']}  said no" in shown.out
    assert "Next  Could you explain and use this without help: " in shown.out
    assert 'Go on with one more answer: --answer "' in shown.out
    assert_fails(here("assess", "--gap", SLOW, "--answer", "joins"), 2, "SKILL=yes")


def test_what_a_learner_answers_and_does_is_kept(own: Cairn) -> None:
    """Answers and progress count wherever the learner is named, until the learner is forgotten."""
    plain = own("path", "--gap", SLOW, "--json").answer()
    done = own("assess", "--gap", SLOW, "--learner", "ada", "--answer", "reading query plans=yes")
    assert "Kept for ada: cairn path … --learner ada" in done.out
    assert own("learner", "progress", "ada", "Joining tables", "--result", "passed").code == 0
    shown = own("learner", "show", "ada").out
    assert shown.startswith("Finished\n    Joining tables  2")
    assert "reading query plans  said yes, 2" in shown
    known = own("path", "--gap", SLOW, "--learner", "ada", "--json").answer()
    assert isinstance(plain, dict)
    assert isinstance(known, dict)
    assert len(known["steps"]) < len(plain["steps"])
    assert own("learner", "forget", "ada").out == "All about ada is erased.\n"
    assert own("learner", "forget", "ada").out == "Nothing was kept of ada.\n"
    assert own("learner", "show", "ada").out == "Nothing is kept of ada.\n"
