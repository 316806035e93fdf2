"""A whole graph as columns: what a store loads and a snapshot compiles, without an object per fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.changes import Revision
from graph.model import NodeId

Bytes: TypeAlias = NDArray[np.uint8]
Ints: TypeAlias = NDArray[np.int32]
Floats: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphColumns:
    """n nodes and m edges at one revision, in no stated order.

    Kinds, origins and roles are the codes of :mod:`graph.codec`. ``minutes`` is -1 where unknown and
    for what is no lesson, ``edge_position`` -1 where there is none. ``data`` holds each node as the JSON of
    :func:`graph.codec.encode_node`, to be decoded when asked for.
    Shapes: (n,) for what describes nodes, (m,) for edges; ``source`` and ``target`` index the nodes.
    """

    revision: Revision
    ids: list[str]
    names: list[str]
    data: list[bytes]
    kinds: Bytes
    origins: Bytes
    confidences: Floats
    minutes: Ints
    source: Ints
    target: Ints
    edge_kind: Bytes
    edge_origin: Bytes
    edge_confidence: Floats
    edge_role: Bytes
    edge_position: Ints
    redirects: Mapping[NodeId, NodeId]
