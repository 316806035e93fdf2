"""Notebooks are read as the document that their cells make."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from graph.model import EdgeKind, NodeKind
from ingest.extract import extract
from ingest.records import BlockKind
from ingest.sources import parse

SAMPLE = Path(__file__).parents[3] / "samples/rolling-averages.ipynb"


def _notebook(*cells: tuple[str, str]) -> bytes:
    return json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in cells]}).encode()


def test_a_lesson_is_read_from_the_sample() -> None:
    """Title, summary, requirements, outcomes and pitfalls come out; what a cell printed does not."""
    page = parse("series/rolling-averages.ipynb", SAMPLE.read_bytes())
    draft = extract(page)
    lesson = next(c for c in draft.candidates if c.kind is NodeKind.LESSON)
    assert (lesson.name, lesson.uri) == ("Rolling averages", "series/rolling-averages.ipynb")
    kinds = [relation.kind for relation in draft.relations]
    assert [kinds.count(k) for k in (EdgeKind.REQUIRES, EdgeKind.PROMISES, EdgeKind.WARNS_OF)] == [2, 2, 1]
    assert "12.5" not in page.text


def test_code_is_code_whatever_is_in_it() -> None:
    """A fence within a cell does not end the cell."""
    code = 'text = """\n```\n# no heading\n```\n"""'
    page = parse("a.ipynb", _notebook(("markdown", "# T"), ("code", code), ("markdown", "End.")))
    assert [(b.kind, b.text) for b in page.blocks] == [
        (BlockKind.HEADING, "T"),
        (BlockKind.CODE, code),
        (BlockKind.PARAGRAPH, "End."),
    ]


def test_a_raw_cell_may_be_front_matter() -> None:
    """Publishing tools keep a page's own fields there."""
    data = _notebook(("raw", "---\ntitle: Loops\nminutes: 20\n---"), ("markdown", "Words of it."))
    (lesson,) = [c for c in extract(parse("a.ipynb", data)).candidates if c.kind is NodeKind.LESSON]
    assert (lesson.name, lesson.minutes) == ("Loops", 20)


def test_older_notebooks_are_read() -> None:
    """Format 3 keeps cells in worksheets, and code under another name."""
    data = json.dumps(
        {
            "worksheets": [
                {
                    "cells": [
                        {"cell_type": "markdown", "source": ["# T"]},
                        {"cell_type": "code", "input": ["x"]},
                    ]
                }
            ]
        }
    )
    assert [block.text for block in parse("a.ipynb", data.encode()).blocks] == ["T", "x"]


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b'{"cells": 3}',
        b'{"cells": []}',
        b'{"cells": ' + b"[" * 100_000,
        b'"x"',
        _notebook(("raw", "x")),
    ],
)
def test_what_is_no_notebook_is_an_error(data: bytes) -> None:
    """Broken, empty and foreign files are named."""
    with pytest.raises(SourceError, match="notebook"):
        parse("a.ipynb", data)


@given(
    st.integers(0, 1 << 16),
    st.integers(0, 30),
    st.sampled_from([b"", b'"', b"]", b"{", b"null", b"\xff", b"1"]),
)
def test_any_damage_is_an_error_or_a_document(at: int, cut: int, damage: bytes) -> None:
    """Whatever is cut out or put in anywhere: blocks of the transcript, or one clear error."""
    data = SAMPLE.read_bytes()
    at %= len(data)
    try:
        page = parse("a.ipynb", data[:at] + damage + data[at + cut :])
    except SourceError:
        return
    assert all(0 <= b.span.start <= b.span.end <= len(page.text) for b in page.blocks)
    extract(page)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["markdown", "code", "raw"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "outputs"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(_JSON)
def test_any_json_is_a_notebook_or_an_error(cells: object) -> None:
    """Values of any type, where a notebook has cells and their sources."""
    try:
        extract(parse("a.ipynb", json.dumps({"cells": cells}).encode("utf-8", "replace")))
    except SourceError as error:
        assert "notebook" in str(error)  # noqa: PT017  # some are notebooks
