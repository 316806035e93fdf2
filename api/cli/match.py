"""``cairn match``: how words are understood."""

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import QUIET, TITLE, indented, listed, respond
from api.cli.options import scope_options
from api.services.answers import Reading
from api.services.match import GoalKind, match_text
from api.services.question import Scope


@click.command()
@click.argument("words", metavar="WORDS")
@click.option(
    "--first", type=click.IntRange(1), default=5, show_default=True, help="How many readings to list."
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice([kind.value for kind in GoalKind]),
    multiple=True,
    help="As what alone to read them; as anything by default.",
)
@scope_options
@command
def match(call: Call, *, words: str, first: int, kinds: tuple[str, ...], scope: Scope) -> None:
    """Show how words are understood: the skills, outcomes, pitfalls and lessons they may mean.

    Each clause of a sentence is read on its own. Scores order the readings of one clause, no more.

    \b
    Examples:
      cairn match "two users overwrite each other's changes"
      cairn match "deadlocks" --kind pitfall --json
    """
    wanted = {GoalKind(kind) for kind in kinds}
    readings = call.run(lambda workspace: match_text(workspace, words, scope, first=first, kinds=wanted))
    respond(call, readings, _show)


def _show(screen: Console, readings: tuple[Reading, ...]) -> None:
    if not readings:
        screen.print("Nothing to match with: the graph is empty, or the words are.")
    clause = None
    number = 0
    for reading in readings:
        if reading.clause != clause:
            clause, number = reading.clause, 0
            screen.print(Text.assemble(("“", QUIET), (clause, "italic"), ("”", QUIET)))
        number += 1
        names = listed([goal.name for goal in reading.goals], most=2)
        line = Text(names, style=TITLE)
        line.append(
            f"  {reading.goals[0].kind.value.lower()}, by {reading.via.value}, {reading.score:.3f}",
            style=QUIET,
        )
        lessons = listed([lesson.name for lesson in reading.lessons], most=3)
        indented(screen, [line], by=5, mark=f"{number:>3}")
        indented(screen, [Text(f"→ {lessons}", style=QUIET)], by=5)
