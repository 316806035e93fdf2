"""Where a Neo4j database is and how it is to be reached."""

from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from graph.errors import StoreUnavailable

SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
"""``neo4j`` routes in a cluster, ``bolt`` speaks to one server; ``+s`` is TLS, ``+ssc`` self-signed TLS."""

_HINT: Final = "Write neo4j://HOST:PORT/DATABASE, or bolt:// for one server; +s adds TLS."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The address of a server, the database on it, and how patient to be with it.

    Parameters
    ----------
    address
        What the driver connects to: scheme, host, port and routing context.
    database
        Its name, or None for the home database of the user.
    user, password
        Without a password there is no sign-in: the server must ask for none.
    pool
        The most connections that are open at once.
    patience
        Seconds to wait for a connection, and for each answer of the server.
    """

    address: str
    database: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    pool: int = 32
    patience: float = 60.0

    @classmethod
    def parse(
        cls,
        url: str,
        *,
        user: str | None = None,
        password: str | None = None,
        pool: int = 32,
        patience: float = 60.0,
    ) -> Self:
        """Return the place of ``neo4j://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE][?CONTEXT]``.

        What the URL says goes before ``user`` and ``password``; ``?database=`` names the database as well.

        Raises
        ------
        StoreUnavailable
            If it is no such URL; the message holds no password.
        """
        parts, server = _split(url)
        context = dict(parse_qsl(parts.query, keep_blank_values=True))
        database = unquote(parts.path.strip("/")) or context.pop("database", "") or None
        context.pop("database", None)
        query = f"?{urlencode(context)}" if context else ""
        user = unquote(parts.username or "") or user
        password = unquote(parts.password or "") or password
        return cls(
            address=f"{parts.scheme}://{server}{query}",
            database=database,
            user=user,
            password=password,
            pool=pool,
            patience=patience,
        )

    @property
    def is_verified(self) -> bool:
        """Return whether the server must show a certificate that is trusted."""
        return self.address.partition("://")[0].endswith("+s")

    @property
    def url(self) -> str:
        """Return the address and the database, without user and password."""
        address, mark, query = self.address.partition("?")
        return f"{address}/{self.database or ''}".rstrip("/") + mark + query


def _split(url: str) -> tuple[SplitResult, str]:
    """Return the parts of a URL, and host and port alone."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise StoreUnavailable("The address of the Neo4j server has no such form.", hint=_HINT) from error
    if parts.scheme not in SCHEMES or not parts.hostname or parts.fragment or "/" in parts.path.strip("/"):
        raise StoreUnavailable("The address of the Neo4j server has no such form.", hint=_HINT)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return parts, host if port is None else f"{host}:{port}"
