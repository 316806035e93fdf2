"""``cairn assess``: a few questions, and what is known after them."""

import sys
from collections.abc import Callable, Sequence

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import GOOD, QUIET, TITLE, console, counted, indented, listed, quote
from api.cli.options import gap_options, known_options, require_gap, scope_options
from api.services.assess import Assessment, Question, Said
from api.services.assess import assess as ask_about
from api.services.question import KnownQuestion, PathQuestion, Scope
from api.services.workspace import Workspace

_YES = {"yes": True, "y": True, "no": False, "n": False}
_MARGIN = 2


class _Answer(click.ParamType[Said]):
    """``SKILL=yes`` or ``SKILL=no``."""

    name = "SKILL=yes|no"

    def convert(self, value: str | Said, param: click.Parameter | None, ctx: click.Context | None) -> Said:
        """Return what was said of a skill."""
        if isinstance(value, Said):
            return value
        skill, _, answer = value.rpartition("=")
        if not skill or answer.casefold() not in _YES:
            self.fail(f"{value!r} is no answer: write SKILL=yes or SKILL=no.", param, ctx)
        return Said(skill, _YES[answer.casefold()])


@click.command()
@gap_options
@click.option(
    "--answer", "answers", type=_Answer(), multiple=True, help="An answer given already; may be repeated."
)
@known_options
@scope_options
@command
def assess(
    call: Call,
    *,
    gap: str,
    goals: tuple[str, ...],
    reading: int,
    answers: tuple[Said, ...],
    known: KnownQuestion,
    scope: Scope,
) -> None:
    """Find out with few questions what you know of all that a gap rests on.

    On a terminal it asks until it knows enough; q stops. Elsewhere, and with --json, it says what the
    answers so far mean and what to ask next: call it again with one more --answer. With --learner the
    findings are kept, and count from then on wherever the learner is named.

    \b
    Examples:
      cairn assess --gap "my query got slow when the table grew"
      cairn assess --gap "deadlocks" --answer "transactions=yes" --json
      cairn assess --gap "deadlocks" --learner ada
    """
    require_gap(gap, goals)
    question = PathQuestion(gap=gap, goals=goals, reading=reading, known=known, scope=scope)
    record = known.learner is not None
    interactive = not call.json and sys.stdin.isatty() and sys.stdout.isatty()

    async def converse(workspace: Workspace) -> Assessment:
        if not interactive:
            return await ask_about(workspace, question, answers, record=record)
        return await _converse(workspace, question, answers, record=record)

    found = call.run(converse)
    if call.json:
        call.print_json(found)
        return
    show_assessment(console(), found, kept_for=known.learner, scripted=not interactive)


async def _converse(
    workspace: Workspace, question: PathQuestion, answers: Sequence[Said], *, record: bool
) -> Assessment:
    """Ask on the terminal until there is nothing worth asking, or they stop; each answer is kept at once."""
    screen = console()
    given = list(answers)
    found = await ask_about(workspace, question, given, record=record)
    while found.question is not None:
        said = _ask(screen, found.question, click.prompt)
        if said is None:
            break
        given.append(Said(found.question.skill.id, said))
        found = await ask_about(workspace, question, given, record=record)
    return found


def _ask(screen: Console, question: Question, prompt: Callable[..., str]) -> bool | None:
    """Return their answer, None where they have had enough."""
    screen.print(Text(question.prompt, style=TITLE))
    indented(screen, [quote(evidence) for evidence in question.evidence[:1]], by=_MARGIN)
    choice = click.Choice(["y", "n", "q"], case_sensitive=False)
    most = f"{counted(question.remaining, 'question')} left at most; q stops"
    answer = prompt(f"  yes or no ({most})", type=choice, show_choices=True)
    return None if answer == "q" else answer == "y"


def show_assessment(screen: Console, found: Assessment, *, kept_for: str | None, scripted: bool) -> None:
    """Print what the answers say, and how to go on."""
    if not found.planned:
        screen.print("No word of that wish is in the curriculum, and nothing comes clearly close.")
        screen.print("  cairn match WORDS shows what there is.", style=QUIET)
        return
    goals = listed([goal.name for goal in found.readings[0].goals[:1]]) if found.readings else "The goal"
    screen.print(Text(f"{goals} rests on {counted(found.skills, 'skill')}, itself counted."))
    for level in found.levels:
        style = GOOD if level.skill in found.known else ""
        line = Text.assemble((level.skill.name, style), (f"  {level.because}", QUIET))
        indented(screen, [line], by=8, mark=f"  {level.level:>4.0%}")
    if found.question and scripted:
        screen.print(Text.assemble(("Next  ", TITLE), found.question.prompt))
        example = f'--answer "{found.question.skill.name}=yes"'
        screen.print(f"  Go on with one more answer: {example} (or =no).", style=QUIET)
    elif not found.question:
        screen.print("Nothing is left that is worth asking.")
    if found.known and not kept_for:
        names = ", ".join(item.name for item in found.known)
        screen.print(f'  Plan with it: cairn path … --know "{names}"', style=QUIET)
    if kept_for and found.levels:
        screen.print(f"  Kept for {kept_for}: cairn path … --learner {kept_for}", style=QUIET)
