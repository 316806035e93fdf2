"""``cairn serve`` as a process of its own."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import Cairn, assert_fails
from server_support import CAIRN, Server, request, response, running
from support import PATIENCE


def test_it_answers_and_ends_in_order(tmp_path: Path) -> None:
    """A store that is new is served, and SIGTERM ends the process with success."""
    with running(tmp_path / "cairn.db") as server:
        with server.connect() as connection:
            connection.sendall(request(b'{"query": "{ revision { sequence } }"}'))
            assert response(connection) == (200, {"data": {"revision": {"sequence": 0}}})
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=PATIENCE) == 0


def test_an_accepted_request_is_answered_while_it_ends(tmp_path: Path) -> None:
    """A request that is under way when SIGTERM comes gets its answer; nobody new is let in."""
    body, rest = b'{"query": "{ __type', b'name }"}'
    with running(tmp_path / "cairn.db") as server, server.connect() as under_way:
        under_way.sendall(request(body, rest=rest))
        with server.connect() as other:  # answered after the first request has arrived
            other.sendall(request(b'{"query": "{ __typename }"}'))
            response(other)
        server.process.send_signal(signal.SIGTERM)
        _wait_until_closed(server)
        under_way.sendall(rest)
        assert response(under_way) == (200, {"data": {"__typename": "Query"}})
        assert server.process.wait(timeout=PATIENCE) == 0


def _wait_until_closed(server: Server) -> None:
    while True:
        try:
            with server.connect() as refused:
                if not refused.recv(1):  # was still in the queue of the closing listener
                    return
        except (ConnectionRefusedError, ConnectionResetError):
            return


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_other_machines_are_not_served(tmp_path: Path, host: str) -> None:
    """An address that others can reach is refused with the reason, before anything is opened."""
    store = tmp_path / "cairn.db"
    command = [*CAIRN, "serve", "--host", host, "--port", "0", "--store", str(store)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "127.0.0.1" in ended.stderr
    assert not store.exists()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """The message names the port and the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [*CAIRN, "serve", "--port", str(port), "--store", str(tmp_path / "cairn.db")]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 2
    assert str(port) in ended.stderr
    assert "--port" in ended.stderr


def test_the_command_line_does_not_load_the_server() -> None:
    """Only ``cairn serve`` pays for the web framework: importing it takes longer than most commands."""
    code = "import sys, api.bootstrap; print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert {"starlette", "strawberry", "uvicorn", "graphql"}.isdisjoint(ended.stdout.split())


def test_others_are_served_once_there_is_a_key(cairn: Cairn, tmp_path: Path) -> None:
    """The refusal says how: make a key; whoever shows it is served then, and nobody else is."""
    guarded = cairn.with_environment(CAIRN_KEYS=str(tmp_path / "keys"), CAIRN_HOSTS="cairn.example.org")
    refused = guarded("serve", "--host", "0.0.0.0", "--store", tmp_path / "cairn.db")
    assert_fails(refused, 2, "0.0.0.0")
    assert "cairn keys create" in refused.err
    made = guarded("keys", "create", "reporting", "--scope", "read", "--json").answer()
    assert isinstance(made, dict)
    with running(tmp_path / "cairn.db", guarded.environment) as server:
        for credential, status in {made["key"]: 200, "none": 401}.items():
            with server.connect() as connection:
                body = b'{"query": "{ __typename }"}'
                bearer = b"\r\nAuthorization: Bearer " + credential.encode() + b"\r\n\r\n"
                connection.sendall(request(body).replace(b"\r\n\r\n", bearer, 1))
                assert response(connection)[0] == status
