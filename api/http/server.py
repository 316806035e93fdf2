"""``cairn serve``: the application under uvicorn, on this machine alone, until it is told to stop."""

import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from ipaddress import ip_address

import anyio
import uvicorn

from api.http.app import DEADLINE, create_app
from api.services.workspace import Workspace
from api.settings import Settings
from graph.errors import InvalidInput

_log = logging.getLogger("cairn.http")


def serve(
    settings: Settings, open_workspace: Callable[[Settings], AbstractAsyncContextManager[Workspace]]
) -> None:
    """Serve until SIGTERM or SIGINT, then answer what was accepted, close the workspace and return.

    Raises
    ------
    InvalidInput
        If the address is not this machine's own, or cannot be had.
    StoreError
        If the store cannot be opened.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    check_loopback(settings.host)
    anyio.run(_serve, settings, open_workspace)


def check_loopback(host: str) -> None:
    """Refuse an address that other machines can reach.

    Raises
    ------
    InvalidInput
        If ``host`` is neither ``localhost`` nor a loopback address.
    """
    try:
        own = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise InvalidInput(
            f"Cairn does not serve on {host}: other machines could reach it, and it cannot tell who asks.",
            hint="Serve on 127.0.0.1, and put a proxy that authenticates people before it.",
        )


async def _serve(
    settings: Settings, open_workspace: Callable[[Settings], AbstractAsyncContextManager[Workspace]]
) -> None:
    with _listen(settings.host, settings.port) as listener:
        async with open_workspace(settings) as workspace:
            config = uvicorn.Config(
                create_app(workspace, settings),
                log_config=None,
                log_level="warning",
                access_log=False,
                lifespan="on",
                ws="none",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=round(DEADLINE) + 5,
            )
            await _Server(config).serve([listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be had: {error.strerror}"
        raise InvalidInput(
            f"Port {port} of {host} {why}.", hint="Give another --port; 0 takes any that is free."
        ) from error


class _Server(uvicorn.Server):
    """A server that says where it is, and for which a signal to stop is an orderly end."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            host, port = listener.getsockname()[:2]
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            _log.info("GraphQL is at http://%s/graphql; Ctrl-C stops it.", place)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals as uvicorn does, but do not raise them again at the end."""
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
