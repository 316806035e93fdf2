"""Clients that hold connections, against a server as a process of its own; others are served meanwhile."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from server_support import Server, request, response, running
from support import wait_until

ASK = request(b'{"query": "{ __typename }"}')


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a running server over nothing."""
    with running(tmp_path_factory.mktemp("slow") / "cairn.db") as server:
        yield server


def assert_serves(server: Server) -> None:
    """Check that a client who does as clients do gets an answer."""
    with server.connect() as connection:
        connection.sendall(ASK)
        assert response(connection) == (200, {"data": {"__typename": "Query"}})


def serves(server: Server) -> bool:
    """Tell whether a client is served, and not told that there are too many."""
    with server.connect() as connection:
        connection.sendall(ASK)
        status = int(connection.recv(200).split()[1])
    assert status in {200, 503}
    return status == 200


def ends(connection: socket.socket) -> bytes:
    """Return what the server still says before it closes a connection."""
    said = b""
    try:
        while part := connection.recv(65_536):
            said += part
    except ConnectionResetError:
        pass
    return said


def test_heads_that_never_end_are_cut_off(server: Server) -> None:
    """A head that comes a byte at a time, or not at all, ends with its connection; others are served."""
    with ExitStack() as stack:
        slow = [stack.enter_context(server.connect()) for _ in range(100)]
        for number, connection in enumerate(slow):
            connection.sendall([b"", ASK[:40], b"PRI * HTTP/2.0\r\n\r\n", ASK + ASK[:1]][number % 4])
        assert_serves(server)
        for number, connection in enumerate(slow):
            said = ends(connection)
            assert (b"200 OK" in said) == (number % 4 == 3)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /graphql?query=" + b"x" * 1_000_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1_000_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 100_000,
    ],
    ids=["address", "header", "headers"],
)
def test_heads_that_grow_are_cut_off(server: Server, head: bytes) -> None:
    """A head above its size is not read any further."""
    with server.connect() as connection:
        try:
            connection.sendall(head)
        except (BrokenPipeError, ConnectionResetError):
            pass
        else:
            assert ends(connection).startswith((b"HTTP/1.1 431", b""))
    assert_serves(server)


def test_bodies_that_never_end_hold_nobody_up(server: Server) -> None:
    """More slow bodies than requests are worked on at a time leave every place free for others."""
    with ExitStack() as stack:
        for _ in range(100):
            connection = stack.enter_context(server.connect())
            connection.sendall(request(b'{"query": ', rest=b"x" * 100))
        assert_serves(server)


def test_too_many_connections_are_told_so(server: Server) -> None:
    """Above their number a connection gets 503 instead of nothing; when others have gone it is served."""
    with ExitStack() as stack:
        for _ in range(520):
            stack.enter_context(server.connect())
        with server.connect() as late:
            late.sendall(ASK)
            assert b"503" in late.recv(200)
    wait_until(lambda: serves(server))


def test_garbage_is_answered_as_such(server: Server) -> None:
    """What is no HTTP gets 400 and the end of its connection."""
    for garbage in (b"\x16\x03\x01\x02\x00\x01\x00", b"\0" * 100, b"GET\r\n\r\n"):
        with server.connect() as connection:
            connection.sendall(garbage)
            assert ends(connection).startswith(b"HTTP/1.1 400")
    assert_serves(server)


def test_smuggled_requests_are_refused(server: Server) -> None:
    """A body with two lengths is nobody's: a proxy might have read it differently."""
    body = json.dumps({"query": "{ __typename }"}).encode()
    twice = ASK.replace(b"Content-Length", b"Transfer-Encoding: chunked\r\nContent-Length").replace(
        body, b"0\r\n\r\n"
    )
    with server.connect() as connection:
        connection.sendall(twice)
        assert ends(connection).startswith(b"HTTP/1.1 400")
    assert_serves(server)
