"""Who sees pages."""

import pytest
from http_support import client_of
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.http.readers import ForReaders
from api.services import identity
from api.services.identity import OPERATOR, Principal

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("principal", "status"),
    [
        (OPERATOR, 200),
        (Principal("reader", frozenset({identity.Scope.READ})), 200),
        (Principal("learner", frozenset({identity.Scope.LEARN})), 200),
        (Principal("token without a scope", frozenset()), 403),
    ],
)
async def test_pages_need_the_scope_read(principal: Principal, status: int) -> None:
    """Whoever may not ask by GraphQL does not see by pages."""
    guarded = ForReaders(PlainTextResponse("a page"))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"principal": principal}
        await guarded(scope, receive, send)

    async with client_of(app) as client:
        assert (await client.get("/")).status_code == status
