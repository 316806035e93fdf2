"""``cairn impact``: what depends on a skill or a lesson, and what its end would do."""

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import QUIET, TITLE, WARN, counted, indented, listed, quote, respond
from api.cli.options import scope_options
from api.cli.show_diff import show_effects
from api.services.answers import Item
from api.services.cohort import FEWEST
from api.services.impact import Impact, impact_on_all
from api.services.question import Scope
from graph.model import NodeKind

_SHOWN = 8


@click.command()
@click.argument("names", metavar="SKILL|LESSON...", nargs=-1, required=True)
@scope_options
@command
def impact(call: Call, *, names: tuple[str, ...], scope: Scope) -> None:
    """Show what depends on a skill or a lesson, and what happens to paths if a lesson goes.

    Of several, what depends on any of them, and what happens if all go at once.

    \b
    Examples:
      cairn impact "Joining tables"
      cairn impact "window functions" --json
      cairn impact "Joining tables" "Subqueries"
    """
    answer = call.run(lambda workspace: impact_on_all(workspace, names, scope))
    respond(call, answer, _show)


def _show(screen: Console, answer: Impact) -> None:
    gone = (answer.item, *answer.others)
    for item in gone:
        screen.print(Text.assemble((item.name, TITLE), (f"  {item.kind.lower()}", QUIET)))
    it = "them" if answer.others else "it"
    if not (answer.direct or answer.serves or answer.alone):
        screen.print(f"  Nothing depends on {it}.")
    for link in answer.direct[:_SHOWN]:
        indented(screen, [f"{link.item.kind.value} “{link.item.name}” depends on {it} directly"], by=2)
        indented(screen, [quote(evidence) for evidence in link.evidence[:1]], by=6)
    if len(answer.direct) > _SHOWN:
        screen.print(Text(f"  … and {len(answer.direct) - _SHOWN:,} more; --json lists all", style=QUIET))
    _show_items(screen, f"Cannot be reached without {it}", answer.gates)
    others = tuple(item for item in answer.serves if item not in answer.gates)
    _show_items(screen, "Rest on it, or on an alternative", others)
    _show_items(
        screen,
        f"{'They alone teach or guard' if answer.others else 'It alone teaches or guards'} against",
        answer.alone,
    )
    lessons = sum(item.kind is NodeKind.LESSON for item in gone)
    if lessons:
        these = "this lesson" if lessons == 1 else "these lessons"
        screen.print(Text(f"\nWithout {these}", style=TITLE), end="")
        goals = sum(item.kind in {NodeKind.SKILL, NodeKind.AUDIENCE} for item in answer.serves)
        if not goals:
            screen.print("\n  No outcome and no audience is concerned.")
        show_effects(screen, answer.effects, goals)
        if answer.learners_affected != 0:
            screen.print(f"  On a way through {it}: {_learners(answer.learners_affected)}.")
        if answer.unnecessary:
            screen.print(f"  No path would lead through {listed([i.name for i in answer.unnecessary])}.")
    if answer.hidden_inferred:
        hidden = counted(answer.hidden_inferred, "inferred link")
        screen.print(Text(f"{hidden} left out: --view inferred believes them.", style=QUIET))


def _learners(number: int | None) -> str:
    return f"fewer than {FEWEST} learners" if number is None else counted(number, "learner")


def _show_items(screen: Console, words: str, items: tuple[Item, ...]) -> None:
    if not items:
        return
    kinds = {kind: [item.name for item in items if item.kind is kind] for kind in NodeKind}
    parts = [
        f"{counted(len(names), kind.lower())}: {listed(names, most=_SHOWN)}"
        for kind, names in kinds.items()
        if names
    ]
    screen.print(Text(f"\n{words}", style=WARN))
    indented(screen, parts, by=2)
