"""What there is to ingest, and what it is called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.services.ingest import find_documents, find_given
from graph.errors import InvalidInput
from ingest.drafting import draft_of
from ingest.sources.given import Given


@pytest.mark.parametrize(
    ("place", "curriculum"),
    [("My course/loops.md", "loops"), ("My course/index.md", "my-course"), ("My course", "my-course")],
)
def test_a_curriculum_goes_by_its_folder_or_file(tmp_path: Path, place: str, curriculum: str) -> None:
    """A lone index page goes by its folder: all of them have the same name."""
    (tmp_path / "My course").mkdir()
    for name in ("index.md", "loops.md"):
        (tmp_path / "My course" / name).write_text("# Loops\n\nCovers loops.\n", encoding="utf-8")
    assert find_documents(tmp_path / place).curriculum == curriculum


@given(
    st.text(max_size=12)
    | st.sampled_from(["page.md", "site.zip", "-", "../x.html", "a/b.csv", "x.json", ""]),
    st.binary(max_size=60),
)
def test_anything_from_standard_input_is_a_document_or_an_error(name: str, data: bytes) -> None:
    """Whatever it is called and whatever it is: documents that can be read, or an error for people."""
    try:
        for file in find_given(Given(name, data)).files:
            draft_of(file.uri, file.read(1_000))
    except InvalidInput as error:
        assert error.message  # noqa: PT017  # some are documents
