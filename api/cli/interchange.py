"""``cairn export`` and ``cairn import``: graphs as files."""

import sys
from pathlib import Path

import click

from api.cli.app import Absent, Call, command
from api.cli.console import console, counted
from api.cli.files import whole
from api.cli.progress import progress_bars
from api.services.interchange import export_graph, import_graph
from graph.errors import FormatError
from graph.formats.interchange import Interchange, load


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
    if output is None:
        call.run(lambda workspace: export_graph(workspace, curriculum, sys.stdout.buffer))
        sys.stdout.flush()
        return
    with whole(output) as out:
        call.run(lambda workspace: export_graph(workspace, curriculum, out))


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
    graph = _graph(file)
    with progress_bars(hidden=call.json) as notify:
        done = call.run(lambda workspace: import_graph(workspace, graph, notify), absent=Absent.MAKE)
    if call.json:
        call.print_json(done)
        return
    names = ", ".join(done.curricula) or "nothing"
    change = f"{counted(done.added, 'statement')} added, {done.removed:,} removed"
    console().print(f"Imported {names}: {change}, revision {done.revision.sequence}.", markup=False)


def _graph(file: Path) -> Interchange:
    hint = "Give a file that `cairn export` wrote."
    try:
        return load(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
    except OSError as error:
        raise FormatError(f"{file} cannot be read: {error.strerror}.", hint=hint) from error
    except FormatError as error:
        raise FormatError(f"{file}: {error.message.rstrip('.')}.", hint=error.hint or hint) from error
