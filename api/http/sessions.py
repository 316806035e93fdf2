"""Sign-ins of browsers: what a cookie holds in place of a key, and whom it stands for.

A cookie names a key and an hour, under a seal over both and over what is kept of the key (HMAC-SHA256). So
nothing is stored for it, whoever revokes the key ends all its sign-ins at once, and who reads the cookie
learns no secret. A token (JWT) is sealed and dated by itself, and is kept as it is.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.http.tokens import TokenRefused, Tokens
from api.services.identity import Principal
from api.services.keys import Key, Keys, looks_like_key

LASTS: Final = 12 * 60 * 60
"""Seconds from one sign-in to the next."""
_LONGEST_TOKEN: Final = 3_500
"""Characters: browsers drop a cookie above 4,096 bytes."""
_SEPARATOR: Final = "~"


@dataclass(frozen=True, slots=True)
class Sessions:
    """Begins sign-ins and recognises them; ``secret`` seals them, and with it they end."""

    _keys: Keys
    _tokens: Tokens | None
    _clock: Callable[[], datetime]
    _secret: bytes

    @classmethod
    def of(
        cls, keys: Keys, tokens: Tokens | None, clock: Callable[[], datetime], secret: str | None
    ) -> "Sessions":
        """Return what seals with a secret, or with one that ends with this process."""
        return cls(keys, tokens, clock, secret.encode() if secret else secrets.token_bytes(32))

    async def begin(self, credential: str) -> str:
        """Return the cookie of whoever shows a key or a token.

        Raises
        ------
        TokenRefused
            If it proves nothing, or a cookie cannot hold it.
        """
        now = self._clock()
        if looks_like_key(credential):
            key = self._keys.find(credential, now)
            if key is None:
                raise TokenRefused("The key is unknown, revoked or expired.")
            until = round(now.timestamp()) + LASTS
            return _SEPARATOR.join((key.id, str(until), self._seal(key, until)))
        if self._tokens is None:
            raise TokenRefused("That is no key: a key begins with cairn_ and was shown when it was made.")
        if len(credential) > _LONGEST_TOKEN:
            raise TokenRefused("The token is too long for a browser to keep.")
        await self._tokens.principal(credential)
        return credential

    async def principal(self, cookie: str) -> Principal:
        """Return whom a cookie stands for.

        Raises
        ------
        TokenRefused
            If it was not sealed here, its time is over, or its key was revoked.
        """
        parts = cookie.split(_SEPARATOR)
        if len(parts) != 3 and self._tokens is not None:  # noqa: PLR2004 - id, hour, seal
            return await self._tokens.principal(cookie)
        key = self._sealed(*parts) if len(parts) == 3 else None  # noqa: PLR2004 - as above
        if key is None:
            raise TokenRefused("The sign-in is over.")
        return key.principal()

    def _sealed(self, id_: str, until: str, seal: str) -> Key | None:
        """Return the key that a cookie names, if it is good and the seal is ours."""
        now = self._clock()
        if not (until.isascii() and until.isdecimal() and len(until) < 12) or int(until) <= now.timestamp():  # noqa: PLR2004 - an hour of this epoch
            return None
        key = self._keys.active(id_, now)
        return key if key and hmac.compare_digest(self._seal(key, int(until)), seal) else None

    def _seal(self, key: Key, until: int) -> str:
        return hmac.digest(
            self._secret, f"{key.id}{_SEPARATOR}{until}{_SEPARATOR}{key.hash}".encode(), "sha256"
        ).hex()
