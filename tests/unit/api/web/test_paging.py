"""Pages of long lists."""

import pytest
from starlette.datastructures import QueryParams

from api.web.paging import Paging


@pytest.mark.parametrize(
    ("query", "total", "number"),
    [
        ("", 0, 1),
        ("page=2", 0, 1),
        ("page=2", 61, 2),
        ("page=3", 101, 1),
        ("page=0", 500, 1),
        ("page=x", 9, 1),
    ],
)
def test_any_address_is_some_page(query: str, total: int, number: int) -> None:
    """What is no page of the list is one that is."""
    assert 1 <= Paging.read(QueryParams(query), total).number <= Paging.read(QueryParams(query), total).count
    if number > 1:
        assert Paging.read(QueryParams(query), total).number == number


def test_pages_cover_the_list_once() -> None:
    """Nothing is shown twice, and nothing is left out."""
    places = list(range(250))
    shown = [i for n in (1, 2, 3, 4, 5) for i in places[Paging.read(QueryParams(f"page={n}"), 250).span]]
    assert shown == places


def test_the_next_page_is_of_the_same_list() -> None:
    """Filters stay."""
    paging = Paging.read(QueryParams("q=a b&list=skills&page=1"), 250)
    assert paging.address(2) == "?q=a+b&list=skills&page=2"
