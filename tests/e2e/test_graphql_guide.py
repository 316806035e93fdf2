"""The programs of the GraphQL guide, run against a server as its readers run them."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from cli_support import Cairn
from node_support import NodeProject
from server_support import running
from support import PATIENCE

import api.graphql

GUIDE = Path(__file__).parents[2] / "docs" / "graphql.md"
SCHEMA = Path(api.graphql.__file__).parent / "schema.graphql"


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
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False
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
    """Each command answers without errors; the one that watches is ended once it was told something."""
    commands = [block for block in blocks("sh") if "curl" in block]
    assert len(commands) >= 5
    store = tmp_path / "own.db"
    shutil.copy(library, store)
    with running(store, cairn.environment) as server:
        for command in commands:
            code = command.replace(":8000", f":{server.port}")
            said = output(code, cwd=tmp_path, env={**cairn.environment, "KEY": "none"})
            assert '"data":' in said, command + said
            assert '"errors"' not in said, command + said


def output(code: str, *, cwd: Path, env: Mapping[str, str]) -> str:
    """Return what a shell prints, up to the first data if it watches."""
    command, watches = ["bash", "-euc", code], "event-stream" in code
    said = ""
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as shell:
        assert shell.stdout
        for line in shell.stdout:
            said += line
            if watches and '"data":' in line:
                os.killpg(shell.pid, signal.SIGTERM)
    assert shell.returncode == (-signal.SIGTERM if watches else 0), code + said
    return said
