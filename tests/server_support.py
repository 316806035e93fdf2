"""``cairn serve`` as a process of its own, and plain sockets to talk to it."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import PATIENCE

CAIRN = [sys.executable, "-c", "from api.bootstrap import main; main()"]


@dataclass
class Server:
    """A running server, at a port of this machine."""

    process: subprocess.Popen[str]
    port: int

    def connect(self) -> socket.socket:
        """Return a new connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)


@contextmanager
def running(store: Path, environment: Mapping[str, str] | None = None, *options: str) -> Iterator[Server]:
    """Run a server on a free port until the block ends."""
    command = [*CAIRN, "serve", "--port", "0", "--store", str(store), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield Server(process, _announced_port(process))
        finally:
            process.kill()


def _announced_port(process: subprocess.Popen[str]) -> int:
    assert process.stderr
    for line in process.stderr:
        if place := re.search(r"http://127\.0\.0\.1:(\d+)/graphql", line):
            return int(place[1])
    pytest.fail("the server ended before it said where it is")


def request(body: bytes, *, rest: bytes = b"", accept: str = "*/*") -> bytes:
    """Return a request that announces ``body`` and ``rest`` and brings only the body so far."""
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
Accept: {accept}\r\nContent-Length: {len(body + rest)}\r\n\r\n"
    return head.encode() + body


def response(connection: socket.socket) -> tuple[int, dict[str, object]]:
    """Read a response to the end of its body: status and JSON."""
    with connection.makefile("rb") as stream:
        status = int(stream.readline().split()[1])
        length = 0
        while (line := stream.readline()) not in {b"\r\n", b""}:
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return status, json.loads(stream.read(length))
