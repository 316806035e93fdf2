"""Part of the sample site, to be changed."""

import shutil
from pathlib import Path

import pytest
from cli_support import SITE


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a copy of two modules of the sample site."""
    folder = tmp_path / "site"
    for part in ("_index.md", "01-first-queries", "04-transactions"):
        source = SITE / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(source, folder / part)
    return folder
