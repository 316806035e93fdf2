"""GraphQL over HTTP as its own auditors see it: the npm package graphql-http, against a real server."""

import json
from collections import Counter
from pathlib import Path

from node_support import NodeProject
from server_support import running


def test_the_audit_finds_nothing(node_packages: Path, tmp_path: Path) -> None:
    """All 61 checks pass: no error, no warning, no notice."""
    project = NodeProject.at(tmp_path / "node", node_packages)
    with running(tmp_path / "cairn.db") as server:
        results = json.loads(project.node("audit.mjs", f"http://127.0.0.1:{server.port}/graphql"))
    assert [one for one in results if one["status"] != "ok"] == []
    assert Counter(one["status"] for one in results) == {"ok": 61}


def test_another_implementation_of_the_socket_protocol_is_understood(
    node_packages: Path, tmp_path: Path
) -> None:
    """The client of those who wrote graphql-transport-ws watches the graph."""
    project = NodeProject.at(tmp_path / "node", node_packages)
    with running(tmp_path / "cairn.db") as server:
        url = f"ws://127.0.0.1:{server.port}/graphql"
        told = json.loads(project.node("--experimental-websocket", "--no-warnings", "socket.mjs", url))
    assert told == {"data": {"graphChanged": {"sequence": 0}}}
