"""A piece of a text, around what somebody searched for."""

import re
from collections.abc import Container
from typing import Final

from embeddings.words import terms

_LONG: Final = 200
"""Characters, without the marks that tell where something is left out."""
_BEFORE: Final = 60
_WORD: Final = re.compile(r"\S+")


def excerpt(text: str, words: Container[str]) -> str:
    """Return up to 200 characters of a text in one line, around the first of some words.

    ``words`` are as :func:`embeddings.words.terms` has them. Whole words are taken; an ellipsis says
    where some are left out.
    """
    line = " ".join(text.split())
    hit = next((w.start() for w in _WORD.finditer(line) if any(t in words for t in terms(w.group()))), 0)
    start = line.find(" ", hit - _BEFORE) + 1 if hit > _BEFORE else 0
    end = start + _LONG
    if end < len(line):
        end = max(line.rfind(" ", start, end), start + _BEFORE)
    return f"{'… ' if start else ''}{line[start:end]}{' …' if end < len(line) else ''}"
