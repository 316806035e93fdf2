"""The ``cairn`` command as a process of its own, and what it may say when it fails."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from support import PATIENCE

EXAMPLES = Path(__file__).parent.parent / "examples"
SITE = EXAMPLES / "data-with-postgresql"
PAGE = EXAMPLES / "incident-response.txt"
CAIRN = (sys.executable, "-c", "from api.bootstrap import main; main()")


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    def answer(self) -> object:
        """Return what the command says to programs; it must have succeeded."""
        assert self.code == 0, self.err
        return json.loads(self.out)


@dataclass(frozen=True)
class Cairn:
    """Runs commands in an environment of their own."""

    environment: Mapping[str, str]
    python: ClassVar[str] = sys.executable

    def with_environment(self, **variables: str) -> "Cairn":
        """Return the same with more variables."""
        return Cairn({**self.environment, **variables})

    def __call__(
        self,
        *arguments: str | Path,
        given: bytes | None = None,
        command: Sequence[str] = CAIRN,
        **options: object,
    ) -> Done:
        """Run a command to its end; ``options`` are those of :func:`subprocess.run`."""
        done = subprocess.run(
            [*command, *map(str, arguments)],
            input=given,
            capture_output=True,
            check=False,
            env=dict(self.environment),
            timeout=PATIENCE,
            **options,  # type: ignore[call-overload]  # whatever a test needs
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: str | Path) -> "subprocess.Popen[bytes]":
        """Start a command whose end the test decides."""
        return subprocess.Popen(
            [*CAIRN, *map(str, arguments)],
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=_hear_interrupts,  # noqa: PLW1509  # no thread runs here
        )


def wait_until_at_work(process: "subprocess.Popen[bytes]", store: Path) -> None:
    """Wait until a command has opened its store, whose log appears then, or has ended."""
    log = store.with_name(f"{store.name}-wal")
    while not log.exists() and process.poll() is None:
        time.sleep(0.001)


def _hear_interrupts() -> None:
    """Undo what shells do to commands in the background, which may be how the tests run."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def environment(lab: Path) -> dict[str, str]:
    """Return the variables of a user who has only just arrived; the compiled model is kept in ``lab``."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    root = Path(__file__).parent.parent
    return {
        **kept,
        "HOME": str(lab / "home"),
        "CAIRN_CACHE": str(lab / "cache"),
        "PYTHONPATH": str(root),
        "COLUMNS": "100",
    }


def assert_fails(done: Done, code: int, *words: str, out: str | None = "") -> None:
    """Check that a command ended with ``code``, said why in one sentence with ``words``, and what to do."""
    lines = done.err.splitlines()
    assert done.code == code, done.err
    assert "Traceback" not in done.err
    assert len(lines) == 2, done.err
    assert lines[0].startswith("cairn: ")
    assert lines[0].endswith((".", "?"))
    assert lines[1].startswith("  ")
    assert lines[1].endswith((".", "?"))
    for word in words:
        assert word in lines[0]
    if out is not None:
        assert done.out == out


def error_of(done: Done) -> dict[str, str]:
    """Return the one error that a command said to programs."""
    (line,) = done.err.splitlines()
    error = json.loads(line)["error"]
    assert isinstance(error, dict)
    assert error["hint"]
    return error
