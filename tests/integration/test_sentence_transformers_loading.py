"""What the sentence-transformers encoder refuses, and how fast; most of it needs no extra."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from embeddings import weights
from embeddings.sentence_transformers import SentenceTransformerEncoder
from graph.errors import EncoderError
from tests.support import require_or_skip


@pytest.mark.parametrize("name", ["sentence-transformers/all-MiniLM-L6-v2", "no such folder", "."])
def test_what_is_no_local_model_is_refused_at_once(name: str) -> None:
    """A name on a model hub or a folder without a model is an error before anything is imported."""
    encoder = SentenceTransformerEncoder(Path(name))
    for attempt in (lambda: encoder.encode(["text"]), lambda: encoder.id, lambda: encoder.dimensions):
        with pytest.raises(EncoderError, match="no sentence-transformers model in") as caught:
            attempt()
        assert "never downloads" in (caught.value.hint or "")


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who configures this encoder in a light installation is told what to install."""
    (tmp_path / "modules.json").write_text("[]")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderError) as caught:
        SentenceTransformerEncoder(tmp_path).encode(["text"])
    assert "cairn-curriculum[sentence-transformers]" in (caught.value.hint or "")


def test_the_id_follows_the_files(tmp_path: Path) -> None:
    """Another weight, another id; a read-me that changes changes nothing."""
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "model.safetensors").write_bytes(b"one")
    before = SentenceTransformerEncoder(tmp_path).id
    (tmp_path / "README.md").write_text("words")
    assert SentenceTransformerEncoder(tmp_path).id == before
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert SentenceTransformerEncoder(tmp_path).id != before


def test_a_broken_model_is_an_encoder_error(tmp_path: Path) -> None:
    """What the library raises on a model that it cannot read does not leave the adapter."""
    present = find_spec("sentence_transformers") is not None
    require_or_skip("the extra sentence-transformers is not installed", present=present)
    for path in weights.installed().glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(EncoderError, match="cannot be loaded"):
        SentenceTransformerEncoder(tmp_path).encode(["text"])
