"""``cairn pitfalls``: what a curriculum warns of, and what helps against it."""

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import QUIET, WARN, counted, indented, listed, respond
from api.cli.options import scope_options
from api.services.pitfalls import Pitfalls
from api.services.pitfalls import pitfalls as find_pitfalls
from api.services.question import Scope


@click.command()
@click.option(
    "--guarded/--unguarded", default=None, help="Those alone that a lesson helps against, or that none does."
)
@scope_options
@command
def pitfalls(call: Call, *, guarded: bool | None, scope: Scope) -> None:
    """List the mistakes that documents warn of, with the lessons that help against each.

    \b
    Examples:
      cairn pitfalls
      cairn pitfalls --unguarded --curriculum databases
    """
    respond(call, call.run(lambda workspace: find_pitfalls(workspace, scope, guarded=guarded)), _show)


def _show(screen: Console, answer: Pitfalls) -> None:
    for one in answer.pitfalls:
        indented(screen, [one.pitfall.name], by=2, mark="")
        where = listed([item.name for item in one.warned_by]) or "nothing any more"
        helps = listed([item.name for item in one.guarded_by])
        guard = Text(f"guarded by {helps}", QUIET) if helps else Text("no lesson was found that helps", WARN)
        indented(screen, [Text(f"warned of by {where}", QUIET), guard], by=4)
    screen.print(f"{counted(len(answer.pitfalls), 'pitfall')}.")
