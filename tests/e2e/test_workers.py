"""``cairn serve --workers``: several processes behind one port."""

import json
import os
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest
from cli_support import Cairn, assert_fails
from server_support import CAIRN, Server, request, response, running
from support import PATIENCE, wait_until

ASK = b'{"query": "{ revision { sequence } }"}'


INGEST = """mutation { ingestDocument(input: {curriculum: "sea", uri: "tides.md",
    text: "# Tides\\n\\nCovers neap tides and spring tides.\\n"}) { document { id } } }"""
REMOVE = 'mutation { removeDocument(id: "sea/document/tides.md", key: "k") { removed { id } } }'
WATCH = "subscription { ingestProgress { document stage } }"


@pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="looks at processes the way Linux shows them"
)
def test_they_follow_the_store_are_replaced_and_end_in_order(tmp_path: Path) -> None:
    """Each sees what another process does; one that is killed is missed by nobody; SIGTERM ends all."""
    store = tmp_path / "cairn.db"
    with running(store, None, "--workers", "2") as server:
        wait_until(lambda: len(workers(server)) == 2)
        assert asked(server) == {0}
        know_of_one_another(server)
        page = tmp_path / "page.md"
        page.write_text("# Tides\n\nCovers neap tides and spring tides.\n", encoding="utf-8")
        subprocess.run([*CAIRN, "ingest", str(page), "--store", str(store)], check=True, capture_output=True)
        wait_until(lambda: asked(server) == {3})
        first, second = workers(server)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(workers(server) - {first}) == 2)
        assert second in workers(server)
        wait_until(lambda: asked(server) == {3})
        ended = workers(server)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=PATIENCE) == 0
        assert not any(Path(f"/proc/{worker}").exists() for worker in ended)


def know_of_one_another(server: Server) -> None:
    """Check that each tells of a document that one works on, and a change with a key is made once."""
    with ExitStack() as stack:
        streams = [stack.enter_context(server.connect()) for _ in range(8)]
        for stream in streams:
            stream.sendall(request(query(WATCH), accept="text/event-stream"))
            assert b"200" in stream.recv(4096)
        answers(server, INGEST, 1)
        for stream in streams:
            told = b""
            while b"INGESTED" not in told:
                told += stream.recv(4096)
    found = answers(server, REMOVE, 12)
    assert json.loads(found.pop())["data"]["removeDocument"]["removed"]
    assert not found


def query(text: str) -> bytes:
    """Return the body of a request."""
    return json.dumps({"query": text}).encode()


def answers(server: Server, text: str, count: int) -> set[str]:
    """Return what many connections are answered: enough to meet every process."""
    found: set[str] = set()
    for connection in [server.connect() for _ in range(count)]:
        with connection:
            connection.sendall(request(query(text)))
            found.add(json.dumps(response(connection)[1]))
    return found


def test_what_is_wrong_for_all_ends_all(tmp_path: Path) -> None:
    """A store that cannot be opened ends the command with its exit code, as it does with one process."""
    broken = tmp_path / "cairn.db"
    broken.write_bytes(b"no database at all" * 100)
    ended = subprocess.run(
        [*CAIRN, "serve", "--port", "0", "--workers", "2", "--store", str(broken)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 74
    assert "Traceback" not in ended.stderr


def test_a_store_in_memory_is_for_one(cairn: Cairn) -> None:
    """Several processes would each answer from one of their own."""
    assert_fails(cairn("serve", "--workers", "2", "--store", ":memory:"), 2, "memory")


def workers(server: Server) -> set[int]:
    """Return the processes that serve: the children but the one that tracks what they share."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {int(one) for one in children if b"spawn_main" in _command(one)}


def _command(process: str) -> bytes:
    """Return the command line of a process; none of one that has ended, or is ending."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def asked(server: Server) -> set[object]:
    """Return the revisions that many connections are answered from: enough to meet every process."""
    found: set[object] = set()
    open_at_once = [server.connect() for _ in range(24)]
    for connection in open_at_once:
        with connection:
            connection.sendall(request(ASK))
            data = response(connection)[1]["data"]
            assert isinstance(data, dict)
            found.add(data["revision"]["sequence"])
    return found
