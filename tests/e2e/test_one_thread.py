"""What the command asks of the libraries that it computes with, before they are loaded."""

import os
import subprocess
import sys

import pytest

_SCRIPT = """
import os, sys
from contextlib import suppress
from api import bootstrap
print("numpy" in sys.modules)
sys.argv = ["cairn", "config"]
with suppress(SystemExit):
    bootstrap.main()
print(os.environ["OPENBLAS_NUM_THREADS"])
"""


@pytest.mark.parametrize(("chosen", "taken"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_products_of_matrices_take_one_thread_unless_told_otherwise(
    chosen: dict[str, str], taken: str
) -> None:
    """Before numpy is loaded the command bounds its threads, and leaves alone what a person chose."""
    bare = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], env={**bare, **chosen}, capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert (lines[0], lines[-1]) == ("False", taken)
