"""``cairn keys``: who may use the server."""

from datetime import UTC, datetime, timedelta

import click
from rich.table import Table

from api.cli.app import Call, command
from api.cli.console import QUIET, console
from api.services.identity import Scope
from api.services.keys import Key, Keys

_DAY = "%Y-%m-%d"


@click.group()
def keys() -> None:
    """Make, list and revoke the API keys of `cairn serve`.

    A server asks for a key as soon as there is one. Keys are kept as hashes in the folder CAIRN_KEYS.
    To change a key without a pause, make the new one, hand it out, then revoke the old one.

    \b
    Examples:
      cairn keys create "reporting" --scope read
      cairn keys create "kim's phone" --scope learn --learner kim
      cairn keys list
      cairn keys revoke 3f9c2a7b1d04
    """


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What the key allows; may be repeated.",
)
@click.option("--learner", metavar="ID", help="With --scope learn: the one learner that the key is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long the key is good; for ever by default.")
@command
def create(call: Call, *, name: str, scopes: tuple[str, ...], learner: str | None, days: int | None) -> None:
    """Make a key and print it, this once.

    \b
    Examples:
      cairn keys create "reporting" --scope read
      cairn keys create "nightly build" --scope ingest --days 90
      cairn keys create "kim's phone" --scope learn --learner kim
    """
    now = datetime.now(UTC)
    expires = now + timedelta(days=days) if days else None
    key, text = Keys(call.settings.keys).create(
        name, [Scope(scope) for scope in scopes], learner=learner, now=now, expires=expires
    )
    if call.json:
        call.print_json({**_public(key), "key": text})
        return
    click.echo(text)
    click.echo(
        "Keep it now: it is shown this once. Clients send it as `authorization: Bearer KEY`.", err=True
    )


@keys.command(name="list")
@command
def list_(call: Call) -> None:
    """List the keys, without their secrets.

    \b
    Examples:
      cairn keys list
      cairn keys list --json
    """
    found = Keys(call.settings.keys).list()
    if call.json:
        call.print_json([_public(key) for key in found])
        return
    screen = console()
    if not found:
        screen.print(f"There are no keys in {call.settings.keys}.", style=QUIET)
        return
    now = datetime.now(UTC)
    table = Table("Id", "Name", "Scopes", "Learner", "Created", "Expires", box=None, header_style=QUIET)
    for key in found:
        expires = key.expires.strftime(_DAY) if key.expires else "never"
        table.add_row(
            key.id,
            key.name,
            ", ".join(key.scopes),
            key.learner or "",
            key.created.strftime(_DAY),
            expires if key.active(now) else f"expired {expires}",
        )
    screen.print(table)


@keys.command()
@click.argument("key_id", metavar="ID")
@command
def revoke(call: Call, *, key_id: str) -> None:
    """End a key; running servers refuse it at once.

    \b
    Examples:
      cairn keys revoke 3f9c2a7b1d04
    """
    Keys(call.settings.keys).revoke(key_id)
    if call.json:
        call.print_json({"revoked": key_id})
    else:
        click.echo(f"Revoked {key_id}.")


def _public(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes,
        "learner": key.learner,
        "created": key.created,
        "expires": key.expires,
    }
