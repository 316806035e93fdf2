"""Changes that clients may send again."""

from datetime import datetime
from typing import Final

from graph.requests import KEPT, LEASE, Claim, Request
from graph.stores.neo4j.database import Transaction


async def claim(tx: Transaction, request: Request, runner: str, now: datetime) -> Claim:
    """Claim a request, or say what became of it; forget what is too old."""
    await tx.rows("MATCH (r:Request) WHERE r.at < $old DELETE r", old=now - KEPT)
    ((asked, holder, answer),) = await tx.rows(
        _CLAIM,
        key=request.key,
        asked=request.asked,
        runner=runner,
        now=now,
        lapsed=now - LEASE,
    )
    return Claim(asked, granted=holder == runner and answer is None, answer=answer)


_CLAIM: Final = """
    MERGE (r:Request {key: $key})
    SET r.lock = true REMOVE r.lock
    WITH r, r.answer IS NULL AND (r.runner IS NULL OR r.runner = $runner OR r.at < $lapsed) AS free,
        r.runner = $runner AS renewed
    SET r.asked = CASE WHEN free AND NOT coalesce(renewed, false) THEN $asked ELSE r.asked END,
        r.runner = CASE WHEN free THEN $runner ELSE r.runner END,
        r.at = CASE WHEN free THEN $now ELSE r.at END
    RETURN r.asked, r.runner, r.answer
"""


async def answer(tx: Transaction, request: Request, answer: bytes) -> None:
    """Keep what came of a request."""
    await tx.rows(
        "MATCH (r:Request {key: $key}) WHERE r.answer IS NULL SET r.answer = $answer",
        key=request.key,
        answer=answer,
    )


async def release(tx: Transaction, request: Request, runner: str) -> None:
    """Delete a claim."""
    await tx.rows(
        "MATCH (r:Request {key: $key}) WHERE r.runner = $runner AND r.answer IS NULL DELETE r",
        key=request.key,
        runner=runner,
    )
