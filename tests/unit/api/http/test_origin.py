"""Whose doing a request is."""

import pytest

from api.http.origin import is_forged


@pytest.mark.parametrize(
    ("method", "headers", "forged"),
    [
        ("POST", {"sec-fetch-site": "same-origin"}, False),
        ("POST", {"sec-fetch-site": "none"}, False),
        ("POST", {"sec-fetch-site": "cross-site"}, True),
        ("POST", {"sec-fetch-site": "same-site", "origin": "http://cairn.example"}, True),
        ("GET", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"origin": "http://cairn.example"}, False),
        ("POST", {"origin": "http://cairn.example.evil.example"}, True),
        ("POST", {"origin": "null"}, True),
        ("POST", {}, False),
    ],
)
def test_what_another_site_sent_is_told_apart(method: str, headers: dict[str, str], *, forged: bool) -> None:
    """A browser's own word counts, then the origin; what says neither comes from no browser."""
    named = {"host": "cairn.example", **headers}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    assert is_forged({"type": "http", "method": method, "headers": raw}) is forged
