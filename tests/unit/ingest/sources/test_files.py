"""Documents on disk are found in one order, and nothing else is read."""

import os
from pathlib import Path

import pytest

from graph.errors import SourceError
from ingest.sources.files import SourceFile, discover


def _write(root: Path, *uris: str) -> None:
    for uri in uris:
        path = root / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {uri}\n")


def _uris(root: Path) -> list[str]:
    return [file.uri for file in discover(root)]


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    """The same tree yields the same sequence on every file system; uris have forward slashes."""
    _write(tmp_path, "b/z.md", "a.txt", "b/a/x.md", "c.md", "b/A.md")
    assert _uris(tmp_path) == ["a.txt", "c.md", "b/A.md", "b/z.md", "b/a/x.md"]


def test_folders_of_tools_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    """Packages and version control hold no curriculum."""
    _write(
        tmp_path, "a.md", ".git/b.md", "node_modules/c.md", ".venv/d.md", "x/__pycache__/e.md", "x/.hidden.md"
    )
    assert _uris(tmp_path) == ["a.md"]


def test_a_single_file_is_its_own_root(tmp_path: Path) -> None:
    """A page alone is called by its name."""
    _write(tmp_path, "page.txt")
    assert list(discover(tmp_path / "page.txt")) == [SourceFile("page.txt", tmp_path / "page.txt")]


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    """Neither loops nor links that leave the root are walked."""
    root = tmp_path / "root"
    _write(tmp_path, "root/a.md", "outside/secret.md")
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "out").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "secret.md").symlink_to(tmp_path / "outside" / "secret.md")
    assert _uris(root) == ["a.md"]


@pytest.mark.parametrize("uris", [(), ("code.py",)])
def test_a_folder_without_documents_is_an_error(tmp_path: Path, uris: tuple[str, ...]) -> None:
    """Nothing found is not success."""
    _write(tmp_path, *uris)
    with pytest.raises(SourceError, match="no document"):
        _uris(tmp_path)


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    """A typing error is named."""
    with pytest.raises(SourceError, match="no such file"):
        _uris(tmp_path / "nowhere")


def test_a_document_over_the_limit_is_refused(tmp_path: Path) -> None:
    """A huge file is never held in memory."""
    _write(tmp_path, "a.md")
    file = next(discover(tmp_path))
    assert file.read(7) == b"# a.md\n"
    with pytest.raises(SourceError, match="larger than 6 bytes"):
        file.read(6)


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    """What is no regular file could block for ever."""
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(SourceError, match="no regular file"):
        SourceFile("a.txt", tmp_path / "a.txt").read(100)


def test_a_file_that_vanished_is_an_error(tmp_path: Path) -> None:
    """Between finding and reading, files go."""
    with pytest.raises(SourceError, match="no such file"):
        SourceFile("a.md", tmp_path / "a.md").read(100)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_error(tmp_path: Path) -> None:
    """Permission is named as the cause."""
    _write(tmp_path, "a.md")
    (tmp_path / "a.md").chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        SourceFile("a.md", tmp_path / "a.md").read(100)
