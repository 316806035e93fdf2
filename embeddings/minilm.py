"""The default encoder: all-MiniLM-L6-v2 on onnxruntime, without torch."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

import numpy as np

from embeddings import weights
from embeddings.ports import Vectors
from embeddings.words import encodable
from graph.errors import EncoderError

if TYPE_CHECKING:
    from embeddings.onnx_session import OnnxSession

_WEIGHTS = weights.SHA256[weights.WEIGHTS]
_NO_TELEMETRY = {"ORT_DISABLE_TELEMETRY": "1"}
_BUILDER = 1  # raise it when onnx_graph.build returns another graph
_DIGEST = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)


class MiniLM:
    """all-MiniLM-L6-v2 in fp32: 384 dimensions, English, the first 256 tokens of a text.

    Each text is computed alone, on one thread, so that its vector is the same to the bit whatever else is in
    the batch and however many cores there are; several texts are computed side by side. The model is loaded
    at the first call of :meth:`encode`, which verifies its files. Safe to share between threads.

    Parameters
    ----------
    cache
        A folder for the compiled graph, made if need be. Where it cannot be written to, the graph is
        compiled anew by each process, which is logged as a warning.
    folder
        Where the model's files are; default: where its package installed them.
    """

    def __init__(self, cache: Path, *, folder: Path | None = None) -> None:
        self._cache = cache
        self._folder = folder
        self._lock = Lock()
        self._session: OnnxSession | None = None

    @property
    def id(self) -> str:
        """Return ``minilm-l6-v2/<first 12 digits of the weights' SHA-256>/fp32``."""
        return f"minilm-l6-v2/{_WEIGHTS[:12]}/fp32"

    @property
    def dimensions(self) -> int:
        """Return 384."""
        return weights.DIMENSIONS

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a (len(texts), 384) array of unit rows, in the order of ``texts``.

        Raises
        ------
        EncoderError
            If the model is not installed, damaged, or cannot be loaded.
        """
        if not texts:
            return np.empty((0, weights.DIMENSIONS), dtype=np.float32)
        session = self._loaded()
        if len(texts) == 1:
            return session.vector(encodable(texts[0]))[np.newaxis]
        workers = min(len(texts), os.cpu_count() or 1)
        with ThreadPoolExecutor(workers, thread_name_prefix="minilm") as pool:
            return np.stack(list(pool.map(session.vector, map(encodable, texts))))

    def load_soon(self) -> None:
        """Begin to load the model beside what the caller does next; :meth:`encode` waits for it.

        Its libraries are imported at once, for two threads that import keep each other waiting. What goes
        wrong after that is left to :meth:`encode`, which tries again.
        """
        os.environ.update(_NO_TELEMETRY)
        with suppress(ImportError):
            import embeddings.onnx_session  # noqa: F401, PLC0415  # as below

        def load() -> None:
            with suppress(EncoderError):
                self._loaded()

        Thread(target=load, name="minilm").start()

    def _loaded(self) -> "OnnxSession":
        with self._lock:
            if self._session is None:
                self._session = _load(self._folder or weights.installed(), self._cache)
            return self._session


def _load(folder: Path, cache: Path) -> "OnnxSession":
    """Load the model while its files are verified; it is handed over once they are the published ones."""
    os.environ.update(_NO_TELEMETRY)  # onnxruntime reads it at import; from 1.29 it reports home
    with ThreadPoolExecutor(1) as pool:
        verified = pool.submit(weights.verify, folder)
        try:
            session = _session(folder, cache / f"minilm-l6-v2-{_WEIGHTS[:12]}-{_BUILDER}.onnx", verified)
        except EncoderError:
            raise
        except Exception as error:  # onnxruntime's and tokenizers' own derive from Exception alone
            verified.result()  # a damaged file is the better explanation
            raise EncoderError(f"The embedding model in {folder} cannot be loaded: {error}") from error
        verified.result()
        return session


def _session(folder: Path, cached: Path, verified: Future[None]) -> "OnnxSession":
    """Load the compiled graph from its file, or compile it of verified weights and keep it there."""
    from embeddings.onnx_session import OnnxSession  # noqa: PLC0415  # for those alone who encode

    graph = _kept(cached)
    if graph is None:
        from embeddings import onnx_graph  # noqa: PLC0415  # imports onnx, which a filled cache spares

        verified.result()
        graph = onnx_graph.build(folder / weights.WEIGHTS)
        _keep(cached, _sealed(graph))
    return OnnxSession(folder, graph)


def _kept(cached: Path) -> bytes | None:
    try:
        return _unsealed(cached.read_bytes())
    except OSError:
        return None


def _sealed(graph: bytes) -> bytes:
    return hashlib.sha256(graph).digest() + graph


def _unsealed(content: bytes) -> bytes | None:
    """Return the graph, or None if it is not what was written."""
    graph = content[_DIGEST:]
    return graph if hashlib.sha256(graph).digest() == content[:_DIGEST] else None


def _keep(path: Path, content: bytes) -> None:
    """Write ``path`` so that no reader ever sees half of it; a cache that cannot be written is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            part = Path(folder) / path.name
            part.write_bytes(content)
            part.replace(path)
    except OSError as error:
        _log.warning(
            "The embedding model is compiled at every start, for %s cannot be written: %s", path, error
        )
