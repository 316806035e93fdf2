"""The version of the schema that a database holds, and the way up to the present one."""

from collections.abc import Iterator
from datetime import datetime
from importlib import resources

from graph.errors import StoreTooNew, StoreUnavailable
from graph.stores.neo4j.database import Database, Transaction


async def is_there(database: Database) -> bool:
    """Return whether the database holds a store."""
    return await database.read(_version) > 0


async def prepare(database: Database, now: datetime, *, make: bool) -> None:
    """Run the migrations that are due.

    Neo4j gives each change of the schema a transaction of its own, so every command may run twice: whoever
    was interrupted, or does this at the same time as others, just does it again.

    Raises
    ------
    StoreUnavailable
        If the database holds no store, and ``make`` is false.
    StoreTooNew
        If a newer version of Cairn wrote it.
    """
    scripts = _migrations()
    done = await database.read(_version)
    if not done and not make:
        raise StoreUnavailable(
            f"There is no store at {database.url}: nothing has been ingested yet.",
            hint="`cairn ingest PATH` makes one; --store or CAIRN_STORE names another.",
        )
    if done > len(scripts):
        raise StoreTooNew(
            f"{database.url} has schema version {done}; this Cairn knows versions up to {len(scripts)}.",
            hint="Upgrade Cairn, or name another store.",
        )
    for number, script in enumerate(scripts[done:], start=done + 1):
        for command in _commands(script):
            await database.command(command)
        await database.command("CALL db.awaitIndexes(300)")
        await database.write(_mark, number, now)


async def _version(tx: Transaction) -> int:
    rows = await tx.rows("MATCH (c:Cairn) RETURN c.schema")
    return int(rows[0][0]) if rows else 0


async def _mark(tx: Transaction, number: int, now: datetime) -> None:
    await tx.rows(
        """
        MERGE (c:Cairn {name: 'store'}) ON CREATE SET c.schema = $number, c.entry = 0
        SET c.schema = CASE WHEN c.schema < $number THEN $number ELSE c.schema END
        MERGE (r:Revision {sequence: 0}) ON CREATE SET r.digest = $digest, r.at = $now, r.message = ''
        """,
        number=number,
        digest="0" * 64,
        now=now,
    )


def _migrations() -> list[str]:
    """Return the scripts in the order of their numbers, which are 1, 2, 3 and so on."""
    folder = resources.files("graph.stores.neo4j") / "migrations"
    scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".cypher")), key=lambda f: f.name)
    return [script.read_text(encoding="utf-8") for script in scripts]


def _commands(script: str) -> Iterator[str]:
    """Yield the commands of a script, each of which ends with a semicolon at the end of a line."""
    lines = "\n".join(line for line in script.splitlines() if not line.startswith("//"))
    yield from (command.strip() for command in lines.split(";\n") if command.strip())
