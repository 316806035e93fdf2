"""``cairn coverage``: what a curriculum covers, against what it should, and what rests on what."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import BAD, GOOD, QUIET, TITLE, WARN, counted, duration, indented, listed, respond
from api.cli.files import read_bytes
from api.cli.options import scope_options
from api.services.answers import Item
from api.services.coverage import Centrality, Clusters, CoverageTable, Row, central, clusters
from api.services.coverage import coverage as cover
from api.services.question import Scope
from api.services.targets import Reached, Target, against_curriculum, against_names, read_targets
from graph.algorithms.coverage import Dimension

T = TypeVar("T")

_NAMED = 8
"""Names that are listed of each sort of gap."""
_TITLES = {
    Dimension.MODULE: "Module",
    Dimension.AUDIENCE: "Audience",
    Dimension.OUTCOME: "Outcome",
    Dimension.PITFALL: "Pitfall",
    Dimension.KIND: "Kind of skill",
    Dimension.DIFFICULTY: "Difficulty",
}


@click.command()
@click.option(
    "--by",
    type=click.Choice([dimension.value for dimension in Dimension]),
    default=Dimension.MODULE.value,
    show_default=True,
    help="What to divide the curriculum by.",
)
@click.option("--module", metavar="NAME", help="Of the lessons of this module alone.")
@click.option(
    "--targets",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Which of these skills are taught? One a line, a CSV file with a column `skill`, or a CASE package.",
)
@click.option("--against", metavar="ID", help="Which skills of that curriculum are taught in --curriculum?")
@click.option("--central", "first", type=click.IntRange(1), metavar="N", help="The N things most rests on.")
@click.option("--clusters", "together", is_flag=True, help="Which lessons hang together, across modules?")
@scope_options
@command
def coverage(
    call: Call,
    *,
    by: str,
    module: str | None,
    targets: Path | None,
    against: str | None,
    first: int | None,
    together: bool,
    scope: Scope,
) -> None:
    """Show what is taught, required, promised and warned of, and where that is thin.

    \b
    Examples:
      cairn coverage
      cairn coverage --by outcome --curriculum databases
      cairn coverage --by kind --module "Making queries fast"
      cairn coverage --targets job-profile.txt          what is missing for that job?
      cairn coverage --targets framework.json           which of its items are taught here?
      cairn coverage --curriculum mine --against theirs
      cairn coverage --central 10                       what does most rest on?
      cairn coverage --clusters                         what belongs together?
    """
    if sum(option not in {None, False} for option in (targets, against, first, together)) > 1:
        raise click.UsageError(
            "--targets, --against, --central and --clusters are questions of their own: ask one."
        )
    if first is not None:
        _answer(call, call.run(lambda workspace: central(workspace, scope, first=first)), _show_central)
    elif together:
        _answer(call, call.run(lambda workspace: clusters(workspace, scope)), _show_clusters)
    elif targets is not None:
        names = read_targets(read_bytes(targets))
        _answer(call, call.run(lambda workspace: against_names(workspace, names, scope)), _show_targets)
    elif against is not None:
        if scope.curriculum is None:
            raise click.UsageError("--against compares with one curriculum: name it with --curriculum.")
        _answer(
            call, call.run(lambda workspace: against_curriculum(workspace, against, scope)), _show_targets
        )
    else:
        asked = partial(cover, scope=scope, dimension=Dimension(by), module=module)
        _answer(call, call.run(asked), _show_table)


def _answer(call: Call, answer: T, show: Callable[[Console, T], None]) -> None:
    respond(call, answer, show)


def _show_table(screen: Console, answer: CoverageTable) -> None:
    if not answer.rows:
        screen.print(f"The curriculum has no {answer.dimension.value} to divide it by.")
    else:
        table = _table(_TITLES[answer.dimension], "Lessons", "Time", *(name for name, _, _ in _PAIRS))
        for row in answer.rows:
            table.add_row(*_cells(_label(row), row))
        table.add_section()
        table.add_row(*_cells("Together", answer.total), style=TITLE)
        screen.print(table)
        screen.print(Text("In brackets: how many of them are a gap, as listed below.", style=QUIET))
    _show_gaps(screen, answer.total)
    if alone := [one.item.name for one in answer.thin if one.lesson]:
        names = listed(alone, most=_NAMED)
        screen.print(Text.assemble("\n", (f"One lesson alone serves it ({len(alone)}): ", QUIET), names))


def _table(first: str, *figures: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style=QUIET)
    table.add_column(first, ratio=1, overflow="fold")
    for figure in figures:
        table.add_column(figure, justify="right", overflow="fold")
    return table


_PAIRS: tuple[tuple[str, Callable[[Row], Sequence[Item]], Callable[[Row], Sequence[Item]]], ...] = (
    ("Taught", lambda row: row.taught, lambda row: row.unused),
    ("Required", lambda row: row.required, lambda row: row.untaught),
    ("Promised", lambda row: row.promised, lambda row: row.unkept),
    ("Warned of", lambda row: row.warned, lambda row: row.unguarded),
)
"""Columns: what there is, and what of it is a gap."""


def _cells(label: str, row: Row) -> list[Text]:
    time = ("~" if row.estimated and row.minutes is not None else "") + duration(row.minutes)
    cells = [Text(label), Text(str(len(row.lessons))), Text(time)]
    for _, whole, gaps in _PAIRS:
        gap = f" ({len(gaps(row))})" if gaps(row) else ""
        cells.append(Text.assemble(str(len(whole(row))) if whole(row) else "", (gap, WARN)))
    return cells


def _label(row: Row) -> str:
    return row.item.name if row.item else row.value or "not stated"


def _show_gaps(screen: Console, total: Row) -> None:
    for words, style, items in (
        ("Required, and no lesson teaches it", WARN, total.untaught),
        ("Promised, and nothing leads to it", BAD, total.unkept),
        ("Warned of, and no lesson helps against it", WARN, total.unguarded),
        ("Taught, and nothing here requires or promises it", QUIET, total.unused),
    ):
        if items:
            names = listed([item.name for item in items], most=_NAMED)
            screen.print(Text.assemble("\n", (f"{words} ({len(items)}): ", style), names))


def _show_central(screen: Console, answer: Centrality) -> None:
    if not answer.weights:
        screen.print("No lesson rests on another, or on a skill that another teaches.")
        return
    table = _table("What most rests on", "Kind", "Gate to", "of all", "Serves", "Depth")
    for one in answer.weights:
        share, kind = f"{one.share:.0%}", one.item.kind.lower()
        table.add_row(Text(one.item.name), kind, str(one.gates), share, str(one.serves), str(one.depth))
    screen.print(table)
    lessons = counted(answer.lessons, "lesson")
    note = f"Of {lessons}. Gate to: cannot be reached without it. Serves: rest on it or an alternative."
    screen.print(Text(note, style=QUIET))


def _show_clusters(screen: Console, answer: Clusters) -> None:
    alone = [one.lessons[0].name for one in answer.clusters if len(one.lessons) == 1]
    for one in answer.clusters:
        if len(one.lessons) > 1:
            skills = listed([item.name for item in one.skills], most=4)
            head = Text.assemble(
                (counted(len(one.lessons), "lesson"), TITLE), f" about {skills or 'nothing named'}"
            )
            screen.print(head)
            indented(screen, [listed([item.name for item in one.lessons], most=_NAMED)], by=2)
            where = listed([item.name for item in one.modules], most=3) or "no module"
            indented(
                screen, [Text(f"in {where}; {one.cohesion:.0%} of their links stay inside", QUIET)], by=2
            )
    if alone:
        screen.print(f"Linked with no other: {listed(alone, most=_NAMED)}")
    screen.print(Text(f"Modularity {answer.modularity:.2f}: 0 is chance, above .3 is structure.", QUIET))


def _show_targets(screen: Console, targets: Sequence[Target]) -> None:
    taught = sum(target.reached is Reached.TAUGHT for target in targets)
    screen.print(f"{taught} of {counted(len(targets), 'target')} taught.")
    styles = {Reached.TAUGHT: GOOD, Reached.MENTIONED: WARN, Reached.MISSING: BAD}
    table = Table(box=None, pad_edge=False, show_header=False)
    for target in sorted(targets, key=lambda one: -list(Reached).index(one.reached)):
        table.add_row(Text(target.reached.value, styles[target.reached]), Text(target.name), _where(target))
    screen.print(table)


def _where(target: Target) -> Text:
    if target.lessons:
        return Text(listed([lesson.name for lesson in target.lessons], most=2), style=QUIET)
    if target.closest is None:
        return Text("")
    likeness = f" ({target.similarity:.0%} alike)" if target.similarity is not None else ""
    return Text(f"nearest: {target.closest.name}{likeness}", style=QUIET)
