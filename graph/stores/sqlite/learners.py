"""What learners know and have done. Rows keep the ids of their time; redirects lead to those of now."""

import sqlite3
from collections.abc import Collection

from graph.learner import Completion, LearnerId, LearnerState, Mastery, redirected
from graph.model import NodeId
from graph.stores.sqlite.history import redirects
from graph.stores.sqlite.moments import from_microseconds, to_microseconds


def state(db: sqlite3.Connection, learner: LearnerId) -> LearnerState:
    """Return a learner's state under the ids of now."""
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
    return redirected(stored, redirects(db))


def record(
    db: sqlite3.Connection, learner: LearnerId, knows: Collection[Mastery], completed: Collection[Completion]
) -> LearnerState:
    """Replace a learner's masteries by skill and completions by lesson, and return the new state."""
    new = redirected(LearnerState(learner, tuple(knows), tuple(completed)), redirects(db))
    old = "SELECT ?2 UNION SELECT id FROM redirect WHERE target = ?2"
    db.executemany(
        f"DELETE FROM mastery WHERE learner = ?1 AND skill IN ({old})",  # noqa: S608  # a constant
        ((learner, mastery.skill) for mastery in new.knows),
    )
    db.executemany(
        f"DELETE FROM completion WHERE learner = ?1 AND lesson IN ({old})",  # noqa: S608  # a constant
        ((learner, completion.lesson) for completion in new.completed),
    )
    db.executemany(
        "INSERT INTO mastery VALUES (?, ?, ?, ?, ?)",
        ((learner, m.skill, m.level, to_microseconds(m.at), m.because) for m in new.knows),
    )
    db.executemany(
        "INSERT INTO completion VALUES (?, ?, ?, ?)",
        ((learner, c.lesson, to_microseconds(c.at), c.score) for c in new.completed),
    )
    return state(db, learner)


def forget(db: sqlite3.Connection, learner: LearnerId) -> bool:
    """Delete all rows of a learner; return whether there were any."""
    masteries = db.execute("DELETE FROM mastery WHERE learner = ?", (learner,)).rowcount
    completions = db.execute("DELETE FROM completion WHERE learner = ?", (learner,)).rowcount
    return masteries + completions > 0
