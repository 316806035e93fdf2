"""Addresses are fetched only where they lead to the open web."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from ingest.sources import web
from ingest.sources.web import fetch

PAGE = b"<h1>Loops</h1><p>Words of it."


class _Site(BaseHTTPRequestHandler):
    """A site with a page, a redirect to it, one to elsewhere, one without end, and things that are none."""

    def do_GET(self) -> None:  # the library's name
        target = {"/old": "/loops.html", "/inner": "http://169.254.169.254/x.html", "/round": "/round"}
        target["/broken"] = "http://["
        if self.path in target:
            self.send_response(302)
            self.send_header("Location", target[self.path])
            self.end_headers()
            return
        self.send_response(404 if self.path == "/gone.html" else 200)
        kind = "video/mp4" if self.path == "/film" else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """Return the address of a site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "name"), [("/loops.html", "loops.html"), ("/old", "loops.html"), ("/plans/", "plans.html")]
)
def test_a_page_is_fetched_and_named(site: str, path: str, name: str) -> None:
    """The name comes from the address that answered, its suffix from the type if need be."""
    given = fetch(site + path, limit=1000, allow_private=True)
    assert (given.uri, given.data) == (name, PAGE)


def test_this_machine_is_no_public_address(site: str) -> None:
    """Without leave nobody is sent into the network that Cairn runs in."""
    with pytest.raises(SourceError, match=r"127\.0\.0\.1, which is no public one"):
        fetch(f"{site}/loops.html", limit=1000)


def test_each_redirect_is_checked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public address may redirect to the inside; leave for one host is none for the next."""
    monkeypatch.setattr(web, "_is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(SourceError, match=r"169\.254\.169\.254"):
        fetch(f"{site}/inner", limit=1000)


@pytest.mark.parametrize(
    "address",
    [
        *["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],
        *[
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ],
    ],
)
def test_addresses_of_no_public_host_are_known(address: str) -> None:
    """Private, loopback, link-local, shared, multicast and wrapped ones."""
    assert not web._is_public(address)


def test_public_addresses_are_public() -> None:
    """What anyone may reach is not refused."""
    assert web._is_public("93.184.216.34")
    assert web._is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/broken", "redirects to none"),
        ("/round", "redirects more than 5"),
        ("/gone.html", "404"),
        ("/film", "video/mp4"),
    ],
)
def test_what_is_no_document_is_an_error(site: str, path: str, problem: str) -> None:
    """Endless redirects, missing pages and foreign types are named."""
    with pytest.raises(SourceError, match=problem):
        fetch(site + path, limit=1000, allow_private=True)


def test_too_much_is_not_read(site: str) -> None:
    """A document without end is cut off at the limit."""
    with pytest.raises(SourceError, match="larger than 5 bytes"):
        fetch(f"{site}/loops.html", limit=5, allow_private=True)


def test_too_slow_is_cut_off(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetching ends when its time is over, whatever the server does."""
    monkeypatch.setattr(web, "_DEADLINE", 0.0)
    with pytest.raises(SourceError, match="took longer"):
        fetch(f"{site}/round", limit=1000, allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://host/a.md",
        "http://",
        "http://user:pw@host/a.md",
        "http://h:x/a.md",
        "http://[/a",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    """Files, other protocols, passwords and nonsense are refused before anything is looked up."""
    with pytest.raises(SourceError, match=r"address"):
        fetch(url, limit=1000)


class _Babble(StreamRequestHandler):
    """A server that answers whatever it was told to, HTTP or not."""

    answer = b""

    def handle(self) -> None:
        """Read a request, and answer."""
        self.rfile.readline()
        self.wfile.write(self.answer)


@pytest.fixture(scope="module")
def babble() -> Iterator[str]:
    """Return the address of a server that may say anything."""
    server = ThreadingTCPServer(("127.0.0.1", 0), _Babble)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/a.html"
    server.shutdown()
    thread.join()
    server.server_close()


_PIECES = [
    *[
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 302 Found\r\n",
        b"HTTP/9 \xff\r\n",
        b"Location: /b.html\r\n",
        b"\r\n",
    ],
    *[
        b"Location: http://[\r\n",
        b"Location: file:///etc/passwd\r\n",
        b"Content-Length: 5\r\n",
        b"<h1>T</h1>",
    ],
    *[b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n", b"5\r\nabcde\r\n0\r\n\r\n", b"zz\r\n"],
    *[b"Content-Type: text/html; charset=x\r\n", b"Content-Type: \xff\r\n", b"X: " + b"y" * 70_000 + b"\r\n"],
]


@given(st.lists(st.sampled_from(_PIECES) | st.binary(max_size=6), max_size=6))
def test_whatever_a_server_answers_is_a_document_or_an_error(babble: str, pieces: list[bytes]) -> None:
    """No answer, half an answer, and headers that no server sends end in bytes or in the one error."""
    _Babble.answer = b"".join(pieces)
    try:
        found = fetch(babble, limit=1_000, allow_private=True)
    except SourceError as error:
        assert error.message  # noqa: PT017  # some are documents
        return
    assert len(found.data) <= 1_000
