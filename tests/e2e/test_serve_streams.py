"""Sockets and event streams of a server as a process of its own."""

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from server_support import Server, request, response, running
from support import PATIENCE, wait_until
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

CHANGES = "subscription { graphChanged { sequence } }"
EVENTS = {"accept": "text/event-stream"}
SEA = {"curriculum": "sea", "uri": "tides.md", "text": "# Tides\n\nCovers chart datum and tidal range.\n"}
INGEST = "mutation($i: IngestInput!) { ingestDocument(input: $i) { document { status } } }"


@contextmanager
def watching(server: Server) -> Iterator[ClientConnection]:
    """Open a socket that watches the graph."""
    place = f"ws://127.0.0.1:{server.port}/graphql"
    with connect(place, subprotocols=["graphql-transport-ws"], proxy=None, open_timeout=PATIENCE) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv(PATIENCE)) == {"type": "connection_ack"}
        socket.send(json.dumps({"id": "a", "type": "subscribe", "payload": {"query": CHANGES}}))
        assert json.loads(socket.recv(PATIENCE))["payload"] == {"data": {"graphChanged": {"sequence": 0}}}
        yield socket


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a running server over nothing."""
    with running(tmp_path / "cairn.db") as server:
        yield server


def test_a_document_sent_by_one_client_is_told_to_others(server: Server) -> None:
    """From the mutation to the graph, and out over a socket and an event stream."""
    url = f"http://127.0.0.1:{server.port}/graphql"
    with (
        watching(server) as socket,
        httpx.stream(
            "POST", url, json={"query": CHANGES}, headers=EVENTS, timeout=PATIENCE, trust_env=False
        ) as events,
    ):
        lines = (line for line in events.iter_lines() if line.startswith("data:"))
        assert json.loads(next(lines)[5:]) == {"data": {"graphChanged": {"sequence": 0}}}
        sent = httpx.post(
            url, json={"query": INGEST, "variables": {"i": SEA}}, timeout=PATIENCE, trust_env=False
        )
        assert sent.json()["data"]["ingestDocument"]["document"]["status"] == "PENDING"
        told = {"data": {"graphChanged": {"sequence": 1}}}
        assert json.loads(socket.recv(PATIENCE))["payload"] == told
        assert json.loads(next(lines)[5:]) == told


def test_sigterm_ends_what_is_open_and_the_server_with_it(server: Server) -> None:
    """A socket is closed with 1012, an event stream ends without `complete`, the process ends with 0."""
    url = f"http://127.0.0.1:{server.port}/graphql"
    with (
        watching(server) as socket,
        httpx.stream(
            "GET", url, params={"query": CHANGES}, headers=EVENTS, timeout=PATIENCE, trust_env=False
        ) as events,
    ):
        text = events.iter_text()
        while "graphChanged" not in next(text):
            pass
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        assert "complete" not in "".join(text)
    assert server.process.wait(PATIENCE) == 0
    assert server.process.stderr is not None
    assert "Traceback" not in server.process.stderr.read()


def test_a_flood_of_sockets_is_refused_and_leaves_nothing(server: Server) -> None:
    """Of sixty at once twenty are let in; others are served, and memory and files are given back."""
    for _ in range(2):
        wait_until(lambda: _open_streams(server) == 0)
        megabytes, files = _held(server)
        with ExitStack() as sockets:
            codes = []
            for _ in range(60):
                try:
                    sockets.enter_context(watching(server))
                except InvalidStatus as refused:
                    codes.append(refused.response.status_code)
            assert codes == [503] * 40
            with server.connect() as connection:
                connection.sendall(request(b'{"query": "{ __typename }"}'))
                assert response(connection) == (200, {"data": {"__typename": "Query"}})
    wait_until(lambda: _held(server)[1] <= files + 5)
    assert _held(server)[0] < megabytes + 20


def _open_streams(server: Server) -> float:
    """Return how many sockets and event streams a server counts as open."""
    told = httpx.get(f"http://127.0.0.1:{server.port}/metrics", timeout=PATIENCE, trust_env=False).text
    return sum(float(line.split()[1]) for line in told.splitlines() if line.startswith("cairn_streams_open{"))


def _held(server: Server) -> tuple[float, int]:
    """Return the resident memory of a server in MB, and how many files it has open."""
    process = Path(f"/proc/{server.process.pid}")
    status = (process / "status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024, len(list((process / "fd").iterdir()))
