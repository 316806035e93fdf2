"""Pages are for those who may read, and do what their readers ask of them."""

from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.identity import principal_of
from api.http.origin import is_forged
from api.http.responses import refusal
from api.services import identity
from api.web.sign_in import is_open


class ForReaders:
    """Lets nobody pass who may not ask about curricula, and nothing that another site had a browser send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if message := _why_not(scope):
            status = HTTPStatus.FORBIDDEN
            await refusal(status, status.name, message)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _why_not(scope: Scope) -> str | None:
    """Return why a request is refused, or None if it is not."""
    if is_forged(scope):
        return "Another site sent this. Open the page here, and do it there."
    if not is_open(scope["path"]) and not principal_of(scope).may(identity.Scope.READ):
        return "Pages need the scope read. Use a key or a token with the scope read."
    return None
