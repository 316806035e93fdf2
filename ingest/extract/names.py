"""Which words of a page are proper names, going by how its sentences write them."""

import re
from collections.abc import Iterable

from graph.model import SkillKind

_TOKEN = re.compile(r"[\w][\w'+#.-]*")
_INNER_CAPITAL = re.compile(r"[a-z\d][A-Z]|^[A-Z]+[a-z]+[A-Z]")
_PRODUCT = re.compile(
    r"^(?:[A-Za-z][\w-]*\.(?:js|py|io|net|jl|rs|NET)|\.NET|[A-Z][+#]{1,2}|[A-Za-z]+\+\+|[A-Z][a-z]+\d+)$"
)
_USED = re.compile(
    r"\b(?:[Uu]se|[Uu]ses|[Uu]sing|with|via)\s+"
    r"([A-Z][\w.+#-]*(?: [A-Z][\w.+#-]*)?(?:(?:,| and|, and) [A-Z][\w.+#-]*(?: [A-Z][\w.+#-]*)?)*)"
)
_FEWEST = 4
_MOST_WORDS = 3


class Names:
    """The words that sentences of a page write with a capital wherever they stand, and never without."""

    def __init__(self, sentences: Iterable[str]) -> None:
        capital: set[str] = set()
        self._lower: set[str] = set()
        self._used: set[str] = set()
        for sentence in sentences:
            self._read(_TOKEN.findall(sentence), capital)
            for found in _USED.findall(sentence):
                self._used.update(name.rstrip(".") for name in re.split(r",? and |, ", found))
        self._proper = {word for word in capital if word.lower() not in self._lower}

    def _read(self, tokens: list[str], capital: set[str]) -> None:
        tokens = [bare for token in tokens if (bare := token.rstrip(".'-"))]
        raised = [token for token in tokens if token[0].isupper()]
        self._lower.update([token for token in tokens if token[0].islower()])
        if len(tokens) >= _FEWEST and 2 * len(raised) < len(tokens):
            capital.update(raised[tokens[0][0].isupper() :])

    def is_name(self, words: str) -> bool:
        """Tell whether ``words`` (one to three of them) are a proper name or look like a product's."""
        parts = words.split()
        return 0 < len(parts) <= _MOST_WORDS and all(self._is_proper(part) for part in parts)

    def _is_proper(self, word: str) -> bool:
        return word in self._proper or bool(_INNER_CAPITAL.search(word)) or bool(_PRODUCT.match(word))

    def in_prose(self, words: str) -> bool:
        """Tell whether the page writes all of ``words`` in small letters somewhere."""
        return all(word in self._lower for word in _TOKEN.findall(words.lower()))

    def kind(self, words: str) -> SkillKind:
        """Return ``tool`` for names that look like a product's, else ``concept``; acronyms are concepts."""
        acronym = all(part.isupper() and part.isalpha() for part in words.split())
        tool = self.is_name(words) and (not acronym or words in self._used)
        return SkillKind.TOOL if tool else SkillKind.CONCEPT
