"""Files that moved and lessons with a new title are what they were."""

from pathlib import Path

import pytest
from ingest_support import run

from graph.model import NodeId
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


async def test_a_file_that_moved_is_the_same_document(site: Path) -> None:
    """Its lesson keeps its id, and its own old id leads to the new one."""
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        (site / "04-transactions" / "deadlocks.md").rename(site / "04-transactions" / "standing-still.md")
        report = await run(store, site, prune=True)
        columns = await store.columns()
    old, new = (f"site/document/04-transactions/{name}.md" for name in ("deadlocks", "standing-still"))
    assert report.conclusion is not None
    assert report.conclusion.renamed == {old: new}
    assert columns.redirects[NodeId(old)] == new
    assert "site/lesson/deadlocks" in columns.ids


async def test_a_lesson_with_a_new_title_is_the_same_lesson(site: Path) -> None:
    """What people said and learned about the old id follows to the new one; back again, both ways hold."""
    page = site / "04-transactions" / "deadlocks.md"
    text = page.read_text(encoding="utf-8")
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        page.write_text(text.replace("Deadlocks", "Waiting in a ring"), encoding="utf-8")
        report = await run(store, site)
        assert report.conclusion is not None
        assert report.conclusion.renamed == {"site/lesson/deadlocks": "site/lesson/waiting-in-a-ring"}
        page.write_text(text, encoding="utf-8")
        await run(store, site)
        redirects = (await store.columns()).redirects
    assert redirects[NodeId("site/lesson/waiting-in-a-ring")] == "site/lesson/deadlocks"
    assert "site/lesson/deadlocks" not in redirects


async def test_a_file_edited_while_it_moved_is_still_found(site: Path) -> None:
    """Most of its words are its own; a page that only took its place is another."""
    page = site / "04-transactions" / "deadlocks.md"
    text = page.read_text(encoding="utf-8")
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        page.unlink()
        (site / "moved.md").write_text(text + "\nOne more sentence at its end.\n", encoding="utf-8")
        (site / "other.md").write_text("# Something else\n\nNothing of that.\n", encoding="utf-8")
        report = await run(store, site, prune=True)
    assert report.conclusion is not None
    assert report.conclusion.renamed == {
        "site/document/04-transactions/deadlocks.md": "site/document/moved.md"
    }
