"""``cairn copy``: from one store to another."""

from dataclasses import replace

import anyio
import click

from api.cli.app import Absent, Call, command_of_stores
from api.cli.console import QUIET, WARN, console, counted, listed
from api.cli.progress import progress_bars
from api.services.copy import Copied, copy_store
from ingest.pipeline import Progress


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--replace", "replacing", is_flag=True, help="Erase what TO holds and FROM does not.")
@command_of_stores
def copy(call: Call, *, source: str, target: str, replacing: bool) -> None:
    """Bring all that the store FROM holds into the store TO.

    That is the graph with its evidence, the documents, the vectors, and what learners know and have
    done. The history of revisions stays behind. A copy that was ended goes on where it was when it is
    run again. TO must be empty or hold nothing that FROM does not; with --replace it becomes what FROM is.

    \b
    Examples:
      cairn copy cairn.db backup.db
      cairn copy cairn.db neo4j://graph.example.org
      cairn copy --replace neo4j://graph.example.org cairn.db
    """
    with progress_bars(hidden=call.json) as notify:
        done = anyio.run(_copied, call, source, target, replacing, notify)
    if call.json:
        call.print_json(done)
        return
    _show(done)


async def _copied(call: Call, source: str, target: str, replacing: bool, notify: Progress) -> Copied:  # noqa: FBT001  # anyio.run hands positions over
    opened = call.doors.open_workspace
    async with (
        opened(replace(call.settings, store=source), absent=Absent.REFUSE) as old,
        opened(replace(call.settings, store=target), absent=Absent.MAKE) as new,
    ):
        return await copy_store(old.store, new.store, replacing=replacing, progress=notify)


def _show(done: Copied) -> None:
    screen = console()
    if done.is_nothing:
        screen.print(f"{done.target} holds all of it already; nothing was written.", markup=False)
    else:
        wrote = [
            counted(done.statements, "statement"),
            counted(done.passages, "passage"),
            counted(done.documents, "document"),
            counted(done.learners, "learner"),
        ]
        screen.print(f"Copied to {done.target}: {listed(wrote)}.", markup=False)
    if done.erased:
        screen.print(f"Erased what it held beside or otherwise: {done.erased:,} in all.", markup=False)
    screen.print(f"Both have the digest {done.revision.digest}.", markup=False, style=QUIET)
    if done.moved_to is not None:
        screen.print(
            f"{done.source} went on to revision {done.moved_to} meanwhile: run this again with --replace.",
            markup=False,
            style=WARN,
        )
