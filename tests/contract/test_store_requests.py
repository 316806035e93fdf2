"""What a store keeps of changes that clients may send again."""

from datetime import timedelta

import pytest
from store_support import Clock, OpenStore

from graph.requests import KEPT, LEASE, Claim, Request

pytestmark = pytest.mark.anyio

ASKED = Request("key", "this")
MOMENT = timedelta(seconds=1)


def claims(*, granted: bool, asked: str = "this", answer: bytes | None = None) -> Claim:
    """Return what a store says to a claim."""
    return Claim(asked, granted, answer)


async def test_a_request_is_granted_to_one_runner(open_store: OpenStore) -> None:
    """Another is told that somebody is at it, and what the key stands for; the same one may go on."""
    async with open_store() as store:
        assert await store.claim(ASKED, "a") == claims(granted=True)
        assert await store.claim(Request("key", "that"), "b") == claims(granted=False)
        assert await store.claim(Request("other", "that"), "b") == claims(granted=True, asked="that")
        assert await store.claim(ASKED, "a") == claims(granted=True)


async def test_an_answer_is_kept_for_all_who_ask_again(open_store: OpenStore) -> None:
    """It stays what it was first, whoever answers or gives up later."""
    async with open_store() as store:
        await store.claim(ASKED, "a")
        await store.answer(ASKED, b"\x00done")
        await store.answer(ASKED, b"again")
        await store.release(ASKED, "a")
        for runner in ("a", "b"):
            assert await store.claim(ASKED, runner) == claims(granted=False, answer=b"\x00done")


async def test_a_claim_that_is_given_up_goes_to_the_next(open_store: OpenStore) -> None:
    """Only its own runner can give it up; what the key stood for is forgotten with it."""
    other = Request("key", "that")
    async with open_store() as store:
        await store.claim(ASKED, "a")
        await store.release(ASKED, "b")
        assert await store.claim(ASKED, "b") == claims(granted=False)
        await store.release(ASKED, "a")
        assert await store.claim(other, "b") == claims(granted=True, asked="that")


@pytest.mark.parametrize("renewed", [False, True])
async def test_a_claim_lapses_when_its_runner_ends(open_store: OpenStore, *, renewed: bool) -> None:
    """Who is at it claims it anew now and then; else the next one may."""
    clock = Clock()
    async with open_store(clock) as store:
        await store.claim(ASKED, "a")
        clock.now += LEASE - MOMENT
        if renewed:
            await store.claim(ASKED, "a")
        clock.now += 2 * MOMENT
        assert await store.claim(ASKED, "b") == claims(granted=not renewed)
        assert await store.claim(ASKED, "a") == claims(granted=renewed)


async def test_an_answer_outlives_its_claim_and_is_forgotten_at_last(open_store: OpenStore) -> None:
    """Who comes back within a day hears of it; after that the key is new, and nothing of it is left."""
    clock = Clock()
    async with open_store(clock) as store:
        await store.claim(ASKED, "a")
        await store.answer(ASKED, b"done")
        clock.now += KEPT
        assert await store.claim(ASKED, "b") == claims(granted=False, answer=b"done")
        clock.now += MOMENT
        assert await store.claim(ASKED, "b") == claims(granted=True)


async def test_a_key_makes_no_revision(open_store: OpenStore) -> None:
    """Nor an edition of the passages."""
    async with open_store() as store:
        await store.claim(ASKED, "a")
        await store.answer(ASKED, b"done")
        assert ((await store.revision()).sequence, await store.edition()) == (0, 0)
