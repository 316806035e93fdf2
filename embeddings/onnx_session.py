"""MiniLM in memory: a tokenizer and an onnxruntime session; importing this module loads both libraries."""

from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from embeddings.ports import Vectors
from embeddings.weights import TOKENIZER

_LIMIT = 256  # tokens, as the model's sentence_bert_config.json says


class OnnxSession:
    """Turns one text at a time into its vector; may be shared between threads.

    A session computes on one thread: results do not depend on the number of cores, and several texts are
    computed side by side by calling :meth:`vector` from several threads.
    """

    def __init__(self, folder: Path, graph: bytes) -> None:
        """Load the tokenizer of ``folder`` and the graph whose weights lie there."""
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_LIMIT)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def vector(self, text: str) -> Vectors:
        """Return the unit vector of ``text``, shape (384,)."""
        ids = np.array(self._tokenizer.encode(text).ids, dtype=np.int64)
        return cast("Vectors", self._session.run(["vector"], {"ids": ids})[0])
