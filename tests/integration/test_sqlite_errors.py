"""Whatever goes wrong below, what leaves the store is an error of Cairn's tree."""

import random
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from store_calls import CALLS, EVERYTHING, PAGE, READS, WRITES, fill, outcome
from store_support import LESSON, SKILL, TEACHES, add, said, skills

from graph.changes import DocumentBody
from graph.errors import StoreCorrupt, StoreError, StoreUnavailable
from graph.model import Edge, EdgeKind
from graph.stores.sqlite import SqliteStore, database

pytestmark = pytest.mark.anyio

LARGER = replace(
    EVERYTHING,
    added=said(LESSON, SKILL, TEACHES, *skills(300)),
    bodies={PAGE: DocumentBody(b"content" * 999, b"draft")},
)
"""So much that damage to a few pages of the file meets something."""


@pytest.fixture
async def filled(tmp_path: Path) -> Path:
    """Return the path of a store that holds something of everything."""
    path = tmp_path / "store.db"
    async with await SqliteStore.open(path) as store:
        await fill(store, LARGER)
    return path


@pytest.fixture
async def store(filled: Path) -> AsyncIterator[SqliteStore]:
    """Open the store that holds something of everything."""
    async with await SqliteStore.open(filled) as store:
        yield store


@contextmanager
def meddling(path: Path) -> Iterator[sqlite3.Connection]:
    """Let another program write to the file of a store."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        yield db


@pytest.mark.parametrize("name", CALLS)
async def test_a_closed_store_is_unavailable(store: SqliteStore, name: str) -> None:
    """Every method of a closed store raises the same error."""
    await store.close()
    with pytest.raises(StoreUnavailable):
        await CALLS[name](store)


@pytest.mark.parametrize("name", CALLS)
async def test_a_store_without_its_tables_fails_in_cairns_words(
    store: SqliteStore, filled: Path, name: str
) -> None:
    """A schema that another program destroyed is a StoreError for every method."""
    with meddling(filled) as db:
        tables = [t for (t,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            db.execute(f"DROP TABLE {table}")
    with pytest.raises(StoreError):
        await CALLS[name](store)


@pytest.mark.parametrize("name", WRITES)
async def test_a_locked_store_is_unavailable_to_writers(
    filled: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits too long for another writer is told so, and reads are not kept waiting."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    async with await SqliteStore.open(filled) as impatient:
        with meddling(filled) as db:
            db.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="busy"):
                await WRITES[name](impatient)
            for read in READS.values():
                await read(impatient)
        await WRITES[name](impatient)


DAMAGE = [
    "UPDATE statement SET content = '{\"says\"'",
    "UPDATE statement SET content = '{}'",
    "UPDATE node SET data = 'null'",
    'UPDATE node SET data = \'{"id":"x","kind":"Dream"}\'',
    "UPDATE edge SET kind = 99, origin = 77",
    "UPDATE document SET status = 'lost', unused = '['",
    "UPDATE body SET draft = x'00', content = x'00'",
    "UPDATE mastery SET at = 9223372036854775807",
    "UPDATE revision SET at = -9223372036854775808",
    "DELETE FROM revision",
]


@pytest.mark.parametrize("damage", DAMAGE)
async def test_values_that_cairn_never_wrote_are_reported_as_damage(
    store: SqliteStore, filled: Path, damage: str
) -> None:
    """A value that cannot be decoded is an error of the tree, and of some method it is one."""
    with meddling(filled) as db:
        db.execute(damage)
    errors = [error for call in CALLS.values() if (error := await outcome(call, store))]
    assert any(isinstance(error, StoreCorrupt) for error in errors)


@pytest.mark.parametrize("seed", range(12))
async def test_damaged_pages_are_reported(filled: Path, seed: int) -> None:
    """Random bytes over random pages: every method answers, or raises an error of the tree."""
    damage(filled, random.Random(seed))
    errors = []
    for call in CALLS.values():
        try:
            async with await SqliteStore.open(filled) as store:
                errors.append(await outcome(call, store))
        except StoreError as error:
            errors.append(error)
    assert any(errors)


def damage(path: Path, chance: random.Random) -> None:
    """Overwrite half of the pages after the first in part."""
    content = bytearray(path.read_bytes())
    for page in range(4096, len(content), 4096):
        if chance.random() < 0.5:
            start = page + chance.randrange(0, 4000)
            content[start : start + 96] = chance.randbytes(96)
    path.write_bytes(content)


@pytest.mark.parametrize("confidence", [float("nan"), -0.1, 1.1, float("inf")])
async def test_a_confidence_that_is_none_is_refused(store: SqliteStore, confidence: float) -> None:
    """What could not be read back is not written."""
    edge = Edge(source=SKILL.id, kind=EdgeKind.SAME_AS, target=LESSON.id)
    statement = replace(said(edge)[0], confidence=confidence)
    with pytest.raises(StoreError):
        await add(store, statement)
    assert await store.statements([edge.id]) == {}
