"""The guide to the planner shows what really comes out."""

import doctest
import re
from collections.abc import AsyncIterator
from pathlib import Path

import click
import pytest

from api.cli.app import cairn
from api.graphql.print import printed_schema
from api.services.ingest import ingest_path
from api.services.workspace import Workspace
from api.settings import Settings
from embeddings.minilm import MiniLM
from graph.snapshot import Snapshot
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "planner.md").read_text(encoding="utf-8")


@pytest.fixture
async def snapshot() -> AsyncIterator[Snapshot]:
    """Compile the sample site as the guide does."""
    settings = Settings.read({})
    async with await SqliteStore.open(":memory:") as store:
        workspace = Workspace(store, MiniLM(settings.cache), settings)
        await ingest_path(workspace, ROOT / "examples" / "data-with-postgresql")
        yield Snapshot.compile(await store.columns())


async def test_every_example_gives_what_the_guide_says(snapshot: Snapshot) -> None:
    """Run one after the other, the examples in Python print what stands below them."""
    blocks = "\n".join(re.findall(r"```pycon\n(.*?)```", GUIDE, re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(blocks, {"snapshot": snapshot}, "planner.md", None, 0)
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=told.append)
    assert not told, "".join(told)
    assert len(examples.examples) > 10


def test_the_commands_and_fields_of_the_guide_exist() -> None:
    """Whatever the first table names can be asked."""
    table = GUIDE.partition("## ")[0]
    for name in set(re.findall(r"`cairn (\w+)", table)):
        assert cairn.get_command(click.Context(cairn), name)
    schema = printed_schema()
    for field in re.findall(r"`(\w+)(?:\(\w+:\))?`", table):
        assert re.search(rf"\b{field}\b", schema)
