"""The garbage collector looks often at what is new, and seldom at what stays."""

import gc
import weakref

import anyio
import pytest

from api.services import garbage
from api.services.garbage import collect_often, settle


class _Ring:
    def __init__(self) -> None:
        self.itself = self


def test_what_lives_is_looked_at_once_and_what_died_is_freed() -> None:
    """After it the collector has nothing old to visit; what an earlier revision left in rings is freed."""
    ring = _Ring()
    before = gc.get_threshold()
    gc.set_threshold(700)
    settle()
    try:
        assert gc.get_threshold()[0] > 700
        assert gc.get_freeze_count() > 0
        assert not any(type(one) is _Ring for one in gc.get_objects())
        del ring
        settle()
        gc.unfreeze()
        assert any(type(one) is _Ring for one in gc.get_objects())
        settle(anew=True)
        gc.unfreeze()
        assert not any(type(one) is _Ring for one in gc.get_objects())
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@pytest.mark.anyio
async def test_rings_are_freed_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ring that a request left goes soon, however little was made since; one that outlived looks, too."""
    monkeypatch.setattr(garbage, "_OFTEN", 0.0001)
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        rings = []
        for look in (1, 0, None):
            rings.append(_Ring())
            if look is not None:
                gc.collect(look)
        freed = [anyio.Event() for _ in rings]
        for ring, event in zip(rings, freed, strict=True):
            weakref.finalize(ring, event.set)
        rings.clear()
        del ring
        with anyio.fail_after(30):
            async with anyio.create_task_group() as group:
                group.start_soon(collect_often)
                for event in freed:
                    await event.wait()
                group.cancel_scope.cancel()
    finally:
        gc.set_threshold(*before)
