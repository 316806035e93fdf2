"""Processes that serve together, without a port."""

import signal
import socket
from multiprocessing.context import SpawnProcess

import pytest

from api.http import workers
from api.http.workers import Workers


def _never(_listener: socket.socket, _first: bool) -> None:  # noqa: FBT001 - as processes are given it
    raise AssertionError


def test_none_is_started_once_all_are_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal that comes while a killed one is about to be replaced ends all, the next one too."""
    started = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = Workers(_never, listener, 1)
        monkeypatch.setattr(SpawnProcess, "start", started.append)
        monkeypatch.setattr(workers.time, "sleep", lambda _: serving._stop())
        serving._ended(0, -signal.SIGKILL)
    assert started == []
