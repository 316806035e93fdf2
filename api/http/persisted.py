"""Queries that clients name by their hash instead of sending them.

Automatic persisted queries: a client sends the hash alone; where the server does not know it, the client
sends text and hash, once. Trusted documents: only what a file lists is answered, by hash or by text, so that
nobody can ask what the owner of the clients never wrote.

Reference: https://www.apollographql.com/docs/apollo-server/performance/apq
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from graph.errors import InvalidInput

_KEPT: Final = 1_000
_LONGEST: Final = 20_000


class PersistedQuery(msgspec.Struct):
    """What a client says of a query: ``extensions.persistedQuery``."""

    sha256Hash: str  # noqa: N815 - the protocol's name
    version: int = 1


class QueryUnknown(Exception):
    """The text behind a hash is not known here; a client sends it along and all is well."""


class QueryRefused(Exception):
    """The query is not what it says, or not one of those that are trusted."""


class PersistedQueries:
    """Texts by the hexadecimal SHA-256 of their UTF-8; those that were used last are kept."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()

    def text(self, query: str | None, named: PersistedQuery | None) -> str | None:
        """Return the text of a query that was sent, named, or both; None if it was neither.

        Raises
        ------
        QueryUnknown
            If it was named alone, and is not known.
        QueryRefused
            If text and hash do not belong together.
        """
        if named is None:
            return query
        hash_ = named.sha256Hash
        if query is None:
            if hash_ not in self._texts:
                raise QueryUnknown
            self._texts.move_to_end(hash_)
            return self._texts[hash_]
        if sha256(query) != hash_:
            raise QueryRefused("sha256Hash is not the hash of the query.")
        if len(query) <= _LONGEST:
            self._texts[hash_] = query
            if len(self._texts) > _KEPT:
                self._texts.popitem(last=False)
        return query


class TrustedDocuments(PersistedQueries):
    """The queries of a file, and no others."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._trusted = texts

    @classmethod
    def read(cls, path: Path) -> "TrustedDocuments":
        """Read a JSON object of texts by hash, as graphql-codegen and others write it.

        Raises
        ------
        InvalidInput
            If the file cannot be read, or a hash is not that of its text.
        """
        try:
            texts = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.MsgspecError) as error:
            raise InvalidInput(
                f"{path} cannot be read: {error}.",
                hint="It is a JSON object of query texts by their SHA-256.",
            ) from error
        for hash_, text in texts.items():
            if hash_.removeprefix("sha256:") != sha256(text):
                raise InvalidInput(f"{path}: {hash_} is not the hash of its text.", hint="Write it anew.")
        return cls({hash_.removeprefix("sha256:"): text for hash_, text in texts.items()})

    def text(self, query: str | None, named: PersistedQuery | None) -> str | None:
        """Return the text of a query that is trusted; raises as :meth:`PersistedQueries.text` does."""
        if query is None and named is None:
            return None
        hash_ = sha256(query) if query is not None else named.sha256Hash if named else ""
        if hash_ not in self._trusted:
            raise QueryRefused("This server answers the queries of its own clients only.")
        return self._trusted[hash_]


def sha256(text: str) -> str:
    """Return the hash of a query's text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
