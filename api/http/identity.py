"""Who sends a request: the holder of a key or a token, or whoever sits at this machine."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.headers import header
from api.http.origin import is_forged
from api.http.responses import refusal
from api.http.sessions import LASTS, Sessions
from api.http.tokens import TokenRefused, Tokens
from api.services.identity import NOBODY, OPERATOR, Principal
from api.services.keys import Keys, looks_like_key
from api.settings import Settings
from api.web.sign_in import SESSION_COOKIE, is_open, sign_in_url
from graph.errors import InvalidInput

_CHALLENGE: Final = {"www-authenticate": 'Bearer realm="cairn"'}


def principal_of(scope: Scope) -> Principal:
    """Return who sent a request that passed through :class:`Authentication`; a prober is nobody."""
    principal: Principal = scope.get("state", {}).get("principal", NOBODY)
    return principal


class Identity:
    """Tells who sends a request. Without a key and without tokens there is nobody but the operator.

    Whether that is so is settled once, at the start: revoking the last key does not open the door.
    """

    def __init__(self, settings: Settings, *, clock: Callable[[], datetime] | None = None) -> None:
        self._keys = Keys(settings.keys)
        self._tokens = Tokens.of(settings)
        self._clock = clock or _now
        self.sessions = Sessions.of(self._keys, self._tokens, self._clock, settings.session_secret)
        self.required = self._tokens is not None or bool(self._keys.list())

    async def principal(self, authorization: str) -> Principal:
        """Return whom an ``Authorization`` header is about.

        Raises
        ------
        TokenRefused
            If it proves nothing.
        """
        if not self.required:
            return OPERATOR
        scheme, _, credential = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise TokenRefused("Send a key or a token, as `authorization: Bearer …`.")
        credential = credential.strip()
        if looks_like_key(credential):
            key = self._keys.find(credential, self._clock())
            if key is None:
                raise TokenRefused("The key is unknown, revoked or expired.")
            return key.principal()
        if self._tokens is None:
            raise TokenRefused("That is no key.")
        return await self._tokens.principal(credential)

    async def sender(self, scope: Scope) -> Principal:
        """Return who sends a request: whom its header is about, or else who is signed in.

        Raises
        ------
        TokenRefused
            If nothing proves who that is.
        """
        given = header(scope, b"authorization").decode("latin-1")
        cookie = None if given or not self.required else HTTPConnection(scope).cookies.get(SESSION_COOKIE)
        if not cookie or is_forged(scope):
            return await self.principal(given)
        return await self.sessions.principal(cookie)

    async def begin_session(self, credential: str) -> tuple[str, int]:
        """Return the cookie that stands for a key or a token, and how many seconds it lasts.

        Raises
        ------
        InvalidInput
            If it proves nothing.
        """
        try:
            return await self.sessions.begin(credential), LASTS
        except TokenRefused as error:
            raise InvalidInput(str(error)) from error


class Authentication:
    """Lets nobody pass whom it cannot name, but to the paths in ``public``, and to where one signs in.

    Who shows no key or token may be signed in: a cookie stands for one, unless another site had it sent.
    A socket may be opened by somebody who is nobody yet; whoever serves it asks them.
    """

    def __init__(self, app: ASGIApp, identity: Identity, *, public: Collection[str]) -> None:
        self._app, self._identity, self._public = app, identity, public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan" or scope["path"] in self._public:
            await self._app(scope, receive, send)
            return
        try:
            scope.setdefault("state", {})["principal"] = await self._identity.sender(scope)
        except TokenRefused as error:
            if not (is_open(scope["path"]) or _asks_later(scope)):
                await _refused(scope, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _asks_later(scope: Scope) -> bool:
    """Tell whether a socket is opened without the header, which scripts of browsers cannot send."""
    return scope["type"] == "websocket" and "authorization" not in Headers(scope=scope)


def _refused(scope: Scope, error: TokenRefused) -> Response:
    """Return what answers somebody whom nobody can name: a browser is led to where one signs in."""
    if scope.get("method") == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        query = scope["query_string"].decode("latin-1")
        here = scope["path"] + (f"?{query}" if query else "")
        return RedirectResponse(sign_in_url(here), 303, headers={"cache-control": "no-store"})
    return refusal(401, "UNAUTHENTICATED", str(error), headers=_CHALLENGE)


def _now() -> datetime:
    return datetime.now(UTC)
