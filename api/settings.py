"""What can be configured: one frozen object, read once from the environment and the command line.

=====================  ==================================================================  ==================
variable               meaning                                                             default
=====================  ==================================================================  ==================
``CAIRN_STORE``        where the graph lives: ``sqlite:///path/to.db`` or a path            user's data folder
``CAIRN_ENCODER``      ``minilm``, or a local folder of a sentence-transformers model      ``minilm``
``CAIRN_CACHE``        where the compiled embedding model is kept                          user's cache folder
``CAIRN_HOST``         address that ``cairn serve`` binds to                               ``127.0.0.1``
``CAIRN_PORT``         its port                                                            ``8000``
``CAIRN_MASTERY``      a skill counts as known from this mastery on (0..1)                 ``0.8``
``CAIRN_MAX_BYTES``    the largest document that ingest reads                              ``33554432``
``CAIRN_DEBUG``        if set, errors of the command line come with their traceback        not set
=====================  ==================================================================  ==================
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from graph.errors import InvalidInput

_APP: Final = "cairn"
_MAX_BYTES: Final = 32 * 1024 * 1024


def default_store() -> str:
    """Return the file in the user's data folder in which the graph lives unless told otherwise."""
    return str(platformdirs.user_data_path(_APP, appauthor=False) / "cairn.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The effective configuration."""

    store: str
    encoder: str
    cache: Path
    host: str = "127.0.0.1"
    port: int = 8000
    mastery: float = 0.8
    max_bytes: int = _MAX_BYTES

    @classmethod
    def read(cls, environment: Mapping[str, str], *, store: str | None = None) -> "Settings":
        """Return the settings of an environment; ``store`` (a ``--store`` option) goes before its variable.

        Raises
        ------
        InvalidInput
            If a variable holds what it should not.
        """
        return cls(
            store=store or environment.get("CAIRN_STORE") or default_store(),
            encoder=environment.get("CAIRN_ENCODER") or "minilm",
            cache=Path(environment.get("CAIRN_CACHE") or platformdirs.user_cache_path(_APP, appauthor=False)),
            host=environment.get("CAIRN_HOST") or "127.0.0.1",
            port=_whole(environment, "CAIRN_PORT", 8000, 0, 65535),
            mastery=_mastery(environment),
            max_bytes=_whole(environment, "CAIRN_MAX_BYTES", _MAX_BYTES, 1, 2**40),
        )


def _whole(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environment.get(name)
    if not text:
        return default
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise InvalidInput(f"{name} is {text!r}.", hint=f"Give a whole number from {low} to {high}.")
    return value


def _mastery(environment: Mapping[str, str]) -> float:
    text = environment.get("CAIRN_MASTERY") or "0.8"
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise InvalidInput(f"CAIRN_MASTERY is {text!r}.", hint="Give a number from 0 to 1.")
    return value
