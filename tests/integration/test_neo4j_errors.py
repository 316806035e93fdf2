"""Whatever goes wrong at the server or on the way, what leaves the store is an error of Cairn's tree."""

import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from neo4j import exceptions as driver_errors
from neo4j_support import empty, place_of
from store_calls import CALLS, fill, outcome
from store_support import LESSON, SKILL, add, said

from graph.errors import StoreCorrupt, StoreError, StoreFull, StoreReadOnly, StoreUnavailable
from graph.model import Edge, EdgeKind
from graph.stores.neo4j import Neo4jStore, Place
from graph.stores.neo4j.database import Database
from graph.stores.neo4j.failures import mapped_errors
from tools.neo4j_server import Address

pytestmark = pytest.mark.anyio


@pytest.fixture
def place(neo4j: Address) -> Place:
    """Return where the server is."""
    return place_of(neo4j)


@pytest.fixture
async def store(place: Place) -> AsyncIterator[Neo4jStore]:
    """Open a store that holds something of everything."""
    await empty(place)
    async with await Neo4jStore.open(place) as store:
        await fill(store)
        yield store


async def test_a_closed_store_is_unavailable(store: Neo4jStore) -> None:
    """Every method of a closed store raises the same error."""
    await store.close()
    for call in CALLS.values():
        with pytest.raises(StoreUnavailable, match="closed"):
            await call(store)


DAMAGE = [
    "MATCH (s:Statement) SET s.kind = 'Dream'",
    "MATCH (s:Statement) REMOVE s.owner",
    "MATCH (s:Statement) SET s.confidence = 'much'",
    "MATCH (s:Statement) SET s.kind = 7",
    "MATCH (n:Skill) SET n.skill_kind = 'dream'",
    "MATCH (n:Skill) SET n.turned = 'once'",
    "MATCH (n:Skill) SET n.confidence = 'much'",
    "MATCH ()-[r:TEACHES]->() SET r.origin = 'dreamt'",
    "MATCH ()-[r:TEACHES]->() SET r.role = 7",
    "MATCH ()-[r:TEACHES]->() SET r.position = 'first'",
    "MATCH (d:DocumentRecord) SET d.status = 'lost'",
    "MATCH (d:DocumentRecord) REMOVE d.unused",
    "MATCH (d:DocumentBody) SET d.draft = 'text'",
    "MATCH ()-[r:KNOWS]->() SET r.at = 'noon'",
    "MATCH (r:Revision) SET r.at = 7",
    "MATCH (r:Revision) DELETE r",
]


@pytest.mark.parametrize("damage", DAMAGE)
async def test_values_that_cairn_never_wrote_are_reported_as_damage(
    store: Neo4jStore, place: Place, damage: str
) -> None:
    """A value that cannot be read is an error of the tree, and of some method it is one."""
    database = Database(place)
    await database.command(damage)
    errors = [error for call in CALLS.values() if (error := await outcome(call, store))]
    assert any(isinstance(error, StoreCorrupt) for error in errors)
    await database.command(
        f"MERGE (r:Revision {{sequence: 0}}) SET r.digest = '{'0' * 64}', r.at = datetime(), r.message = ''"
    )
    await database.close()


@pytest.mark.parametrize("confidence", [float("nan"), -0.1, 1.1, float("inf")])
async def test_a_confidence_that_is_none_is_refused(store: Neo4jStore, confidence: float) -> None:
    """What could not be read back is not written."""
    edge = Edge(source=SKILL.id, kind=EdgeKind.SAME_AS, target=LESSON.id)
    with pytest.raises(StoreError, match="confidence"):
        await add(store, replace(said(edge)[0], confidence=confidence))
    assert await store.statements([edge.id]) == {}


async def test_a_wrong_password_is_said_and_not_shown(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    """Who may not enter is told so; the password stands in no message and no log."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StoreUnavailable, match="does not accept") as caught:
        await Neo4jStore.open(replace(place, password="sesame-open"))
    assert "CAIRN_NEO4J_PASSWORD" in (caught.value.hint or "")
    assert "sesame-open" not in f"{caught.value}{caplog.text}"


async def test_a_database_that_is_not_there_is_said(place: Place) -> None:
    """A name that the server does not know is reported with the address."""
    with pytest.raises(StoreUnavailable, match="no database"):
        await Neo4jStore.open(replace(place, database="nowhere"))


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    """Nobody listens: the error names the address, and comes within the patience that was asked for."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for scheme in ("bolt", "neo4j"):
        with pytest.raises(StoreUnavailable, match=f"127.0.0.1:{port}"):
            await Neo4jStore.open(Place.parse(f"{scheme}://127.0.0.1:{port}", patience=1))


async def test_a_server_that_does_not_answer_is_unavailable() -> None:
    """Somebody listens and says nothing: that ends after the patience that was asked for."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = Place.parse(f"bolt://127.0.0.1:{silent.getsockname()[1]}", patience=0.5)
        with pytest.raises(StoreUnavailable):
            await Neo4jStore.open(place)


SERVER_CODES = {
    "Neo.ClientError.Security.Unauthorized": StoreUnavailable,
    "Neo.ClientError.Security.AuthenticationRateLimit": StoreUnavailable,
    "Neo.ClientError.Security.Forbidden": StoreReadOnly,
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": StoreReadOnly,
    "Neo.ClientError.Database.DatabaseNotFound": StoreUnavailable,
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": StoreFull,
    "Neo.TransientError.Transaction.DeadlockDetected": StoreUnavailable,
    "Neo.TransientError.General.DatabaseUnavailable": StoreUnavailable,
    "Neo.ClientError.Transaction.TransactionTimedOut": StoreUnavailable,
    "Neo.ClientError.Statement.SyntaxError": StoreError,
    "Neo.ClientError.Schema.ConstraintValidationFailed": StoreError,
    "Neo.DatabaseError.General.UnknownError": StoreError,
    "Neo.Strange": StoreError,
}


@pytest.mark.parametrize("code", SERVER_CODES)
async def test_every_status_of_the_server_has_its_error(code: str) -> None:
    """Status codes are told apart by what a person would do about them."""
    error = driver_errors.Neo4jError._hydrate_neo4j(code=code, message="It went wrong.")
    with pytest.raises(StoreError) as caught, mapped_errors("neo4j://host"):
        raise error
    assert type(caught.value) is SERVER_CODES[code]
    assert "neo4j://host" in caught.value.message


def _all_errors(root: type[Exception]) -> list[type[Exception]]:
    return [root, *(e for child in root.__subclasses__() for e in _all_errors(child))]


@pytest.mark.parametrize("kind", _all_errors(driver_errors.DriverError), ids=lambda kind: kind.__name__)
async def test_no_error_of_the_driver_gets_out(kind: type[Exception]) -> None:
    """Each class that the driver defines, now and later, becomes an error of the tree."""
    error = kind.__new__(kind)
    error.args = ("It went wrong.",)
    with pytest.raises(StoreError), mapped_errors("neo4j://host"):
        raise error
