"""``cairn path`` and ``cairn ready``: what to study next, and why."""

import click

from api.cli.app import Call, command
from api.cli.console import console, respond
from api.cli.options import gap_options, known_options, require_gap, scope_options
from api.cli.show_path import show_path, show_ready
from api.services.answers import Item, Recommendation
from api.services.question import KnownQuestion, PathQuestion, Scope
from api.services.recommend import learning_path, ready_to_learn, review
from api.services.workspace import Workspace


@click.command()
@gap_options
@click.option(
    "--hours",
    type=click.FloatRange(0, min_open=True),
    metavar="H",
    help="How long you have: gives the most valuable part that fits.",
)
@known_options
@scope_options
@command
def path(
    call: Call,
    *,
    gap: str,
    goals: tuple[str, ...],
    reading: int,
    hours: float | None,
    known: KnownQuestion,
    scope: Scope,
) -> None:
    """Find the shortest path of lessons that closes a gap, with the reason for each step.

    Say the gap in your own words; the answer begins with how they were understood, and --reading picks
    another way to understand them. What you know can stand in the same sentence.

    \b
    Examples:
      cairn path --gap "my query got slow when the table grew"
      cairn path --gap "deadlocks in production; I know SQL and transactions" --hours 3
      cairn path --goal "window functions" --know "joins, group by"
      cairn path --gap "design tables that last" --json | jq .steps
    """
    require_gap(gap, goals)
    budget = None if hours is None else round(hours * 60)
    _answer(
        call, PathQuestion(gap=gap, goals=goals, reading=reading, budget=budget, known=known, scope=scope)
    )


@click.command()
@gap_options
@click.option(
    "--hours", type=click.FloatRange(0, min_open=True), metavar="H", required=True, help="How long you have."
)
@known_options
@scope_options
@command
def plan(
    call: Call,
    *,
    gap: str,
    goals: tuple[str, ...],
    reading: int,
    hours: float,
    known: KnownQuestion,
    scope: Scope,
) -> None:
    """Plan the hours that you have: the most valuable part of a gap that fits.

    Says also what no choice of lessons exceeds, and what half an hour more would add. The same as cairn path
    with --hours.

    \b
    Examples:
      cairn plan --hours 3 --gap "deadlocks in production; I know SQL and transactions"
      cairn plan --hours 1.5 --goal "window functions" --goal "Deadlocks" --json | jq .budget
    """
    require_gap(gap, goals)
    budget = round(hours * 60)
    _answer(
        call, PathQuestion(gap=gap, goals=goals, reading=reading, budget=budget, known=known, scope=scope)
    )


def _answer(call: Call, question: PathQuestion) -> None:
    answer = call.run(lambda workspace: learning_path(workspace, question))
    respond(call, answer, show_path)


@click.command()
@click.option("--toward", "gap", metavar="WORDS", help="Rank by what serves this wish.")
@click.option(
    "--first", type=click.IntRange(1), default=5, show_default=True, help="How many lessons to list."
)
@known_options
@scope_options
@command
def ready(call: Call, *, gap: str | None, first: int, known: KnownQuestion, scope: Scope) -> None:
    """List the lessons that you can start now, the most useful first.

    \b
    Examples:
      cairn ready
      cairn ready --know "joins, group by" --toward "faster queries"
    """
    question = PathQuestion(gap=gap or "", known=known, scope=scope)

    async def ask(workspace: Workspace) -> tuple[tuple[Recommendation, ...], tuple[Item, ...]]:
        found = await ready_to_learn(workspace, question, first=first)
        return found, () if call.json else await review(workspace, question, first=first)

    answer, last = call.run(ask)
    if call.json:
        call.print_json(answer)
    else:
        show_ready(console(), answer, last)
