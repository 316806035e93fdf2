"""How commands are found, and what is begun for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from api.cli.app import Absent, Doors, run
from api.services.workspace import Workspace
from api.settings import Settings
from graph.errors import StoreUnavailable


def test_a_command_that_is_misspelled_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest one is offered; where none is near, the list of all is."""
    doors = Doors(_no_store, lambda _: None, environment={})
    assert run(doors, ["halth"]) == run(doors, ["xyzzy"]) == 2
    near, far = capsys.readouterr().err.split("cairn: ")[1:]
    assert near.splitlines()[0] == "There is no command 'halth'. Did you mean health?"
    assert far.splitlines() == ["There is no command 'xyzzy'.", "  See cairn --help."]


@asynccontextmanager
async def _no_store(_settings: Settings, *, absent: Absent) -> AsyncIterator[Workspace]:  # noqa: ARG001  # as a port
    raise StoreUnavailable("There is none.")
    yield


def _serve(_settings: Settings) -> None:
    """Serve nothing."""


@pytest.mark.parametrize(
    ("arguments", "times"),
    [
        (["path", "--gap", "loops"], 1),
        (["--store", "other.db", "match", "loops"], 1),
        (["path", "--help"], 0),
        (["why", "-h"], 0),
        (["health"], 0),
        (["nonsense"], 0),
        ([], 0),
    ],
)
def test_the_model_is_loaded_early_for_those_who_will_ask_it(arguments: list[str], times: int) -> None:
    """A command of words has it begun before its import; help and the others do not pay for it."""
    begun: list[bool] = []
    doors = Doors(_no_store, _serve, environment={}, expect_words=lambda: begun.append(True))
    run(doors, arguments)
    assert begun == [True] * times
