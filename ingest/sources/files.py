"""Documents: where they come from, and those on disk."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graph.errors import SourceError
from ingest.sources import FORMATS, worth_reading

_HEAD = 4096
_SKIPPED = frozenset(
    {"__pycache__", "build", "dist", "node_modules", "site-packages", "target", "vendor", "venv"}
)


class Source(Protocol):
    """A document that can be read, wherever it lies; ``uri`` is its place below the root."""

    @property
    def uri(self) -> str:
        """Return the place below the root, with forward slashes."""
        ...

    def read(self, limit: int) -> bytes:
        """Return its bytes, at most ``limit`` of them.

        Raises
        ------
        SourceError
            It cannot be read, or is larger.
        """
        ...


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document on disk; ``uri`` is its path below the root, with forward slashes."""

    uri: str
    path: Path

    def read(self, limit: int) -> bytes:
        """Return the bytes of a document, at most ``limit`` of them.

        Raises
        ------
        SourceError
            The file is gone, may not be read, is no regular file, or is larger than ``limit`` bytes.
        """
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise SourceError("This is no regular file.", uri=self.uri)
            with self.path.open("rb") as stream:
                return bounded(self.uri, stream.read(limit + 1), limit)
        except OSError as error:
            raise _unreadable(self.uri, error) from error

    def head(self) -> bytes:
        """Return the first bytes, or none where the file cannot be read: reading it will say why."""
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                return b""
            with self.path.open("rb") as stream:
                return stream.read(_HEAD)
        except OSError:
            return b""


@dataclass(frozen=True, slots=True)
class Given:
    """A document that is at hand: from standard input, an archive or the network."""

    uri: str
    data: bytes

    def read(self, limit: int) -> bytes:
        """Return the bytes; see :meth:`Source.read`."""
        return bounded(self.uri, self.data, limit)


def bounded(uri: str, data: bytes, limit: int) -> bytes:
    """Return ``data`` unless it is larger than ``limit``; see :meth:`Source.read`."""
    if len(data) > limit:
        raise SourceError(
            f"The document is larger than {limit:,} bytes.",
            uri=uri,
            hint="Split it, or raise CAIRN_MAX_BYTES.",
        )
    return data


def discover(root: Path) -> Iterator[SourceFile]:
    """Yield the documents at ``root``, a file or a folder, in an order that depends on names alone.

    Hidden folders and those of tools and packages are passed over. Symbolic links below the root are not
    followed: what they point at inside the root is found at its own place, the rest is none of ours.

    Raises
    ------
    SourceError
        Nothing is there, it may not be read, or it holds no document of a known format.
    """
    place = _readable(str(root))
    try:
        mode = root.stat().st_mode
    except OSError as error:
        raise _unreadable(place, error) from error
    if not stat.S_ISDIR(mode):
        yield SourceFile(_readable(root.name), root)
        return
    empty = True
    for file in _walk(root):
        empty = False
        yield file
    if empty:
        raise SourceError(
            "There is no document in this folder.", uri=place, hint=f"What is read: {_titles()}."
        )


def _walk(root: Path) -> Iterator[SourceFile]:
    folders = [("", root)]
    while folders:
        prefix, folder = folders.pop()
        below = []
        for entry in _entries(prefix, folder):
            uri = prefix + _readable(entry.name)
            if entry.is_symlink():
                continue
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and entry.name not in _SKIPPED:
                    below.append((f"{uri}/", Path(entry.path)))
            elif not entry.name.startswith("."):
                file = SourceFile(uri, Path(entry.path))
                if worth_reading(uri, file.head):
                    yield file
        folders.extend(reversed(below))


def _entries(prefix: str, folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(prefix or _readable(str(folder)), error) from error


def _titles() -> str:
    return ", ".join(dict.fromkeys(form.title for form in FORMATS))


def _readable(name: str) -> str:
    """Return a file's name as text that can be stored, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "replace")


def _unreadable(uri: str, error: OSError) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError("There is no such file or folder.", uri=uri, hint="Check the path.")
    return SourceError(f"This cannot be read: {error.strerror or error}.", uri=uri)
