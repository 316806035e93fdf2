"""The Neo4j server that other tests stand on."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from support import PATIENCE, wait_until

from tools.neo4j_server import Address, Server

TOOL = Path(__file__).parents[2] / "tools" / "neo4j_server.py"


def _answers(address: Address) -> bool:
    """Return whether a Bolt server takes the handshake (neo4j.com/docs/bolt/current/bolt/handshake)."""
    host, _, port = address.uri.removeprefix("bolt://").partition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            connection.sendall(b"\x60\x60\xb0\x17" + bytes([0, 8, 8, 5]) + bytes(12))
            return connection.recv(4).strip(b"\0") != b""
    except (ConnectionError, TimeoutError):
        return False


def test_it_can_be_killed_and_started_again(own_neo4j: Server) -> None:
    """It comes back at the same address."""
    assert _answers(own_neo4j.address)
    own_neo4j.kill()
    assert not _answers(own_neo4j.address)
    own_neo4j.start()
    assert _answers(own_neo4j.address)


@pytest.mark.usefixtures("own_neo4j")  # skips where there can be no server
def test_it_ends_with_the_process_that_started_it() -> None:
    """No server stays behind, not even where the tests were killed."""
    show = "import os; print(os.environ['CAIRN_TEST_NEO4J_URI'], flush=True); input()"
    command = [sys.executable, TOOL, "run", sys.executable, "-c", show]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as tool:
        assert tool.stdout
        address = Address(tool.stdout.readline().strip(), "", "")
        assert _answers(address)
        tool.send_signal(signal.SIGKILL)
        wait_until(lambda: not _answers(address))


def test_another_server_can_be_named() -> None:
    """The variables that a run is given are those that it reads."""
    address = Address("neo4j://127.0.0.1:7687", "ada", "secret")
    assert Address.read(address.environment()) == address
    assert Address.read({}) is None
