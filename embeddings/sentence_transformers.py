"""Any sentence-transformers model on local disk, by the extra ``cairn-curriculum[sentence-transformers]``."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from embeddings import weights
from embeddings.ports import Vectors
from embeddings.words import encodable
from graph.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_EXTRA = "Install the extra, which brings torch: pip install 'cairn-curriculum[sentence-transformers]'."
_LOCAL = "Give the folder of a sentence-transformers model on this machine; Cairn never downloads one."
_ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
_DECISIVE = {".json", ".safetensors", ".bin", ".txt", ".model"}  # the kinds of file that vectors depend on


class SentenceTransformerEncoder:
    """A sentence-transformers model in fp32 on the CPU.

    Each text is computed alone, for padding to the longest of a batch changes the last bits of a vector. The
    libraries, which take seconds to import, and the model are loaded at first use. Safe to share between
    threads, which take turns.

    Parameters
    ----------
    folder
        Where the model is, with its ``modules.json``; default: the installed all-MiniLM-L6-v2.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder
        self._lock = RLock()
        self._id: str | None = None
        self._model: SentenceTransformer | None = None

    @property
    def id(self) -> str:
        """Return ``sentence-transformers/<folder's name>/<first 12 digits of its files' SHA-256>/fp32``.

        Raises
        ------
        EncoderError
            If there is no model in the folder.
        """
        with self._lock:
            if self._id is None:
                folder = self._folder()
                self._id = f"sentence-transformers/{folder.name}/{_digest(folder)[:12]}/fp32"
            return self._id

    @property
    def dimensions(self) -> int:
        """Return the length of a vector, which only the loaded model knows.

        Raises
        ------
        EncoderError
            As :meth:`encode`.
        """
        return len(self.encode([""])[0])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a (len(texts), dimensions) array of unit rows, in the order of ``texts``.

        Raises
        ------
        EncoderError
            If the extra is not installed, there is no model in the folder, or it cannot be loaded.
        """
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        with self._lock:
            self._model = self._model or _load(self._folder())
            rows = self._model.encode(
                [encodable(text) for text in texts],
                batch_size=1,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(rows, dtype=np.float32)

    def _folder(self) -> Path:
        folder = weights.installed() if self._given is None else self._given.resolve()
        if not (folder / "modules.json").is_file():
            raise EncoderError(f"There is no sentence-transformers model in {folder}.", hint=_LOCAL)
        return folder


def _load(folder: Path) -> "SentenceTransformer":
    os.environ.update(_ENVIRONMENT)  # the libraries read it once, when they are imported
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # an extra, and slow to import
    except ImportError as error:
        raise EncoderError(f"sentence-transformers cannot be imported: {error}.", hint=_EXTRA) from error
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True).float()
    except Exception as error:  # what it raises depends on the model's own modules
        raise EncoderError(f"The model in {folder} cannot be loaded: {error}", hint=_LOCAL) from error


def _digest(folder: Path) -> str:
    """Hash the names and contents of the files that vectors depend on."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _DECISIVE:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
