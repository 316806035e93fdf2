"""Shorthands for tests on a Neo4j server."""

from graph.stores.neo4j import Place
from graph.stores.neo4j.database import Database
from tools.neo4j_server import Address


def place_of(address: Address) -> Place:
    """Return the database that a server begins with."""
    return Place.parse(address.uri, user=address.user, password=address.password)


async def empty(place: Place) -> None:
    """Delete all that the database holds, but for constraints and indexes."""
    database = Database(place)
    await database.command("MATCH (n) DETACH DELETE n")
    await database.close()
