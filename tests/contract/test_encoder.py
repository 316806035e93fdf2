"""What every encoder promises (``embeddings/ports.py``)."""

from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.minilm import MiniLM
from embeddings.ports import Encoder
from embeddings.remembering import Remembering
from embeddings.sentence_transformers import SentenceTransformerEncoder
from embeddings.weights import PACKAGE
from tests.fakes_encoder import HashingEncoder
from tests.support import require_or_skip

TEXTS = (
    "Back-pressure",
    "My background jobs get lost whenever I deploy a new version.",
    "Idempotency keys: running a step twice has the effect of running it once.",
    "Pattern matching, guards and the pin operator",
    "def handle_info({:DOWN, ref, :process, pid, reason}, state)",
    "C++ and C# are not C",
    "Größe, naïveté, façade and ångström",
    "Гибкая разработка",
    "数据库索引",
    "مقدمة في البرمجة",
    "a pinch of 🧂 and 👩\u200d🔬",
    "",
    "   \t\n",
    "Retry with exponential backoff and jitter. " * 40,
)
"""Short and long, in many scripts; the last one fits into what MiniLM reads."""

HOSTILE = {
    "empty": "",
    "blank": " \n\t ",
    "NUL": "a\x00b",
    "control characters": "\x01\x02\x1b[31m",
    "a lone surrogate": "broken \ud800 text",
    "combining marks without a base": "\u0301\u0302\u0303" * 50,
    "right to left": "\u202eשלום\u202c",  # a letter that looks like another is the point
    "emoji": "👨\u200d👩\u200d👧\u200d👦" * 30,
    "a byte order mark": "\ufeffLesson",
    "one word of 5,000 letters": "x" * 5_000,
    "a special token": "[CLS] [SEP] [PAD] [MASK]",
}


def _minilm(folder: Path) -> Encoder:
    _require_package(PACKAGE)
    return MiniLM(cache=folder)


def _sentence_transformers(_: Path) -> Encoder:
    _require_package(PACKAGE)
    present = find_spec("sentence_transformers") is not None
    require_or_skip("the extra sentence-transformers is not installed", present=present)
    return SentenceTransformerEncoder()


def _remembering(_cache: Path) -> Encoder:
    return Remembering(HashingEncoder(), most=len(TEXTS) // 2)


def _require_package(name: str) -> None:
    present = any(metadata.distributions(name=name))
    require_or_skip(f"{name} is not installed", present=present)


@pytest.fixture(
    scope="module",
    params=[_minilm, _sentence_transformers, lambda _: HashingEncoder(), _remembering],
    ids=["minilm", "sentence-transformers", "hashing", "remembering"],
)
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """Return each encoder in turn."""
    encoder: Encoder = request.param(tmp_path_factory.mktemp("cache"))
    return encoder


def test_rows_are_unit_vectors_in_float32(encoder: Encoder) -> None:
    """One float32 row a text, as long as ``dimensions`` says and of length 1."""
    rows = encoder.encode(TEXTS)
    assert rows.shape == (len(TEXTS), encoder.dimensions)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows.astype(np.float64), axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    """The result has its two dimensions even where there is nothing to encode."""
    rows = encoder.encode([])
    assert rows.shape == (0, encoder.dimensions)
    assert rows.dtype == np.float32


def test_order_is_kept(encoder: Encoder) -> None:
    """Row i belongs to text i, however lengths are mixed."""
    forwards = encoder.encode(TEXTS)
    backwards = encoder.encode(TEXTS[::-1])
    np.testing.assert_array_equal(forwards, backwards[::-1])


def test_a_vector_depends_on_its_text_alone(encoder: Encoder) -> None:
    """Alone or among others, a text has the same vector to the last bit: stores compare them so."""
    together = encoder.encode(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        np.testing.assert_array_equal(encoder.encode([text])[0], row)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=6), data=st.data())
def test_any_text_in_any_company_is_the_same(encoder: Encoder, texts: list[str], data: st.DataObject) -> None:
    """Whatever the characters, a permutation of the texts permutes the rows and changes no bit."""
    order = data.draw(st.permutations(range(len(texts))))
    rows = encoder.encode(texts)
    np.testing.assert_array_equal(encoder.encode([texts[i] for i in order]), rows[list(order)])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_has_a_vector(encoder: Encoder, text: str) -> None:
    """What documents may contain by accident or malice is encoded like any other text."""
    (row,) = encoder.encode([text])
    assert np.isfinite(row).all()
    assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("unit", ["word ", "数", "x"], ids=["words", "ideographs", "one word"])
def test_a_very_long_text_is_cut(encoder: Encoder, unit: str) -> None:
    """100,000 characters are encoded, and what stands beyond 65,536 makes no difference."""
    long = unit * (100_000 // len(unit))
    np.testing.assert_array_equal(encoder.encode([long + " other"]), encoder.encode([long]))


def test_like_texts_are_nearer_than_unlike_ones(encoder: Encoder) -> None:
    """A cosine says something: a question is nearest to the text that shares its matter and words."""
    question, *answers = encoder.encode(
        ["how to index a database table", "An index speeds up a database table", "Bread needs time to rise"]
    )
    assert answers[0] @ question > answers[1] @ question


def test_the_id_is_stable(encoder: Encoder) -> None:
    """The id can be stored beside vectors: it is not empty and does not change while in use."""
    before = encoder.id
    encoder.encode(["anything"])
    assert encoder.id == before != ""


def test_both_runtimes_agree_on_the_same_weights(tmp_path: Path) -> None:
    """The light encoder computes what sentence-transformers computes: cosine at least .9999, text by text."""
    light, reference = _minilm(tmp_path).encode(TEXTS), _sentence_transformers(tmp_path).encode(TEXTS)
    assert np.sum(light * reference, axis=1).min() >= 0.9999


def test_different_runtimes_have_different_ids(tmp_path: Path) -> None:
    """Vectors of equal id are bit-equal, so the two runtimes do not share one."""
    assert _minilm(tmp_path).id != _sentence_transformers(tmp_path).id
