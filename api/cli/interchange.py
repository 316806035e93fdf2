"""``cairn export`` and ``cairn import``: graphs as files."""

import sys
from pathlib import Path

import click

from api.cli.app import Call, command
from api.cli.console import console, counted
from api.services.interchange import export_graph, import_graph
from api.services.workspace import Workspace
from graph.errors import FormatError, InvalidInput


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json"]),
    default="json",
    show_default=True,
    help="The form to write; docs/interchange.md describes it.",
)
@click.option("--curriculum", metavar="ID", help="One curriculum; by default all.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file, instead of standard output.",
)
@command
def export(call: Call, *, format_: str, curriculum: str | None, output: Path | None) -> None:  # noqa: ARG001  # one so far
    """Write the graph with all its evidence to a file or to standard output.

    \b
    Examples:
      cairn export > graph.json
      cairn export --curriculum databases -o databases.json
    """

    async def write(workspace: Workspace) -> None:
        if output is None:
            await export_graph(workspace, curriculum, sys.stdout.buffer)
            return
        draft = output.with_name(f".{output.name}.part")
        try:
            with draft.open("wb") as out:
                await export_graph(workspace, curriculum, out)
            draft.replace(output)
        except OSError as error:
            raise InvalidInput(f"{output} cannot be written: {error.strerror}.") from error
        finally:
            draft.unlink(missing_ok=True)

    call.run(write)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@command
def import_(call: Call, *, file: Path) -> None:
    """Read a graph that `cairn export` wrote; its curricula become what the file says.

    \b
    Examples:
      cairn import graph.json
      cairn export --store a.db | cairn import - --store b.db
    """
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise FormatError(f"{file} cannot be read: {error.strerror}.") from error
    done = call.run(lambda workspace: import_graph(workspace, data, lambda _stage, _done, _total: None))
    if call.json:
        call.print_json(done)
        return
    names = ", ".join(done.curricula) or "nothing"
    change = f"{counted(done.added, 'statement')} added, {done.removed:,} removed"
    console().print(f"Imported {names}: {change}, revision {done.revision.sequence}.")
