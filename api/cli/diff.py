"""``cairn diff``: what a change of documents does to the graph and to learners' paths."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import anyio
import click

from api.cli.app import Absent, Call, command
from api.cli.console import console
from api.cli.files import read_bytes
from api.cli.options import scope_options
from api.cli.progress import progress_bars
from api.cli.show_diff import markdown, show_diff
from api.services.compare import Comparison, compare
from api.services.curricula import require_curriculum
from api.services.ingest import find_documents, ingest_documents
from api.services.interchange import import_graph
from api.services.question import Scope
from api.services.revisions import located
from api.services.workspace import Picture, Workspace
from graph.changes import ChangeSet
from graph.formats.interchange import Interchange, load
from graph.model import NodeId
from ingest.pipeline import Progress
from ingest.slugs import slug

_STORE: Final = "store"


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="For people, for programs, or as a comment on a pull request.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is a difference.")
@scope_options
@command
def diff(call: Call, *, old: str, new: str, format_: str, exit_code: bool, scope: Scope) -> None:
    """Show what changes between two states of a curriculum, and what that does to learners' paths.

    OLD and NEW are each a file, a folder, a graph that `cairn export` wrote (.json), REVISION:PATH of the git
    repository here, or `store` for what is published. Nothing is written: compare before you ingest.

    \b
    Examples:
      cairn diff store docs/
      cairn diff main:docs docs/ --format markdown
      cairn diff v1.json v2.json
    """
    with progress_bars(hidden=call.json or format_ != "text") as notify:
        answer = anyio.run(_compared, call, old, new, scope, notify)
    if call.json or format_ == "json":
        call.print_json(answer)
    elif format_ == "markdown":
        click.echo(markdown(answer), nl=False)
    else:
        show_diff(console(), answer)
    if exit_code and not answer.is_empty:
        raise click.exceptions.Exit(1)


async def _compared(call: Call, old: str, new: str, scope: Scope, notify: Progress) -> Comparison:
    curriculum = scope.curriculum or _name(new) or _name(old)
    before = await _picture(call, old, curriculum, notify)
    after = await _picture(call, new, curriculum, notify)
    return await compare(before, after, scope.view, notify)


def _name(side: str) -> str | None:
    """Return the curriculum that a file or folder stands for, None for one that holds its own name."""
    if side == _STORE or side.endswith(".json"):
        return None
    path = Path(side) if Path(side).exists() else Path(side.partition(":")[2] or ".")
    return slug(path.resolve().name if not path.suffix or path.is_dir() else path.stem) or None


async def _picture(call: Call, side: str, curriculum: str | None, notify: Progress) -> Picture:
    """Return one side of a comparison: one curriculum, or all that a store or a file holds."""
    settings = call.settings if side == _STORE else replace(call.settings, store=":memory:")
    absent = Absent.REFUSE if side == _STORE else Absent.IMAGINE
    async with call.doors.open_workspace(settings, absent=absent) as workspace:
        if side != _STORE:
            await _read(workspace, side, curriculum, notify)
        elif curriculum:
            return await _published(call, workspace, curriculum)
        return await workspace.picture()


async def _published(call: Call, workspace: Workspace, curriculum: str) -> Picture:
    """Return the picture of one curriculum of a store, without the others."""
    require_curriculum(curriculum, (await workspace.picture()).curricula)
    statements = await workspace.store.statements_of(NodeId(curriculum))
    settings = replace(call.settings, store=":memory:")
    async with call.doors.open_workspace(settings, absent=Absent.IMAGINE) as alone:
        await alone.store.apply(ChangeSet(added=statements), expected=0)
        return await alone.picture()


async def _read(workspace: Workspace, side: str, curriculum: str | None, notify: Progress) -> None:
    """Read a file, a folder or a revision of either into an empty workspace."""
    with located(side) as path:
        if path.suffix == ".json":
            graph = load(read_bytes(path))
            await import_graph(workspace, _only(graph, curriculum), notify)
        else:
            await ingest_documents(workspace, find_documents(path, curriculum=curriculum), progress=notify)


def _only(graph: Interchange, curriculum: str | None) -> Interchange:
    """Return a graph without the curricula that are not compared."""
    if curriculum is None:
        return graph
    require_curriculum(curriculum, {s.subject.partition("/")[0] for s in graph.statements})
    own = tuple(s for s in graph.statements if s.subject.partition(" ")[0].partition("/")[0] == curriculum)
    return Interchange(own, graph.redirects)
