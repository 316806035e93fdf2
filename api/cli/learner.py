"""``cairn learner``: what is kept of a learner."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import GOOD, QUIET, TITLE, console, counted, indented, listed, respond
from api.cli.files import read_input
from api.services.deeds import ProgressImported, import_progress
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
from graph.formats.deeds import READERS, read_deeds


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
      cairn learner import completions.csv
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


@learner.command(short_help="Keep what a learner did, or knows now.")
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


@learner.command("import", short_help="Keep the progress that a file tells of.")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "format_",
    type=click.Choice([*READERS]),
    help="What FILE is; by default csv where its name ends so, else xapi.",
)
@click.option("--curriculum", metavar="ID", help="Look in this curriculum only.")
@command
def import_(call: Call, *, file: Path, format_: str | None, curriculum: str | None) -> None:
    """Keep the progress that a file of another system tells of; reading it again changes nothing.

    xapi: xAPI statements in JSON, as a learning record store returns them; those that somebody completed,
    passed, mastered or failed something are read. csv: a line a completion, with the columns learner and
    lesson (or skill), and if you like date, result and score.

    \b
    Examples:
      cairn learner import completions.csv --curriculum databases
      cairn learner import statements.json
    """
    form = format_ or ("csv" if file.suffix == ".csv" else "xapi")
    told = read_deeds(read_input(file), form)
    scope = Scope(curriculum=curriculum)
    respond(call, call.run(lambda workspace: import_progress(workspace, told, scope)), _show_import)


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


def _show_import(screen: Console, done: ProgressImported) -> None:
    recorded = counted(done.recorded, "entry", "entries")
    screen.print(f"Recorded {recorded} of {counted(done.learners, 'learner')}; {done.known:,} known already.")
    if done.passed_over:
        screen.print(f"  {done.passed_over:,} passed over: about no end.", style=QUIET)
    if done.unmatched:
        names = listed([f"{name} ({number:,})" for name, number in done.unmatched.items()])
        indented(screen, [Text(f"No lesson or skill here is called: {names}")], by=2)


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
