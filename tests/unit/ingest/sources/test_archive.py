"""Archives are read like the folder that was packed, and never trusted."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from ingest.sources import unpack
from ingest.sources.archive import archived
from ingest.sources.files import discover

PAGE = b"# A page\n\nWords of it.\n"


def _zip(*names: str, content: bytes = PAGE) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


def _uris(data: bytes) -> list[str]:
    return [one.uri for one in archived("a.zip", data)]


def test_an_archive_is_what_its_folder_is(tmp_path: Path) -> None:
    """The same files in the same order, with the same bytes, whether packed or not."""
    names = ["course/b/z.md", "course/a.txt", "course/b/a/x.html", "course/c.md", "course/.git/d.md",
             "course/mkdocs.yml", "course/site/e.html", "course/data.csv"]  # fmt: skip
    (tmp_path / "course.zip").write_bytes(_zip(*names))
    with zipfile.ZipFile(tmp_path / "course.zip") as archive:
        archive.extractall(tmp_path)
    packed, loose = list(discover(tmp_path / "course.zip")), list(discover(tmp_path / "course"))
    assert [one.uri for one in packed] == [one.uri for one in loose]
    assert [one.uri for one in packed if one.uri.endswith((".md", ".txt", ".html"))] == [
        "a.txt",
        "c.md",
        "b/z.md",
        "b/a/x.html",
    ]
    assert [one.read(100) for one in packed] == [one.read(100) for one in loose]


@pytest.mark.parametrize("name", ["../up.md", "/etc/motd.md", "a/../../b.md", "..\\up.md", "C:/a.md"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    """Nothing is unpacked to disk, and a name that hopes for it spoils the whole archive."""
    with pytest.raises(SourceError, match="leads out"):
        _uris(_zip("good.md", name))


def test_archives_inside_are_not_opened() -> None:
    """Archives in archives are how a small file becomes a huge one."""
    assert _uris(_zip("a.md", "inner.zip")) == ["a.md"]
    with pytest.raises(SourceError, match="no document"):
        _uris(_zip("inner.zip"))


def test_links_are_not_followed() -> None:
    """A link in an archive may point anywhere."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.md", PAGE)
        link = zipfile.ZipInfo("b.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert _uris(stream.getvalue()) == ["a.md"]


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the ratio of one file, by the sum of all, by their number: before anything is unpacked."""
    with pytest.raises(SourceError, match="far too much"):
        _uris(_zip("a.md", content=b" " * 5_000_000))
    monkeypatch.setattr(unpack, "MAX_MEMBERS", 2)
    with pytest.raises(SourceError, match="more than 2 files"):
        _uris(_zip("a.md", "b.md", "c.md"))
    monkeypatch.setattr(unpack, "MAX_BYTES", 3 * len(PAGE) // 2)
    with pytest.raises(SourceError, match="bytes"):
        _uris(_zip("a.md", "b.md"))


def test_a_lie_about_the_size_is_found_out() -> None:
    """A member that says it is small is not read beyond what it said."""
    data = bytearray(_zip("a.md", content=b"x" * 1000))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    (one,) = archived("a.zip", bytes(data))
    with pytest.raises(SourceError, match="damaged"):
        one.read(1 << 20)


def test_a_document_over_the_limit_is_refused() -> None:
    """The limit of one document holds in archives too."""
    (one,) = archived("a.zip", _zip("a.md"))
    with pytest.raises(SourceError, match="larger than 5 bytes"):
        one.read(5)


@given(st.integers(0, 1 << 16), st.binary(min_size=1, max_size=6))
def test_any_damage_is_an_error_or_documents(at: int, damage: bytes) -> None:
    """Bytes overwritten anywhere end in documents or in one clear error."""
    data = bytearray(_zip("a.md", "b/c.csv", "b/d.html"))
    at %= len(data)
    data[at : at + len(damage)] = damage
    try:
        sizes = [len(one.read(1 << 20)) for one in archived("a.zip", bytes(data))]
    except SourceError:
        return
    assert all(size <= 1 << 20 for size in sizes)
