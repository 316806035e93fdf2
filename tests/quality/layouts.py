"""Pages in the layouts of many kinds of authors, each with what an attentive reader finds in it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from graph.model import EdgeKind, NodeKind
from ingest.extract import extract
from ingest.records import Draft, Pointer
from ingest.sources import parse

FOLDER = Path(__file__).parents[1] / "samples" / "layouts"


class Expected(msgspec.Struct, forbid_unknown_fields=True):
    """What a page states; ``lessons`` with their minutes, ``requires`` as (dependent, prerequisite)."""

    modules: tuple[str, ...]
    lessons: dict[str, int | None]
    outcomes: tuple[str, ...]
    pitfalls: tuple[str, ...]
    audiences: tuple[str, ...]
    requires: tuple[tuple[str, str], ...]


def expected_layouts() -> dict[str, Expected]:
    """Decode the expectations, by file name."""
    raw = (FOLDER / "expected.json").read_bytes()
    return msgspec.json.decode(raw, type=dict[str, Expected])


def found_in(name: str) -> Expected:
    """Extract a page."""
    return read(extract(parse(name, (FOLDER / name).read_bytes())))


def read(draft: Draft) -> Expected:
    """Return a draft in the form of an expectation."""
    lessons = (c for c in draft.candidates if c.kind is NodeKind.LESSON)
    modules = (c.name for c in draft.candidates if c.kind is NodeKind.MODULE)
    return Expected(
        modules=tuple(modules),
        lessons={lesson.name: lesson.minutes for lesson in lessons},
        outcomes=tuple(target for _, target in _ends(draft, EdgeKind.PROMISES)),
        pitfalls=tuple(target for _, target in _ends(draft, EdgeKind.WARNS_OF)),
        audiences=tuple(target for _, target in _ends(draft, EdgeKind.FOR)),
        requires=tuple(_ends(draft, EdgeKind.REQUIRES)),
    )


def _ends(draft: Draft, kind: EdgeKind) -> Iterator[tuple[str, str]]:
    names = {c.key: c.name for c in draft.candidates}
    for relation in draft.relations:
        if relation.kind is kind:
            ends = (relation.source, relation.target)
            source, target = (end.text if isinstance(end, Pointer) else names[end] for end in ends)
            yield source, target
