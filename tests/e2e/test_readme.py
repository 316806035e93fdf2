"""README's first screen is what the command above it prints."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_first_screen_is_what_the_demo_prints() -> None:
    """The path in the README is the one that Cairn finds today, to the character."""
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "demo.py"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() in (ROOT / "README.md").read_text(encoding="utf-8"), "run: make readme"


def test_make_demo_asks_the_question_of_the_readme() -> None:
    """`make demo` and the README tell the same story."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for variable in ("DEMO_GAP", "DEMO_KNOW"):
        (line,) = (line for line in makefile.splitlines() if line.startswith(variable))
        assert f'"{line.partition("?= ")[2]}"' in readme
