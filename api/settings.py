"""What can be configured: one frozen object, read once from a file, the environment and the command line.

Each field of :class:`Settings` is the key of the same name in the file, and the variable ``CAIRN_<NAME>``.
The file is TOML: the one that ``CAIRN_CONFIG`` names, else ``cairn.toml`` in the user's configuration folder
if there is one. A variable goes before the file, an option of the command line before both; a list is
separated by commas in a variable. ``cairn config`` shows what holds, and where it comes from.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, get_type_hints
from urllib.parse import urlsplit

import msgspec
import platformdirs
from msgspec import Meta

from graph.errors import InvalidInput

_APP: Final = "cairn"
_CONFIG: Final = "CAIRN_CONFIG"
_HIDDEN: Final = "(set)"


def default_store() -> str:
    """Return the file in the user's data folder in which the graph lives unless told otherwise."""
    return str(platformdirs.user_data_path(_APP, appauthor=False) / "cairn.db")


def _default_cache() -> Path:
    return platformdirs.user_cache_path(_APP, appauthor=False)


def _default_keys() -> Path:
    return platformdirs.user_config_path(_APP, appauthor=False) / "keys"


def _means(meaning: str, *, secret: bool = False) -> Mapping[str, object]:
    return {"meaning": meaning, "secret": secret}


_Mastery = Annotated[float, Meta(ge=0, le=1)]
_Port = Annotated[int, Meta(ge=0, le=65_535)]
_Bytes = Annotated[int, Meta(ge=1, le=2**40)]
_Requests = Annotated[int, Meta(ge=1, le=100_000)]
_Rate = Annotated[int, Meta(ge=0, le=1_000_000)]
_Seconds = Annotated[float, Meta(ge=0.1, le=3_600)]
_Connections = Annotated[int, Meta(ge=1, le=10_000)]
_Patience = Annotated[int, Meta(ge=1, le=86_400)]
_Secret = Annotated[str, Meta(min_length=32)]
_Workers = Annotated[int, Meta(ge=1, le=64)]
_Skew = Annotated[int, Meta(ge=0, le=300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The effective configuration."""

    store: str = field(
        default_factory=default_store,
        metadata=_means(
            "where the graph lives: sqlite:///path/to.db, a path, or neo4j://host:7687/database"
            " (bolt:// for one server; +s with TLS, +ssc where it signed its own certificate)"
        ),
    )
    encoder: str = field(
        default="minilm", metadata=_means("minilm, or a local folder of a sentence-transformers model")
    )
    cache: Path = field(
        default_factory=_default_cache, metadata=_means("where the compiled embedding model is kept")
    )
    mastery: _Mastery = field(default=0.8, metadata=_means("a skill counts as known from this mastery on"))
    max_bytes: _Bytes = field(default=32 * 1024 * 1024, metadata=_means("the largest document, in bytes"))
    neo4j_user: str = field(
        default="neo4j", metadata=_means("the user of a Neo4j server, where its address names none")
    )
    neo4j_password: str | None = field(
        default=None,
        repr=False,
        metadata=_means("their password; without one there is no sign-in", secret=True),
    )
    neo4j_pool: _Connections = field(default=32, metadata=_means("the most connections to it at once"))
    neo4j_timeout: _Patience = field(
        default=60, metadata=_means("seconds to wait for a connection, and for each of its answers")
    )
    host: str = field(default="127.0.0.1", metadata=_means("the address that `cairn serve` binds to"))
    port: _Port = field(default=8000, metadata=_means("its port; 0 takes any that is free"))
    hosts: tuple[str, ...] = field(
        default=(), metadata=_means("the names under which others reach it, beside this machine's own")
    )
    origins: tuple[str, ...] = field(
        default=(), metadata=_means("web sites whose scripts may call it (CORS), as https://example.org")
    )
    keys: Path = field(default_factory=_default_keys, metadata=_means("the folder of API keys"))
    session_secret: _Secret | None = field(
        default=None,
        repr=False,
        metadata=_means(
            "the secret that seals sign-ins of browsers, at least 32 bytes;"
            " without one they end with the server",
            secret=True,
        ),
    )
    jwt_secret: str | None = field(
        default=None,
        repr=False,
        metadata=_means("the secret that signs tokens (JWT), at least 32 bytes", secret=True),
    )
    jwt_jwks: str | None = field(
        default=None, metadata=_means("the public keys that sign tokens: a JWKS file or an https address")
    )
    jwt_algorithms: tuple[str, ...] = field(
        default=(), metadata=_means("the algorithms of tokens; HS256 with a secret, else RS256 and ES256")
    )
    jwt_audience: str | None = field(default=None, metadata=_means("the aud that tokens must have"))
    jwt_issuer: str | None = field(default=None, metadata=_means("the iss that tokens must have"))
    jwt_leeway: _Skew = field(default=30, metadata=_means("how far clocks may differ, in seconds"))
    workers: _Workers = field(
        default=1, metadata=_means("processes that serve, each with the graph in its memory")
    )
    concurrency: _Requests = field(default=64, metadata=_means("requests that are served at a time"))
    rate: _Rate = field(default=600, metadata=_means("requests per minute and key; 0 is without bound"))
    streams: _Requests = field(
        default=200, metadata=_means("subscriptions' event streams and sockets that are open at a time")
    )
    streams_each: _Requests = field(default=20, metadata=_means("of these, those of one client"))
    deadline: _Seconds = field(default=30.0, metadata=_means("seconds within which a request is answered"))
    trusted: str | None = field(
        default=None, metadata=_means("a file of the only queries to answer: JSON, texts by SHA-256")
    )
    traces: str | None = field(
        default=None,
        metadata=_means(
            "where spans are sent: an OpenTelemetry collector (OTLP over HTTP), as http://127.0.0.1:4318;"
            " needs the extra opentelemetry"
        ),
    )
    log: Literal["text", "json"] = field(default="text", metadata=_means("how log lines are written"))

    @classmethod
    def read(cls, environment: Mapping[str, str], *, store: str | None = None) -> "Settings":
        """Return the settings of an environment; ``store`` (a ``--store`` option) goes before its variable.

        Raises
        ------
        InvalidInput
            If a variable or the file holds what it should not.
        """
        values = {name: given.value for name, given in _given(environment, store).items()}
        return cls(**values)  # type: ignore[arg-type]  # each was converted to its field's type


@dataclass(frozen=True, slots=True)
class Effective:
    """One setting as it holds: its value in words, never a secret, and where that comes from."""

    name: str
    value: str
    source: str
    meaning: str


def effective(environment: Mapping[str, str], *, store: str | None = None) -> list[Effective]:
    """Return every setting as it holds; raises as :meth:`Settings.read` does."""
    given = _given(environment, store)
    settings = Settings.read(environment, store=store)
    return [
        Effective(
            name=one.name,
            value=_shown(one, getattr(settings, one.name)),
            source=given[one.name].source if one.name in given else "default",
            meaning=one.metadata["meaning"],
        )
        for one in fields(Settings)
    ]


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"CAIRN_{name.upper()}"


@dataclass(frozen=True, slots=True)
class _Given:
    value: object
    source: str


def _given(environment: Mapping[str, str], store: str | None) -> dict[str, _Given]:
    """Return what was set by someone, each value as its field wants it."""
    place, table = _file(environment)
    found: dict[str, _Given] = {}
    for one in fields(Settings):
        if one.name == "store" and store:
            found[one.name] = _Given(store, "--store")
        elif text := environment.get(variable(one.name)):
            found[one.name] = _Given(_converted(one, text, variable(one.name)), variable(one.name))
        elif one.name in table:
            found[one.name] = _Given(_converted(one, table[one.name], f"{place}: {one.name}"), str(place))
    return found


def _file(environment: Mapping[str, str]) -> tuple[Path, Mapping[str, object]]:
    """Return the configuration file and what it holds."""
    named = environment.get(_CONFIG)
    place = Path(named) if named else platformdirs.user_config_path(_APP, appauthor=False) / "cairn.toml"
    if not named and not place.is_file():
        return place, {}
    try:
        table = tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"{place} cannot be read: {error}.", hint=f"{_CONFIG} names another; it is TOML."
        ) from error
    if unknown := sorted(table.keys() - {one.name for one in fields(Settings)}):
        raise InvalidInput(f"{place} sets {unknown[0]!r}.", hint="`cairn config` lists what can be set.")
    return place, table


def _converted(one: "Field[object]", value: object, place: str) -> object:
    type_ = _types()[one.name]
    if isinstance(value, str) and type_ == tuple[str, ...]:
        value = [part.strip() for part in value.split(",") if part.strip()]
    try:
        converted: object = msgspec.convert(
            value, type_, strict=not isinstance(value, str), dec_hook=_decoded
        )
    except msgspec.ValidationError as error:
        shown = _HIDDEN if one.metadata["secret"] else repr(value)
        raise InvalidInput(f"{place} is {shown}.", hint=_wanted(type_)) from error
    return converted


@cache
def _types() -> Mapping[str, object]:
    return get_type_hints(Settings, include_extras=True)


def _decoded(type_: type, value: object) -> object:
    if type_ is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(type_)


def _wanted(type_: object) -> str:
    """Return a hint: which values would do."""
    match msgspec.inspect.type_info(type_):
        case msgspec.inspect.IntType(ge=low, le=high):
            return f"Give a whole number from {low} to {high}."
        case msgspec.inspect.FloatType(ge=low, le=high):
            return f"Give a number from {low} to {high}."
        case msgspec.inspect.LiteralType(values=values):
            return f"Give one of {', '.join(map(str, values))}."
        case _:
            return "Give text, or a list of texts where several are meant."


def _shown(one: "Field[object]", value: object) -> str:
    if value is None:
        return ""
    if one.metadata["secret"]:
        return _HIDDEN
    if isinstance(value, tuple):
        return ", ".join(value)
    return _without_password(str(value))


def _without_password(text: str) -> str:
    password = urlsplit(text).password if "://" in text else None
    return text.replace(f":{password}@", f":{_HIDDEN}@") if password else text
