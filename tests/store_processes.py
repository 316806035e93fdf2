"""Starts the processes of ``store_child.py``."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_TESTS = Path(__file__).parent


def start(role: str, path: Path, *arguments: object, wrapper: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Start a process in one role on one store, by way of the command ``wrapper``."""
    return subprocess.Popen(
        [*wrapper, sys.executable, "-m", "store_child", role, str(path), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{_TESTS}{os.pathsep}{_TESTS.parent}"},
    )


def result(process: subprocess.Popen[str]) -> dict[str, object]:
    """Wait for a process and return the JSON that it printed."""
    with process:
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    told: dict[str, object] = json.loads(output)
    return told
