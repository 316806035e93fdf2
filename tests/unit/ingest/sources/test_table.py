"""Tables of lessons: a row is a lesson, and other tables are left alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from graph.model import Difficulty, EdgeKind, NodeKind
from ingest.extract import extract
from ingest.records import Draft
from ingest.sources import parse
from ingest.sources.table import worth_reading

SAMPLE = Path(__file__).parents[3] / "samples/watershed.csv"


@pytest.fixture(scope="module")
def sample() -> Draft:
    """Return what the sample says."""
    return extract(parse("watershed.csv", SAMPLE.read_bytes()))


def _targets(draft: Draft, lesson: str, kind: EdgeKind) -> list[str]:
    """Return what a lesson is related to by a kind of edge."""
    key = next(c.key for c in draft.candidates if c.name == lesson)
    ends = [r.target for r in draft.relations if r.kind is kind and r.source == key]
    return [draft.candidates[end].name if isinstance(end, int) else end.text for end in ends]


def test_each_row_is_a_lesson_of_its_module(sample: Draft) -> None:
    """Title, module, minutes, summary and level are those of the row."""
    lessons = [c for c in sample.candidates if c.kind is NodeKind.LESSON]
    modules = {c.key: c.name for c in sample.candidates if c.kind is NodeKind.MODULE}
    assert [(c.name, modules.get(c.parent or 0), c.minutes, c.difficulty) for c in lessons] == [
        ("Where rain goes", "Reading a river", 30, Difficulty.BEGINNER),
        ("Measuring flow", "Reading a river", 45, Difficulty.BEGINNER),
        ("Return periods", "When it floods", 60, Difficulty.INTERMEDIATE),
        ("Reading a hydrograph", "When it floods", None, Difficulty.INTERMEDIATE),
    ]
    assert lessons[2].summary == 'What a "hundred-year flood" is, and what it is not.'


def test_columns_mean_what_front_matter_means(sample: Draft) -> None:
    """Requirements, skills and outcomes are related to the lesson, each with its line as evidence."""
    assert _targets(sample, "Return periods", EdgeKind.REQUIRES) == ["Measuring flow"]
    assert _targets(sample, "Measuring flow", EdgeKind.PROMISES) == [
        "Measure discharge within a tenth",
        "Say why one measurement is not enough",
    ]
    assert {"watershed", "runoff"} <= set(_targets(sample, "Where rain goes", EdgeKind.TEACHES))
    assert _targets(sample, "Reading a hydrograph", EdgeKind.FOLLOWS) == ["Return periods"]
    assert {r.evidence.span.first for r in sample.relations} == {2, 3, 4, 5}


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    """Programs and countries differ in what they set between cells."""
    text = f"title{mark}minutes\nLoops{mark}20\n"
    (lesson,) = [c for c in extract(parse("a.csv", text.encode())).candidates if c.kind is NodeKind.LESSON]
    assert (lesson.name, lesson.minutes) == ("Loops", 20)


def test_a_cell_may_hold_lines() -> None:
    """A quoted cell over several lines is a list, and later rows keep their line numbers."""
    draft = extract(parse("a.csv", b'lesson,outcomes\nLoops,"Count up\nCount down"\nSets,Join sets\n'))
    assert _targets(draft, "Loops", EdgeKind.PROMISES) == ["Count up", "Count down"]
    assert next(c for c in draft.candidates if c.name == "Sets").evidence.span.first == 4


def test_columns_as_planners_call_them() -> None:
    """Sessions by week, a unit in the column's name, and what is known before."""
    header = "Week,Session Title,Key Concepts,Duration (h),Prior Knowledge"
    text = f"{header}\n1,Colour,hue; contrast,1,\n2,Grids,gutters,1.5,Colour\n"
    assert worth_reading(text.encode())
    draft = extract(parse("plan.csv", text.encode()))
    assert [c.name for c in draft.candidates if c.kind is NodeKind.MODULE] == ["Week 1", "Week 2"]
    assert [c.minutes for c in draft.candidates if c.kind is NodeKind.LESSON] == [60, 90]
    assert _targets(draft, "Colour", EdgeKind.TEACHES) == ["Colour", "hue", "contrast"]
    assert _targets(draft, "Grids", EdgeKind.REQUIRES) == ["Colour"]


def test_a_table_without_lessons_is_an_error() -> None:
    """Someone who names such a file is told what its first line must say."""
    with pytest.raises(SourceError, match="No column") as error:
        parse("a.csv", b"day,riders\n2024-01-01,12\n")
    assert "lesson" in (error.value.hint or "")


def test_an_open_quote_is_an_error_with_its_line() -> None:
    """A cell that never ends would swallow the rest of the lessons."""
    with pytest.raises(SourceError, match=r"a\.csv:3: "):
        parse("a.csv", b'title,minutes\nLoops,20\n"Sets,30\n')


@pytest.mark.parametrize(
    ("head", "worth"),
    [
        (b"Title,Minutes\n", True),
        (b"module;lesson;summary\n", True),
        (b"\xef\xbb\xbflesson\tskills\n", True),
        (b"0,1,2,3\n", False),
        (b"title,year,artist\n", False),
        (b"name,level,country\n", False),
        (b"lesson\n", False),
        (b"", False),
    ],
)
def test_only_tables_of_lessons_are_read_from_a_folder(head: bytes, *, worth: bool) -> None:
    """Data that lies beside lessons is none."""
    assert worth_reading(head) is worth


@pytest.mark.parametrize(
    ("uri", "text"), [("a.csv", "title,minutes\n"), ("a.json", '{"cairn": 1, "nodes": [], "edges": []}')]
)
def test_an_empty_table_or_graph_says_nothing(uri: str, text: str) -> None:
    """No lesson is made of the name of a file."""
    draft = extract(parse(uri, text.encode()))
    assert (draft.candidates, draft.relations) == ((), ())


OTHER = """No.;Block;Name of session;Length (mins);What participants need beforehand;By the end they can;Slips
1;Basics;Pinhole cameras;50;;build a camera from a tin|estimate an exposure;light at the seam
2;Prints;Contact prints;1 h;Pinhole cameras;print a positive;
3;Prints;Written test;30;;;
"""


def test_columns_are_known_by_what_their_heads_announce() -> None:
    """Authors name columns in words; a test among the lessons is none."""
    draft = extract(parse("a.csv", OTHER.encode()))
    lessons = {c.name: c.minutes for c in draft.candidates if c.kind is NodeKind.LESSON}
    assert lessons == {"Pinhole cameras": 50, "Contact prints": 60}
    assert [c.name for c in draft.candidates if c.kind is NodeKind.MODULE] == ["Basics", "Prints"]
    assert _targets(draft, "Contact prints", EdgeKind.REQUIRES) == ["Pinhole cameras"]
    assert _targets(draft, "Pinhole cameras", EdgeKind.PROMISES) == [
        "build a camera from a tin",
        "estimate an exposure",
    ]
    assert _targets(draft, "Pinhole cameras", EdgeKind.WARNS_OF) == ["light at the seam"]


def test_a_slot_of_the_day_is_a_duration() -> None:
    """Where a timetable has no other."""
    draft = extract(
        parse("a.tsv", b"Time slot\tActivity\n09:00-10:30\tKnow your radio\n12:15-13:00\tLunch\n")
    )
    assert [(c.name, c.minutes) for c in draft.candidates if c.kind is NodeKind.LESSON] == [
        ("Know your radio", 90)
    ]


_CELL = st.sampled_from(
    ["title", "lesson", "minutes", "x", '"', '""', "a;b", ",", ";", "\t", "|", "\n", "\r\n", "é", ""]
)


@given(st.sampled_from(["a.csv", "a.tsv"]), st.lists(_CELL, max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_a_table_of_lessons_or_an_error(uri: str, text: str) -> None:
    """Quotes that never end, ragged rows, other separators: lessons at their own lines, or one error."""
    text = f"title,minutes\n{text}" if len(text) % 2 else text
    try:
        page = parse(uri, text.encode("utf-8", "surrogatepass"))
    except SourceError:
        return
    draft = extract(page)
    assert all(1 <= row.span.first <= row.span.last <= draft.lines for row in page.rows or ())
    assert sum(candidate.kind is NodeKind.LESSON for candidate in draft.candidates) <= len(page.rows or ())


@given(st.integers(0, 2_000), st.integers(0, 30), st.binary(max_size=4))
def test_a_damaged_table_is_a_table_or_an_error(at: int, cut: int, damage: bytes) -> None:
    """Whatever was cut out or overwritten."""
    data = SAMPLE.read_bytes()
    at %= len(data)
    try:
        extract(parse("watershed.csv", data[:at] + damage + data[at + cut :]))
    except SourceError as error:
        assert error.uri == "watershed.csv"  # noqa: PT017  # most damage leaves a table
