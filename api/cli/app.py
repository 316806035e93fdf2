"""The ``cairn`` command: its subcommands, and the options that they share."""

import functools
import io
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import Enum, auto
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar

import anyio
import click
import msgspec

from api.cli.failures import failed
from api.settings import Settings

if TYPE_CHECKING:
    from api.services.workspace import Workspace  # loads numpy, which `cairn --help` need not wait for

T = TypeVar("T")

_COMMANDS: Mapping[str, tuple[str, str]] = {
    "ingest": ("api.cli.ingest:ingest", "Read documents into the graph."),
    "path": ("api.cli.path:path", "Find the shortest path of lessons that closes a gap."),
    "plan": ("api.cli.path:plan", "Plan the hours that you have: the most valuable part that fits."),
    "ready": ("api.cli.path:ready", "List the lessons that you can start now."),
    "why": ("api.cli.why:why", "Say why a lesson or skill is on the way to a gap, or is not."),
    "assess": ("api.cli.assess:assess", "Find out with few questions what you know already."),
    "learner": ("api.cli.learner:learner", "Keep, show and forget what a learner knows and has done."),
    "match": ("api.cli.match:match", "Show how words are understood."),
    "skill": ("api.cli.details:skill", "Show who teaches a skill and what needs it."),
    "lesson": ("api.cli.details:lesson", "Show what a lesson teaches and requires."),
    "health": ("api.cli.health:health", "Find the loose ends of a curriculum."),
    "coverage": ("api.cli.coverage:coverage", "Show what a curriculum covers, and where it is thin."),
    "pitfalls": ("api.cli.pitfalls:pitfalls", "List what documents warn of, and what helps against it."),
    "impact": ("api.cli.impact:impact", "Show what depends on a skill or a lesson."),
    "diff": ("api.cli.diff:diff", "Show what a change does to the graph and to learners' paths."),
    "review": ("api.cli.review:review", "Judge what Cairn concluded; merge and split skills."),
    "history": ("api.cli.history:history", "List what was published, and when."),
    "rollback": ("api.cli.history:rollback", "Bring an earlier revision of the graph back."),
    "export": ("api.cli.interchange:export", "Write the graph to a file."),
    "import": ("api.cli.interchange:import_", "Read a graph that `cairn export` wrote."),
    "copy": ("api.cli.copy:copy", "Bring all that a store holds into another."),
    "serve": ("api.cli.serve:serve", "Serve the graph by GraphQL over HTTP."),
    "keys": ("api.cli.keys:keys", "Make, list and revoke the keys of the server."),
    "config": ("api.cli.config:config", "Show the settings that hold, and where they come from."),
}
"""Each command's place, so that only the one that runs is imported, and what `cairn --help` says of it."""

_OF_WORDS = frozenset({"path", "plan", "why", "assess", "match"})
"""The commands that nearly always have to understand words."""


class Absent(Enum):
    """What to do where there is no store yet."""

    REFUSE = auto()
    MAKE = auto()
    IMAGINE = auto()
    """Work on an empty one in memory: a dry run leaves nothing behind."""


class OpenWorkspace(Protocol):
    """What opens the store and the encoder that settings name."""

    def __call__(self, settings: Settings, *, absent: Absent) -> AbstractAsyncContextManager["Workspace"]:
        """Open them, and close them at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Doors:
    """What the command line needs from outside, handed over by :mod:`api.bootstrap`.

    ``expect_words`` is called before a command is imported that is about to ask for vectors.
    """

    open_workspace: OpenWorkspace
    serve: Callable[[Settings], None]
    environment: Mapping[str, str]
    expect_words: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Call:
    """One run of a command: its settings, and whether a program reads the answer.

    ``store`` is the command's own option, if it was given.
    """

    doors: Doors
    settings: Settings
    json: bool
    store: str | None = None

    def run(self, use: "Callable[[Workspace], Awaitable[T]]", *, absent: Absent = Absent.REFUSE) -> T:
        """Open the workspace, run a coroutine with it, and close it again."""

        async def opened() -> T:
            async with self.doors.open_workspace(self.settings, absent=absent) as workspace:
                return await use(workspace)

        return anyio.run(opened)

    def print_json(self, answer: object) -> None:
        """Print an answer as one indented JSON value, in UTF-8 whatever the terminal speaks."""
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2))


class Commands(click.Group):
    """The group of all commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click hands it over
        """Return the commands in the order in which a newcomer meets them."""
        return list(_COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that arguments name, and those that are left for it; else say which is near."""
        if args[0] not in _COMMANDS and not ctx.resilient_parsing:
            near = get_close_matches(args[0], _COMMANDS, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{meant}", ctx)
        if args[0] in _OF_WORDS and not {*args}.intersection(ctx.help_option_names):
            ctx.obj.expect_words()
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Import and return a command."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
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
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    if store:
        ctx.obj = replace(ctx.obj, environment={**ctx.obj.environment, "CAIRN_STORE": store})


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--store`` and ``--json``, and hand it its :class:`Call`."""
    store = click.option(
        "--store", metavar="URL", help="Where the graph lives: sqlite:///FILE or a path.  [env: CAIRN_STORE]"
    )
    return store(command_of_stores(function))


def command_of_stores(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--json``, and hand it its :class:`Call`; it names its stores in a way of its own."""

    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
    @click.pass_obj
    @functools.wraps(function)
    def called(doors: Doors, /, as_json: bool, store: str | None = None, **options: object) -> None:  # noqa: FBT001  # click's flag
        call = Call(doors, Settings.read(doors.environment, store=store), as_json, store)
        function(call, **options)

    return called


def run(doors: Doors, arguments: Sequence[str]) -> int:
    """Run the command line; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without “ is no reason to fail
    try:
        return cairn.main(list(arguments), prog_name="cairn", obj=doors, standalone_mode=False) or 0
    except Exception as error:  # noqa: BLE001  # the last resort: nobody above could say it better
        if isinstance(error, OSError):
            _abandon_output()
        return failed(error, as_json="--json" in arguments, debug=bool(doors.environment.get("CAIRN_DEBUG")))


def _abandon_output() -> None:
    """Let go what standard output still holds: Python's own attempt at its end would fail as ours did."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
