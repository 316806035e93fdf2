"""``cairn export`` and ``cairn import``: graphs as files."""

import sys
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import click

from api.cli.app import Absent, Call, command
from api.cli.console import console, counted
from api.cli.files import whole
from api.cli.options import scope_options
from api.cli.progress import progress_bars
from api.services.exchange import Table, export_as, import_table
from api.services.interchange import Imported, export_graph, import_graph
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.errors import FormatError
from graph.formats.interchange import Interchange, load
from graph.formats.registry import FORMATS, READABLE
from ingest.pipeline import Progress

_JSON: Final = "json"


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice([_JSON, *FORMATS]),
    default=_JSON,
    show_default=True,
    help="The form to write; json keeps all the evidence, the others hold what --view believes.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file, instead of standard output.",
)
@scope_options
@command
def export(call: Call, *, format_: str, output: Path | None, scope: Scope) -> None:
    """Write the graph to a file or to standard output.

    \b
    Examples:
      cairn export > graph.json
      cairn export --curriculum databases -o databases.json
      cairn export --format graphml -o graph.graphml      for yEd, Gephi, networkx
      cairn export --format mermaid --curriculum databases
    """

    async def write(workspace: Workspace, out: BinaryIO) -> None:
        if format_ == _JSON:
            await export_graph(workspace, scope.curriculum, out)
        else:
            note = await export_as(workspace, format_, scope, out)
            if note:
                click.echo(f"cairn: {note}", err=True)

    if output is None:
        call.run(lambda workspace: write(workspace, sys.stdout.buffer))
        sys.stdout.flush()
        return
    with whole(output) as out:
        call.run(lambda workspace: write(workspace, out))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "format_",
    type=click.Choice([_JSON, *READABLE]),
    help="What FILE is; by default as its name ends, else json.",
)
@click.option(
    "--curriculum", metavar="ID", help="For the other forms than json: whose nodes those without an id are."
)
@command
def import_(call: Call, *, file: Path, format_: str | None, curriculum: str | None) -> None:
    """Read a graph that `cairn export` wrote, or another tool; its curricula become what the file says.

    A CSV file needs the columns source and target; a row without a kind says that its source requires its
    target. GraphML nodes without a kind are skills. A CASE package gives its items as skills.

    \b
    Examples:
      cairn import graph.json
      cairn import prerequisites.csv --curriculum physics
      cairn import framework.json --format case --curriculum standards
      cairn export --store a.db | cairn import - --store b.db
    """
    form = format_ or file.suffix.removeprefix(".").lower()
    read = (
        partial(_table, file, form, curriculum) if form in READABLE else partial(_interchange, _graph(file))
    )
    with progress_bars(hidden=call.json) as notify:
        done = call.run(lambda workspace: read(workspace, notify), absent=Absent.MAKE)
    if call.json:
        call.print_json(done)
        return
    names = ", ".join(done.curricula) or "nothing"
    change = f"{counted(done.added, 'statement')} added, {done.removed:,} removed"
    console().print(f"Imported {names}: {change}, revision {done.revision.sequence}.", markup=False)


async def _interchange(graph: Interchange, workspace: Workspace, notify: Progress) -> Imported:
    return await import_graph(workspace, graph, notify)


async def _table(
    file: Path, form: str, curriculum: str | None, workspace: Workspace, notify: Progress
) -> Imported:
    data = _read(file)
    name = "table" if str(file) == "-" else file.name
    try:
        nodes, edges = READABLE[form].read(data)
        table = Table(name, READABLE[form].media_type, data, nodes, edges)
        return await import_table(workspace, table, curriculum, notify)
    except FormatError as error:
        raise FormatError(
            f"{file}: {error.message}", hint=error.hint or "cairn import --help says more."
        ) from error


def _graph(file: Path) -> Interchange:
    hint = "Give a file that `cairn export` wrote."
    data = _read(file)
    try:
        return load(data)
    except FormatError as error:
        raise FormatError(f"{file}: {error.message.rstrip('.')}.", hint=error.hint or hint) from error


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise FormatError(
            f"{file} cannot be read: {error.strerror}.", hint="Give a file that `cairn export` wrote."
        ) from error
