"""The programs of the GraphQL guide, run against a server as its readers run them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import Cairn
from node_support import NodeProject
from server_support import running

import api.graphql

GUIDE = Path(__file__).parents[2] / "docs" / "graphql.md"
SCHEMA = Path(api.graphql.__file__).parent / "schema.graphql"
_TIMED_OUT = 28


def blocks(language: str) -> list[str]:
    """Return the blocks of the guide in a language, or of a file: ``ts client.ts``."""
    text = GUIDE.read_text(encoding="utf-8")
    return re.findall(rf"```{re.escape(language)}\n(.*?)```", text, re.DOTALL)


def test_the_python_of_the_guide_runs(cairn: Cairn, library: Path) -> None:
    """What is there to be copied works as it stands, but for the port, and prints what it promises."""
    (program,) = blocks("python")
    with running(library, cairn.environment) as server:
        code = program.replace(":8000", f":{server.port}")
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 0, done.stderr
    for promised in ("because", "soleTeacher", "message", "graphChanged"):
        assert promised in done.stdout


def test_the_typescript_of_the_guide_compiles_and_runs(
    cairn: Cairn, library: Path, node_packages: Path, tmp_path: Path
) -> None:
    """Types are generated from the committed schema; a misspelled field does not compile."""
    project = NodeProject.at(tmp_path / "node", node_packages)
    (operations,), (client,) = blocks("graphql operations.graphql"), blocks("ts client.ts")
    (project.folder / "operations.graphql").write_text(operations, encoding="utf-8")
    project.node("generate.mjs", SCHEMA, "operations.graphql", "cairn.ts")
    compiler = project.folder / "node_modules" / "typescript" / "bin" / "tsc"
    with running(library, cairn.environment) as server:
        code = client.replace(":8000", f":{server.port}")
        (project.folder / "client.ts").write_text(code, encoding="utf-8")
        project.node(compiler)
        said = project.node("client.js")
    for promised in ("1. ", " minutes", "MAIN Deadlocks", "WARNING", "revision 2"):
        assert promised in said, said
    wrong = code.replace("lesson.minutes", "lesson.hours")
    (project.folder / "client.ts").write_text(wrong, encoding="utf-8")
    with pytest.raises(AssertionError, match="hours"):
        project.node(compiler)


def test_the_curl_of_the_guide_runs(cairn: Cairn, library: Path, tmp_path: Path) -> None:
    """Each command answers without errors; the one that watches does so until its time is over."""
    commands = [block for block in blocks("sh") if "curl" in block]
    assert len(commands) >= 5
    store = tmp_path / "own.db"
    shutil.copy(library, store)
    with running(store, cairn.environment) as server:
        for command in commands:
            code = command.replace(":8000", f":{server.port}").replace("--max-time 60", "--max-time 3")
            done = subprocess.run(
                ["bash", "-euc", code],
                cwd=tmp_path,
                env={**cairn.environment, "KEY": "none"},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode in {0, _TIMED_OUT}, command + done.stderr
            assert '"data":' in done.stdout, command + done.stdout
            assert '"errors"' not in done.stdout, command + done.stdout
