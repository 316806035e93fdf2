"""What a page holds, before it is settled what the page is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.extract.entries import Entry, words_in
from ingest.extract.stated import Stated
from ingest.extract.uris import is_index
from ingest.records import Block

MODULE_WORDS = frozenset(
    {
        "module",
        "phase",
        "unit",
        "part",
        "section",
        "stage",
        "block",
        "term",
        "semester",
        "track",
        "course",
        "week",
        *("modul", "módulo", "modulo", "parte", "partie", "teil", "deel", "unidad", "unidade", "unità"),
        *("semana", "semaine", "settimana", "单元", "部分", "模块"),
    }
)


@dataclass(slots=True)
class Plan:
    """What was found on a page.

    ``headings`` head the lists of lessons; ``sure`` tells that these cannot well be anything else,
    ``counted`` that a table numbers them.
    """

    stated: list[Stated] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    prose: list[Block] = field(default_factory=list)
    headings: list[Block] = field(default_factory=list)
    sure: bool = False
    counted: bool = False

    def lessons(self) -> Iterator[Entry]:
        """Yield the entries that are lessons, whatever module of the page they stand in.

        One that leads to a folder counts: what lies there, only its own page tells.
        """
        for entry in self.entries:
            yield from entry.parts if is_module(entry) and entry.parts else [entry]

    def share(self, words: int) -> float:
        """Return what part of a page's words its entries are."""
        return words_in(self.entries) / max(1, words)


def is_module(entry: Entry) -> bool:
    """Tell whether an entry holds lessons rather than being one: by its word, its link, or its parts."""
    if entry.link and (is_index(entry.link.target) or entry.word in MODULE_WORDS):
        return True
    if not entry.parts:
        return False
    told = sum(
        bool(part.description or part.link or part.parts or part.word or part.minutes) for part in entry.parts
    )
    nameless = entry.word == "day" and entry.title.text[-1].isdigit()  # *Day 2*, of several sessions
    return entry.word in MODULE_WORDS or nameless or (2 * told > len(entry.parts) > 1)
