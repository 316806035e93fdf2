"""Starts the processes of ``store_child.py``."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from support import PATIENCE

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


def together(processes: Sequence[subprocess.Popen[str]]) -> list[dict[str, object]]:
    """Let processes begin at the same moment, when all are there; return what each printed."""
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("begin\n")
        process.stdin.flush()
    return [result(process) for process in processes]


def result(process: subprocess.Popen[str]) -> dict[str, object]:
    """Wait for a process and return the JSON that it printed."""
    with process:
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    told: dict[str, object] = json.loads(output)
    return told
