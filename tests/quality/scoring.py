"""Extraction against known structure: how much of what was expected was found, by kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.model import EdgeKind, NodeKind, Origin, TeachingRole
from ingest.extract import extract
from ingest.records import Draft, Pointer
from ingest.sources import parse
from ingest.sources.files import discover
from tests.gold import Gold
from tests.quality.variations import ASSUMED, Layout, Matter, page

_LISTS = {EdgeKind.FOR: 0, EdgeKind.PROMISES: 1, EdgeKind.WARNS_OF: 2}


@dataclass(slots=True)
class Score:
    """How much of what was expected was found; ``wrong`` says what was not."""

    found: int = 0
    right: int = 0
    expected: int = 0
    wrong: list[object] = field(default_factory=list)

    def add(self, expected: Iterable[object], found: Iterable[object], case: object = None) -> None:
        """Compare two sets of names, case and final stops aside."""
        wanted, got = ({_plain(x) for x in names} for names in (expected, found))
        self.found += len(got)
        self.right += len(got & wanted)
        self.expected += len(wanted)
        if got != wanted:
            self.wrong.append((case, sorted(wanted - got, key=str), sorted(got - wanted, key=str)))

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Return the share of what was expected that was found."""
        return self.right / max(1, self.expected)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.expected)


_LARGEST = 1 << 25


def _plain(words: object) -> object:
    if isinstance(words, str):
        return " ".join(words.split()).strip(" .;").casefold()
    return tuple(map(_plain, words)) if isinstance(words, tuple) else words


def names(draft: Draft, kind: NodeKind) -> list[str]:
    """Return the names of a draft's candidates of a kind."""
    return [c.name for c in draft.candidates if c.kind is kind]


def ends(draft: Draft, kind: EdgeKind) -> Iterator[tuple[str, str, Origin, TeachingRole | None]]:
    """Yield the ends of a draft's relations of a kind, by name, with origin and role."""
    known = {c.key: c.name for c in draft.candidates}

    def name(end: int | Pointer) -> str:
        return known[end] if isinstance(end, int) else end.text

    for relation in draft.relations:
        if relation.kind is kind:
            yield name(relation.source), name(relation.target), relation.origin, relation.role


def measure(cases: Iterable[Layout], matter: Matter) -> dict[str, Score]:
    """Write a matter in some layouts, extract each page, and compare what was found with the matter."""
    scores = {name: Score() for name in ("FOR", "PROMISES", "WARNS_OF", "lessons", "summaries", "assumed")}
    lists = (matter.audiences, matter.outcomes, matter.pitfalls)
    for layout in cases:
        draft = extract(parse(f"page{layout.suffix}", page(matter, layout).encode()))
        for kind, position in _LISTS.items():
            stated = () if position in layout.missing else lists[position]
            scores[kind.value].add(stated, (target for _, target, *_ in ends(draft, kind)), layout)
        lessons = [c for c in draft.candidates if c.kind is NodeKind.LESSON]
        scores["lessons"].add((title for title, _ in matter.lessons), (c.name for c in lessons), layout)
        told = () if "titles" in layout.lessons else (text for _, text in matter.lessons)
        scores["summaries"].add(told, (c.summary for c in lessons if c.summary), layout)
        required = (target for _, target, *_ in ends(draft, EdgeKind.REQUIRES))
        scores["assumed"].add(ASSUMED[matter.title], required, layout)
    return scores


def drafts(root: Path) -> list[Draft]:
    """Extract all documents below a folder, or one file."""
    return [extract(parse(file.uri, file.read(_LARGEST))) for file in discover(root)]


def compare(gold: Gold, found_drafts: Sequence[Draft]) -> dict[str, Score]:
    """Compare drafts with an expected graph."""
    scores = {name: Score() for name in ("modules", "lessons", "audiences", "outcomes", "pitfalls", "taught")}
    inner = [c for d in found_drafts for c in d.candidates if c.kind is NodeKind.MODULE and c.uri != ""]
    lessons = [c for d in found_drafts for c in d.candidates if c.kind is NodeKind.LESSON]
    scores["modules"].add([m.name for m in gold.modules], [c.name for c in inner])
    scores["lessons"].add(
        [(x.name, x.summary, x.minutes, x.difficulty) for x in gold.lessons],
        [(c.name, c.summary, c.minutes, c.difficulty.value if c.difficulty else None) for c in lessons],
    )
    for name, stated, kind in (
        ("audiences", gold.audiences, EdgeKind.FOR),
        ("outcomes", gold.outcomes, EdgeKind.PROMISES),
        ("pitfalls", gold.pitfalls, EdgeKind.WARNS_OF),
    ):
        found = [(source, target) for d in found_drafts for source, target, *_ in ends(d, kind)]
        scores[name].add([(s.of, s.text) for s in stated], found)
    taught = [
        (s, t)
        for d in found_drafts
        for s, t, origin, _ in ends(d, EdgeKind.TEACHES)
        if origin is Origin.AUTHORED
    ]
    scores["taught"].add([(t.lesson, t.skill) for t in gold.teaches], taught)
    return scores
