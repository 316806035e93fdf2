"""Documents that do not lie in a folder: standard input, archives, addresses."""

import zipfile
from pathlib import Path

import pytest
from cli_support import PAGE, SITE, Cairn, assert_fails


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return where a store may be made."""
    return tmp_path / "graph.db"


def test_standard_input_is_a_document(cairn: Cairn, store: Path) -> None:
    """It gives the graph that the same file gives, under the name that it is given."""
    text = PAGE.read_bytes()
    given = cairn(
        "ingest", "-", "--name", "incidents", "--type", "txt", "--store", store, "--json", given=text
    )
    named = cairn("ingest", PAGE, "--store", store, "--json")
    (one,), (other,) = given.answer(), named.answer()  # type: ignore[misc]  # each is a list of one
    assert (one["curriculum"], one["added"]) == ("incidents", ["incidents.txt"])
    assert one["counts"] == other["counts"]


def test_a_type_that_is_not_known_is_refused(cairn: Cairn, store: Path) -> None:
    """What can be given is said."""
    done = cairn("ingest", "-", "--type", "sculpture", "--store", store, given=b"x")
    assert done.code == 2
    assert "Markdown" in done.err


def test_a_zip_of_a_site_is_that_site(cairn: Cairn, store: Path, tmp_path: Path) -> None:
    """The documents of the packed folder come in, and the same folder unpacked changes nothing."""
    packed = tmp_path / f"{SITE.name}.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(SITE.rglob("*.md")):
            archive.write(file, Path(SITE.name) / file.relative_to(SITE))
    assert cairn("ingest", packed, "--store", store).code == 0
    again = cairn("ingest", SITE, "--store", store)
    assert "Nothing to write" in again.out


def test_an_address_takes_leave(cairn: Cairn, store: Path) -> None:
    """Nothing is fetched unless the user says so, and nothing from the inside unless they say that too."""
    assert_fails(cairn("ingest", "http://127.0.0.1:9/a.html", "--store", store), 2, "--allow-url")
    done = cairn("ingest", "http://127.0.0.1:9/a.html", "--allow-url", "--store", store)
    assert_fails(done, 65, "no public one")
