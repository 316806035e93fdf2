"""The one place where SQLite's errors become Cairn's."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from graph.errors import FormatError, StoreCorrupt, StoreError, StoreFull, StoreReadOnly, StoreUnavailable


@contextmanager
def mapped_errors(url: str) -> Iterator[None]:
    """Raise what the driver raises inside as a :class:`graph.errors.StoreError` that names the store."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(error, url) from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise StoreError(f"{url} cannot hold a value: {error}.") from error
    except _UNREADABLE as error:
        raise _corrupt(url, error) from error


_UNREADABLE = (FormatError, msgspec.MsgspecError, zlib.error, LookupError, ValueError)
"""What decoding raises on a value that was not written by Cairn."""


def _translate(error: sqlite3.Error, url: str) -> StoreError:
    """Choose by the primary result code, the low byte of the extended one (sqlite.org/rescode.html)."""
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    primary = extended & 0xFF
    if primary == sqlite3.SQLITE_FULL or extended in _NO_ROOM:
        return _full(url, error)
    if primary == sqlite3.SQLITE_READONLY:
        return read_only(url)
    if primary in _CORRUPT:
        return _corrupt(url, error)
    if primary in _BUSY:
        return _busy(url)
    if primary in _UNAVAILABLE:
        return StoreUnavailable(f"{url} cannot be read or written: {error}.")
    return StoreError(f"{url} failed: {error}.")


_NO_ROOM = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}  # quotas, file size limits
_CORRUPT = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNAVAILABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_IOERR}


def read_only(url: str) -> StoreReadOnly:
    """Return the error for a write to a store that may only be read."""
    return StoreReadOnly(
        f"{url} is read-only.", hint="Make the file and its folder writable, or name another store."
    )


def foreign(where: str) -> StoreCorrupt:
    """Return the error for a file that another application made."""
    return StoreCorrupt(
        f"{where} is no store of Cairn: another application made it.",
        hint="Name another file; nothing was changed.",
    )


def _full(url: str, error: sqlite3.Error) -> StoreFull:
    return StoreFull(
        f"No space is left for {url} ({error}); nothing was written.",
        hint="Free some space or raise the quota, then run the command again.",
    )


def _corrupt(url: str, error: Exception) -> StoreCorrupt:
    return StoreCorrupt(
        f"{url} is damaged: {error}.",
        hint="Restore it from a backup, or name another file; nothing was changed.",
    )


def _busy(url: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"{url} is busy: another process has been writing to it for too long.",
        hint="Wait until the other command has ended, then run this one again.",
    )
