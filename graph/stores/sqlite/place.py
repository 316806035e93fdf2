"""Where a store is: what can be known of a path before SQLite opens it."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from graph.errors import StoreUnavailable
from graph.stores.sqlite.failures import foreign

_MEMORY = ":memory:"
_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Place:
    """An absolute path, or None for a store in memory, and whether it may only be read."""

    path: Path | None
    read_only: bool

    @property
    def url(self) -> str:
        """Return ``sqlite:///<path>``."""
        return f"sqlite:///{self.path or _MEMORY}"

    def address(self) -> str:
        """Return the URI by which SQLite opens the place."""
        if self.path is None:
            return f"file:{_MEMORY}"
        mode = "rwc"
        if self.read_only:
            mode = "ro&immutable=1" if _must_stay_still(self.path) else "ro"
        return f"file:{quote(str(self.path))}?mode={mode}"


def locate(name: str | Path, *, read_only: bool) -> Place:
    """Return the place that ``name`` means; what cannot be written to may only be read.

    Raises
    ------
    StoreUnavailable
        If no store can be there.
    StoreCorrupt
        If there is a file that is no SQLite database.
    """
    if str(name) == _MEMORY:
        return Place(None, read_only)
    path = Path(name).absolute()
    if path.is_dir():
        raise StoreUnavailable(f"{path} is a folder, not a store.", hint="Name a file in it.")
    if not path.parent.is_dir():
        raise StoreUnavailable(f"There is no folder {path.parent}.", hint="Make it, or name another store.")
    writable = os.access(path.parent, os.W_OK)  # SQLite puts its log beside the file
    if path.exists():
        _check_header(path)
        writable = writable and os.access(path, os.W_OK)
    elif read_only or not writable:
        raise StoreUnavailable(
            f"There is no store at {path}.",
            hint="Name one that there is, or a folder that can be written to.",
        )
    return Place(path, read_only or not writable)


def _check_header(path: Path) -> None:
    """Refuse a file that does not begin as a database does: SQLite would overwrite one of a few bytes."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreUnavailable(
            f"{path} cannot be read: {error.strerror}.",
            hint="Ask for permission to read it, or name another store.",
        ) from error
    if start not in (b"", _MAGIC):
        raise foreign(str(path))


def _must_stay_still(path: Path) -> bool:
    """Return whether a read-only file must be read without its log, and can be.

    Readers of a log have to make files in its folder. Where they may not, SQLite reads the database only
    if promised that it stays as it is; with no log beside it, it is whole.
    """
    log = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
