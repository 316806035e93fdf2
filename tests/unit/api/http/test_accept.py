"""Which media type a client wants."""

import pytest

from api.http.accept import GRAPHQL_JSON, JSON, negotiate, takes_events


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/graphql-response+json", GRAPHQL_JSON),
        ("application/graphql-response+json; charset=utf-8", GRAPHQL_JSON),
        ("Application/GraphQL-Response+JSON", GRAPHQL_JSON),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL_JSON),
        ("application/json, application/graphql-response+json", GRAPHQL_JSON),
        ("application/graphql-response+json;q=0.1, application/json", JSON),
        ("application/graphql-response+json, */*", GRAPHQL_JSON),
        ("application/json;q=0, application/graphql-response+json;q=0", None),
        ("application/json;q=0, */*", GRAPHQL_JSON),
        ("application/json;q=nonsense", None),
        ("text/html", None),
        ("text/html,", None),
        ("text/html, ,application/json", JSON),
        ("text/html, */*;q=0.1", JSON),
    ],
)
def test_the_type_of_greatest_weight_wins(accept: str | None, answer: str | None) -> None:
    """Named types go before ranges, the newer type before the older; no header means the older."""
    assert negotiate(accept) == answer


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        ("text/event-stream", True),
        ("application/json, text/event-stream;q=0.5", True),
        ("text/event-stream;q=0", False),
        ("*/*", False),
        ("image/png,", False),
        ("", False),
        (None, False),
    ],
)
def test_events_go_to_those_who_name_them(accept: str | None, *, taken: bool) -> None:
    """A stream is for clients that ask for one; nothing between two commas names nothing."""
    assert takes_events(accept) is taken
