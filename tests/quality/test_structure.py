"""What extraction finds in curricula whose structure is known: our own in many layouts, and outside ones."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from textwrap import fill

import pytest

from graph.model import EdgeKind, NodeKind, Origin, SkillKind, TeachingRole
from ingest.extract import extract
from ingest.records import Page
from ingest.sources import parse
from tests.gold import EXAMPLES, read_gold
from tests.quality.scoring import compare, drafts, ends, measure, names
from tests.quality.variations import BREAD, TELESCOPE, UNLISTED_HEADINGS, Matter, layouts, mixtures


@pytest.mark.parametrize("matter", [BREAD, TELESCOPE], ids=lambda matter: matter.title)
def test_one_page_in_every_listed_layout(matter: Matter) -> None:
    """Bullets, headings, wrapping, separators, order and missing sections change nothing that is found."""
    scores = measure(layouts(), matter)
    assert {name: score.wrong[:3] for name, score in scores.items() if score.f1 < 0.99} == {}


@pytest.mark.parametrize("matter", [BREAD, TELESCOPE], ids=lambda matter: matter.title)
def test_layouts_mixed_at_random(matter: Matter) -> None:
    """Habits combine in ways that nobody listed."""
    scores = measure(mixtures(120), matter)
    assert {name: score.wrong[:3] for name, score in scores.items() if score.f1 < 0.97} == {}


@pytest.mark.parametrize("headings", UNLISTED_HEADINGS)
def test_unlisted_headings_are_told_by_their_items(headings: tuple[str, str, str, str]) -> None:
    """A heading that nobody foresaw leaves the items to say what they are."""
    scores = measure((replace(layout, headings=headings) for layout in layouts()), TELESCOPE)
    assert {name: score.wrong[:3] for name, score in scores.items() if score.f1 < 0.9} == {}


def test_no_section_is_invented() -> None:
    """What a layout leaves out is found nowhere, whatever the other sections look like."""
    bare = [replace(layout, missing=frozenset({0, 1, 2})) for layout in layouts()]
    scores = measure(bare, BREAD)
    assert {kind: scores[kind].found for kind in ("FOR", "PROMISES", "WARNS_OF")} == {
        "FOR": 0,
        "PROMISES": 0,
        "WARNS_OF": 0,
    }


@pytest.mark.parametrize("name", ["incident-response", "data-with-postgresql"])
def test_the_example_curricula_come_out_as_their_authors_see_them(name: str) -> None:
    """The expected graphs were written without looking at what extraction finds."""
    gold = read_gold(name)
    scores = compare(gold, drafts(EXAMPLES / gold.source))
    least = {
        "modules": 1.0,
        "lessons": 1.0,
        "audiences": 1.0,
        "outcomes": 1.0,
        "pitfalls": 0.95,
        "taught": 0.85,
    }
    assert {kind: scores[kind].wrong for kind, floor in least.items() if scores[kind].f1 < floor} == {}


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())


def _lines(text: str) -> str:
    return f"<div>{'<br>'.join(map(escape, text.splitlines()))}</div>"


def _ticked(text: str) -> str:
    return text.replace("\n- ", "\n✓ ")


def _hanging(text: str) -> str:
    return "\n".join(
        fill(line, 72, subsequent_indent="  " * line.startswith("-")) for line in text.splitlines()
    )


@pytest.mark.parametrize(
    ("suffix", "spoil"),
    [("html", _paragraphs), ("html", _lines), ("txt", _ticked), ("md", _ticked), ("txt", _hanging)],
)
def test_a_page_that_went_through_other_editors(suffix: str, spoil: Callable[[str], str]) -> None:
    """Typed marks instead of lists, breaks instead of paragraphs, hanging indents: the page is the same."""
    gold = read_gold("incident-response")
    text = spoil((EXAMPLES / gold.source).read_text(encoding="utf-8"))
    scores = compare(gold, [extract(parse(f"page.{suffix}", text.encode()))])
    assert {kind: score.wrong for kind, score in scores.items() if kind != "taught" and score.f1 < 1} == {}


def _told(page: Page) -> str:
    """Return a page that says in its text what it says in its front matter."""
    meta = dict(page.meta)
    fence = page.text[:3]
    said = [f"# {meta.pop('title')}", str(meta.pop("description", None) or meta.pop("summary", ""))]
    for key, value in meta.items():
        if isinstance(value, list):
            said.append("\n".join([f"## {key.title()}", "", *(f"- {item}" for item in value)]))
        elif key not in {"weight", "order"}:
            said.append(
                f"**{key.title().replace('Minutes', 'Time')}:** {value}{' min' * isinstance(value, int)}"
            )
    return "\n\n".join([*said, page.text.split(f"{fence}\n", 2)[2]])


@pytest.mark.slow
def test_a_site_without_front_matter() -> None:
    """Durations, levels, skills and prerequisites are found where the text tells them."""
    gold = read_gold("data-with-postgresql")
    root = EXAMPLES / gold.source
    pages = [
        parse(file.relative_to(root).as_posix(), file.read_bytes()) for file in sorted(root.rglob("*.md"))
    ]
    told = [parse(page.uri, _told(page).encode()) if "title" in page.meta else page for page in pages]
    scores = compare(gold, [extract(page) for page in told])
    assert {k: s.wrong for k, s in scores.items() if s.f1 < (0.9 if k in {"taught", "pitfalls"} else 1)} == {}


def test_a_real_page_of_plain_text(seed_page: Path) -> None:
    """A page by another author: counts, assumed knowledge, and what is taught where."""
    (draft,) = drafts(seed_page)
    counts = {
        kind: len(names(draft, kind)) for kind in (NodeKind.LESSON, NodeKind.AUDIENCE, NodeKind.PITFALL)
    }
    assert counts == {NodeKind.LESSON: 8, NodeKind.AUDIENCE: 3, NodeKind.PITFALL: 4}
    assert sum(c.skill_kind is SkillKind.OUTCOME for c in draft.candidates) == 5
    required = {target for _, target, *_ in ends(draft, EdgeKind.REQUIRES)}
    assert required == {"core Elixir", "OTP", "Phoenix", "deployment basics"}
    assert draft.unused == ((4, 5),)
    taught = {target.casefold(): (role, origin) for _, target, origin, role in ends(draft, EdgeKind.TEACHES)}
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
    episodes = [draft for draft in drafts(root) if draft.folder == "episodes"]
    lessons = [next(c for c in d.candidates if c.kind is NodeKind.LESSON) for d in episodes]
    assert len(lessons) == 12
    assert all(lesson.minutes for lesson in lessons)
    assert all(any(True for _ in ends(draft, EdgeKind.PROMISES)) for draft in episodes)
    assert {draft.language for draft in episodes} == {"en"}
