"""Text to vectors, and the nearest of them.

The names below are the library's public ones (docs/python.md); the rest may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from embeddings.index import Index
    from embeddings.minilm import MiniLM
    from embeddings.ports import Encoder

__all__ = ["Encoder", "Index", "MiniLM"]

_HOMES: Final = {
    "Encoder": "embeddings.ports",
    "Index": "embeddings.index",
    "MiniLM": "embeddings.minilm",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: importing the package loads nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
