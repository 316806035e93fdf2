"""Documents on disk: which there are, and their bytes."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import SourceError
from ingest.sources import supported

MAX_BYTES = 32 * 1024 * 1024
"""The largest document that is read unless told otherwise."""

_SKIPPED = frozenset(
    {"__pycache__", "build", "dist", "node_modules", "site-packages", "target", "vendor", "venv"}
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document on disk; ``uri`` is its path below the root, with forward slashes."""

    uri: str
    path: Path


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
            "There is no document in this folder.", uri=place, hint="Markdown and text are read."
        )


def read(file: SourceFile, *, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a document, at most ``limit`` of them.

    Raises
    ------
    SourceError
        The file is gone, may not be read, is no regular file, or is larger than ``limit`` bytes.
    """
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):
            raise SourceError("This is no regular file.", uri=file.uri)
        with file.path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise _unreadable(file.uri, error) from error
    if len(data) > limit:
        raise SourceError(
            f"The document is larger than {limit:,} bytes.",
            uri=file.uri,
            hint="Split it, or raise CAIRN_MAX_BYTES.",
        )
    return data


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
            elif supported(uri) and not entry.name.startswith("."):
                yield SourceFile(uri, Path(entry.path))
        folders.extend(reversed(below))


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
