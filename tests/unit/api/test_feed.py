"""News for whoever listens."""

import anyio
import pytest
from support import PATIENCE

from api.services.feed import Feed

pytestmark = pytest.mark.anyio


async def test_a_slow_listener_hears_the_latest_of_each_thing_in_order() -> None:
    """What was overtaken is skipped; a thing keeps its turn."""
    feed = Feed[str, int]()
    with feed.listen() as listener:
        for key, news in (("a", 1), ("b", 1), ("a", 2)):
            feed.tell(key, news)
        assert [await listener.next(), await listener.next()] == [2, 1]


async def test_a_listener_that_never_hears_costs_little() -> None:
    """Of many things the newest thousand wait for it, and none when it has gone."""
    feed = Feed[int, int]()
    with feed.listen() as listener:
        for number in range(5_000):
            feed.tell(number, number)
        assert await listener.next() == 4_000
        assert feed.listeners() == 1
    assert feed.listeners() == 0


async def test_a_listener_waits_for_news() -> None:
    """It is woken by the first; what was told before it listened is not told again."""
    feed = Feed[str, int]()
    feed.tell("a", 1)
    with feed.listen() as listener:
        async with anyio.create_task_group() as group:
            group.start_soon(_tell_later, feed)
            with anyio.fail_after(PATIENCE):
                assert await listener.next() == 2


async def _tell_later(feed: Feed[str, int]) -> None:
    await anyio.lowlevel.checkpoint()
    feed.tell("a", 2)
