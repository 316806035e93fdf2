"""README's first screen is what the command above it prints."""

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from api.bootstrap import main
from tools import demo

ROOT = Path(__file__).parents[2]


def test_the_first_screen_is_what_the_demo_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    """The path in the README is the one that Cairn finds today, to the character.

    It is asked for in this process, where planners have their seconds by the processor: proof included.
    """

    def cairn(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["cairn", *arguments])
        with redirect_stdout(io.StringIO()) as out, pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return out.getvalue()

    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(demo, "cairn", cairn)
    assert demo.demo() in (ROOT / "README.md").read_text(encoding="utf-8"), "run: make readme"


def test_make_demo_asks_the_question_of_the_readme() -> None:
    """`make demo` and the README tell the same story."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for variable in ("DEMO_GAP", "DEMO_KNOW"):
        (line,) = (line for line in makefile.splitlines() if line.startswith(variable))
        assert f'"{line.partition("?= ")[2]}"' in readme
