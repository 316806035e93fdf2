"""The guard of conftest.py itself."""

import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).parents[1] / "conftest.py"
REACHING_OUT = """
import contextlib, socket

def test_looks_up_a_name():
    with contextlib.suppress(OSError):
        socket.getaddrinfo("example.invalid", 80)

def test_connects():
    with contextlib.suppress(OSError):
        socket.socket().connect(("192.0.2.1", 80))

def test_serves_everyone():
    with contextlib.suppress(OSError):
        socket.socket().bind(("0.0.0.0", 0))
"""
STAYING_HERE = """
import socket

def test_talks_to_itself():
    with socket.create_server(("localhost", 0)) as server:
        socket.create_connection(server.getsockname()).close()
"""


def _run(folder: Path, tests: str) -> str:
    (folder / "conftest.py").write_text(CONFTEST.read_text())
    (folder / "test_it.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_reaching_for_the_network_fails(tmp_path: Path) -> None:
    """A test that reached for another machine fails, even if the code under test swallowed the refusal."""
    assert "3 passed, 3 errors" in _run(tmp_path, REACHING_OUT)


def test_loopback_is_free(tmp_path: Path) -> None:
    """A test may start a server and talk to it."""
    assert "1 passed" in _run(tmp_path, STAYING_HERE)
