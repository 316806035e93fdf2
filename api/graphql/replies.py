"""Answers kept as they were sent: the same question about the same revision has the same answer."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from math import inf
from typing import Final, TypeAlias

import msgspec
from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
)
from msgspec import Struct

from api.graphql.walk import walk

_OF_THE_REVISION: Final = frozenset(
    {"learningPath", "readyToLearn", "match", "skill", "lesson", "health", "revision"}
    | {
        "curricula",
        "skills",
        "lessons",
        "pitfalls",
        "search",
        "dependencies",
        "coverage",
        "central",
        "targets",
    }
    | {"node"}  # a document's own fields that change beside the graph are named below
)
"""Fields at the root whose answer follows from the graph and the arguments alone."""
_BESIDE_THE_GRAPH: Final = frozenset(
    {"status", "failure", "unusedLines", "ingestedAt", "findings", "learnersAffected"}
)
"""Fields that change without a revision: of documents and learners, and what tells of those that failed."""
_LEARNER: Final = "learner"
_MOST_BYTES: Final = 64 * 1024 * 1024
_LARGEST: Final = 1024 * 1024
_AROUND: Final = 1_000
"""Bytes that keeping an answer takes beside question and answer."""
_PROVISIONAL: Final = 10.0
"""Seconds that an answer is kept which more time might make better."""

Key: TypeAlias = tuple[str, str | None, bytes, tuple[int, int]]
"""Text, operation, variables as JSON, and the moment of the picture: its revision and edition."""


class Reply(Struct, gc=False):
    """An answer that is kept until a time, packed too once somebody took it so."""

    body: bytes
    until: float
    size: int
    packed: bytes | None = None

    @property
    def lasts(self) -> bool:
        """Whether it is good as long as the graph stays what it is."""
        return self.until == inf


class Replies:
    """The answers that were sent last, at most 64 MiB of them with their questions.

    One that is but the best that could be found in the time there was is kept for ten seconds: long enough
    that nobody can have the same hard question worked on over and over, and no longer.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, most: int = _MOST_BYTES) -> None:
        self._kept: OrderedDict[Key, Reply] = OrderedDict()
        self._most, self._size = most, 0
        self._clock = clock

    def get(self, key: Key) -> Reply | None:
        """Return an answer that was kept and is still good."""
        found = self._kept.get(key)
        if found is None:
            return None
        if self._clock() >= found.until:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return found

    def packed(self, key: Key, pack: Callable[[bytes], bytes]) -> bytes | None:
        """Return an answer that was kept as ``pack`` makes it; it is made once."""
        found = self._kept.get(key)
        if found is None:
            return None
        if found.packed is None:
            found.packed = pack(found.body)
            found.size += len(found.packed)
            self._grow(len(found.packed))
        return found.packed

    def keep(self, key: Key, body: bytes, *, provisional: bool = False) -> None:
        """Keep an answer, and let go of those that nobody has asked for the longest."""
        text, _, given, _ = key
        size = len(text) + len(given) + len(body) + _AROUND
        if size > _LARGEST or key in self._kept:
            return
        self._kept[key] = Reply(body, self._clock() + _PROVISIONAL if provisional else inf, size)
        self._grow(size)

    def _grow(self, size: int) -> None:
        self._size += size
        while self._size > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        self._size -= self._kept.pop(key).size


def follows_from_the_graph(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """Tell whether every answer to a document follows from the graph and the variables alone.

    It does not where nothing is asked of the graph, a mutation or a subscription is in it, a field that
    stands beside the graph, or an argument that names a learner: what is known of learners and documents
    changes without a revision. A name that means something else deeper down only costs a place among the
    answers that are kept.
    """
    assert schema.query_type is not None
    beside = (schema.query_type.fields.keys() - _OF_THE_REVISION) | _BESIDE_THE_GRAPH
    asks = False
    for node in walk(document):
        match node:
            case OperationDefinitionNode() if node.operation is not OperationType.QUERY:
                return False
            case FieldNode() if node.name.value in beside:
                return False
            case FieldNode():
                asks = asks or node.name.value in _OF_THE_REVISION
            case ArgumentNode() | ObjectFieldNode() if node.name.value == _LEARNER:
                return False
    return asks


def key_of(
    text: str, operation: str | None, variables: Mapping[str, object], moment: tuple[int, int]
) -> Key | None:
    """Return the name of an answer, or None if a variable names a learner."""
    given = msgspec.json.encode(variables, order="deterministic")
    return None if f'"{_LEARNER}"'.encode() in given else (text, operation, given, moment)


def version(key: Key) -> str:
    """Return what changes whenever an answer may, as an entity tag: 32 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(key)).hexdigest()[:32]
