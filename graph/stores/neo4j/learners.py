"""What learners know and have done: kept under the ids of their time, told under those of now."""

from collections.abc import Collection, Mapping
from typing import Final

from graph.learner import Completion, LearnerId, LearnerState, Mastery, redirected
from graph.model import NodeId
from graph.stores.neo4j import facts
from graph.stores.neo4j.database import Transaction
from graph.stores.neo4j.history import redirects
from graph.stores.neo4j.moments import moment


async def state(tx: Transaction, learner: LearnerId) -> LearnerState:
    """Return a learner's state under the ids of now."""
    return await _state(tx, learner, await redirects(tx))


async def states(tx: Transaction, after: LearnerId, limit: int) -> tuple[LearnerState, ...]:
    """Return the states of the next learners after one, in the order of their ids."""
    rows = await tx.rows(_NEXT, after=after, limit=limit)
    known = await redirects(tx)
    return tuple([await _state(tx, LearnerId(learner), known) for (learner,) in rows])


_NEXT: Final = """
    MATCH (l:Learner) WHERE l.id > $after AND EXISTS { (l)-[:KNOWS|COMPLETED]->() }
    RETURN l.id ORDER BY l.id LIMIT $limit
"""


async def _state(tx: Transaction, learner: LearnerId, known: Mapping[NodeId, NodeId]) -> LearnerState:
    knows = await tx.rows(
        "MATCH (:Learner {id: $learner})-[r:KNOWS]->(skill) RETURN skill.id, r.level, r.at, r.because",
        learner=learner,
    )
    completed = await tx.rows(
        "MATCH (:Learner {id: $learner})-[r:COMPLETED]->(lesson) RETURN lesson.id, r.at, r.score",
        learner=learner,
    )
    stored = LearnerState(
        learner,
        tuple(Mastery(NodeId(skill), level, moment(at), because) for skill, level, at, because in knows),
        tuple(Completion(NodeId(lesson), moment(at), score) for lesson, at, score in completed),
    )
    return redirected(stored, known)


_KNOW: Final = """
    UNWIND $rows AS row
    MATCH (l:Learner {id: $learner}) MATCH (n:Identity {id: row[0]})
    CREATE (l)-[:KNOWS {level: row[1], at: row[2], because: row[3]}]->(n)
"""
_COMPLETE: Final = """
    UNWIND $rows AS row
    MATCH (l:Learner {id: $learner}) MATCH (n:Identity {id: row[0]})
    CREATE (l)-[:COMPLETED {at: row[1], score: row[2]}]->(n)
"""


async def record(
    tx: Transaction, learner: LearnerId, knows: Collection[Mastery], completed: Collection[Completion]
) -> LearnerState:
    """Replace a learner's masteries by skill and completions by lesson, and return the new state."""
    await tx.rows("MERGE (l:Learner {id: $learner}) SET l.lock = true REMOVE l.lock", learner=learner)
    new = redirected(LearnerState(learner, tuple(knows), tuple(completed)), await redirects(tx))
    skills, lessons = [m.skill for m in new.knows], [c.lesson for c in new.completed]
    await facts.name(tx, [*skills, *lessons])
    await _erase(tx, learner, "KNOWS", skills)
    await _erase(tx, learner, "COMPLETED", lessons)
    await tx.each(_KNOW, [[m.skill, m.level, m.at, m.because] for m in new.knows], learner=learner)
    await tx.each(_COMPLETE, [[c.lesson, c.at, c.score] for c in new.completed], learner=learner)
    return await state(tx, learner)


async def take_back(tx: Transaction, learner: LearnerId, lessons: Collection[NodeId]) -> LearnerState:
    """Delete a learner's completions of some lessons, and return the new state."""
    known = await redirects(tx)
    await _erase(tx, learner, "COMPLETED", [known.get(lesson, lesson) for lesson in lessons])
    return await state(tx, learner)


async def _erase(tx: Transaction, learner: LearnerId, kind: str, nodes: Collection[NodeId]) -> None:
    """Delete what is recorded under some ids and under those that lead to them."""
    query = f"""
        MATCH (l:Learner {{id: $learner}})-[r:{kind}]->(n)
        WHERE n.id IN $nodes OR EXISTS {{ (n)-[:REDIRECTS_TO]->(new) WHERE new.id IN $nodes }}
        DELETE r
    """
    await tx.rows(query, learner=learner, nodes=list(nodes))


async def forget(tx: Transaction, learner: LearnerId) -> bool:
    """Delete a learner with all that is stored of them; return whether there was anything."""
    rows = await tx.rows(
        """
        MATCH (l:Learner {id: $learner})
        WITH l, EXISTS { (l)-[:KNOWS|COMPLETED]->() } AS anything
        DETACH DELETE l
        RETURN anything
        """,
        learner=learner,
    )
    return any(anything for (anything,) in rows)
