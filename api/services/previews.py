"""What was sent for a preview, in files: every process of a server can go on with it, a later one too."""

import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

_ID: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_SUFFIX: Final = ".preview"
_log = logging.getLogger("cairn.ingest")


class Sent(Struct, frozen=True):
    """Documents as they were sent, each its uri and bytes; and what is known before they are read."""

    owner: str
    curriculum: str
    prune: bool
    documents: tuple[tuple[str, bytes], ...]
    placed: dict[str, str]


class Shelf:
    """Keeps what was sent last in a folder of this user alone: ``most`` of it, of ``most_bytes`` in all."""

    def __init__(self, folder: Path, *, most: int, most_bytes: int) -> None:
        self._folder = folder
        self._most = most
        self._most_bytes = most_bytes

    def put(self, sent: Sent) -> tuple[str, bool]:
        """Return an id that nobody guesses, and whether it is on the shelf: a full disk is no failure."""
        id_ = secrets.token_urlsafe(16)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = self._place(id_).with_suffix(".half")
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(msgspec.msgpack.encode(sent))
            half.replace(self._place(id_))
            self._make_room()
        except OSError as error:
            _log.warning("a preview is kept in memory alone: %s", error)
            return id_, False
        return id_, True

    def has(self, id_: str) -> bool:
        """Return whether something is on the shelf."""
        return bool(_ID.fullmatch(id_)) and self._place(id_).exists()

    def get(self, id_: str) -> Sent | None:
        """Return what is on the shelf under an id, None if nothing is."""
        try:
            return msgspec.msgpack.decode(self._place(id_).read_bytes(), type=Sent) if self.has(id_) else None
        except (OSError, msgspec.MsgspecError):  # it was taken away, or another version wrote it
            return None

    def remove(self, id_: str) -> None:
        """Take something off the shelf."""
        if _ID.fullmatch(id_):
            self._place(id_).unlink(missing_ok=True)

    def _make_room(self) -> None:
        """Take away what is older than what fits."""
        size = 0
        for number, (_, bytes_, place) in enumerate(sorted(self._all(), reverse=True)):
            size += bytes_
            if number and (number >= self._most or size > self._most_bytes):
                place.unlink(missing_ok=True)

    def _all(self) -> Iterator[tuple[int, int, Path]]:
        for place in self._folder.glob(f"*{_SUFFIX}"):
            with suppress(FileNotFoundError):  # another process has just taken it away
                found = place.stat()
                yield found.st_mtime_ns, found.st_size, place

    def _place(self, id_: str) -> Path:
        return self._folder / f"{id_}{_SUFFIX}"
