"""Documents and paths that cannot be read: said in one sentence, and nothing is half-written."""

import json
import resource
from pathlib import Path

import pytest
from cli_support import PAGE, Cairn, Done, assert_fails, error_of

BROKEN = "---\ntitle: [unclosed\n---\n\n# A page\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return where a store may be made."""
    return tmp_path / "graph.db"


def test_a_path_that_is_not_there_is_refused_before_anything_is_read(
    cairn: Cairn, store: Path, tmp_path: Path
) -> None:
    """A mistyped path is named, and the good one beside it is not ingested either: no store is made."""
    missing = tmp_path / "no" / "course.md"
    assert_fails(cairn("ingest", PAGE, missing, "--store", store), 65, str(missing), "no such file")
    assert not store.exists()


def test_a_folder_without_documents_is_refused(cairn: Cairn, store: Path, tmp_path: Path) -> None:
    """A folder in which nothing can be read is named, and no store is made."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "cat.png").write_bytes(b"\x89PNG")
    assert_fails(cairn("ingest", tmp_path / "pictures", "--store", store), 65, "pictures", "no document")
    assert not store.exists()


MALFORMED = {
    "binary.md": (bytes(range(256)) * 40, "binary.md: ", "binary"),
    "blank.txt": (b" \n\n\t\n", "blank.txt: ", "empty"),
    "cut.txt": (b"\xff\xfea", "cut.txt:1: ", "UTF-16"),
    "deep.md": (b"---\nx: " + b"[" * 5000 + b"\n---\n", "deep.md:2: ", "front matter"),
    "empty.md": (b"", "empty.md: ", "empty"),
    "latin.md": (b"# Title\n\ncaf\xe9 au lait\n", "latin.md:3: ", "UTF-8"),
    "toml.md": (b"+++\ntitle = 'x'\nminutes = \nlevel = 1\n+++\n", "toml.md:3: ", "TOML"),
    "yaml.md": (BROKEN.encode(), "yaml.md:3: ", "YAML"),
}


def test_each_document_that_cannot_be_read_is_named_with_its_line(
    cairn: Cairn, store: Path, tmp_path: Path
) -> None:
    """One sentence a document says which and where, and what to do; nothing of them gets into the graph."""
    folder = tmp_path / "site"
    folder.mkdir()
    for name, (content, _, _) in MALFORMED.items():
        (folder / name).write_bytes(content)
    done = cairn("ingest", folder, "--store", store)
    assert "8 failed" in done.out
    lines = done.err.splitlines()
    for sentence, hint, (_, place, word) in zip(lines[::2], lines[1::2], MALFORMED.values(), strict=True):
        assert_fails(Done(done.code, "", f"{sentence}\n{hint}\n"), 65, place, word)
    exported = cairn("export", "--store", store).answer()
    assert isinstance(exported, dict)
    assert exported["nodes"] == []


def test_a_single_file_that_cannot_be_read_fails_the_command(
    cairn: Cairn, store: Path, tmp_path: Path
) -> None:
    """A picture given as a document ends with the same sentence and code as one in a folder."""
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n")
    done = cairn("ingest", tmp_path / "picture.png", "--store", store)
    assert_fails(done, 65, "picture.png: ", "cannot be read", out=None)


def test_a_byte_order_mark_says_how_to_read(cairn: Cairn, store: Path, tmp_path: Path) -> None:
    """A document in another Unicode encoding, as editors of Windows save it, gives the same graph."""
    text = "\ufeff" + PAGE.read_text(encoding="utf-8")
    files = [tmp_path / f"{encoding}.txt" for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    for file in files:
        file.write_bytes(text.encode(file.stem))
    answers = cairn("ingest", *files, "--store", store, "--json").answer()
    assert isinstance(answers, list)
    first, *others = (answer["counts"] for answer in answers)
    assert first["lesson"] == 10
    assert others == [first, first]


def test_a_broken_document_blocks_no_other(cairn: Cairn, store: Path, tmp_path: Path) -> None:
    """The rest of a folder is in the graph; what failed stands in `health` until it is mended."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "good.md").write_text("---\ntitle: Good\n---\n\n# Good\n\nA page.\n", encoding="utf-8")
    (site / "bad.md").write_text(BROKEN, encoding="utf-8")
    assert_fails(cairn("ingest", site, "--store", store), 65, "bad.md:3", out=None)
    assert cairn("lesson", "Good", "--store", store).code == 0
    found = cairn("health", "--store", store)
    assert found.code == 1
    assert "bad.md:3" in found.out
    (site / "bad.md").write_text("---\ntitle: Mended\n---\n\n# Mended\n\nA page.\n", encoding="utf-8")
    assert cairn("ingest", site, "--store", store).code == 0
    assert "bad.md" not in cairn("health", "--store", store).out


def test_programs_are_told_of_a_broken_document_too(cairn: Cairn, store: Path, tmp_path: Path) -> None:
    """With --json the report is on standard output and each failure is an object on standard error."""
    (tmp_path / "bad.md").write_text(BROKEN, encoding="utf-8")
    done = cairn("ingest", tmp_path, "--store", store, "--json")
    assert done.code == 65
    (report,) = json.loads(done.out)
    assert list(report["failed"]) == ["bad.md"]
    assert error_of(done)["code"] == "INVALID_DOCUMENT"


def test_a_line_of_100_megabytes_is_refused_in_bounded_memory(
    cairn: Cairn, store: Path, tmp_path: Path
) -> None:
    """A file of one endless line is refused with the limit; reading it does not take all memory."""
    huge = tmp_path / "huge.txt"
    huge.write_bytes(b"A title\n" + b"one endless line " * 6_000_000)
    done = cairn("ingest", huge, "--store", store, preexec_fn=_with_2_gigabytes)
    huge.unlink()
    assert_fails(done, 65, "huge.txt", "larger than 33,554,432 bytes", out=None)


def test_a_long_line_within_the_limit_is_read(cairn: Cairn, store: Path, tmp_path: Path) -> None:
    """A page of one line of 300 kB, as exports of other systems have them, is a document like any other."""
    long = tmp_path / "long.txt"
    long.write_bytes(b"A title\n" + b"one endless line " * 18_000)
    assert cairn("ingest", long, "--store", store, preexec_fn=_with_2_gigabytes).code == 0


def _with_2_gigabytes() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))


def test_a_name_that_is_no_text_does_no_harm(cairn: Cairn, store: Path, tmp_path: Path) -> None:
    """A file whose name is not UTF-8, as old archives unpack them, is read like any other."""
    folder = tmp_path / "old"
    folder.mkdir()
    name = b"caf\xe9.md".decode("utf-8", "surrogateescape")
    (folder / name).write_text("# Coffee\n\nA page.\n", encoding="utf-8")
    assert cairn("ingest", folder, "--store", store).code == 0
    assert cairn("ingest", folder / name, "--store", store).code == 0
    assert_fails(cairn("ingest", folder / f"{name}.txt", "--store", store), 65, "no such file")
