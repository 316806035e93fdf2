"""Formats are known by name, and the lines that statements name can be shown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from ingest.drafting import draft_of
from ingest.records import BlockKind
from ingest.sources import FORMATS, format_named, format_of, parse, readable

SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("[!s]*.*"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_the_lines_that_are_named_can_be_shown(sample: Path) -> None:
    """The first word of each block stands on the line that its span names, whatever the format."""
    data = sample.read_bytes()
    lines = readable(sample.name, data).splitlines()
    blocks = [b for b in parse(sample.name, data).blocks if b.kind is not BlockKind.CODE]
    for block in blocks:  # code begins with its fence
        assert block.text.split()[0] in lines[block.span.first - 1]


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("md", "markdown"),
        (".HTML", "html"),
        ("text/html; charset=utf-8", "html"),
        ("PDF", "pdf"),
        ("csv", "table"),
    ],
)
def test_a_format_is_found_by_what_people_call_it(name: str, module: str) -> None:
    """A suffix with or without its dot, a media type, a title."""
    form = format_named(name)
    assert form is not None
    assert form.module == module


def test_names_go_before_suffixes() -> None:
    """A manifest is no table of data, and no other file is a manifest."""
    assert getattr(format_of("site/_category_.json"), "module", None) == "manifest"
    assert getattr(format_of("site/other.json"), "module", None) == "graphs"
    assert format_of("site/other.yaml") is None
    assert len({suffix for form in FORMATS for suffix in form.suffixes}) == sum(
        len(f.suffixes) for f in FORMATS
    )


_NAMES = sorted(
    {f"a{suffix}" for form in FORMATS for suffix in form.suffixes} | {n for f in FORMATS for n in f.names}
)


@given(
    st.sampled_from(_NAMES),
    st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")),
)
def test_any_bytes_under_any_name_are_a_document_or_an_error(name: str, data: bytes) -> None:
    """Each format refuses what is not its own by the one error that names the file."""
    try:
        draft_of(f"m/{name}", data)
    except SourceError as error:
        assert error.uri == f"m/{name}"  # noqa: PT017  # plain text may be anything
