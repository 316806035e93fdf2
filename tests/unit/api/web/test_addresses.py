"""The pages that there are, and those that are looked at."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from page_addresses import READ, SEEN
from starlette.routing import Match, Route

from api.web.app import Backing, create_pages
from tools.screenshots import PAGES as PICTURED

if TYPE_CHECKING:
    from api.services.workspace import Workspace

FILES = {
    "/names",
    "/path.md",
    "/explorer/schema.json",
    "/coverage.csv",
    "/coverage.svg",
    "/theme",
    "/static/{digest}/{name}",
}
MADE = {"/documents/preview/{id}"}
"""What has no address before somebody sends documents: looked at where that is tested."""


def pages() -> list[Route]:
    """Return the routes that answer with a page."""
    schema = {"types": [], "queryType": None, "mutationType": None, "subscriptionType": None}
    backing = SimpleNamespace(
        refuse=None, begin=None, ask=None, publications=None, queue=None, introspection={"__schema": schema}
    )
    app = create_pages(cast("Workspace", None), cast("Backing", backing))
    routes = [route for route in app.routes if isinstance(route, Route)]
    return [r for r in routes if "GET" in (r.methods or ()) and r.path not in FILES | MADE]


@pytest.mark.parametrize("addresses", [SEEN, READ, list(PICTURED.values())], ids=["seen", "read", "pictured"])
def test_no_page_is_forgotten(addresses: list[str]) -> None:
    """A page that is added is looked at in a browser, read strictly, and has its picture taken."""
    scopes = [
        {"type": "http", "method": "GET", "path": address.partition("?")[0], "path_params": {}}
        for address in addresses
    ]
    forgotten = [
        route.path for route in pages() if not any(route.matches(scope)[0] is Match.FULL for scope in scopes)
    ]
    assert forgotten == []
