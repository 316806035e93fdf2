"""The address of a Neo4j server is taken apart, and its password never shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import StoreUnavailable
from graph.stores.neo4j import Place


@pytest.mark.parametrize(
    ("url", "address", "database"),
    [
        ("neo4j://graph.example.org", "neo4j://graph.example.org", None),
        ("bolt://127.0.0.1:7687/", "bolt://127.0.0.1:7687", None),
        ("neo4j+s://host:7687/courses", "neo4j+s://host:7687", "courses"),
        ("bolt+ssc://[::1]:7688/courses", "bolt+ssc://[::1]:7688", "courses"),
        ("neo4j://host?database=courses", "neo4j://host", "courses"),
        ("neo4j://host/courses?database=other", "neo4j://host", "courses"),
        ("neo4j://host/courses?region=eu", "neo4j://host?region=eu", "courses"),
    ],
)
def test_an_address_names_server_and_database(url: str, address: str, database: str | None) -> None:
    """The database stands in the path or in the query; what else the query holds is for the router."""
    place = Place.parse(url)
    assert (place.address, place.database) == (address, database)


def test_what_the_address_says_goes_before_what_is_given() -> None:
    """User and password of the address win, and may hold what an address has to escape."""
    place = Place.parse("neo4j://ada:p%40ss%2Fw@host", user="neo4j", password="other")
    assert (place.user, place.password) == ("ada", "p@ss/w")
    place = Place.parse("neo4j://ada@host", user="neo4j", password="other")
    assert (place.user, place.password) == ("ada", "other")


@given(password=st.text(st.characters(categories=["Ll", "Nd"]), min_size=6, max_size=12))
def test_a_password_shows_nowhere(password: str) -> None:
    """Neither the URL of a place nor what Python shows of it tells the password."""
    place = Place.parse(f"neo4j://user:{password}@host/db")
    assert place.url == "neo4j://host/db"
    assert password not in repr(place).replace("neo4j", "").replace("database", "")


@pytest.mark.parametrize(
    "url",
    [
        "neo4j://",
        "neo4j://user:sesame@",
        "http://user:sesame@host",
        "neo4j+tls://user:sesame@host",
        "neo4j://user:sesame@host:port",
        "neo4j://user:sesame@host:99999",
        "neo4j://user:sesame@[::1",
        "neo4j://user:sesame@host/a/b",
        "neo4j://user:sesame@host#there",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(url: str) -> None:
    """The message says which form an address has; it does not repeat the one that was given."""
    with pytest.raises(StoreUnavailable) as caught:
        Place.parse(url)
    told = f"{caught.value.message} {caught.value.hint}"
    assert "neo4j://HOST" in told
    assert "sesame" not in told
