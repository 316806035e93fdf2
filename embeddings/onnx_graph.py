"""The BERT encoder behind MiniLM as an ONNX graph over the weights as they were published.

The graph is some kilobytes: each weight is a reference to its bytes in ``model.safetensors``, which the
runtime maps into memory. Nothing is copied, and what was verified by its digest is what is computed with.

References
----------
Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", NAACL 2019.
Reimers and Gurevych, "Sentence-BERT", EMNLP 2019 (mean pooling).
"""

import json
import math
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, cast

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from embeddings.weights import DIMENSIONS

_LAYERS = 6
_HEADS = 12
_EPSILON = 1e-12
_OPSET = 20  # the first with Gelu
_IR_VERSION = 9  # what onnx paired with that opset


class _Entry(TypedDict):
    shape: list[int]
    data_offsets: tuple[int, int]


def build(weights: Path) -> bytes:
    """Return the serialised graph: token ids ``(tokens,)`` int64 in, one unit vector ``(384,)`` float32 out.

    One text at a time: there is no padding, hence no mask, and a vector cannot depend on a batch.

    Parameters
    ----------
    weights
        The ``model.safetensors`` of all-MiniLM-L6-v2, its digest verified by the caller. The graph names the
        file without its folder; the runtime is told where it lies.
    """
    graph = _Graph(weights)
    x = _embeddings(graph)
    for layer in range(_LAYERS):
        x = _layer(graph, x, f"encoder.layer.{layer}")
    mean = graph.add("ReduceMean", x, graph.constant("first axis", [0]), keepdims=0)
    graph.add("LpNormalization", mean, output="vector", axis=0, p=2)
    return graph.serialised()


def _embeddings(graph: "_Graph") -> str:
    zero, one = graph.constant("zero", [0]), graph.constant("one", [1])
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    length = graph.add("Shape", "ids")
    positions = graph.add("Slice", graph.weight("embeddings.position_embeddings.weight"), zero, length)
    segment = graph.add("Slice", graph.weight("embeddings.token_type_embeddings.weight"), zero, one)
    total = graph.add("Add", graph.add("Add", words, segment), positions)
    return _layer_norm(graph, total, "embeddings.LayerNorm")


def _layer(graph: "_Graph", x: str, name: str) -> str:
    context = _attention(graph, x, f"{name}.attention.self")
    projected = _dense(graph, context, f"{name}.attention.output.dense")
    x = _layer_norm(graph, graph.add("Add", projected, x), f"{name}.attention.output.LayerNorm")
    hidden = graph.add("Gelu", _dense(graph, x, f"{name}.intermediate.dense"))
    projected = _dense(graph, hidden, f"{name}.output.dense")
    return _layer_norm(graph, graph.add("Add", projected, x), f"{name}.output.LayerNorm")


def _attention(graph: "_Graph", x: str, name: str) -> str:
    size = DIMENSIONS // _HEADS
    split = graph.constant("split", [-1, _HEADS, size])
    merged = graph.constant("merged", [-1, DIMENSIONS])

    def heads(part: str, perm: Sequence[int]) -> str:
        return graph.add(
            "Transpose", graph.add("Reshape", _dense(graph, x, f"{name}.{part}"), split), perm=perm
        )

    query, key, value = heads("query", [1, 0, 2]), heads("key", [1, 2, 0]), heads("value", [1, 0, 2])
    scale = graph.constant("scale", np.float32(1 / math.sqrt(size)))
    scores = graph.add("Mul", graph.add("MatMul", query, key), scale)
    context = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), value)
    return graph.add("Reshape", graph.add("Transpose", context, perm=[1, 0, 2]), merged)


def _dense(graph: "_Graph", x: str, name: str) -> str:
    return graph.add("Gemm", x, graph.weight(f"{name}.weight"), graph.weight(f"{name}.bias"), transB=1)


def _layer_norm(graph: "_Graph", x: str, name: str) -> str:
    scale, bias = graph.weight(f"{name}.weight"), graph.weight(f"{name}.bias")
    return graph.add("LayerNormalization", x, scale, bias, axis=-1, epsilon=_EPSILON)


class _Graph:
    """Nodes and tensors in the making; every method returns the name of a value."""

    def __init__(self, weights: Path) -> None:
        self._file = weights.name
        self._entries, self._data = _header(weights)
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: dict[str, TensorProto] = {}

    def add(
        self, kind: str, *inputs: str, output: str | None = None, **attributes: float | Sequence[int]
    ) -> str:
        name = output or f"{kind} {len(self._nodes)}"
        node = helper.make_node(kind, inputs, [name])
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self._nodes.append(node)
        return name

    def constant(self, name: str, value: Sequence[int] | np.float32) -> str:
        self._tensors[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def weight(self, name: str) -> str:
        entry = self._entries[name]
        start, end = entry["data_offsets"]
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=entry["shape"])
        tensor.data_location = TensorProto.EXTERNAL
        place = {"location": self._file, "offset": str(self._data + start), "length": str(end - start)}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=value)
        self._tensors[name] = tensor
        return name

    def serialised(self) -> bytes:
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [DIMENSIONS])
        graph = helper.make_graph(self._nodes, "minilm", [ids], [vector], list(self._tensors.values()))
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
        return bytes(model.SerializeToString())


def _header(weights: Path) -> tuple[dict[str, _Entry], int]:
    """Return the tensors of a safetensors file by name, and where their data begins.

    The format: the length of the header as little-endian u64, the header as JSON, then the data, to which
    the header's offsets are relative.
    """
    with weights.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        entries = cast("dict[str, _Entry]", json.loads(file.read(length)))
    return entries, 8 + length
