"""The texts about a curriculum's nodes and their vectors: what matching searches and inference compares."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from embeddings.ports import Encoder
from graph.changes import ChangeSet, Passage, PassageKey, Revision
from graph.model import NodeId
from graph.ports import GraphStore
from ingest.resolve import Resolution, texts

_VECTOR = np.dtype("<f4")
_BATCH = 64
_KEPT_AT_ONCE = 1_024
"""Texts whose vectors are stored together, where there are more: half a minute of work."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages as they are now, those that are new or changed, and the keys of those that are gone."""

    current: tuple[Passage, ...]
    new: tuple[Passage, ...]
    stale: tuple[PassageKey, ...]


async def refresh(
    store: GraphStore,
    encoder: Encoder,
    curriculum: NodeId,
    resolution: Resolution,
    progress: Callable[[str, int, int], None],
    *,
    keep: Revision | None = None,
) -> Passages:
    """Bring the passages up to date; a text that is stored under this encoder keeps its vector.

    With ``keep``, the revision that the store is at, vectors are stored as they come: embedding is most of
    the work, and a run that is ended goes on where it was.

    Raises
    ------
    RevisionConflict
        If the store is at another revision.
    """
    stored = {(p.node, p.part): p for p in await store.passages(curriculum)}
    wanted = {(node, part): text for node, part, text in texts(resolution)}
    known = {p.text: p.vector for p in stored.values() if p.encoder == encoder.id}
    missing = sorted({text for text in wanted.values() if text not in known}, key=lambda t: (-len(t), t))
    places: defaultdict[str, list[PassageKey]] = defaultdict(list)
    for key, text in wanted.items():
        places[text].append(key)
    for start in range(0, len(missing), _KEPT_AT_ONCE):
        part = missing[start : start + _KEPT_AT_ONCE]
        for place in range(0, len(part), _BATCH):
            known |= await _encoded(encoder, part[place : place + _BATCH])
            progress("embedding", min(start + place + _BATCH, len(missing)), len(missing))
        if keep is not None and len(missing) > _KEPT_AT_ONCE:
            found = [Passage(*key, text, encoder.id, known[text]) for text in part for key in places[text]]
            await store.apply(ChangeSet(passages=tuple(found)), expected=keep.sequence)
            stored |= {(passage.node, passage.part): passage for passage in found}
    current = tuple(Passage(*key, text, encoder.id, known[text]) for key, text in sorted(wanted.items()))
    new = tuple(passage for passage in current if stored.get((passage.node, passage.part)) != passage)
    return Passages(current, new, tuple(sorted(stored.keys() - wanted.keys())))


async def _encoded(encoder: Encoder, chunk: Sequence[str]) -> dict[str, bytes]:
    rows = (await to_thread.run_sync(encoder.encode, chunk)).astype(_VECTOR, copy=False)
    return dict(zip(chunk, (row.tobytes() for row in rows), strict=True))


def vectors(passages: Sequence[Passage]) -> dict[NodeId, NDArray[np.float32]]:
    """Return each node's vectors as the (parts, d) rows that inference reads."""
    rows: dict[NodeId, list[NDArray[np.float32]]] = defaultdict(list)
    for passage in passages:
        rows[passage.node].append(np.frombuffer(passage.vector, dtype=_VECTOR))
    return {node: np.vstack(parts) if len(parts) > 1 else parts[0][None] for node, parts in rows.items()}
