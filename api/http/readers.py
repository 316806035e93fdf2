"""Pages are for those who may read."""

from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.identity import principal_of
from api.http.responses import refusal
from api.services import identity


class ForReaders:
    """Lets nobody pass who may not ask about curricula."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if principal_of(scope).may(identity.Scope.READ):
            await self._app(scope, receive, send)
            return
        status = HTTPStatus.FORBIDDEN
        message = "Pages need the scope read. Use a key or a token with the scope read."
        await refusal(status, status.name, message)(scope, receive, send)
