"""The ``cairn`` command: options that all commands share, and how errors end."""

import functools
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TypeVar

import anyio
import click
import msgspec

from api.services.workspace import Workspace
from api.settings import Settings
from graph.errors import CairnError

T = TypeVar("T")

_COMMANDS: Mapping[str, str] = {
    "ingest": "api.cli.ingest:ingest",
    "path": "api.cli.path:path",
    "ready": "api.cli.path:ready",
    "match": "api.cli.match:match",
    "skill": "api.cli.details:skill",
    "lesson": "api.cli.details:lesson",
    "health": "api.cli.health:health",
    "export": "api.cli.interchange:export",
    "import": "api.cli.interchange:import_",
    "serve": "api.cli.serve:serve",
}
"""Each command's place: only the one that runs is imported, for a fast start."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the command line needs from outside, handed over by :mod:`api.bootstrap`."""

    open_workspace: Callable[[Settings], AbstractAsyncContextManager[Workspace]]
    serve: Callable[[Settings], None]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One run of a command: its settings, and whether a program reads the answer."""

    doors: Doors
    settings: Settings
    json: bool

    def run(self, use: Callable[[Workspace], Awaitable[T]]) -> T:
        """Open the workspace, run a coroutine with it, and close it again."""

        async def opened() -> T:
            async with self.doors.open_workspace(self.settings) as workspace:
                return await use(workspace)

        return anyio.run(opened)

    def print_json(self, answer: object) -> None:
        """Print an answer as one indented JSON value."""
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())


class Commands(click.Group):
    """The group of all commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click hands it over
        """Return the commands in the order in which a newcomer meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Import and return a command."""
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; say what went wrong in one sentence, and end with the exit code of the error."""
        try:
            return super().invoke(ctx)
        except CairnError as error:
            _say(error)
            ctx.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cairn-curriculum", prog_name="cairn")
@click.option(
    "--store", metavar="URL", help="Where the graph lives; the same option of a command goes first."
)
@click.pass_context
def cairn(ctx: click.Context, store: str | None) -> None:
    """Turn curriculum documents into a knowledge graph, and ask it what to study next, and why.

    \b
    Begin with:
      cairn ingest examples/data-with-postgresql
      cairn path --gap "my query got slow when the table grew" --know "joins"
    """
    if store:
        ctx.obj = replace(ctx.obj, environment={**ctx.obj.environment, "CAIRN_STORE": store})


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--store`` and ``--json``, and hand it its :class:`Call`."""

    @click.option(
        "--store", metavar="URL", help="Where the graph lives: sqlite:///FILE or a path.  [env: CAIRN_STORE]"
    )
    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
    @click.pass_obj
    @functools.wraps(function)
    def called(doors: Doors, /, store: str | None, as_json: bool, **options: object) -> None:  # noqa: FBT001  # click's flag
        call = Call(doors, Settings.read(doors.environment, store=store), as_json)
        function(call, **options)

    return called


def run(doors: Doors) -> None:
    """Run the command line and exit the process."""
    try:
        cairn.main(obj=doors, prog_name="cairn")
    except BrokenPipeError:  # the reader, say `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _say(error: CairnError) -> None:
    if "--json" in sys.argv:
        body = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
        click.echo(msgspec.json.encode(body).decode(), err=True)
        return
    click.echo(f"cairn: {error.message}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)
