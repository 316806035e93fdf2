"""Long lists, a page at a time, as Relay's cursor connections specification has them (forwards).

Reference: https://relay.dev/graphql/connections.htm
"""

import binascii
from collections.abc import Sequence
from typing import Generic, TypeVar

import strawberry
from strawberry import field
from strawberry.relay import PageInfo, from_base64, to_base64

from api.graphql.inputs import page_size
from graph.errors import InvalidInput

T = TypeVar("T")
_CURSOR = "position"


@strawberry.type(description="An item of a page.")
class Edge(Generic[T]):
    """An item and the place where it stands."""

    cursor: str = field(description="Hand it over as `after` to go on from here.")
    node: T = field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """A page and what is around it."""

    edges: list[Edge[T]] = field(description="The items of this page.")
    page_info: PageInfo = field(description="Whether there is more, and how to get there.")
    total_count: int = field(description="How many items all pages have.")


def page(items: Sequence[T], first: int, after: str | None) -> Connection[T]:
    """Return the ``first`` items that follow the cursor ``after``.

    Raises
    ------
    InvalidInput
        If ``first`` is out of bounds or ``after`` no cursor of a page before.
    """
    start = start_of(after)
    return part(items[start : start + page_size(first)], start, len(items))


def start_of(after: str | None) -> int:
    """Return where the page after a cursor begins, from 0; raises as :func:`page` does."""
    return 0 if after is None else _position(after) + 1


def part(items: Sequence[T], start: int, total: int) -> Connection[T]:
    """Return the page whose items are those from ``start`` on, of ``total``."""
    edges = [Edge(cursor=to_base64(_CURSOR, at), node=item) for at, item in enumerate(items, start)]
    around = PageInfo(
        has_next_page=start + len(items) < total,
        has_previous_page=start > 0,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(edges=edges, page_info=around, total_count=total)


def _position(cursor: str) -> int:
    try:
        kind, position = from_base64(cursor)
        if kind == _CURSOR and position.isdecimal():
            return int(position)
    except (ValueError, binascii.Error):
        pass  # refused below, as a cursor that decodes to something else is
    raise InvalidInput(f"{cursor[:40]!r} is no cursor.", hint="Take one from pageInfo.endCursor.")
