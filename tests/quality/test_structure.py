"""What extraction finds in curricula whose structure is known: our own in many layouts, and outside ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from graph.model import EdgeKind, NodeKind, Origin, SkillKind, TeachingRole
from ingest.extract import extract
from ingest.records import Candidate, Draft, Pointer
from ingest.sources import parse
from ingest.sources.files import discover
from tests.gold import EXAMPLES, Gold, read_gold
from tests.quality.variations import (
    ASSUMED,
    BREAD,
    TELESCOPE,
    UNLISTED_HEADINGS,
    Layout,
    Matter,
    layouts,
    mixtures,
    page,
)

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
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.expected)


_LARGEST = 1 << 25


def _plain(words: object) -> object:
    if isinstance(words, str):
        return " ".join(words.split()).strip(" .;").casefold()
    return tuple(map(_plain, words)) if isinstance(words, tuple) else words


def _names(draft: Draft, kind: NodeKind) -> list[str]:
    return [c.name for c in draft.candidates if c.kind is kind]


def _ends(draft: Draft, kind: EdgeKind) -> Iterator[tuple[str, str, Origin, TeachingRole | None]]:
    names = {c.key: c.name for c in draft.candidates}

    def name(end: int | Pointer) -> str:
        return names[end] if isinstance(end, int) else end.text

    for relation in draft.relations:
        if relation.kind is kind:
            yield name(relation.source), name(relation.target), relation.origin, relation.role


def _measure(cases: Iterable[Layout], matter: Matter) -> dict[str, Score]:
    scores = {name: Score() for name in ("FOR", "PROMISES", "WARNS_OF", "lessons", "summaries", "assumed")}
    lists = (matter.audiences, matter.outcomes, matter.pitfalls)
    for layout in cases:
        draft = extract(parse(f"page{layout.suffix}", page(matter, layout).encode()))
        for kind, position in _LISTS.items():
            stated = () if position in layout.missing else lists[position]
            scores[kind.value].add(stated, (target for _, target, *_ in _ends(draft, kind)), layout)
        lessons = [c for c in draft.candidates if c.kind is NodeKind.LESSON]
        scores["lessons"].add((title for title, _ in matter.lessons), (c.name for c in lessons), layout)
        told = () if "titles" in layout.lessons else (text for _, text in matter.lessons)
        scores["summaries"].add(told, (c.summary for c in lessons if c.summary), layout)
        required = (target for _, target, *_ in _ends(draft, EdgeKind.REQUIRES))
        scores["assumed"].add(ASSUMED[matter.title], required, layout)
    return scores


@pytest.mark.parametrize("matter", [BREAD, TELESCOPE], ids=lambda matter: matter.title)
def test_one_page_in_every_listed_layout(matter: Matter) -> None:
    """Bullets, headings, wrapping, separators, order and missing sections change nothing that is found."""
    scores = _measure(layouts(), matter)
    assert {name: score.wrong[:3] for name, score in scores.items() if score.f1 < 0.99} == {}


@pytest.mark.parametrize("matter", [BREAD, TELESCOPE], ids=lambda matter: matter.title)
def test_layouts_mixed_at_random(matter: Matter) -> None:
    """Habits combine in ways that nobody listed."""
    scores = _measure(mixtures(120), matter)
    assert {name: score.wrong[:3] for name, score in scores.items() if score.f1 < 0.97} == {}


@pytest.mark.parametrize("headings", UNLISTED_HEADINGS)
def test_unlisted_headings_are_told_by_their_items(headings: tuple[str, str, str, str]) -> None:
    """A heading that nobody foresaw leaves the items to say what they are."""
    scores = _measure((replace(layout, headings=headings) for layout in layouts()), TELESCOPE)
    assert {name: score.wrong[:3] for name, score in scores.items() if score.f1 < 0.9} == {}


def test_no_section_is_invented() -> None:
    """What a layout leaves out is found nowhere, whatever the other sections look like."""
    bare = [replace(layout, missing=frozenset({0, 1, 2})) for layout in layouts()]
    scores = _measure(bare, BREAD)
    assert {kind: scores[kind].found for kind in ("FOR", "PROMISES", "WARNS_OF")} == {
        "FOR": 0,
        "PROMISES": 0,
        "WARNS_OF": 0,
    }


def _drafts(root: Path) -> list[Draft]:
    return [extract(parse(file.uri, file.read(_LARGEST))) for file in discover(root)]


def _compare(gold: Gold, drafts: Sequence[Draft]) -> dict[str, Score]:
    scores = {name: Score() for name in ("modules", "lessons", "audiences", "outcomes", "pitfalls", "taught")}
    inner = [c for d in drafts for c in d.candidates if c.kind is NodeKind.MODULE and c.uri != ""]
    lessons = [c for d in drafts for c in d.candidates if c.kind is NodeKind.LESSON]
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
        found = [(source, target) for d in drafts for source, target, *_ in _ends(d, kind)]
        scores[name].add([(s.of, s.text) for s in stated], found)
    taught = [
        (s, t) for d in drafts for s, t, origin, _ in _ends(d, EdgeKind.TEACHES) if origin is Origin.AUTHORED
    ]
    scores["taught"].add([(t.lesson, t.skill) for t in gold.teaches], taught)
    return scores


@pytest.mark.parametrize("name", ["incident-response", "data-with-postgresql"])
def test_the_example_curricula_come_out_as_their_authors_see_them(name: str) -> None:
    """The expected graphs were written without looking at what extraction finds."""
    gold = read_gold(name)
    scores = _compare(gold, _drafts(EXAMPLES / gold.source))
    least = {
        "modules": 1.0,
        "lessons": 1.0,
        "audiences": 1.0,
        "outcomes": 1.0,
        "pitfalls": 0.95,
        "taught": 0.85,
    }
    assert {kind: scores[kind].wrong for kind, floor in least.items() if scores[kind].f1 < floor} == {}


def test_a_real_page_of_plain_text(seed_page: Path) -> None:
    """A page by another author: counts, assumed knowledge, and what is taught where."""
    (draft,) = _drafts(seed_page)
    counts = {
        kind: len(_names(draft, kind)) for kind in (NodeKind.LESSON, NodeKind.AUDIENCE, NodeKind.PITFALL)
    }
    assert counts == {NodeKind.LESSON: 8, NodeKind.AUDIENCE: 3, NodeKind.PITFALL: 4}
    assert sum(c.skill_kind is SkillKind.OUTCOME for c in draft.candidates) == 5
    required = {target for _, target, *_ in _ends(draft, EdgeKind.REQUIRES)}
    assert required == {"core Elixir", "OTP", "Phoenix", "deployment basics"}
    assert draft.unused == ((4, 5),)
    taught = {target.casefold(): (role, origin) for _, target, origin, role in _ends(draft, EdgeKind.TEACHES)}
    main, covered = (TeachingRole.MAIN, Origin.AUTHORED), (TeachingRole.COVERED, Origin.AUTHORED)
    assert {
        skill: taught.get(skill)
        for skill in ("oban", "property-based testing", "idempotency", "memory hotspots")
    } == {
        "oban": main,
        "property-based testing": main,
        "idempotency": covered,
        "memory hotspots": covered,
    }
    assert taught["back-pressure"] == (TeachingRole.COVERED, Origin.INFERRED)


def test_a_published_course_with_boxes_and_minutes(outside_curricula: Path) -> None:
    """Every episode is a lesson with the minutes of its header and the objectives of its box."""
    root = outside_curricula / "swc-python-novice-inflammation"
    if not root.exists():
        pytest.skip("that course is not among the outside curricula")
    episodes = [draft for draft in _drafts(root) if draft.folder == "episodes"]
    lessons: list[Candidate] = [next(c for c in d.candidates if c.kind is NodeKind.LESSON) for d in episodes]
    assert len(lessons) == 12
    assert all(lesson.minutes for lesson in lessons)
    assert all(any(True for _ in _ends(draft, EdgeKind.PROMISES)) for draft in episodes)
    assert {draft.language for draft in episodes} == {"en"}
