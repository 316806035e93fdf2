"""One user for all commands of these tests, and stores that are made once and only read."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_support import PAGE, SITE, Cairn, environment


@pytest.fixture(scope="session")
def lab() -> Iterator[Path]:
    """Return a folder that every user of this machine may look into, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="cairn-tests-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


@pytest.fixture(scope="session")
def cairn(lab: Path) -> Cairn:
    """Return the command, for a user with an empty home; the compiled model is kept between commands."""
    (lab / "home").mkdir()
    return Cairn(environment(lab))


@pytest.fixture(scope="session")
def library(cairn: Cairn, lab: Path) -> Path:
    """Return a store that holds both samples; tests only read it."""
    store = lab / "library.db"
    done = cairn("ingest", SITE, PAGE, "--store", store)
    assert done.code == 0, done.err
    return store
