"""Small helpers for tests."""

import gc
import os
import sys
import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from types import FrameType
from typing import Self

import anyio
import pytest

PATIENCE = 200
"""Seconds within which anything comes about, however busy the machine; what never does is a failure."""


def require_or_skip(reason: str, *, present: bool) -> None:
    """Go on where ``present``; else skip, or fail under CI, where everything must be there."""
    if present:
        return
    if os.environ.get("CI"):
        pytest.fail(f"missing in CI: {reason}")
    pytest.skip(reason)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds that nobody tells of."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


async def until(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Do as :func:`wait_until` does, beside other tasks."""
    with anyio.fail_after(PATIENCE):
        while not (await found if isawaitable(found := holds()) else found):  # noqa: ASYNC110
            await anyio.sleep(0.01)


class Calls:
    """Counts the calls of functions in this thread, C's too: work that no other load on the machine changes.

    The collector waits meanwhile: what other tests left would be finalised here, and counted.
    """

    def __init__(self) -> None:
        self.count = 0
        self._before: Callable[[FrameType, str, object], object] | None = None

    def __enter__(self) -> Self:
        gc.disable()
        self._before = sys.getprofile()
        sys.setprofile(self._on_event)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(self._before)
        gc.enable()

    def _on_event(self, _frame: FrameType, event: str, _argument: object) -> None:
        self.count += event in {"call", "c_call"}
