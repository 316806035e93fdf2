"""``cairn health``: what a curriculum's authors should look at."""

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import BAD, GOOD, QUIET, WARN, console, counted, indented, quote
from api.cli.options import scope_options
from api.services.answers import Health, Severity
from api.services.health import health as check_health
from api.services.question import Scope

_STYLES = {Severity.ERROR: BAD, Severity.WARNING: WARN, Severity.NOTICE: QUIET}
_ORDER = list(Severity)


@click.command()
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit with 1 if there is a finding of this severity or worse.",
)
@scope_options
@command
def health(call: Call, *, fail_on: str, scope: Scope) -> None:
    """Find circles, dangling prerequisites, skills that nobody teaches, and other loose ends.

    \b
    Examples:
      cairn health
      cairn health --fail-on warning           for a curriculum's own CI
    """
    answer = call.run(lambda workspace: check_health(workspace, scope))
    if call.json:
        call.print_json(answer)
    else:
        _show(console(), answer)
    worst = min((_ORDER.index(finding.severity) for finding in answer.findings), default=len(_ORDER))
    if worst <= _ORDER.index(Severity(fail_on)):
        raise click.exceptions.Exit(1)


def _show(screen: Console, answer: Health) -> None:
    screen.print(f"{counted(answer.lessons, 'lesson')}, {counted(answer.skills, 'skill')}.")
    if not answer.findings:
        screen.print(Text("No loose ends.", style=GOOD))
    for finding in answer.findings:
        screen.print(
            Text.assemble((f"{finding.severity.value:<8}", _STYLES[finding.severity]), finding.message)
        )
        indented(screen, [quote(evidence) for evidence in finding.evidence[:4]], by=8)
