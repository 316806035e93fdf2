"""Long lists, a page at a time; the page is part of the address."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

_A_PAGE: Final = 60
_MOST_PAGES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Page ``number`` of ``count``, of a list of ``total``, ``size`` at a time."""

    total: int
    number: int
    count: int
    query: QueryParams
    size: int = _A_PAGE

    @classmethod
    def read(cls, query: QueryParams, total: int, size: int = _A_PAGE) -> "Paging":
        """Return the page that an address asks for, the last if it is beyond, the first if it is none."""
        count = max(1, -(-total // size))
        asked = query.get("page", "")
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= len(str(count)) else 1
        return cls(total, min(max(number, 1), count), count, query, size)

    @classmethod
    def guess(cls, query: QueryParams, size: int = _A_PAGE) -> slice:
        """Return the places that an address asks for, before it is known how many there are."""
        return cls.read(query, size * _MOST_PAGES, size).span

    @property
    def span(self) -> slice:
        """The places of the list that this page shows."""
        return slice((self.number - 1) * self.size, self.number * self.size)

    def address(self, number: int) -> str:
        """Return the query that leads to another page of the same list."""
        kept = [(name, value) for name, value in self.query.multi_items() if name != "page"]
        return "?" + urlencode([*kept, ("page", str(number))])
