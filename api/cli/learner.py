"""``cairn learner``: what is kept of a learner."""

from datetime import UTC, datetime

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import GOOD, QUIET, TITLE, console, counted, indented, respond
from api.services.learners import (
    LearnerRecord,
    Progress,
    Result,
    forget_learner,
    learner_id,
    learner_record,
    record_progress,
)
from api.services.question import Scope


@click.group()
def learner() -> None:
    """Keep, show and forget what a learner knows and has done.

    A learner is a pseudonym of your choice; nothing else about a person is kept. Name it with --learner
    wherever Cairn asks what you know.

    \b
    Examples:
      cairn learner progress ada "Joining tables" --result passed --score 0.9
      cairn learner show ada
      cairn path --gap "faster queries" --learner ada
      cairn learner forget ada
    """


@learner.command()
@click.argument("name", metavar="LEARNER")
@command
def show(call: Call, *, name: str) -> None:
    """Show what is kept of a learner, with the evidence for it.

    \b
    Examples:
      cairn learner show ada
    """
    who = learner_id(name)
    _answer(call, call.run(lambda workspace: learner_record(workspace, who)))


@learner.command()
@click.argument("name", metavar="LEARNER")
@click.argument("thing", metavar="LESSON|SKILL")
@click.option(
    "--result",
    type=click.Choice([result.value for result in Result]),
    default=Result.COMPLETED.value,
    show_default=True,
    help="How it went.",
)
@click.option("--score", type=click.FloatRange(0, 1), metavar="0..1", help="The share that was right.")
@click.option(
    "--at",
    type=click.DateTime(),
    help="When, in UTC; now by default. What is older than what is kept changes nothing.",
)
@click.option("--curriculum", metavar="ID", help="Look in this curriculum only.")
@command
def progress(
    call: Call,
    *,
    name: str,
    thing: str,
    result: str,
    score: float | None,
    at: datetime | None,
    curriculum: str | None,
) -> None:
    """Keep that a learner finished, passed or failed a lesson, or showed a skill.

    \b
    Examples:
      cairn learner progress ada "Joining tables"
      cairn learner progress ada "window functions" --result failed
    """
    who = learner_id(name)
    when = at.replace(tzinfo=UTC) if at else None
    did = Progress(name=thing, result=Result(result), score=score, at=when)
    scope = Scope(curriculum=curriculum)
    _answer(call, call.run(lambda workspace: record_progress(workspace, who, did, scope)))


@learner.command()
@click.argument("name", metavar="LEARNER")
@command
def forget(call: Call, *, name: str) -> None:
    """Erase all that is kept of a learner, for good.

    \b
    Examples:
      cairn learner forget ada
    """
    who = learner_id(name)
    forgotten = call.run(lambda workspace: forget_learner(workspace, who))
    if call.json:
        call.print_json({"learner": who, "forgotten": forgotten})
    else:
        console().print(f"All about {who} is erased." if forgotten else f"Nothing was kept of {who}.")


def _answer(call: Call, record: LearnerRecord) -> None:
    respond(call, record, show_record)


def show_record(screen: Console, record: LearnerRecord) -> None:
    """Print what is kept of a learner."""
    if not record.skills and not record.lessons:
        screen.print(f"Nothing is kept of {record.learner}.")
    if record.lessons:
        screen.print(Text("Finished", style=TITLE))
    for lesson in record.lessons:
        score = "" if lesson.score is None else f" · {lesson.score:.0%}"
        line = Text.assemble(lesson.lesson.name, (f"  {lesson.at:%Y-%m-%d}{score}", QUIET))
        indented(screen, [line], by=4)
    if record.skills:
        screen.print(Text("Skills, and how surely they are known", style=TITLE))
    for known in record.skills:
        name = (known.skill.name, GOOD if known.known else "")
        line = Text.assemble(name, (f"  {known.because}, {known.at:%Y-%m-%d}", QUIET))
        indented(screen, [line], by=8, mark=f"  {known.level:>4.0%}")
    if record.gone:
        things = counted(record.gone, "entry", "entries")
        screen.print(f"  {things} about what is no longer in the graph.", style=QUIET)
