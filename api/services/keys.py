"""API keys: a folder with one small file a key, which holds all of the key but its secret.

A file a key needs no lock and no rewriting: it is made whole or not at all, and revoking a key is removing
its file, which running servers see at once. The folder is apart from the graph, so that no copy or export
of a store carries keys. A secret has 256 random bits, so one SHA-256 keeps it as well as a slow hash would.
"""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from api.services.identity import Principal, Scope
from graph.errors import InvalidInput, UnknownId
from graph.learner import LearnerId

_KEY: Final = re.compile(r"cairn_([0-9a-f]{12})_([\w-]{43})", re.ASCII)
_ID: Final = re.compile(r"[0-9a-f]{12}")
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is kept of a key; ``hash`` is the hexadecimal SHA-256 of its secret."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    learner: LearnerId | None
    created: datetime
    expires: datetime | None
    hash: str

    def active(self, now: datetime) -> bool:
        """Tell whether the key is still good."""
        return self.expires is None or now < self.expires

    def principal(self) -> Principal:
        """Return who holds the key."""
        return Principal(f"key {self.id}", frozenset(self.scopes), self.learner)


_DECODER: Final = msgspec.json.Decoder(Key)


def looks_like_key(text: str) -> bool:
    """Tell whether a text has the form of a key."""
    return _KEY.fullmatch(text) is not None


class Keys:
    """The keys in a folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(
        self,
        name: str,
        scopes: Collection[Scope],
        *,
        learner: str | None = None,
        now: datetime,
        expires: datetime | None = None,
    ) -> tuple[Key, str]:
        """Make a key; return what is kept of it, and the key itself, which nobody can see again.

        Raises
        ------
        InvalidInput
            If the name or the scopes cannot be, or the folder cannot be written to.
        """
        _check(name, scopes, learner)
        id_, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        key = Key(
            id=id_,
            name=name.strip(),
            scopes=tuple(sorted(set(scopes))),
            learner=LearnerId(learner) if learner else None,
            created=now,
            expires=expires,
            hash=_hash(secret),
        )
        self._write(key)
        return key, f"cairn_{id_}_{secret}"

    def list(self) -> list[Key]:
        """Return every key that was not revoked, oldest first.

        Raises
        ------
        InvalidInput
            If the folder or a file in it cannot be read.
        """
        try:
            files = sorted(self._folder.glob("*.json"))
        except OSError as error:
            raise _unusable(self._folder, error) from error
        keys = (self._read(file) for file in files if _ID.fullmatch(file.stem))
        return sorted((key for key in keys if key), key=lambda key: (key.created, key.id))

    def revoke(self, id_: str) -> None:
        """End a key at once.

        Raises
        ------
        UnknownId
            If there is none of that id.
        InvalidInput
            If the folder cannot be written to.
        """
        if not _ID.fullmatch(id_) or not self._file(id_).exists():
            raise UnknownId(f"There is no key {id_!r}.", hint="`cairn keys list` shows the ids.")
        try:
            self._file(id_).unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(self._folder, error) from error

    def find(self, text: str, now: datetime) -> Key | None:
        """Return the key that a text is, or None if it is none that is good.

        Raises
        ------
        InvalidInput
            If the folder or the key's file cannot be read.
        """
        match = _KEY.fullmatch(text)
        key = self.active(match[1], now) if match else None
        return key if match and key and hmac.compare_digest(key.hash, _hash(match[2])) else None

    def active(self, id_: str, now: datetime) -> Key | None:
        """Return the key with an id, or None if it is none that is good; raises as :meth:`find` does."""
        key = self._read(self._file(id_)) if _ID.fullmatch(id_) else None
        return key if key and key.active(now) else None

    def _file(self, id_: str) -> Path:
        return self._folder / f"{id_}.json"

    def _read(self, file: Path) -> Key | None:
        try:
            return _DECODER.decode(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            raise _unusable(file, error) from error

    def _write(self, key: Key) -> None:
        file, draft = self._file(key.id), self._folder / f".{key.id}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(msgspec.json.encode(key))
            draft.replace(file)
        except OSError as error:
            raise _unusable(self._folder, error) from error


def _check(name: str, scopes: Collection[Scope], learner: str | None) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise InvalidInput("The key has no usable name.", hint="Say whose it is, in a few words.")
    if not scopes:
        raise InvalidInput("The key would allow nothing.", hint="Give it a --scope.")
    if (Scope.LEARN in scopes) != bool(learner):
        raise InvalidInput(
            "The scope learn and a learner belong together.",
            hint="--scope learn --learner ID is a key for one learner; --scope admin is one for all.",
        )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _unusable(place: Path, error: Exception) -> InvalidInput:
    return InvalidInput(f"{place} cannot be used: {error}.", hint="CAIRN_KEYS names another folder.")
