"""What the command asks of Python, and of libraries before they are loaded."""

import os
import subprocess
import sys

import pytest

_SCRIPT = """
import gc, os, sys
from contextlib import suppress
from api import bootstrap
print("numpy" in sys.modules)
sys.argv = ["cairn", "config"]
with suppress(SystemExit):
    bootstrap.main()
print(os.environ["OPENBLAS_NUM_THREADS"], gc.get_threshold()[0])
"""


@pytest.mark.parametrize(("chosen", "taken"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_products_of_matrices_take_one_thread_unless_told_otherwise(
    chosen: dict[str, str], taken: str
) -> None:
    """Before numpy is loaded the command bounds its threads, and leaves alone what a person chose.

    Python is to look seldom for objects that hold one another.
    """
    bare = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], env={**bare, **chosen}, capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    threads, objects = lines[-1].split()
    assert (lines[0], threads) == ("False", taken)
    assert int(objects) >= 10_000
