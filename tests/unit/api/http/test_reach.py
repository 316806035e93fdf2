"""Where a server may listen."""

from dataclasses import replace

import pytest

from api.http.server import check_reach
from api.settings import Settings
from graph.errors import InvalidInput

SETTINGS = Settings.read({})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_may_be_served(host: str) -> None:
    """Addresses that only this machine can reach are allowed, whoever asks."""
    check_reach(replace(SETTINGS, host=host), identified=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "localhost.example.org", ""])
def test_strangers_are_refused_elsewhere(host: str) -> None:
    """Any other address is refused where nobody is identified, with the reason and a way out."""
    with pytest.raises(InvalidInput) as refused:
        check_reach(replace(SETTINGS, host=host), identified=False)
    assert "cairn keys create" in str(refused.value.hint)


def test_identified_people_may_come_from_anywhere() -> None:
    """With keys or tokens an address of others is allowed."""
    check_reach(replace(SETTINGS, host="192.168.1.5"), identified=True)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_every_address_needs_a_name(host: str) -> None:
    """Behind a wildcard no name would be right: the refusal says where to name one."""
    with pytest.raises(InvalidInput) as refused:
        check_reach(replace(SETTINGS, host=host), identified=True)
    assert "CAIRN_HOSTS" in str(refused.value.hint)
    check_reach(replace(SETTINGS, host=host, hosts=("cairn.example.org",)), identified=True)
