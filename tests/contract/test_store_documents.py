"""What a store keeps beside the graph: the ledger of documents, their bodies, passages with vectors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_support import SKILL, Clock, OpenStore, apply, said
from strategies import change_sets

from graph.changes import (
    ChangeSet,
    DocumentBody,
    DocumentRecord,
    DocumentStatus,
    Failure,
    LedgerNews,
    LedgerPage,
    Passage,
)
from graph.model import NodeId

pytestmark = pytest.mark.anyio

PAGE = NodeId("c/document/page")
FAILED = DocumentRecord(
    id=PAGE,
    curriculum=NodeId("c"),
    uri="deep/page.md",
    media_type="text/markdown",
    sha256="ab" * 32,
    fingerprint="extractor 3",
    status=DocumentStatus.FAILED,
    unused=((4, 5), (9, 9)),
    failure=Failure("parse", "not UTF-8 at byte 7", 3),
)


def passage(node: str, part: int, vector: bytes = b"\x00\x00\x80?") -> Passage:
    """Return a passage about a node."""
    return Passage(NodeId(node), part, f"{node} {part}", "test/1", vector)


FEWER = settings(max_examples=settings().max_examples // 8)  # each example makes a store of its own


@FEWER
@given(change=change_sets(), later=change_sets())
async def test_everything_beside_the_graph_comes_back_as_it_was(
    open_store: OpenStore, change: ChangeSet, later: ChangeSet
) -> None:
    """Records, bodies, drafts, passages and memos are inserted or replaced by key, and sorted."""
    documents = {d.id: d for d in (*change.documents, *later.documents)}
    bodies = {**change.bodies, **later.bodies}
    passages = {(p.node, p.part): p for p in (*change.passages, *later.passages)}
    async with open_store() as store:
        await apply(store, change, later)
        assert await store.documents() == tuple(documents[key] for key in sorted(documents))
        assert await store.bodies([*bodies, NodeId("c/document/none")]) == bodies
        assert await store.drafts(bodies) == {key: body.draft for key, body in bodies.items()}
        assert await store.passages() == tuple(passages[key] for key in sorted(passages))
        memos = {node: data for node, data in {**change.memos, **later.memos}.items() if data}
        assert {**await store.memos(NodeId("c")), **await store.memos(NodeId("d"))} == memos
        assert (await store.memos(NodeId("d"))).keys() <= {"d"}


async def test_the_ledger_is_read_in_part(open_store: OpenStore) -> None:
    """By curriculum, by status, by id, and a page at a time with how many stand before it and in all."""
    statuses = [*DocumentStatus, *DocumentStatus]
    lines = [
        replace(FAILED, id=NodeId(f"{course}/document/{name}"), curriculum=NodeId(course), status=status)
        for course in ("c", "d")
        for name, status in zip("abcé🌊", statuses, strict=False)
    ]
    async with open_store() as store:
        await store.apply(ChangeSet(documents=tuple(reversed(lines))), expected=0)
        for course, status in ((None, None), (NodeId("d"), None), (None, DocumentStatus.PENDING)):
            held = [r for r in lines if course in {None, r.curriculum} and status in {None, r.status}]
            assert await store.documents(course, status=status) == tuple(held)
            for before, after in ((0, ""), (1, held[0].id), (len(held), "zzz")):
                page = await store.document_page(course, status=status, after=after, limit=2)
                assert page == LedgerPage(tuple(held[before : before + 2]), before, len(held))
        assert await store.documents(NodeId("e"), status=DocumentStatus.FAILED) == ()
        asked = [lines[3].id, NodeId("c/document/none"), lines[0].id]
        assert await store.records(asked) == {lines[0].id: lines[0], lines[3].id: lines[3]}


async def test_a_line_says_when_its_document_last_got_into_the_graph(open_store: OpenStore) -> None:
    """By the store's clock; that stays while a newer content waits or fails, and what is given stands."""
    clock = Clock()
    first = replace(FAILED, status=DocumentStatus.INGESTED, failure=None)
    pending = replace(first, status=DocumentStatus.PENDING, sha256="cd" * 32)
    failed = replace(pending, status=DocumentStatus.FAILED)
    second = replace(pending, status=DocumentStatus.INGESTED)
    copied = replace(first, ingested_at=datetime(1999, 12, 31, tzinfo=UTC))
    told = []
    async with open_store(clock) as store:
        for line in (FAILED, first, first, pending, failed, second, copied):
            clock.now += timedelta(hours=1)
            await store.apply(ChangeSet(documents=(line,)), expected=0)
            told.append((await store.records([PAGE]))[PAGE].ingested_at)
    start = Clock().now
    then, now = start + timedelta(hours=2), start + timedelta(hours=6)
    assert told == [None, then, then, then, then, now, copied.ingested_at]


async def test_the_ledger_tells_what_was_written_since_an_entry(open_store: OpenStore) -> None:
    """Each line as it is now, oldest first; what stayed as it was is no entry, what is gone is not told."""
    one, other = FAILED, replace(FAILED, id=NodeId("c/document/other"))
    mended = replace(one, status=DocumentStatus.PENDING, failure=None)
    async with open_store() as store:
        assert await store.ledger_since(0) == LedgerNews(0, ())
        await apply(store, ChangeSet(documents=(one, other)), ChangeSet(documents=(one,)))
        assert await store.ledger_since(0) == LedgerNews(1, (other, one))
        await apply(store, ChangeSet(documents=(mended, other)), ChangeSet(dropped=(mended.id,)))
        assert await store.ledger_since(1) == LedgerNews(2, ())
        await apply(store, ChangeSet(documents=(one,)))
        assert await store.ledger_since(2) == LedgerNews(3, (one,))
        assert await store.ledger_since(0) == LedgerNews(3, (other, one))


async def test_storing_documents_makes_no_revision(open_store: OpenStore) -> None:
    """What does not change the graph leaves its revision alone."""
    change = ChangeSet(
        documents=(FAILED,), bodies={PAGE: DocumentBody(b"", b"")}, passages=(passage(SKILL.id, 0),)
    )
    async with open_store() as store:
        before = await store.revision()
        assert await store.apply(change, expected=0) == before
        assert await store.documents() == (FAILED,)
        assert await store.log() == ()


async def test_a_dropped_document_is_gone_with_its_body(open_store: OpenStore) -> None:
    """Dropping a document takes its line of the ledger, its bytes and its draft, and no other's."""
    other = replace(FAILED, id=NodeId("c/document/other"))
    bodies = {PAGE: DocumentBody(b"one", b"1"), other.id: DocumentBody(b"two", b"2")}
    async with open_store() as store:
        await apply(store, ChangeSet(documents=(FAILED, other), bodies=bodies), ChangeSet(dropped=(PAGE,)))
        assert await store.documents() == (other,)
        assert await store.bodies(bodies) == {other.id: bodies[other.id]}


async def test_forgotten_passages_are_gone(open_store: OpenStore) -> None:
    """Forgetting names a node and a part; other parts stay."""
    async with open_store() as store:
        await apply(
            store,
            ChangeSet(passages=(passage("c/skill/a", 0), passage("c/skill/a", 1))),
            ChangeSet(forgotten=((NodeId("c/skill/a"), 0), (NodeId("c/skill/b"), 7))),
        )
        assert await store.passages() == (passage("c/skill/a", 1),)


async def test_an_edition_counts_what_changes_of_the_passages(open_store: OpenStore) -> None:
    """Storing, replacing and forgetting count one each; what is there already, or is not, counts nothing."""
    one, other = passage("c/skill/a", 0), passage("c/skill/a", 1)
    place = (other.node, other.part)
    steps = [
        (ChangeSet(passages=(one, other)), 1),
        (ChangeSet(passages=(one, other)), 1),
        (ChangeSet(passages=(replace(one, text="new"), other)), 2),
        (ChangeSet(added=said(SKILL), documents=(FAILED,)), 2),
        (ChangeSet(forgotten=(place,)), 3),
        (ChangeSet(forgotten=(place, place)), 3),
        (ChangeSet(passages=(other,), forgotten=(place,)), 4),
        (ChangeSet(passages=(other,), forgotten=(place,)), 4),
    ]
    async with open_store() as store:
        assert await store.edition() == 0
        for change, edition in steps:
            await apply(store, change)
            assert await store.edition() == edition


async def test_a_delta_names_the_passages_that_changed(open_store: OpenStore) -> None:
    """Only those since the edition; without one it names none."""
    one, other = passage("c/skill/a", 0), passage("c/skill/a", 1)
    async with open_store() as store:
        await apply(store, ChangeSet(passages=(one, other)))
        await apply(store, ChangeSet(passages=(one,), forgotten=((other.node, other.part),)))
        delta = await store.delta(0, edition=1)
        assert (delta.edition, delta.passages, delta.forgotten) == (2, (), ((other.node, other.part),))
        assert (await store.delta(0, edition=0)).passages == (one,)
        bare = await store.delta(0)
        assert (bare.edition, bare.passages, bare.forgotten) == (2, (), ())


async def test_dropping_comes_before_storing(open_store: OpenStore) -> None:
    """A change that drops and stores the same document or passage leaves it stored."""
    change = ChangeSet(
        documents=(FAILED,),
        bodies={PAGE: DocumentBody(b"new", b"")},
        dropped=(PAGE,),
        passages=(passage("c/skill/a", 0),),
        forgotten=((NodeId("c/skill/a"), 0),),
    )
    async with open_store() as store:
        await apply(store, change, change)
        assert await store.documents() == (FAILED,)
        assert (await store.bodies([PAGE]))[PAGE].content == b"new"
        assert await store.passages() == change.passages


async def test_curricula_have_their_own_documents_and_passages(open_store: OpenStore) -> None:
    """Asking for one curriculum gives its own, not those of one whose name begins alike."""
    alike = replace(FAILED, id=NodeId("c2/document/page"), curriculum=NodeId("c2"))
    passages = (passage("c", 0), passage("c-1/skill/a", 0), passage("c/skill/a", 0), passage("c2/skill/a", 0))
    async with open_store() as store:
        await apply(store, ChangeSet(documents=(FAILED, alike), passages=passages))
        assert await store.documents(NodeId("c")) == (FAILED,)
        assert await store.passages(NodeId("c")) == (passages[0], passages[2])
        assert await store.passages(NodeId("none")) == ()


@FEWER
@given(rows=st.lists(st.lists(st.floats(width=32), min_size=1, max_size=8), min_size=8, max_size=8))
async def test_vectors_are_equal_to_the_bit(open_store: OpenStore, rows: list[list[float]]) -> None:
    """Infinities, negative zero and every pattern of NaN survive."""
    vectors = [np.array(numbers, "<f4").tobytes() for numbers in rows]
    passages = tuple(passage(SKILL.id, part, vector) for part, vector in enumerate(vectors))
    async with open_store() as store:
        await apply(store, ChangeSet(added=said(SKILL), passages=passages))
        assert [passage.vector for passage in await store.passages()] == vectors


async def test_large_bodies_come_back_whole(open_store: OpenStore) -> None:
    """Ten megabytes that do not compress are kept to the byte."""
    content = np.random.default_rng(1).bytes(10_000_000)
    async with open_store() as store:
        await apply(store, ChangeSet(bodies={PAGE: DocumentBody(content, content[:1000])}))
        assert (await store.bodies([PAGE]))[PAGE] == DocumentBody(content, content[:1000])
