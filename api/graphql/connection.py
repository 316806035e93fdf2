"""Long lists, a page at a time, as Relay's cursor connections specification has them (forwards).

Reference: https://relay.dev/graphql/connections.htm
"""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

import binascii
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar, cast

import strawberry
from strawberry import Private, field
from strawberry.relay import PageInfo, from_base64, to_base64

from api.graphql.inputs import page_size
from api.graphql.resolver import resolver
from api.graphql.shared import Rows
from api.services.picture import Picture
from graph.errors import InvalidInput

S = TypeVar("S")
T = TypeVar("T")
_CURSOR = "position"
_DIGITS = 12


@strawberry.type(description="An item of a page.")
class Edge(Generic[T]):
    """An item and the place where it stands."""

    placed: ClassVar = frozenset({"cursor"})
    """The fields in which its place in the page has a say; the others follow from what the item is."""
    node: T = field(description="The item.")
    at: Private[int]
    name: Private[str]

    @resolver
    def cursor(self) -> str:
        """Hand it over as `after` to go on from here."""
        return to_base64(_CURSOR, f"{self.at}:{self.name}")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """A page and what is around it: ``start`` is where it begins, from 0."""

    rows: Private[Sequence[Edge[T]]]
    start: Private[int]

    @resolver
    def edges(self) -> list[Edge[T]]:
        """The items of this page."""
        return cast("list[Edge[T]]", self.rows)

    @resolver
    def page_info(self) -> PageInfo:
        """Whether there is more, and how to get there."""
        rows = self.rows
        return PageInfo(
            has_next_page=self.start + len(rows) < self.total_count,
            has_previous_page=self.start > 0,
            start_cursor=rows[0].cursor() if rows else None,
            end_cursor=rows[-1].cursor() if rows else None,
        )

    total_count: int = field(description="How many items all pages have.")


def page(
    items: Sequence[S], first: int, after: str | None, *, key: Callable[[S], str], show: Callable[[S], T]
) -> Connection[T]:
    """Return the ``first`` items that follow the cursor ``after``, as ``show`` shows them.

    A cursor names an item by its ``key``, so that pages fit together while others come and go; where the item
    itself is gone, the page begins at the place where it was.

    Raises
    ------
    InvalidInput
        If ``first`` is out of bounds or ``after`` no cursor of a page before.
    """
    start, chosen = cut(items, first, after, key=key)
    return part([show(one) for one in chosen], [key(one) for one in chosen], start, len(items))


def page_of_nodes(
    picture: Picture, nodes: Sequence[int], first: int, after: str | None, *, show: Callable[[int], T]
) -> Connection[T]:
    """Return the ``first`` nodes of a picture that follow a cursor, as :func:`page` does."""
    id_of = picture.snapshot.ids.__getitem__
    start, chosen = cut(nodes, first, after, key=id_of)

    def edge(at: int) -> Edge[T]:
        return Edge(node=show(chosen[at]), at=start + at, name=id_of(chosen[at]))

    return Connection(rows=Rows(chosen, edge), start=start, total_count=len(nodes))


def cut(
    items: Sequence[S], first: int, after: str | None, *, key: Callable[[S], str]
) -> tuple[int, Sequence[S]]:
    """Return where a page begins, from 0, and the items on it; raises as :func:`page` does."""
    start = 0 if after is None else _after(items, *_decoded(after), key)
    return start, items[start : start + page_size(first)]


def _after(items: Sequence[S], position: int, name: str, key: Callable[[S], str]) -> int:
    """Return the place after the item of a name, which most often is where it was."""
    if position < len(items) and key(items[position]) == name:
        return position + 1
    return next((at + 1 for at, one in enumerate(items) if key(one) == name), min(position, len(items)))


def name_after(after: str | None) -> str:
    """Return the name of the item that a cursor stands behind, "" for none; raises as :func:`page` does."""
    return "" if after is None else _decoded(after)[1]


def part(items: Sequence[T], names: Sequence[str], start: int, total: int) -> Connection[T]:
    """Return the page whose items are those from ``start`` on, of ``total``, by the names that they have."""
    edges = [
        Edge(node=item, at=at, name=name)
        for at, (item, name) in enumerate(zip(items, names, strict=True), start)
    ]
    return Connection(rows=edges, start=start, total_count=total)


def _decoded(cursor: str) -> tuple[int, str]:
    """Return the place and the name that a cursor holds."""
    try:
        kind, held = from_base64(cursor)
        position, separator, name = held.partition(":")
        if kind == _CURSOR and separator and position.isdecimal() and len(position) < _DIGITS:
            return int(position), name
    except (ValueError, binascii.Error):
        pass  # refused below, as a cursor that decodes to something else is
    raise InvalidInput(f"{cursor[:40]!r} is no cursor.", hint="Take one from pageInfo.endCursor.")
