"""What learners know and have done. Rows keep the ids of their time; redirects lead to those of now."""

import sqlite3
from collections.abc import Collection, Mapping

from graph.learner import Completion, LearnerId, LearnerState, Mastery, redirected
from graph.model import NodeId
from graph.stores.sqlite.history import redirects
from graph.stores.sqlite.moments import from_microseconds, to_microseconds


def state(db: sqlite3.Connection, learner: LearnerId) -> LearnerState:
    """Return a learner's state under the ids of now."""
    return _state(db, learner, redirects(db))


def states(db: sqlite3.Connection, after: LearnerId, limit: int) -> tuple[LearnerState, ...]:
    """Return the states of the next learners after one, in the order of their ids."""
    known = redirects(db)
    return tuple(_state(db, learner, known) for (learner,) in db.execute(_NEXT, (after, limit)).fetchall())


_NEXT = """
    SELECT learner FROM mastery WHERE learner > ?1 UNION SELECT learner FROM completion WHERE learner > ?1
    ORDER BY learner LIMIT ?2
"""


def _state(db: sqlite3.Connection, learner: LearnerId, known: Mapping[NodeId, NodeId]) -> LearnerState:
    knows = db.execute(
        "SELECT skill, level, at, because FROM mastery WHERE learner = ?", (learner,)
    ).fetchall()
    completed = db.execute(
        "SELECT lesson, at, score FROM completion WHERE learner = ?", (learner,)
    ).fetchall()
    stored = LearnerState(
        learner,
        tuple(Mastery(NodeId(s), level, from_microseconds(at), because) for s, level, at, because in knows),
        tuple(Completion(NodeId(lesson), from_microseconds(at), score) for lesson, at, score in completed),
    )
    return redirected(stored, known)


def record(
    db: sqlite3.Connection, learner: LearnerId, knows: Collection[Mastery], completed: Collection[Completion]
) -> LearnerState:
    """Replace a learner's masteries by skill and completions by lesson, and return the new state."""
    new = redirected(LearnerState(learner, tuple(knows), tuple(completed)), redirects(db))
    db.executemany(
        f"DELETE FROM mastery WHERE learner = ?1 AND skill IN ({_OLD})",  # noqa: S608  # a constant
        ((learner, mastery.skill) for mastery in new.knows),
    )
    _uncomplete(db, learner, [completion.lesson for completion in new.completed])
    db.executemany(
        "INSERT INTO mastery VALUES (?, ?, ?, ?, ?)",
        ((learner, m.skill, m.level, to_microseconds(m.at), m.because) for m in new.knows),
    )
    db.executemany(
        "INSERT INTO completion VALUES (?, ?, ?, ?)",
        ((learner, c.lesson, to_microseconds(c.at), c.score) for c in new.completed),
    )
    return state(db, learner)


def take_back(db: sqlite3.Connection, learner: LearnerId, lessons: Collection[NodeId]) -> LearnerState:
    """Delete a learner's completions of some lessons, and return the new state."""
    known = redirects(db)
    _uncomplete(db, learner, [known.get(lesson, lesson) for lesson in lessons])
    return state(db, learner)


_OLD = "SELECT ?2 UNION SELECT id FROM redirect WHERE target = ?2"
"""A node's id, and those that lead to it."""


def _uncomplete(db: sqlite3.Connection, learner: LearnerId, lessons: Collection[NodeId]) -> None:
    db.executemany(
        f"DELETE FROM completion WHERE learner = ?1 AND lesson IN ({_OLD})",  # noqa: S608  # a constant
        ((learner, lesson) for lesson in lessons),
    )


def forget(db: sqlite3.Connection, learner: LearnerId) -> bool:
    """Delete all rows of a learner; return whether there were any."""
    masteries = db.execute("DELETE FROM mastery WHERE learner = ?", (learner,)).rowcount
    completions = db.execute("DELETE FROM completion WHERE learner = ?", (learner,)).rowcount
    return masteries + completions > 0
