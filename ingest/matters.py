"""The distinct matters that a sentence names, where grammar says that there are several."""

import re
from typing import Final

from ingest.words import STOP_WORDS

_SEVERAL: Final = re.compile(r"([^\W_][\w-]*),? (?:and|or) ([^\W_][\w-]*)")


def matters(text: str) -> list[str]:
    """Return the two words that "and" or "or" joins, where both name a subject; of each such pair."""
    pairs = (match.groups() for match in _SEVERAL.finditer(text))
    return [word for pair in pairs if not {w.casefold() for w in pair} & STOP_WORDS for word in pair]
