"""Every example of docs/python.md runs, in the order of the page; nothing heavy is loaded by an import."""

import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fakes_encoder import HashingEncoder
from http_support import SAMPLE

import api
import api.library
import embeddings
import graph
import ingest
from api.cli.app import Absent
from api.services.workspace import Workspace
from api.settings import Settings
from graph.stores.sqlite import SqliteStore

PAGE = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PACKAGES = (api, embeddings, graph, ingest)


@asynccontextmanager
async def opened(settings: Settings, *, absent: Absent) -> AsyncIterator[Workspace]:
    """Open a store with an encoder that needs no model."""
    assert absent is Absent.MAKE
    async with await SqliteStore.open(settings.store) as store:
        yield Workspace(store, HashingEncoder(), settings)


def test_the_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each block, with the names of those before it, prints something or defines something."""
    shutil.copytree(SAMPLE / "04-transactions", tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(api.library, "open_workspace", opened)
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(compile(block, "docs/python.md", "exec"), names)  # the page is ours
        assert capsys.readouterr().out.strip() or "def " in block
    assert len(BLOCKS) >= 6
    alike = names["alike"]
    assert callable(alike)
    assert alike(HashingEncoder(), "row locks", "row locks") == pytest.approx(1)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_public_name_is_there(package: object) -> None:
    """What a package promises in __all__ can be had, and what it does not is an AttributeError."""
    for name in package.__all__:  # type: ignore[attr-defined]  # a module's
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError):
        _ = package.nothing_of_that_name  # type: ignore[attr-defined]  # that is the point


def test_importing_the_packages_loads_nothing_heavy() -> None:
    """Not even numpy; the first use of a name does."""
    code = "import sys, api, graph, ingest, embeddings; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "networkx", "scipy", "anyio", "click", "msgspec"} & set(done.stdout.split())
