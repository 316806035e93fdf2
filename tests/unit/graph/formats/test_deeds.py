"""Progress out of files of other systems: what is told is read, and what is not is not made up."""

import csv
import io
import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import FormatError
from graph.formats.deeds import Deed, read_deeds

ADL = "http://adlnet.gov/expapi/verbs/"
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
DEEDS = st.builds(
    Deed,
    learner=NAMES,
    names=st.tuples(NAMES),
    passed=st.sampled_from([None, True, False]),
    score=st.none() | st.floats(0, 1),
    at=st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # strategies want them naive
)


def statement(did: str = "completed", **fields: object) -> dict[str, object]:
    """Return a statement as the standard's examples have them."""
    return {
        "actor": {"account": {"homePage": "https://lms.example", "name": "ada"}},
        "verb": {"id": ADL + did, "display": {"en": did}},
        "object": {
            "id": "https://example.org/joins",
            "definition": {"name": {"en-US": "Joins"}, "type": "http://adlnet.gov/expapi/activities/lesson"},
        },
        "timestamp": "2026-03-31T14:05:00+02:00",
        **fields,
    }


def read(*statements: object) -> tuple[Deed, ...]:
    """Return what statements tell."""
    return read_deeds(json.dumps(statements).encode(), "xapi").deeds


def test_a_statement_tells_who_finished_what_and_when() -> None:
    """The account is the learner, the address and the names are what the thing may be known by."""
    [deed] = read(statement())
    assert deed.learner == "ada"
    assert deed.names == ("https://example.org/joins", "Joins")
    assert deed.at == datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
    assert (deed.passed, deed.score) == (None, None)


@pytest.mark.parametrize(
    ("fields", "passed", "score"),
    [
        ({"verb": {"id": ADL + "passed"}}, True, None),
        ({"verb": {"id": ADL + "failed"}, "result": {"score": {"scaled": -0.5}}}, False, 0.0),
        ({"result": {"success": True, "score": {"raw": 15, "min": 10, "max": 20}}}, True, 0.5),
        ({"result": {"score": {"raw": 15}}}, None, None),
    ],
)
def test_a_result_is_read_as_far_as_it_goes(
    fields: dict[str, object],
    passed: bool | None,  # noqa: FBT001  # one of three, by its parameter
    score: float | None,
) -> None:
    """Success goes before the verb; a raw score without its range says nothing."""
    [deed] = read(statement(**fields))
    assert (deed.passed, deed.score) == (passed, score)


def test_what_is_about_no_end_is_passed_over_and_counted() -> None:
    """Launching a lesson completes nothing, and neither does a statement that was voided."""
    void = {
        "actor": {"mbox": "mailto:lrs@example.org"},
        "verb": {"id": ADL + "voided"},
        "object": {"objectType": "StatementRef", "id": "a"},
    }
    data = json.dumps([statement("launched"), statement(id="a"), void, statement(id="b")]).encode()
    told = read_deeds(data, "xapi")
    assert len(told.deeds) == 1
    assert told.passed_over == 3


def test_no_address_of_a_person_is_kept() -> None:
    """Of an address of mail there remains the hash that the standard itself uses instead."""
    [deed] = read(statement(actor={"mbox": "mailto:ada@example.org"}))
    assert "@" not in deed.learner
    [same] = read(statement(actor={"mbox_sha1sum": deed.learner}))
    assert same.learner == deed.learner


@pytest.mark.parametrize("shape", ["{}", '{{"statements": [{}], "more": ""}}', "[{}]", "{}\n{}\n"])
def test_statements_come_alone_in_pages_in_arrays_and_in_lines(shape: str) -> None:
    """However a record store hands them out."""
    one = json.dumps(statement())
    assert read_deeds(shape.format(*[one] * shape.count("{}")).encode(), "xapi").deeds[0].learner == "ada"


@pytest.mark.parametrize(
    ("form", "data", "told"),
    [
        ("xapi", b"[1]", "xAPI"),
        ("xapi", b"\xff", "xAPI"),
        ("xapi", b'[{"actor": {}, "verb": {"id": "x/passed"}, "object": {"id": "y"}}]', "Statement 1"),
        ("csv", b"learner,lesson\nada,\n", "Line 2"),
        ("csv", b"who,lesson\nada,Joins\n", "Line 2"),
        ("csv", b"learner,lesson,date\nada,Joins,yesterday\n", "yesterday"),
        ("csv", b"learner,lesson,score\nada,Joins,85\n", "score"),
        ("csv", b"\xff", "CSV"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(form: str, data: bytes, told: str) -> None:
    """Nothing of a broken file is taken; the message says where it breaks."""
    with pytest.raises(FormatError, match=told):
        read_deeds(data, form)


def test_tables_of_platforms_are_read_as_they_are() -> None:
    """Semicolons, percentages, other names of columns and unfinished lessons are all in the wild."""
    data = "User;Course;Completed;Grade;Status\nada;Joins;2026-03-31;85%;passed\nbob;Joins;;;in progress\n"
    told = read_deeds(data.encode(), "csv")
    at = datetime(2026, 3, 31, tzinfo=UTC)
    assert told.deeds == (Deed(learner="ada", names=("Joins",), passed=True, score=0.85, at=at),)
    assert told.passed_over == 1


@given(st.lists(DEEDS, max_size=5))
def test_a_table_is_read_as_it_was_written(deeds: list[Deed]) -> None:
    """Quotes, commas and scripts in names survive."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["learner", "lesson", "at", "score", "result"])
    words = {None: "completed", True: "passed", False: "failed"}
    for one in deeds:
        at = one.at.isoformat() if one.at else ""
        rows.writerow(
            [one.learner, one.names[0], at, "" if one.score is None else one.score, words[one.passed]]
        )
    assert read_deeds(out.getvalue().encode(), "csv").deeds == tuple(deeds)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(["csv", "xapi"]))
def test_any_bytes_are_read_or_refused(data: bytes, form: str) -> None:
    """Whatever is given, no other error leaves a reader."""
    with suppress(FormatError):
        read_deeds(data, form)
