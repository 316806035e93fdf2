"""A document from the web, fetched so that nobody can be sent where they may not go.

The address is resolved here and the connection made to the very address that was checked, so that a name
cannot mean one host when it is looked at and another when it is used; each redirect is checked anew. Proxies
of the environment are not used.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from graph.errors import SourceError
from ingest.sources import format_named, supported
from ingest.sources.archive import is_archive
from ingest.sources.given import Given

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = 5
_TIMEOUT = 10.0
"""Seconds that a server may be silent."""

_DEADLINE = 60.0
"""Seconds that fetching may take in all."""

_CHUNK = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})


def is_url(text: str) -> bool:
    """Tell whether an argument is an address rather than a path."""
    return text.lower().startswith(("http://", "https://"))


def fetch(url: str, *, limit: int, allow_private: bool = False) -> Given:
    """Return the document at an address, named after the last part of its path.

    Raises
    ------
    SourceError
        The address is not ``http`` or ``https``, leads to a private network and ``allow_private`` is not
        given, cannot be reached, answers with an error or a format that cannot be read, redirects more than
        5 times, is larger than ``limit`` bytes, or takes longer than 60 seconds.
    """
    deadline = time.monotonic() + _DEADLINE
    for _ in range(_REDIRECTS + 1):
        answer = _get(url, limit, deadline, allow_private=allow_private)
        if answer.location is None:
            return Given(_name(url, answer.media_type), answer.body)
        url = _joined(url, answer.location)
    raise SourceError(f"This address redirects more than {_REDIRECTS} times.", uri=url)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise SourceError(f"This address redirects to none: {error}.", uri=url) from error


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes = b""
    media_type: str = ""
    location: str | None = None


def _get(url: str, limit: int, deadline: float, *, allow_private: bool) -> _Answer:
    parts = _checked(url)
    address, port = _address(url, parts, allow_private=allow_private)
    connection = _connection(parts, address, port)
    watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), connection.abort)
    watchdog.start()
    try:
        return _asked(url, parts, connection, limit)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise SourceError(f"Fetching took longer than {_DEADLINE:.0f} seconds.", uri=url) from error
        problem = f"{type(error).__name__}, {error}"
        raise SourceError(f"This address cannot be read: {problem}.", uri=url) from error
    finally:
        watchdog.cancel()
        connection.close()


def _asked(url: str, parts: SplitResult, connection: "_Pinned", limit: int) -> _Answer:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target, headers={"User-Agent": "cairn", "Accept-Encoding": "identity"})
    with connection.getresponse() as response:
        if response.status in _MOVED and (location := response.getheader("Location")):
            return _Answer(location=location)
        if response.status != http.client.OK:
            raise SourceError(f"The server answers {response.status} {response.reason}.", uri=url)
        body = _body(url, response, limit)
        return _Answer(body, (response.getheader("Content-Type") or "").partition(";")[0].strip().lower())


def _checked(url: str) -> SplitResult:
    """Take an address apart, and refuse what is none of the open web's."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise SourceError(f"This is no address: {error}.", uri=url) from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SourceError("Only addresses with http:// or https:// and a host are read.", uri=url)
    if parts.username is not None or parts.password is not None:
        raise SourceError("An address with a user's name is not read.", uri=parts.hostname)
    return parts


def _address(url: str, parts: SplitResult, *, allow_private: bool) -> tuple[str, int]:
    """Return the one network address that is connected to; all that the name stands for must be public."""
    port = parts.port or _PORTS[parts.scheme]
    addresses = _resolved(url, parts.hostname or "", port)
    inner = [address for address in addresses if not _is_public(address)]
    if inner and not allow_private:
        raise SourceError(
            f"This address leads to {inner[0]}, which is no public one.",
            uri=url,
            hint="Give --allow-private if you trust it.",
        )
    return addresses[0], port


def _resolved(url: str, host: str, port: int) -> list[str]:
    """Return all network addresses that a host's name stands for."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass  # a name
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceError(f"The host of this address is not known: {error}.", uri=url) from error
    return [str(entry[4][0]).partition("%")[0] for entry in found]


def _is_public(address: str) -> bool:
    """Tell whether anyone's network address is meant, also where one of version 4 is wrapped in version 6."""
    one = ipaddress.ip_address(address)
    if isinstance(one, ipaddress.IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if inner is not None:
            one = inner
        elif one in ipaddress.ip_network("64:ff9b::/96"):
            one = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
    return one.is_global and not one.is_multicast


def _connection(parts: SplitResult, address: str, port: int) -> "_Pinned":
    host = parts.hostname or ""
    if parts.scheme == "https":
        return _PinnedHTTPS(host, address, port)
    return _Pinned(host, address, port)


class _Pinned(http.client.HTTPConnection):
    """A connection to a checked network address under the name of its host."""

    def __init__(self, host: str, address: str, port: int) -> None:
        super().__init__(host, port, timeout=_TIMEOUT)
        self._pinned = address
        self._aborted = False

    def connect(self) -> None:
        """Connect to the address that was checked."""
        if self._aborted:
            raise TimeoutError
        self.sock = socket.create_connection((self._pinned, self.port), self.timeout)

    def abort(self) -> None:
        """End whatever the connection waits for: a server may send a byte at a time for ever."""
        self._aborted = True
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


class _PinnedHTTPS(_Pinned):
    """The same, encrypted; the certificate must be the host's."""

    def connect(self) -> None:
        """Connect to the address that was checked, and ask for the host's certificate."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _body(url: str, response: http.client.HTTPResponse, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise SourceError(f"The document is larger than {limit:,} bytes.", uri=url)
    return b"".join(pieces)


def _name(url: str, media_type: str) -> str:
    """Name a document after its address, with a suffix that says its format."""
    parts = urlsplit(url)
    last = PurePosixPath(unquote(parts.path)).name or (parts.hostname or "page")
    if supported(last) or is_archive(last):
        return last
    if media_type == "application/zip":
        return f"{last}.zip"
    form = format_named(media_type)
    if form is None:
        raise SourceError(
            f"Documents of the type “{media_type or 'unknown'}” cannot be read.",
            uri=url,
            hint="Save it to a file of a known format.",
        )
    return f"{PurePosixPath(last).stem}{form.suffixes[0]}"
