"""Every command that docs/analysis.md shows runs, and ends as the page says."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
from fakes_encoder import HashingEncoder
from http_support import SAMPLE

from api.cli.app import Absent, Doors, run
from api.services.ingest import ingest_path
from api.services.rules import RULES
from api.services.workspace import Workspace
from api.settings import Settings
from graph.formats.registry import FORMATS
from graph.stores.sqlite import SqliteStore

PAGE = (Path(__file__).parents[2] / "docs" / "analysis.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^cairn (.*)$", PAGE, re.MULTILINE)


@asynccontextmanager
async def opened(settings: Settings, *, absent: Absent) -> AsyncIterator[Workspace]:
    """Open a store with an encoder that needs no model."""
    assert absent in Absent
    async with await SqliteStore.open(settings.store) as store:
        yield Workspace(store, HashingEncoder(), settings)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a repository of documents, a store of them, and a job profile."""
    folder = tmp_path_factory.mktemp("curriculum")
    (folder / "docs").mkdir()
    for name in ("_index.md", "transactions.md", "row-locks.md", "isolation-levels.md", "mvcc.md"):
        shutil.copy(SAMPLE / "04-transactions" / name, folder / "docs")
    shutil.copy(SAMPLE / "02-harder-questions" / "joins.md", folder / "docs")
    (folder / "job-profile.txt").write_text("- row locks\n- kubernetes\n")
    (folder / "completions.csv").write_text("learner,lesson,date\nada,Locking rows,2026-03-31\n")
    item = {"identifier": "a", "fullStatement": "Lock rows", "conceptKeywords": ["row locks"]}
    (folder / "framework.json").write_text(json.dumps({"CFItems": [item]}))
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-C", str(folder)]
    for command in (["init", "-qb", "main"], ["add", "docs"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)

    async def fill() -> None:
        async with opened(Settings.read({}, store=str(folder / "graph.db")), absent=Absent.MAKE) as workspace:
            await ingest_path(workspace, folder / "docs")

    anyio.run(fill)
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_shows_what_works(
    command: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the order of the page; health of a store with a circle is 1, all else is 0."""
    monkeypatch.chdir(here)
    doors = Doors(
        open_workspace=opened,
        serve=lambda *_: None,
        environment={"CAIRN_STORE": str(here / "graph.db")},
    )
    code = run(doors, shlex.split(command))
    said = capsys.readouterr()
    assert code == (1 if command == "health" else 0), said.err
    assert said.out or said.err or " -o " in command


def test_the_page_has_every_rule_and_every_form() -> None:
    """A rule or a form that is added has to be described."""
    described = set(re.findall(r"^\| `([A-Z_]+)` \| (\w+) \|", PAGE, re.MULTILINE))
    assert described == {(rule.code, rule.severity.value) for rule in RULES.values()}
    assert all(f"`{name}`" in PAGE for name in FORMATS)
