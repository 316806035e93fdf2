"""``cairn config``: the settings as they hold."""

import click
from rich.table import Table

from api.cli.app import Call, command
from api.cli.console import QUIET, console
from api.settings import effective, variable


@click.command()
@command
def config(call: Call) -> None:
    """Show every setting, its value and where that comes from; secrets stay hidden.

    A setting is a variable (CAIRN_PORT=9000), or a line of the file that CAIRN_CONFIG names (port = 9000);
    without it cairn.toml in your configuration folder is read. Variables go before the file.

    \b
    Examples:
      cairn config
      CAIRN_PORT=9000 cairn config --json
    """
    found = effective(call.doors.environment, store=call.store)
    if call.json:
        call.print_json({one.name: {"value": one.value, "source": one.source} for one in found})
        return
    table = Table(box=None, header_style=QUIET)
    for title in ("Setting", "Value", "From", "Meaning"):
        table.add_column(title, overflow="fold")
    for one in found:
        source = "" if one.source == variable(one.name) else one.source
        table.add_row(variable(one.name), one.value, source or "environment", one.meaning)
    console().print(table)
