"""The outside: command line, GraphQL, pages; for programs :class:`Cairn`.

The names below are the library's public ones (docs/python.md); the rest may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from api.library import Cairn, open_cairn
    from api.services.question import Scope
    from api.settings import Settings

__all__ = ["Cairn", "Scope", "Settings", "open_cairn"]

_HOMES: Final = {
    "Cairn": "api.library",
    "Scope": "api.services.question",
    "Settings": "api.settings",
    "open_cairn": "api.library",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: importing the package loads nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
