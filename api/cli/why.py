"""``cairn why``: the reason for a lesson or a skill, and what would be otherwise."""

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import QUIET, TITLE, WARN, console, counted, duration, indented, listed, quote, respond
from api.cli.options import gap_options, known_options, scope_options
from api.services.explain import explain, what_if
from api.services.explanation import Explanation, Saving
from api.services.question import KnownQuestion, PathQuestion, Scope
from api.services.workspace import Workspace
from graph.algorithms.minutes import Unit

_QUOTES = 3
_LABEL = 12
_SAVINGS = 5


@click.command()
@click.argument("name", metavar="LESSON|SKILL", required=False)
@gap_options
@known_options
@scope_options
@command
def why(
    call: Call,
    *,
    name: str | None,
    gap: str,
    goals: tuple[str, ...],
    reading: int,
    known: KnownQuestion,
    scope: Scope,
) -> None:
    """Say why a lesson or skill is on the way to a gap, or is not, and what would be otherwise.

    Without a gap it is about the way to the lesson or skill itself. Without a name it lists the skills that
    would save most if you knew them already.

    \b
    Examples:
      cairn why "How a B-tree index works" --gap "my query got slow when the table grew"
      cairn why "window functions" --know "joins, group by"
      cairn why --gap "deadlocks in production"
    """
    question = PathQuestion(gap=gap, goals=goals, reading=reading, known=known, scope=scope)
    if name is None:
        _say_what_if(call, question)
        return
    answer = call.run(lambda workspace: explain(workspace, name, question))
    respond(call, answer, show_explanation)


def show_explanation(screen: Console, found: Explanation) -> None:
    """Print why something is on the way to a goal, or is not."""
    head = Text(found.item.name, style=TITLE)
    if found.item not in found.goals:
        head.append(f"  on the way to {listed([goal.name for goal in found.goals], most=2)}", style=QUIET)
    screen.print(head)
    indented(screen, [Text(found.text)], by=2)
    if found.step:
        indented(screen, [quote(evidence) for evidence in found.step.evidence[:_QUOTES]], by=2)
        for guard in found.step.guards[:_QUOTES]:
            text = Text.assemble(("Guards against ", WARN), (f"“{guard.pitfall.name}”", "italic"))
            indented(screen, [text], by=2)
    if found.locked_by:
        _show_lock(screen, found)
    for other in (found.without, found.with_it):
        if other and not other.exact:
            screen.print(Text("Time ran out: a better way may exist.", style=WARN))
    if found.saving:
        line = _saved(found.saving, found.unit)
        indented(screen, [Text(f"knowing it already would save {line}")], by=_LABEL, mark="What if")


def _show_lock(screen: Console, found: Explanation) -> None:
    waits = listed([item.name for item in found.locked_by])
    indented(screen, [Text(waits)], by=_LABEL, mark="Waits for")
    if found.unlock:
        way = listed([lesson.name for lesson in found.unlock], most=8)
        time = f" ({duration(found.unlock_minutes)})" if found.unlock_minutes else ""
        indented(screen, [Text(f"{way}{time}")], by=_LABEL, mark="Soonest by")


def _say_what_if(call: Call, question: PathQuestion) -> None:
    if not question.gap and not question.goals:
        raise click.UsageError('Name a lesson or a skill, or a gap: --gap "my query got slow".')

    async def ask(workspace: Workspace) -> tuple[Saving, ...]:
        return await what_if(workspace, question, first=_SAVINGS)

    found = call.run(ask)
    if call.json:
        call.print_json(found)
        return
    screen = console()
    if not found:
        screen.print("Knowing any one skill already would save nothing.")
        return
    screen.print(Text("If you knew it already, it would save", style=TITLE))
    for saving in found:
        indented(screen, [Text(saving.skill.name)], by=20, mark=f"  {_saved(saving)}")


def _saved(saving: Saving, unit: str = Unit.MINUTES.value) -> str:
    least = "" if saving.exact else "at least "
    amount = duration(saving.saves) if unit == Unit.MINUTES.value else counted(saving.saves, "lesson")
    return f"{least}{amount}"
