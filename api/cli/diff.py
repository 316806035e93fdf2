"""``cairn diff``: what a change of documents does to the graph and to learners' paths."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import anyio
import click

from api.cli.app import Absent, Call, command
from api.cli.console import console
from api.cli.failures import complain
from api.cli.files import read_bytes
from api.cli.options import scope_options
from api.cli.progress import progress_bars
from api.cli.show_diff import markdown, show_diff
from api.services.cohort import Learners, stored_learners
from api.services.compare import Comparison, compare
from api.services.curricula import require_curriculum
from api.services.ingest import Ingested, find_documents, ingest_documents
from api.services.picture import Picture
from api.services.question import Scope
from api.services.revisions import located
from api.services.states import imported, preview_effects, published
from graph.changes import ChangeSet, Passage
from graph.formats.interchange import load
from graph.model import NodeId
from ingest.pipeline import Progress
from ingest.slugs import slug

_STORE: Final = "store"
_STORED: Final = re.compile(r"store(@(?P<at>[0-9]{1,18}))?")


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
    repository here, `store` for what is published, or `store@N` for what was at revision N. Nothing is
    written: compare before you ingest. Where the store is one side, its learners are counted too, where at
    least five are on their way to the same goal.

    \b
    Examples:
      cairn diff store docs/
      cairn diff store@3 store
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
    if curriculum and old == _STORE and _are_documents(new):
        return await _published_or_not(call, new, NodeId(curriculum), scope, notify)
    before = await _side(call, old, curriculum, (), notify)
    after = await _side(call, new, curriculum, before.passages, notify)
    return await compare(before.picture, after.picture, scope.view, notify, before.learners or after.learners)


async def _published_or_not(
    call: Call, new: str, curriculum: NodeId, scope: Scope, notify: Progress
) -> Comparison:
    """Compare what is published with what publishing documents instead would make of it."""
    async with call.doors.open_workspace(call.settings, absent=Absent.REFUSE) as workspace:
        known = {record.curriculum for record in await workspace.store.documents()}
        require_curriculum(curriculum, known)
        with located(new) as path:
            found = find_documents(path, curriculum=curriculum)
            done = await ingest_documents(workspace, found, prune=True, preview=True, progress=notify)
        _complain(call, done)
        return await preview_effects(workspace, curriculum, done.report.conclusion, scope.view, notify)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison; texts that both have in common need to be encoded once."""

    picture: Picture
    passages: tuple[Passage, ...] = ()
    learners: Learners | None = None


async def _side(
    call: Call, side: str, curriculum: str | None, passages: tuple[Passage, ...], notify: Progress
) -> _Side:
    """Return one side of a comparison: one curriculum, or all that a store or a file holds."""
    if is_stored := _in_store(side):
        async with call.doors.open_workspace(call.settings, absent=Absent.REFUSE) as workspace:
            at = is_stored["at"]
            picture = await published(workspace, curriculum, at=int(at) if at else None)
            held = await workspace.store.passages(NodeId(curriculum) if curriculum else None)
            return _Side(picture, held, await stored_learners(workspace))
    with located(side) as path:
        if path.suffix == ".json":
            content = load(read_bytes(path))
            return _Side(await imported(content, curriculum))
        memory = replace(call.settings, store=":memory:")
        async with call.doors.open_workspace(memory, absent=Absent.IMAGINE) as workspace:
            await workspace.store.apply(ChangeSet(passages=passages), expected=0)
            found = find_documents(path, curriculum=curriculum)
            _complain(call, await ingest_documents(workspace, found, progress=notify))
            picture = await workspace.picture()
            return _Side(picture, picture.passages)


def _complain(call: Call, done: Ingested) -> None:
    """Name the documents that could not be read: the answer is without them."""
    for error in done.report.failed.values():
        complain(error, as_json=call.json)


def _in_store(side: str) -> re.Match[str] | None:
    return _STORED.fullmatch(side) if not Path(side).exists() else None


def _are_documents(side: str) -> bool:
    return not _in_store(side) and not side.endswith(".json")


def _name(side: str) -> str | None:
    """Return the curriculum that a file or folder stands for, None for one that holds its own name."""
    if not _are_documents(side):
        return None
    path = Path(side) if Path(side).exists() else Path(side.partition(":")[2] or ".")
    return slug(path.resolve().name if not path.suffix or path.is_dir() else path.stem) or None
