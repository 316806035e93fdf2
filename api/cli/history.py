"""``cairn history`` and ``cairn rollback``: what was published, and the way back."""

import click
from rich.table import Table
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import QUIET, console, counted, listed
from api.cli.progress import progress_bars
from api.services.history import history as find_history
from api.services.history import rollback as roll_back


@click.command()
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="How many to list.")
@command
def history(call: Call, *, first: int) -> None:
    """List the revisions of the graph, newest first: what was done, when, and how much it changed.

    \b
    Examples:
      cairn history
      cairn history --first 100 --json
    """
    entries = call.run(lambda workspace: find_history(workspace, first=first))
    if call.json:
        call.print_json(entries)
        return
    screen = console()
    if not entries:
        screen.print("Nothing was published yet.")
        return
    table = Table(box=None, pad_edge=False, header_style=QUIET)
    for name in ("Revision", "When (UTC)", "What", "Statements"):
        table.add_column(name, justify="right" if name == "Revision" else "left", overflow="fold")
    for entry in entries:
        when = f"{entry.revision.at:%Y-%m-%d %H:%M}"
        change = f"+{entry.added:,} -{entry.removed:,}"
        table.add_row(str(entry.revision.sequence), when, Text(entry.message or "–"), change)  # noqa: RUF001  # a dash is meant
    screen.print(table)


@click.command()
@click.argument("revision", type=click.IntRange(0))
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@command
def rollback(call: Call, *, revision: int, dry_run: bool) -> None:
    """Bring the graph back to what it was at REVISION, as a new revision that can itself be rolled back.

    Documents stay as they were ingested last, and so what is undone comes again once one of them changes and
    is ingested: put the documents right too. What learners have done is not touched.

    \b
    Examples:
      cairn rollback 7 --dry-run
      cairn rollback 7
    """
    with progress_bars(hidden=call.json) as notify:
        done = call.run(lambda workspace: roll_back(workspace, revision, preview=dry_run, progress=notify))
    if call.json:
        call.print_json(done)
        return
    verb = "Would undo" if dry_run else "Undid"
    change = f"{counted(done.added, 'statement')} back, {done.removed:,} away"
    about = f" of {listed(done.curricula)}" if done.curricula else ""
    now = f"revision {done.revision.sequence} stands" if dry_run else f"now revision {done.revision.sequence}"
    console().print(f"{verb} {counted(done.undone, 'revision')}{about}: {change}; {now}.", markup=False)
