"""What there is to ingest, and what it is called."""

from pathlib import Path

import pytest

from api.services.ingest import find_documents


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
