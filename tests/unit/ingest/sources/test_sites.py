"""Whole trees of site builders: modules, lessons, order and prerequisites as their readers see them."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from graph.model import Curriculum, Edge, EdgeKind, Lesson, Module, NodeId, Skill
from ingest.drafting import draft_of
from ingest.records import Draft
from ingest.resolution import Resolution
from ingest.resolve import resolve
from ingest.sources.archive import archived
from ingest.sources.files import Source, discover

SITES = Path(__file__).parents[3] / "samples" / "sites"
HUGO = Path(__file__).parents[4] / "examples" / "data-with-postgresql"
OUTLINES = {
    "jekyll": (
        "A bicycle that keeps going",
        [
            ("A bicycle that keeps going", ""),
            ("Finding and patching a puncture", "A bicycle that keeps going"),
            ("Truing a wheel", "A bicycle that keeps going"),
            ("Setting rim brakes", "A bicycle that keeps going"),
            ("Workshop in April", "A bicycle that keeps going"),
        ],
        {("Truing a wheel", "Finding and patching a puncture"), ("Setting rim brakes", "Truing a wheel")},
    ),
    "mkdocs": (
        "Maps from open data",
        [
            ("Maps from open data", ""),
            ("Getting the data", "Maps from open data"),
            ("Finding a source", "Getting the data"),
            ("Choosing a projection", "Getting the data"),
            ("Drawing", "Maps from open data"),
            ("Lines and their weight", "Drawing"),
            ("Labels", "Drawing"),
            ("From screen to paper", "Drawing"),
        ],
        {("Choosing a projection", "Finding a source"), ("Lines and their weight", "Choosing a projection")},
    ),
    "docusaurus": (
        "Letterpress at home",
        [
            ("What you need to begin", ""),
            ("Setting type", ""),
            ("Composing a line", "Setting type"),
            ("Justifying a paragraph", "Setting type"),
            ("At the press", ""),
            ("Inking evenly", "At the press"),
            ("Makeready", "At the press"),
        ],
        {
            ("Justifying a paragraph", "Composing a line"),
            ("Makeready", "Inking evenly"),
            ("Makeready", "Justifying a paragraph"),
        },
    ),
    "vitepress": (
        "Podcasting School",
        [
            ("Recording", ""),
            ("Microphones", "Recording"),
            ("Rooms", "Recording"),
            ("Editing", ""),
            ("Cutting", "Editing"),
            ("Loudness", "Editing"),
        ],
        {("Rooms", "Microphones"), ("Loudness", "Cutting")},
    ),
    "sphinx": (
        "Change Ringing Handbook",
        [
            ("Change Ringing Handbook", ""),
            ("Handling", "Change Ringing Handbook"),
            ("Ropes and stays", "Handling"),
            ("Handstroke and backstroke", "Handling"),
            ("Methods", "Change Ringing Handbook"),
            ("Plain hunt", "Methods"),
            ("Grandsire", "Methods"),
        ],
        {
            ("Handstroke and backstroke", "Ropes and stays"),
            ("Plain hunt", "Handstroke and backstroke"),
            ("Grandsire", "Plain hunt"),
        },
    ),
    "mdbook": (
        "Letterforms by Hand",
        [
            ("Introduction", ""),
            ("First strokes", ""),
            ("Tools", "First strokes"),
            ("Skeleton capitals", "First strokes"),
            ("Skeleton capitals", "Skeleton capitals"),
            ("Round letters", "Skeleton capitals"),
            ("Scripts", ""),
            ("Foundational hand", "Scripts"),
            ("Italic", "Scripts"),
            ("Appendix: inks", ""),
        ],
        {
            ("Skeleton capitals", "Tools"),
            ("Round letters", "Skeleton capitals"),
            ("Italic", "Foundational hand"),
        },
    ),
    "quarto": (
        "Tree Surveys in the Field",
        [
            ("Tree Surveys in the Field", ""),
            ("Ground work", "Tree Surveys in the Field"),
            ("Laying out plots", "Ground work"),
            ("Measuring diameter", "Ground work"),
            ("Numbers", "Tree Surveys in the Field"),
            ("Estimating volume", "Numbers"),
            ("Writing the report", "Numbers"),
        ],
        {
            ("Measuring diameter", "Laying out plots"),
            ("Estimating volume", "Measuring diameter"),
            ("Writing the report", "Estimating volume"),
            ("Writing the report", "Laying out plots"),
        },
    ),
}


def drafts_of(files: Iterable[Source]) -> list[Draft]:
    """Read the documents of a tree."""
    return [draft_of(file.uri, file.read(1_000_000)) for file in files]


def settled(files: Iterable[Source]) -> Resolution:
    """Resolve the documents of a tree."""
    return resolve(NodeId("c"), drafts_of(files), title=None)


def outline(site: Resolution) -> list[tuple[str, str]]:
    """Return modules and lessons in reading order, each with what holds it."""
    facts = site.facts()
    names = {fact.id: fact.name for fact in facts.values() if isinstance(fact, (Lesson, Module))}
    return [(names[profile.id], names.get(profile.module or NodeId(""), "")) for profile in site.profiles]


def required(site: Resolution) -> set[tuple[str, str]]:
    """Return which lesson requires which lesson or skill."""
    facts = site.facts()
    names = {fact.id: fact.name for fact in facts.values() if isinstance(fact, (Lesson, Skill))}
    edges = (fact for fact in facts.values() if isinstance(fact, Edge) and fact.kind is EdgeKind.REQUIRES)
    return {(names[e.source], names[e.target]) for e in edges if e.source in names and e.target in names}


@pytest.mark.parametrize("builder", OUTLINES)
def test_a_site_is_read_as_its_readers_see_it(builder: str) -> None:
    """Title, parts, order and prerequisites; neither what was built, nor templates, nor translations."""
    title, expected, needs = OUTLINES[builder]
    site = settled(discover(SITES / builder))
    curriculum = site.facts()[NodeId("c")]
    assert isinstance(curriculum, Curriculum)
    assert curriculum.name == title
    assert outline(site) == expected
    assert required(site) == needs


def packed(root: Path) -> bytes:
    """Return a folder as a zip, as hosts of repositories offer it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file in sorted(root.rglob("*")):
            if file.is_file():
                archive.write(file, Path("repository-main") / file.relative_to(root))
    return stream.getvalue()


@pytest.mark.parametrize(
    "root", [*(SITES / builder for builder in OUTLINES), HUGO], ids=lambda root: root.name
)
def test_a_packed_site_is_the_same(root: Path) -> None:
    """From a zip come the documents of the folder, in the same order."""
    both = (archived("site.zip", packed(root)), discover(root))
    found, expected = ([(file.uri, file.read(1_000_000)) for file in files] for files in both)
    assert found == expected


@given(st.sampled_from(sorted(OUTLINES)), st.integers(0, 99), st.integers(0, 2_000), st.binary(max_size=8))
def test_a_site_with_a_damaged_file_is_still_a_site(builder: str, which: int, at: int, damage: bytes) -> None:
    """Whatever happens to one file, it is refused or read, and the rest comes together."""
    drafts = []
    files = list(discover(SITES / builder))
    for number, file in enumerate(files):
        data = file.read(1_000_000)
        if number == which % len(files):
            start = at % (len(data) + 1)
            data = data[:start] + damage + data[start + len(damage) :]
        try:
            drafts.append(draft_of(file.uri, data))
        except SourceError:
            assert number == which % len(files)
    facts = resolve(NodeId("c"), drafts, title=None).facts()
    assert sum(isinstance(fact, Lesson) for fact in facts.values()) >= len(files) // 3
