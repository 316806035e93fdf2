"""What helps beside a path: lessons that serve the rest of the wish, or what its steps serve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.services.answers import Reading
from api.services.picture import Picture
from graph.algorithms.known import Known
from graph.algorithms.path import Path
from graph.algorithms.siblings import siblings
from graph.model import NodeKind
from graph.snapshot import View


@dataclass(frozen=True, slots=True)
class Helper:
    """A lesson that helps, the reason in words, and the edges of the snapshot that say so."""

    lesson: int
    reason: str
    because: tuple[int, ...] = ()


def suggestions(path: Path, helpers: Iterable[Helper], known: Known) -> tuple[Helper, ...]:
    """Return those of some lessons that are not on the path, each once, for the first reason.

    What is finished is left out.
    """
    taken = {step.lesson for step in path.steps} | known.done
    found: dict[int, Helper] = {}
    for helper in helpers:
        if helper.lesson not in taken:
            found.setdefault(helper.lesson, helper)
    return tuple(found.values())


def other_clauses(picture: Picture, others: Sequence[Sequence[Reading]]) -> Iterable[Helper]:
    """Return the lessons of the best reading of each further clause."""
    for readings in others:
        for reading in readings[:1]:
            for lesson in reading.lessons:
                yield Helper(
                    picture.snapshot.index(lesson.id), f"for the rest of your wish: “{reading.clause}”"
                )


def same_purpose(picture: Picture, path: Path, view: View) -> Iterable[Helper]:
    """Return the lessons that serve an outcome or guard against a pitfall that steps serve too."""
    snapshot = picture.snapshot
    for sibling in siblings(snapshot, [step.lesson for step in path.steps], view):
        same = "pitfall" if snapshot.kind(sibling.shares) is NodeKind.PITFALL else "outcome"
        yield Helper(
            sibling.lesson, f"for the same {same}: “{snapshot.names[sibling.shares]}”", sibling.because
        )
