"""Who sends a request: the holder of a key or a token, or whoever sits at this machine."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.responses import refusal
from api.http.tokens import TokenRefused, Tokens
from api.services.identity import NOBODY, OPERATOR, Principal
from api.services.keys import Keys, looks_like_key
from api.settings import Settings

_CHALLENGE = {"www-authenticate": 'Bearer realm="cairn"'}


def principal_of(scope: Scope) -> Principal:
    """Return who sent a request that passed through :class:`Authentication`; a prober is nobody."""
    principal: Principal = scope["state"].get("principal", NOBODY)
    return principal


class Identity:
    """Tells who sends a request. Without a key and without tokens there is nobody but the operator.

    Whether that is so is settled once, at the start: revoking the last key does not open the door.
    """

    def __init__(self, settings: Settings, *, clock: Callable[[], datetime] | None = None) -> None:
        self._keys = Keys(settings.keys)
        self._tokens = Tokens.of(settings)
        self._clock = clock or _now
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


class Authentication:
    """Lets nobody pass whom it cannot name, but to the paths in ``public``."""

    def __init__(self, app: ASGIApp, identity: Identity, *, public: Collection[str]) -> None:
        self._app, self._identity, self._public = app, identity, public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in self._public:
            await self._app(scope, receive, send)
            return
        try:
            given = Headers(scope=scope).get("authorization", "")
            scope.setdefault("state", {})["principal"] = await self._identity.principal(given)
        except TokenRefused as error:
            await refusal(401, "UNAUTHENTICATED", str(error), headers=_CHALLENGE)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _now() -> datetime:
    return datetime.now(UTC)
