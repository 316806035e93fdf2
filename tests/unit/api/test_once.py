"""Changes that clients send again."""

import asyncio
from collections.abc import AsyncIterator

import anyio
import pytest
from support import PATIENCE

from api.services.once import Once
from graph.errors import InvalidInput, StoreUnavailable
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio
NAME = ("ada", "key")


@pytest.fixture
async def store() -> AsyncIterator[SqliteStore]:
    """Return an empty store."""
    async with await SqliteStore.open(":memory:") as store:
        yield store


class Work:
    """Something to do, which says how often it was begun; it waits until it may."""

    def __init__(self, *failures: Exception) -> None:
        self.times = 0
        self.begun, self.may = asyncio.Event(), asyncio.Event()
        self._failures = list(failures)

    async def __call__(self) -> tuple[str, int]:
        """Do it."""
        self.times += 1
        self.begun.set()
        await self.may.wait()
        if self._failures:
            raise self._failures.pop()
        return "done", self.times


async def leave(once: Once, name: tuple[str, str], work: Work) -> None:
    """Ask as a client does that goes away once the work has begun."""
    async with anyio.create_task_group() as group:
        group.start_soon(once, name, ["do"], work, tuple[str, int])
        await work.begun.wait()
        group.cancel_scope.cancel()


async def test_two_processes_carry_out_a_request_once(store: SqliteStore) -> None:
    """Whoever asks while the other is at it waits for its answer; whoever asks later has it at once."""
    work, answers = Work(), list[object]()
    here, there = Once(store), Once(store)

    async def ask(once: Once) -> None:
        answers.append(await once(NAME, ["do"], work, tuple[str, int]))

    async with anyio.create_task_group() as group:
        for once in (here, there, here):
            group.start_soon(ask, once)
        await anyio.wait_all_tasks_blocked()
        work.may.set()
    await ask(Once(store))
    assert answers == [("done", 1)] * 4


async def test_a_failure_is_no_answer(store: SqliteStore) -> None:
    """Whoever asks again has it tried again, also another process."""
    work = Work(StoreUnavailable("It is away."))
    work.may.set()
    with pytest.raises(StoreUnavailable, match="away"):
        await Once(store)(NAME, ["do"], work, tuple[str, int])
    assert await Once(store)(NAME, ["do"], work, tuple[str, int]) == ("done", 2)


async def test_a_request_goes_on_where_its_client_has_gone(store: SqliteStore) -> None:
    """The answer is there for when the client comes back."""
    work, once = Work(), Once(store)
    await leave(once, NAME, work)
    work.may.set()
    assert await once(NAME, ["do"], work, tuple[str, int]) == ("done", 1)


async def test_what_goes_on_is_finished_before_the_end(store: SqliteStore) -> None:
    """A server that stops waits for it; what takes too long is ended, and may be tried again at once."""
    quick, slow, once = Work(), Work(), Once(store)
    await leave(once, ("ada", "quick"), quick)
    quick.may.set()
    await once.finish(PATIENCE)
    await leave(once, ("ada", "slow"), slow)
    await once.finish(0.05)
    await once.finish(PATIENCE)  # nothing is left to wait for
    slow.may.set()
    assert await Once(store)(("ada", "quick"), ["do"], quick, tuple[str, int]) == ("done", 1)
    assert await Once(store)(("ada", "slow"), ["do"], slow, tuple[str, int]) == ("done", 2)


async def test_a_key_stands_for_one_thing_of_one_client(store: SqliteStore) -> None:
    """Another request under it is refused, here and elsewhere; another client's key is another one."""
    work, once = Work(), Once(store)
    work.may.set()
    await once(NAME, ["do"], work, tuple[str, int])
    for elsewhere in (once, Once(store)):
        with pytest.raises(InvalidInput, match="other arguments"):
            await elsewhere(NAME, ["undo"], work, tuple[str, int])
    assert await once(("bob", "key"), ["undo"], work, tuple[str, int]) == ("done", 2)


async def test_what_was_done_is_answered_even_if_that_cannot_be_kept(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that goes away in the end must not make a done change look like a failure."""

    async def away(*_: object) -> None:
        raise StoreUnavailable("It is away.")

    monkeypatch.setattr(store, "answer", away)
    work = Work()
    work.may.set()
    assert await Once(store)(NAME, ["do"], work, tuple[str, int]) == ("done", 1)
