"""What is not needed is not loaded: a command that finds nothing new answers at once."""

import subprocess
import sys

import pytest

HEAVY = {
    "networkx",
    "scipy",
    "markdown_it",
    "yaml",
    "pypdfium2",
    "http.client",
    "ingest.extract",
    "ingest.conclude",
}


def _loaded_by(statement: str) -> set[str]:
    """Return which heavy modules a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return HEAVY & set(done.stdout.split())


def test_the_pipeline_loads_no_parser_and_no_mathematics() -> None:
    """Comparing hashes takes neither."""
    assert not _loaded_by("import ingest.pipeline, ingest.sources.files")


@pytest.mark.parametrize(
    ("uri", "text", "needed"),
    [("a.txt", "Words.", set()), ("a.md", "# T", {"markdown_it", "yaml"}), ("a.html", "<p>Words", set())],
)
def test_a_document_loads_the_parser_of_its_format_alone(uri: str, text: str, needed: set[str]) -> None:
    """Markdown waits for no PDF reader."""
    assert _loaded_by(f"from ingest.sources import parse; parse({uri!r}, {text.encode()!r})") == needed
