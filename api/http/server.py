"""``cairn serve``: the application under uvicorn, until it is told to stop."""

import errno
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial
from ipaddress import ip_address

import anyio
import uvicorn
from starlette.types import ASGIApp

from api.http.app import MAX_BODY, create_app
from api.http.identity import Identity
from api.http.logs import log_to_stderr
from api.http.protocol import BoundedProtocol, BoundedSocket
from api.http.streams import Streams
from api.http.workers import Workers
from api.services.workspace import Workspace
from api.settings import Settings
from graph.errors import InvalidInput

_UVLOOP = sys.platform != "win32"
_CONNECTIONS = 500
"""At a time; above it a connection is answered with 503, well before file descriptors run out."""
_ANY = frozenset({"0.0.0.0", "::"})  # noqa: S104 - refused unless whoever asks is identified
_log = logging.getLogger("cairn.http")


def serve(
    settings: Settings, open_workspace: Callable[[Settings], AbstractAsyncContextManager[Workspace]]
) -> None:
    """Serve until SIGTERM or SIGINT, then answer what was accepted, close the workspace and return.

    Raises
    ------
    InvalidInput
        If others could reach the address and nobody asks who they are, or it cannot be had.
    StoreError
        If the store cannot be opened.
    """
    log_to_stderr(settings.log)
    check_reach(settings, identified=Identity(settings).required)
    with _listen(settings.host, settings.port) as listener:
        work = partial(_work, settings, open_workspace)
        if settings.workers == 1:
            work(listener, True)  # noqa: FBT003 - as processes are given it
        else:
            check_shared(settings)
            Workers(work, listener, settings.workers).run()


def check_shared(settings: Settings) -> None:
    """Refuse to have several processes serve what one of them alone can see.

    Raises
    ------
    InvalidInput
        If the store is in the memory of a process.
    """
    if settings.store.endswith(":memory:"):
        raise InvalidInput(
            "A store in memory is that of one process.", hint="Leave --workers out, or give --store a file."
        )


def check_reach(settings: Settings, *, identified: bool) -> None:
    """Refuse an address that other machines can reach, unless those who ask are ``identified``.

    Raises
    ------
    InvalidInput
        If the host is no loopback address and anyone could ask, or would have no name for it.
    """
    if _is_loopback(settings.host):
        return
    if not identified:
        raise InvalidInput(
            f"Cairn does not serve on {settings.host}: others could reach it, and nobody asks who they are.",
            hint="Make a key (`cairn keys create NAME --scope read`), set CAIRN_JWT_JWKS, or use 127.0.0.1.",
        )
    if settings.host in _ANY and not settings.hosts:
        raise InvalidInput(
            f"Cairn on {settings.host} would refuse every name that clients call it by.",
            hint="Set CAIRN_HOSTS to the names that are right, as cairn.example.org.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _work(
    settings: Settings,
    open_workspace: Callable[[Settings], AbstractAsyncContextManager[Workspace]],
    listener: socket.socket,
    announce: bool,  # noqa: FBT001 - as processes are given it
) -> None:
    """Serve a port in this process."""
    log_to_stderr(settings.log)
    options = {"use_uvloop": _UVLOOP}
    anyio.run(_serve, settings, open_workspace, listener, announce, backend_options=options)


async def _serve(
    settings: Settings,
    open_workspace: Callable[[Settings], AbstractAsyncContextManager[Workspace]],
    listener: socket.socket,
    announce: bool,  # noqa: FBT001 - as above
) -> None:
    streams = Streams(most=settings.streams, most_each=settings.streams_each)
    async with open_workspace(settings) as workspace:
        app = create_app(workspace, settings, streams=streams)
        await Server(app, settings, streams, announce=announce).serve([listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be had: {error.strerror}"
        raise InvalidInput(
            f"Port {port} of {host} {why}.", hint="Give another --port; 0 takes any that is free."
        ) from error


class Server(uvicorn.Server):
    """Serves one application; it says where it is, and a signal to stop is an orderly end for it."""

    def __init__(self, app: ASGIApp, settings: Settings, streams: Streams, *, announce: bool = True) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="on",
            http=BoundedProtocol,
            ws=BoundedSocket,
            ws_max_size=MAX_BODY,
            ws_per_message_deflate=False,  # nothing to unpack, and no secret to be guessed from lengths
            limit_concurrency=_CONNECTIONS,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=round(settings.deadline) + 5,
        )
        super().__init__(config)
        self._streams = streams
        self._announce = announce

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what stays open, then as uvicorn does: answer what was accepted."""
        self._streams.end()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say where."""
        await super().startup(sockets)
        for listener in (sockets or ()) if self._announce else ():
            host, port = listener.getsockname()[:2]
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            _log.info(
                "Pages are at http://%s/, GraphQL is at http://%s/graphql; Ctrl-C stops it.", place, place
            )

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
