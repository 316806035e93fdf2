"""Who gets to pages where keys are asked for, and what they may do there."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from http_support import SETTINGS, client_of
from web_support import Page

from api.http.app import create_app
from api.http.identity import Identity
from api.http.sessions import LASTS
from api.services.identity import Scope
from api.services.keys import Keys
from api.services.workspace import Workspace
from api.settings import Settings

pytestmark = pytest.mark.anyio
NOW = datetime(2030, 1, 1, tzinfo=UTC)
OWN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings whose folder of keys is this test's own."""
    return replace(SETTINGS, keys=tmp_path / "keys")


def key_of(settings: Settings, scope: Scope, *, learner: str | None = None) -> str:
    """Make a key, and return it."""
    return Keys(settings.keys).create(scope, [scope], learner=learner, now=NOW)[1]


def browser(
    workspace: Workspace, settings: Settings, *, now: datetime = NOW
) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """Open a browser of a server whose clock stands."""
    app = create_app(workspace, settings, identity=Identity(settings, clock=lambda: now))
    return client_of(app, accept="text/html")


async def sign_in(client: httpx.AsyncClient, key: str, back: str = "/health") -> httpx.Response:
    """Send the form as a browser does."""
    return await client.post("/sign-in", data={"key": key, "back": back}, headers=OWN)


async def test_a_browser_is_led_to_the_door_and_back(workspace: Workspace, settings: Settings) -> None:
    """Who has no key yet is asked for it, and then sees the page that they came for."""
    key = key_of(settings, Scope.READ)
    async with browser(workspace, settings) as client:
        led = await client.get("/path?gap=joins&hours=2")
        assert led.status_code == 303
        place = urlsplit(led.headers["location"])
        assert (place.path, parse_qs(place.query)["back"]) == ("/sign-in", ["/path?gap=joins&hours=2"])
        form = Page.of(await client.get(led.headers["location"]))
        assert list(form.faults()) == []
        assert "cairn keys create" in form.text
        entered = await sign_in(client, key, "/path?gap=joins&hours=2")
        assert (entered.status_code, entered.headers["location"]) == (303, "/path?gap=joins&hours=2")
        page = await client.get(entered.headers["location"])
        assert page.status_code == 200
        assert "Signed in as key" in page.text


async def test_no_script_reads_the_cookie_and_it_tells_no_secret(
    workspace: Workspace, settings: Settings
) -> None:
    """The cookie is HttpOnly and SameSite, Secure behind TLS, and holds no part of the key's secret."""
    key = key_of(settings, Scope.READ)
    async with browser(workspace, settings) as client:
        entered = await client.post(
            "/sign-in", data={"key": key}, headers={**OWN, "x-forwarded-proto": "https"}
        )
    cookie = SimpleCookie(entered.headers["set-cookie"])["cairn_session"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"].lower() == "lax"
    assert key.split("_", 2)[2] not in entered.headers["set-cookie"]


async def test_a_wrong_key_is_told_so(workspace: Workspace, settings: Settings) -> None:
    """What opens nothing leaves nobody signed in, and is not shown again."""
    key = key_of(settings, Scope.READ)
    wrong = key[:-1] + ("a" if key[-1] != "a" else "b")
    async with browser(workspace, settings) as client:
        refused = await sign_in(client, wrong)
        assert refused.status_code == 401
        assert "set-cookie" not in refused.headers
        assert "unknown, revoked or expired" in Page.of(refused).text
        assert wrong not in refused.text
        assert (await client.get("/health")).status_code == 303


async def test_signing_out_and_revoking_end_it(workspace: Workspace, settings: Settings) -> None:
    """After either the browser stands before the door again; so it does when the time is over."""
    key = key_of(settings, Scope.READ)
    async with browser(workspace, settings) as client:
        await sign_in(client, key)
        assert (await client.get("/health")).status_code == 200
        await client.post("/sign-out", headers=OWN)
        assert (await client.get("/health")).status_code == 303
        await sign_in(client, key)
        Keys(settings.keys).revoke(key.split("_")[1])
        assert (await client.get("/health")).status_code == 303


async def test_a_sign_in_ends_with_its_hour(workspace: Workspace, settings: Settings) -> None:
    """A cookie that was kept too long is worth nothing; with a secret in the settings servers share it."""
    sealed = replace(settings, session_secret="s" * 32)
    key = key_of(settings, Scope.READ)
    async with browser(workspace, sealed) as client:
        cookie = (await sign_in(client, key)).cookies["cairn_session"]
    for later, status in ((LASTS - 1, 200), (LASTS, 303)):
        async with browser(workspace, sealed, now=NOW + timedelta(seconds=later)) as client:
            client.cookies.set("cairn_session", cookie)
            assert (await client.get("/health")).status_code == status


@pytest.mark.parametrize("change", ["", "~", "~~", "x~1~y", "{id}~9999999999~{seal}", "{id}~{until}~{other}"])
async def test_a_cookie_of_ones_own_making_opens_nothing(
    workspace: Workspace, settings: Settings, change: str
) -> None:
    """The seal is over the key and the hour: neither can be changed, nor the seal guessed."""
    key = key_of(settings, Scope.READ)
    async with browser(workspace, settings) as client:
        id_, until, seal = (await sign_in(client, key)).cookies["cairn_session"].split("~")
        client.cookies.clear()
        forged = change.format(id=id_, until=until, seal=seal, other="0" * len(seal))
        client.cookies.set("cairn_session", forged)
        assert (await client.get("/health")).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_another_site_cannot_act_for_a_reader(
    workspace: Workspace, settings: Settings, headers: dict[str, str]
) -> None:
    """A form that another site sends is refused, where keys are asked for and where they are not."""
    async with browser(workspace, settings) as client:
        sent = await client.post("/me/forget", headers=headers)
        assert sent.status_code == 403
    key = key_of(settings, Scope.LEARN, learner="kim")
    async with browser(workspace, settings) as client:
        await sign_in(client, key)
        assert (await client.post("/me/forget", headers=headers)).status_code in {401, 403}
        asked = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
        assert asked.status_code == 401


async def test_scopes_hold_on_pages(workspace: Workspace, settings: Settings) -> None:
    """What a key may not do is neither offered nor done."""
    lesson = "data-with-postgresql/lesson/deadlocks"
    reading, learning = key_of(settings, Scope.READ), key_of(settings, Scope.LEARN, learner="kim")
    async with browser(workspace, settings) as client:
        await sign_in(client, reading)
        page = await client.get("/lesson/data-with-postgresql/deadlocks")
        assert "Mark as done" not in page.text
        assert (await client.post("/progress", data={"done": lesson}, headers=OWN)).status_code == 403
        assert (await client.get("/me")).status_code == 403
    async with browser(workspace, settings) as client:
        await sign_in(client, learning)
        assert "Mark as done" in (await client.get("/lesson/data-with-postgresql/deadlocks")).text
        done = await client.post("/progress", data={"done": lesson}, headers=OWN)
        assert done.status_code == 303
        assert "Deadlocks" in Page.of(await client.get("/me")).text
