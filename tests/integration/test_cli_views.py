"""The command line answers in each view as the services do; nothing is left at a default."""

import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import anyio
import msgspec
import pytest
from fakes_encoder import HashingEncoder
from http_support import SAMPLE

from api.cli.app import Absent, Doors, run
from api.services.coverage import central, clusters, coverage
from api.services.exchange import export_as
from api.services.health import health
from api.services.impact import impact_on_all
from api.services.ingest import ingest_path
from api.services.pitfalls import pitfalls
from api.services.question import Scope
from api.services.states import between
from api.services.targets import against_names
from api.services.workspace import Workspace
from api.settings import Settings
from graph.algorithms.coverage import Dimension
from graph.formats.registry import FORMATS
from graph.snapshot import View, ViewKind
from graph.stores.sqlite import SqliteStore

Ask: TypeAlias = Callable[[Workspace, Scope], Awaitable[object]]


ANSWERS: dict[str, tuple[list[str], Ask]] = {
    "coverage": (["coverage", "--by", "outcome"], lambda w, s: coverage(w, s, Dimension.OUTCOME)),
    "central": (["coverage", "--central", "9"], lambda w, s: central(w, s, first=9)),
    "clusters": (["coverage", "--clusters"], clusters),
    "targets": (
        ["coverage", "--targets", "TARGETS"],
        lambda w, s: against_names(w, [("Joins",), ("Deadlocks",), ("xylophones",)], s),
    ),
    "health": (["health", "--fail-on", "none"], health),
    "pitfalls": (["pitfalls"], pitfalls),
    "impact": (["impact", "Locking rows"], lambda w, s: impact_on_all(w, ["Locking rows"], s)),
    "together": (
        ["impact", "Locking rows", "Deadlocks"],
        lambda w, s: impact_on_all(w, ["Locking rows", "Deadlocks"], s),
    ),
    "diff": (["diff", "store@0", "store"], lambda w, s: between(w, 0, None, s, learners=True)),
}
KINDS = [*ViewKind]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the sample site, in which some prerequisites are inferred."""
    path = tmp_path_factory.mktemp("views") / "cairn.db"

    async def fill() -> None:
        async with await SqliteStore.open(path) as store:
            await ingest_path(_workspace(store), SAMPLE)

    anyio.run(fill)
    return path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ANSWERS)
def test_a_command_answers_in_every_view_as_its_service(
    name: str, kind: ViewKind, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What --json prints is the answer of the service for that view and that confidence, whole."""
    command, ask = ANSWERS[name]
    targets = tmp_path / "targets.txt"
    targets.write_text("Joins\nDeadlocks\nxylophones\n", encoding="utf-8")
    arguments = [str(targets) if one == "TARGETS" else one for one in command]
    printed = _printed(store, [*arguments, "--json", *_view(kind)], capsys)
    answer = _asked(store, lambda workspace: ask(workspace, _scope(kind)))
    assert json.loads(printed) == _as_json(answer)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMATS)
def test_an_export_holds_what_its_view_believes(
    form: str, kind: ViewKind, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each form, to the byte, in each view."""
    out = tmp_path / "export"
    _printed(store, ["export", "--format", form, "-o", str(out), *_view(kind)], capsys)
    expected = io.BytesIO()
    _asked(store, lambda workspace: export_as(workspace, form, _scope(kind), expected))
    assert out.read_bytes() == expected.getvalue()


def test_views_differ_where_something_is_inferred(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that the tests above could not pass with one view for all."""
    different = {
        name: len({_printed(store, [*command, "--json", *_view(kind)], capsys) for kind in KINDS})
        for name, (command, _) in ANSWERS.items()
        if name in {"coverage", "impact", "diff", "pitfalls"}
    }
    assert different == {"coverage": 3, "impact": 3, "diff": 3, "pitfalls": 2}


def _scope(kind: ViewKind) -> Scope:
    return Scope(view=View(kind, 0.3))


def _view(kind: ViewKind) -> list[str]:
    return ["--view", kind.value, "--min-confidence", "0.3"]


def _workspace(store: SqliteStore) -> Workspace:
    return Workspace(store, HashingEncoder(), Settings.read({}))


def _printed(store: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    @asynccontextmanager
    async def opened(settings: Settings, *, absent: Absent) -> AsyncIterator[Workspace]:  # noqa: ARG001  # as a port
        async with await SqliteStore.open(store) as found:
            yield Workspace(found, HashingEncoder(), settings)

    assert run(Doors(opened, lambda _: None, environment={"CAIRN_DEBUG": "1"}), arguments) == 0
    return capsys.readouterr().out


def _asked(store: Path, ask: Callable[[Workspace], Awaitable[object]]) -> object:
    async def asked() -> object:
        async with await SqliteStore.open(store) as found:
            return await ask(_workspace(found))

    return anyio.run(asked)


def _as_json(answer: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(answer))
