"""Where a server without keys may listen."""

import pytest

from api.http.server import check_loopback
from graph.errors import InvalidInput


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_may_be_served(host: str) -> None:
    """Addresses that only this machine can reach are allowed."""
    check_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "localhost.example.org", ""])
def test_other_machines_are_refused(host: str) -> None:
    """Any other address is refused, with the reason and a way out."""
    with pytest.raises(InvalidInput) as refused:
        check_loopback(host)
    assert refused.value.hint
