"""Documents: where they come from, and those on disk."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graph.errors import SourceError
from ingest.sources import titles, worth_reading
from ingest.sources.archive import Archived, archived, is_archive
from ingest.sources.folders import passed_over
from ingest.sources.given import bounded

_HEAD = 4096


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


def discover(root: Path) -> "Iterator[SourceFile | Archived]":
    """Yield the documents at ``root``: a file, a folder or an archive, in the order of their names.

    Hidden folders and those of tools, packages and site builders' output are passed over. Symbolic links
    below the root are not followed: what they point at inside the root is found at its own place, the rest
    is none of ours.

    Raises
    ------
    SourceError
        Nothing is there, it may not be read, it holds no document of a known format, or it is an archive
        that is damaged or not safe to unpack.
    """
    place = _readable(str(root))
    try:
        mode = root.stat().st_mode
    except OSError as error:
        raise _unreadable(place, error) from error
    if stat.S_ISREG(mode) and is_archive(root.name):
        yield from archived(_readable(root.name), root)
        return
    if not stat.S_ISDIR(mode):
        yield SourceFile(_readable(root.name), root)
        return
    empty = True
    for file in _walk(root):
        empty = False
        yield file
    if empty:
        raise SourceError(
            "There is no document in this folder.", uri=place, hint=f"What is read: {titles()}."
        )


def _walk(root: Path) -> Iterator[SourceFile]:
    folders = [("", root)]
    while folders:
        prefix, folder = folders.pop()
        entries = [entry for entry in _entries(prefix, folder) if not entry.is_symlink()]
        below = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        files = [entry for entry in entries if not entry.is_dir(follow_symlinks=False)]
        skipped = passed_over([entry.name for entry in below], [entry.name for entry in files])
        for entry in files:
            file = SourceFile(prefix + _readable(entry.name), Path(entry.path))
            if not entry.name.startswith(".") and worth_reading(file.uri, file.head):
                yield file
        folders += [
            (f"{prefix}{_readable(entry.name)}/", Path(entry.path))
            for entry in reversed(below)
            if entry.name not in skipped
        ]


def _entries(prefix: str, folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(prefix or _readable(str(folder)), error) from error


def _readable(name: str) -> str:
    """Return a file's name as text that can be stored, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "replace")


def _unreadable(uri: str, error: OSError) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError("There is no such file or folder.", uri=uri, hint="Check the path.")
    return SourceError(f"This cannot be read: {error.strerror or error}.", uri=uri)
