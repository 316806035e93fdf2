"""Statements are shown with what tells a reader most first."""

from api.services.evidence import evidence_of
from graph.model import Lesson, NodeId, Origin, Owner, Statement

LOOPS = Lesson(id=NodeId("c/lesson/loops"), name="Loops")


def said(document: str, quote: str | None, *, confidence: float = 1.0) -> Statement:
    """Return what a document says of a lesson."""
    origin = Origin.AUTHORED if confidence == 1.0 else Origin.INFERRED
    return Statement(
        says=LOOPS,
        owner=Owner(document),
        document=NodeId(document),
        quote=quote,
        origin=origin,
        confidence=confidence,
    )


def test_words_are_quoted_before_the_name_of_a_file() -> None:
    """Of equally sure statements a sentence comes first, then a path, then what has no words."""
    ranked = evidence_of(
        [
            said("c/document/a.yml", "episodes/05-loops.md"),
            said("c/document/b.yml", "05-loops.md"),
            said("c/document/c.md", None),
            said("c/document/d.md", "# Loops"),
            said("c/document/0.md", "A surmise about loops.", confidence=0.5),
        ]
    )
    assert [reason.uri for reason in ranked] == ["d.md", "a.yml", "b.yml", "c.md", "0.md"]
