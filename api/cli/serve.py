"""``cairn serve``: GraphQL over HTTP."""

from dataclasses import replace

import click

from api.cli.app import Call, command


@click.command()
@click.option("--host", help="The address to bind to; loopback by default.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port.  [default: 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="How many processes serve.  [default: 1]")
@command
def serve(call: Call, *, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the graph: GraphQL at /graphql, /healthz and /readyz beside it.

    \b
    Examples:
      cairn serve
      cairn serve --port 9000 --store sqlite:///team.db
      cairn serve --workers 4
    """
    settings = call.settings
    call.doors.serve(
        replace(
            settings,
            host=host or settings.host,
            port=settings.port if port is None else port,
            workers=workers or settings.workers,
        )
    )
