"""How a change is applied: whole or not at all, against an expected revision, and never in vain."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import count

import anyio
import pytest
from store_support import LESSON, SKILL, TEACHES, OpenStore, add, living, remove, said, skills

from graph.changes import ChangeSet, DocumentBody, DocumentRecord, DocumentStatus, Passage
from graph.errors import RevisionConflict, StoreError
from graph.model import NodeId, Skill, StatementId

pytestmark = pytest.mark.anyio

PAGE_ID = NodeId("c/document/page")
RECORD = DocumentRecord(
    id=PAGE_ID,
    curriculum=NodeId("c"),
    uri="page.md",
    media_type="text/markdown",
    sha256="0" * 64,
    fingerprint="1",
    status=DocumentStatus.PENDING,
)


async def test_a_conflict_leaves_nothing_behind(open_store: OpenStore) -> None:
    """Who expects another revision is told both, and no part of the change is stored."""
    async with open_store() as store:
        await add(store, *said(SKILL))
        change = ChangeSet(
            added=said(LESSON),
            removed=tuple(s.id for s in said(SKILL)),
            documents=(RECORD,),
            bodies={PAGE_ID: DocumentBody(b"text", b"draft")},
            passages=(Passage(SKILL.id, 0, "Loops", "test/1", b"0000"),),
            redirects={SKILL.id: LESSON.id},
        )
        with pytest.raises(RevisionConflict) as caught:
            await store.apply(change, expected=0)
        assert (caught.value.expected, caught.value.actual) == (0, 1)
        assert await living(store) == {SKILL.id}
        assert (await store.columns()).redirects == {}
        assert await store.documents() == ()
        assert await store.bodies([PAGE_ID]) == {}
        assert await store.passages() == ()


async def test_of_two_writers_at_once_one_must_read_again(open_store: OpenStore) -> None:
    """Two changes to one revision do not both succeed."""
    outcomes: list[str] = []

    async def write(fact: Skill) -> None:
        try:
            await store.apply(ChangeSet(added=said(fact)), expected=0)
            outcomes.append("written")
        except RevisionConflict:
            outcomes.append("conflict")

    async with open_store() as store:
        async with anyio.create_task_group() as tasks:
            for skill in skills(2):
                tasks.start_soon(write, skill)
        assert sorted(outcomes) == ["conflict", "written"]
        assert len(await living(store)) == 1


async def test_an_empty_change_checks_the_revision_and_nothing_else(open_store: OpenStore) -> None:
    """A change of nothing makes no revision, and is refused where another revision is expected."""
    async with open_store() as store:
        await add(store, *said(SKILL))
        before = await store.revision()
        assert await store.apply(ChangeSet(message="nothing"), expected=1) == before
        with pytest.raises(RevisionConflict):
            await store.apply(ChangeSet(), expected=0)
        assert len(await store.log()) == 1


async def test_what_changes_nothing_makes_no_revision(open_store: OpenStore) -> None:
    """Adding what is there, removing what is not and redirecting where it led already are no changes."""
    gone = NodeId("c/skill/cycles")
    async with open_store() as store:
        await store.apply(ChangeSet(added=said(SKILL), redirects={gone: SKILL.id}), expected=0)
        again = ChangeSet(
            added=said(SKILL),
            removed=(StatementId("f" * 32), StatementId("no such id")),
            redirects={gone: SKILL.id},
        )
        assert await store.apply(again, expected=1) == await store.revision()
        assert (await store.revision()).sequence == 1
        assert len(await store.log()) == 1


async def test_what_is_both_removed_and_added_stays(open_store: OpenStore) -> None:
    """A statement that a change names on both sides is there afterwards, and was never away."""
    (statement,) = said(SKILL)
    both = ChangeSet(added=(statement,), removed=(statement.id,))
    async with open_store() as store:
        await store.apply(both, expected=0)
        assert await living(store) == {SKILL.id}
        assert (await store.apply(both, expected=1)).sequence == 1


async def test_a_statement_given_twice_counts_once(open_store: OpenStore) -> None:
    """Repetition within a change is no second reason, and one removal ends it."""
    async with open_store() as store:
        await add(store, *said(SKILL), *said(SKILL))
        assert len(await store.statements_of()) == 1
        await remove(store, said(SKILL))
        assert await living(store) == set()


async def test_taking_everything_back_gives_the_digest_of_nothing(open_store: OpenStore) -> None:
    """The sequence counts writes; the digest knows only content."""
    async with open_store() as store:
        await add(store, *said(LESSON, SKILL, TEACHES))
        await remove(store, said(LESSON, SKILL, TEACHES))
        revision = await store.revision()
        assert (revision.sequence, revision.digest) == (2, "0" * 64)


async def test_a_revision_has_its_moment_in_utc(open_store: OpenStore) -> None:
    """A revision keeps the moment of its change to the microsecond, whatever zone the clock is in."""
    start = datetime(2024, 2, 29, 23, 59, 59, 999_999, timezone(timedelta(hours=-9)))
    ticks = count()
    async with open_store(clock=lambda: start + timedelta(seconds=next(ticks))) as store:
        await add(store, *said(SKILL))
        (entry,) = await store.log()
        assert entry.revision == await store.revision()
        assert entry.revision.at - start in {timedelta(seconds=1), timedelta(seconds=2)}
        assert entry.revision.at.tzinfo is UTC


async def test_a_message_is_kept_with_its_revision(open_store: OpenStore) -> None:
    """The log says in words what a change was for."""
    async with open_store() as store:
        await store.apply(ChangeSet(added=said(SKILL), message="Publish “loops”\n\x00"), expected=0)
        assert [entry.message for entry in await store.log()] == ["Publish “loops”\n\x00"]


async def test_a_redirect_alone_is_a_change(open_store: OpenStore) -> None:
    """A rename makes a revision and a digest of its own; undoing it restores the digest."""
    old = NodeId("c/skill/cycles")
    async with open_store() as store:
        await add(store, *said(SKILL))
        before = await store.revision()
        renamed = await store.apply(ChangeSet(redirects={old: SKILL.id}), expected=1)
        assert (renamed.sequence, renamed.digest == before.digest) == (2, False)
        assert (await store.delta(1)).redirects == {old: SKILL.id}
        undone = await store.apply(ChangeSet(redirects={old: old}), expected=2)
        assert (undone.sequence, undone.digest) == (3, before.digest)
        assert (await store.columns()).redirects == {}


async def test_a_hundred_thousand_subjects_are_one_question(open_store: OpenStore) -> None:
    """The number of ids in a question is not limited by the store."""
    some = skills(100_000)
    async with open_store() as store:
        await add(store, *said(some[5]))
        found = await store.statements([skill.id for skill in some])
        assert found == {some[5].id: said(some[5])}


async def test_what_cannot_be_stored_is_refused_whole(open_store: OpenStore) -> None:
    """Half a surrogate pair is no text: the change that holds it is refused, with what came beside it."""
    broken = Passage(SKILL.id, 0, "\ud800", "test/1", b"0000")
    async with open_store() as store:
        with pytest.raises(StoreError):
            await store.apply(
                ChangeSet(added=said(SKILL), documents=(RECORD,), passages=(broken,)), expected=0
            )
        assert (await store.revision()).sequence == 0
        assert await store.documents() == ()
        await add(store, *said(SKILL))
        assert await living(store) == {SKILL.id}


async def test_a_closed_store_says_so(open_store: OpenStore) -> None:
    """Whoever still holds a closed store gets an error of the tree; closing twice is no error."""
    async with open_store() as store:
        await store.close()
        await store.close()
        with pytest.raises(StoreError):
            await store.revision()
        with pytest.raises(StoreError):
            await store.apply(ChangeSet(added=said(SKILL)), expected=0)
