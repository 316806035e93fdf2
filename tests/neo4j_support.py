"""Shorthands for tests on a Neo4j server."""

from graph.stores.neo4j import Place
from graph.stores.neo4j.database import Database
from tools.neo4j_server import Address


def place_of(address: Address) -> Place:
    """Return the database that a server begins with."""
    return Place.parse(address.uri, user=address.user, password=address.password)


async def empty(place: Place, *, whole: bool = False) -> None:
    """Delete all that a store holds; unless ``whole`` it stays a store: to make one takes half a second."""
    kept = "" if whole else "WHERE NOT n:Cairn AND coalesce(n.sequence, 1) > 0"
    database = Database(place)
    await database.command(f"MATCH (n) {kept} DETACH DELETE n")
    await database.command("MATCH (c:Cairn) SET c.entry = 0")
    await database.close()
