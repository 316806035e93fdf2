"""What is ingested again after a change: no more is computed than must be, and nothing else comes out."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fakes_encoder import HashingEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.ports import Vectors
from graph.changes import DocumentRecord, DocumentStatus
from graph.model import NodeId
from graph.stores.sqlite import SqliteStore
from ingest.pipeline import IngestReport, accept, ingest, remove
from ingest.sources.files import discover

pytestmark = pytest.mark.anyio

SITE = NodeId("site")
SUBJECTS = ("row locks", "locking rows", "hash joins", "outer joins", "index pages", "query plans")
PAGE = """# {title}

{summary} Covers {first}, {second}, and {third}.

## What goes wrong

- Forgetting the {first}

See [the other page]({link}.md) first.
"""


class Counting(HashingEncoder):
    """An encoder that tells what it was asked for."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, and note the texts."""
        self.seen += texts
        return super().encode(texts)


async def run(
    store: SqliteStore, folder: Path, encoder: HashingEncoder, *, preview: bool = False
) -> IngestReport:
    """Bring the curriculum to what a folder holds."""
    files = list(discover(folder))
    return await ingest(store, encoder, files, SITE, prune=True, preview=preview, max_bytes=1_000_000)


@st.composite
def _pages(draw: st.DrawFn) -> dict[str, str]:
    """Return a few pages that speak of one another's subjects, by name; some come back, some change."""
    names = draw(st.lists(st.sampled_from("abcde"), min_size=1, unique=True))
    subject = st.sampled_from(SUBJECTS)
    return {
        name: PAGE.format(
            title=draw(subject).capitalize(),
            summary=" ".join(
                f"{draw(subject)} need {draw(subject)}." for _ in range(draw(st.integers(1, 4)))
            ),
            first=draw(subject),
            second=draw(subject),
            third=draw(subject),
            link=draw(st.sampled_from("abcde")),
        )
        for name in names
    }


def write(folder: Path, pages: dict[str, str]) -> None:
    """Make a folder hold some pages and no other."""
    for page in folder.iterdir():
        page.unlink()
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


async def held(store: SqliteStore) -> tuple[object, ...]:
    """Return all that a store holds of the curriculum, but for its ledger and its redirects."""
    return await store.statements_of(SITE), await store.passages(SITE), await store.memos(SITE)


@settings(max_examples=settings().max_examples // 4)
@given(st.lists(_pages(), min_size=2, max_size=4))
async def test_edits_leave_what_one_ingest_of_the_last_pages_would(versions: list[dict[str, str]]) -> None:
    """Statement by statement, vector by vector, whatever was edited, removed and put back on the way."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with await SqliteStore.open(":memory:") as edited:
            for pages in versions:
                write(folder, pages)
                await run(edited, folder, HashingEncoder())
            left = await held(edited)
        async with await SqliteStore.open(":memory:") as fresh:
            await run(fresh, folder, HashingEncoder())
            assert left == await held(fresh)


async def test_an_edit_embeds_what_is_new_and_no_name_again(tmp_path: Path) -> None:
    """Another process knows how alike names are that were compared before, for a preview too."""
    pages = {
        name: PAGE.format(
            title=title, summary="Short.", first=title, second=f"{title} two", third="x", link=name
        )
        for name, title in zip("abcdef", SUBJECTS, strict=True)
    }
    write(tmp_path, pages)
    async with await SqliteStore.open(":memory:") as store:
        first = Counting()
        await run(store, tmp_path, first)
        write(tmp_path, {**pages, "a": pages["a"].replace("Short.", "Quite short.")})
        preview, publish = Counting(), Counting()
        await run(store, tmp_path, preview, preview=True)
        await run(store, tmp_path, publish)
    assert {"row locks", "hash joins", "outer joins"} <= set(first.seen)
    assert preview.seen == publish.seen
    assert publish.seen
    assert all("Quite short." in text for text in publish.seen)


async def test_a_curriculum_that_is_gone_leaves_nothing_to_remember(tmp_path: Path) -> None:
    """With the last document goes what its names were compared for."""
    (tmp_path / "a.md").write_text(
        "# Locks\n\nCovers row locks, table locks, and latches.\n", encoding="utf-8"
    )
    async with await SqliteStore.open(":memory:") as store:
        await run(store, tmp_path, HashingEncoder())
        assert await store.memos(SITE)
        await remove(store, HashingEncoder(), await store.documents(SITE))
        assert await store.memos(SITE) == {}


async def test_documents_that_are_removed_together_go_in_one_change(tmp_path: Path) -> None:
    """However many go, the curriculum is settled once, to what the others say."""
    pages = {
        name: PAGE.format(title=title, summary="", first=title, second="x", third="y", link="a")
        for name, title in zip("abc", SUBJECTS, strict=False)
    }
    async with await SqliteStore.open(":memory:") as store:
        write(tmp_path, pages)
        await run(store, tmp_path, HashingEncoder())
        await remove(store, HashingEncoder(), (await store.documents(SITE))[1:])
        assert (await store.revision()).sequence == 2
        left = await held(store)
    async with await SqliteStore.open(":memory:") as fresh:
        write(tmp_path, {"a": pages["a"]})
        await run(fresh, tmp_path, HashingEncoder())
        assert left == await held(fresh)


async def test_a_page_that_is_taken_out_and_put_back_leaves_no_trace(tmp_path: Path) -> None:
    """Where nothing was renamed meanwhile, the digest is the one from before."""
    pages = {
        name: PAGE.format(title=title, summary="", first=title, second="x", third="y", link="a")
        for name, title in zip("abc", SUBJECTS, strict=False)
    }
    digests = []
    async with await SqliteStore.open(":memory:") as store:
        for version in (pages, {"a": pages["a"], "b": pages["b"]}, pages):
            write(tmp_path, version)
            await run(store, tmp_path, HashingEncoder())
            digests.append((await store.revision()).digest)
    assert digests[0] == digests[2] != digests[1]


async def test_to_accept_a_document_no_other_is_looked_up(tmp_path: Path) -> None:
    """A document that is sent by itself costs the same, however many there are."""

    class Narrow(SqliteStore):
        asked = 0

        async def documents(
            self, curriculum: NodeId | None = None, *, status: DocumentStatus | None = None
        ) -> tuple[DocumentRecord, ...]:
            self.asked += 1
            return await super().documents(curriculum, status=status)

    write(tmp_path, {"a": "# Locks\n\nCovers row locks.\n"})
    (file,) = discover(tmp_path)
    async with await Narrow.open(":memory:") as store:
        for _ in range(2):
            record = await accept(store, HashingEncoder(), file, SITE, max_bytes=1_000_000)
            assert record.status is DocumentStatus.PENDING
        assert store.asked == 0
        assert await store.documents() == (record,)
