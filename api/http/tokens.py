"""JSON Web Tokens that others sign (RFC 7519): whom they are about, and what they may do.

A token's ``sub`` is the learner that its holder is, and ``scope`` names what it allows, as access tokens
have it (RFC 8693, section 4.2). It must have ``exp``. The algorithms are pinned: with a secret those of
HMAC alone, with public keys those of signatures alone, so that no public key is ever taken for a secret.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import jwt
from anyio import to_thread

from api.services.identity import Principal, Scope
from api.settings import Settings
from graph.errors import InvalidInput
from graph.learner import LearnerId

_SHORTEST_SECRET: Final = 32
_WITH_SECRET: Final = frozenset({"HS256", "HS384", "HS512"})
_WITH_KEYS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
)
_FRESH: Final = 300.0
"""Seconds for which fetched keys are believed."""
_PAUSE: Final = 30.0
"""Seconds between two fetches at least, whatever keys tokens name."""
_PATIENCE: Final = 5
"""Seconds that a fetch may take."""


class TokenRefused(Exception):
    """A token that proves nothing; the message says why in words for its holder."""


class _KeySource(Protocol):
    """Where the key that a token was signed with comes from."""

    async def key(self, token: str) -> jwt.PyJWK | str: ...


@dataclass(frozen=True, slots=True)
class Tokens:
    """Checks tokens as the settings say."""

    _source: _KeySource
    _algorithms: tuple[str, ...]
    _audience: str | None
    _issuer: str | None
    _leeway: int

    @classmethod
    def of(cls, settings: Settings) -> "Tokens | None":
        """Return what checks tokens, or None where none are configured.

        Raises
        ------
        InvalidInput
            If the settings contradict one another, or are too weak.
        """
        if settings.jwt_secret is None and settings.jwt_jwks is None:
            return None
        if settings.jwt_secret is not None and settings.jwt_jwks is not None:
            raise InvalidInput(
                "Both CAIRN_JWT_SECRET and CAIRN_JWT_JWKS are set.", hint="Tokens have one kind of signature."
            )
        return cls(
            _source(settings),
            _algorithms(settings),
            settings.jwt_audience,
            settings.jwt_issuer,
            settings.jwt_leeway,
        )

    async def principal(self, token: str) -> Principal:
        """Return whom a token is about.

        Raises
        ------
        TokenRefused
            If it is malformed, forged, expired, or meant for someone else.
        """
        try:
            claims = jwt.decode(
                token,
                await self._source.key(token),
                algorithms=list(self._algorithms),
                audience=self._audience,
                issuer=self._issuer,
                leeway=self._leeway,
                options={"require": ["exp", "sub"], "verify_aud": self._audience is not None},
            )
        except jwt.PyJWTError as error:
            raise TokenRefused(f"The token is refused: {error}") from error
        return Principal(f"token {claims['sub']}", _scopes(claims), LearnerId(claims["sub"]))


def _scopes(claims: Mapping[str, object]) -> frozenset[Scope]:
    """Return the scopes that we know among those of a token; others are for others."""
    given = claims.get("scope", "")
    names = given.split() if isinstance(given, str) else []
    return frozenset(Scope(name) for name in names if name in set(Scope))


def _algorithms(settings: Settings) -> tuple[str, ...]:
    allowed = _WITH_SECRET if settings.jwt_secret is not None else _WITH_KEYS
    usual = ("HS256",) if settings.jwt_secret is not None else ("RS256", "ES256")
    if wrong := sorted(set(settings.jwt_algorithms) - allowed):
        raise InvalidInput(
            f"CAIRN_JWT_ALGORITHMS names {wrong[0]}, which this kind of key does not sign with.",
            hint=f"Give some of {', '.join(sorted(allowed))}.",
        )
    return settings.jwt_algorithms or usual


def _source(settings: Settings) -> _KeySource:
    if settings.jwt_secret is not None:
        if len(settings.jwt_secret.encode()) < _SHORTEST_SECRET:
            raise InvalidInput(
                f"CAIRN_JWT_SECRET has fewer than {_SHORTEST_SECRET} bytes.",
                hint="`openssl rand -hex 32` makes one.",
            )
        return _Secret(settings.jwt_secret)
    place = settings.jwt_jwks or ""
    if place.startswith("https://"):
        client = jwt.PyJWKClient(place, cache_jwk_set=False, timeout=_PATIENCE)
        return _PublicKeys(lambda: _from_address(client, place))
    if "://" in place:
        raise InvalidInput(f"CAIRN_JWT_JWKS is {place}.", hint="Give a file or an https:// address.")
    _from_file(Path(place))  # what is wrong with it is told before anyone asks
    return _PublicKeys(lambda: _from_file(Path(place)))


def _from_address(client: jwt.PyJWKClient, place: str) -> jwt.PyJWKSet:
    try:
        return client.get_jwk_set(refresh=True)
    except ValueError as error:  # the library takes for granted that what it fetched is JSON
        raise InvalidInput(f"{place} holds no JWKS: {error}.", hint="CAIRN_JWT_JWKS names it.") from error


def _from_file(path: Path) -> jwt.PyJWKSet:
    try:
        return jwt.PyJWKSet.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, jwt.PyJWTError) as error:
        raise InvalidInput(f"{path} holds no JWKS: {error}.", hint="CAIRN_JWT_JWKS names it.") from error


@dataclass(frozen=True, slots=True)
class _Secret:
    secret: str

    async def key(self, token: str) -> str:  # noqa: ARG002 - there is but one
        return self.secret


class _PublicKeys:
    """Keys that change now and then: loaded again when they are old, or when a token names another."""

    def __init__(self, load: Callable[[], jwt.PyJWKSet], clock: Callable[[], float] = time.monotonic) -> None:
        self._load, self._clock = load, clock
        self._known: Mapping[str | None, jwt.PyJWK] = {}
        self._loaded = -_FRESH

    async def key(self, token: str) -> jwt.PyJWK:
        id_ = jwt.get_unverified_header(token).get("kid")
        age = self._clock() - self._loaded
        if age >= _FRESH or (id_ not in self._known and age >= _PAUSE):
            await self._refresh()
        if id_ not in self._known:
            raise jwt.InvalidKeyError("Nobody known here signed it.")
        return self._known[id_]

    async def _refresh(self) -> None:
        """Load the keys anew; where that fails, those that are known stay good for a while."""
        self._loaded = self._clock() - _FRESH + _PAUSE
        try:
            found = await to_thread.run_sync(self._load)
        except (jwt.PyJWTError, InvalidInput) as error:
            if not self._known:
                raise jwt.InvalidKeyError("The keys that sign tokens cannot be had now.") from error
            return
        self._known = {key.key_id: key for key in found.keys if key.public_key_use in {None, "sig"}}
        self._loaded = self._clock()
