"""Changes that clients may send again."""

import sqlite3
from datetime import datetime

from graph.requests import KEPT, LEASE, Claim, Request
from graph.stores.sqlite.moments import to_microseconds


def claim(db: sqlite3.Connection, request: Request, runner: str, now: datetime) -> Claim:
    """Claim a request, or say what became of it; forget what is too old."""
    db.execute("DELETE FROM request WHERE at < ?", (to_microseconds(now - KEPT),))
    lapsed = to_microseconds(now - LEASE)
    db.execute(
        "DELETE FROM request WHERE key = ? AND answer IS NULL AND at < ?",
        (request.key, lapsed),
    )
    db.execute(
        "INSERT INTO request VALUES (?1, ?2, ?3, ?4, NULL) ON CONFLICT DO UPDATE SET at = ?4"
        " WHERE runner = ?3 AND answer IS NULL",
        (request.key, request.asked, runner, to_microseconds(now)),
    )
    asked, holder, answer = db.execute(
        "SELECT asked, runner, answer FROM request WHERE key = ?", (request.key,)
    ).fetchone()
    return Claim(asked, granted=holder == runner and answer is None, answer=answer)


def answer(db: sqlite3.Connection, request: Request, answer: bytes) -> None:
    """Keep what came of a request."""
    db.execute(
        "UPDATE request SET answer = ? WHERE key = ? AND answer IS NULL",
        (answer, request.key),
    )


def release(db: sqlite3.Connection, request: Request, runner: str) -> None:
    """Delete a claim."""
    db.execute(
        "DELETE FROM request WHERE key = ? AND runner = ? AND answer IS NULL",
        (request.key, runner),
    )
