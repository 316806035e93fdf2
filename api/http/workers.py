"""Several processes that serve one port, each with the graph in its own memory.

The first process binds the port, starts the others and looks after them; each of these follows the store's
revision by itself. What is counted (metrics, rates, open streams, known queries) is counted by each of them.
"""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING, Final

from graph.errors import CairnError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

Work = Callable[[socket, bool], None]
"""Serves a port until it is told to stop; whether it says where that is."""

_PAUSE: Final = 1.0
"""Seconds between two starts of the same process, so that one which cannot live takes up little."""
_log = logging.getLogger("cairn.http")


class Workers:
    """Keeps so many processes at work until SIGTERM or SIGINT, which they get in turn.

    One that is killed is replaced. One that ends by itself says that something is wrong with what they all
    need: then all end, with its exit code.
    """

    def __init__(self, work: Work, listener: socket, count: int) -> None:
        self._work, self._listener, self._count = work, listener, count
        self._running: dict[int, SpawnProcess] = {}
        self._stopping = False
        self._code = 0

    def run(self) -> None:
        """Return when all have ended.

        Raises
        ------
        SystemExit
            If one of them could not go on, with its exit code.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for place in range(self._count):
            self._start(place)
        while self._running:
            wait([process.sentinel for process in self._running.values()])
            for place, process in list(self._running.items()):
                if process.exitcode is not None:
                    del self._running[place]
                    self._ended(place, process.exitcode)
        if self._code:
            sys.exit(self._code)

    def _start(self, place: int) -> None:
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=_at_work, args=(self._work, self._listener, place == 0))
        process.start()
        self._running[place] = process
        if self._stopping:  # the signal came while it was started
            process.terminate()

    def _ended(self, place: int, code: int) -> None:
        if self._stopping:
            return
        if code >= 0:
            self._code = code or 1
            self._stop()
            return
        _log.warning("a process that serves was killed by signal %d; another takes its place", -code)
        time.sleep(_PAUSE)
        if not self._stopping:  # the signal came meanwhile
            self._start(place)

    def _stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping = True
        for process in self._running.values():
            process.terminate()


def _at_work(work: Work, listener: socket, first: bool) -> None:  # noqa: FBT001 - called by position alone
    """Serve, and stop too where the first process is gone without a word."""
    threading.Thread(target=_follow_parent, daemon=True).start()
    try:
        work(listener, first)
    except CairnError as error:
        _log.error("%s %s", error.message, error.hint or "")
        sys.exit(error.exit_code)


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
