"""Which documents break what all documents of a curriculum say together, so that the rest need not wait."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from embeddings.ports import Encoder, Vectors
from graph.changes import ChangeSet, DocumentRecord, DocumentStatus, Failure
from graph.errors import CairnError
from graph.model import NodeId
from graph.ports import GraphStore
from ingest.conclude import SETTLING, conclude
from ingest.occasion import Occasion
from ingest.retries import persist

_MOST_TRIALS: Final = 96
"""Each settles the curriculum once. Among a thousand documents four culprits are found within these."""

_LONGEST: Final = 500
"""Characters of a reason: an error may quote all that it stumbled over."""


async def culprits(store: GraphStore, encoder: Encoder, occasion: Occasion) -> dict[NodeId, Exception]:
    """Return the new documents without which all others can be settled, each with what it raises.

    They are found by halving: what settles beside what settled before is in. Of two that break together only,
    one is to blame. Once too many trials were made, whatever is left is blamed for the last error. Nothing is
    written. Empty: this time nothing broke.

    Raises
    ------
    StoreError
        If the store fails, which is no fault of a document.
    EncoderError
        If the embedding model cannot be loaded.
    Exception
        Whatever breaks the curriculum without any new document.
    """
    ledger = await store.documents(occasion.curriculum)
    pending = {record.id for record in ledger if record.status is DocumentStatus.PENDING}
    suspects = sorted({*occasion.fresh, *pending} - set(occasion.gone))
    search = _Search(store, _Remembering(encoder), occasion, suspects)
    error = await search.breaks(())
    if error is not None:
        raise error
    return await search.blamed()


async def give_up(
    store: GraphStore, curriculum: NodeId, blamed: Mapping[NodeId, Exception], *, attempts: int
) -> list[DocumentRecord]:
    """Mark pending documents as failed, each for its reason, and return their records."""
    records = [
        replace(
            record,
            status=DocumentStatus.FAILED,
            failure=Failure(SETTLING, reason(blamed[record.id]), attempts),
        )
        for record in await store.documents(curriculum)
        if record.id in blamed and record.status is DocumentStatus.PENDING
    ]

    async def apply() -> None:  # records leave the graph alone, so any revision will do
        expected = (await store.revision()).sequence
        await store.apply(ChangeSet(documents=tuple(records)), expected=expected)

    if records:
        await persist(apply)
    return records


def reason(error: Exception) -> str:
    """Return an error in words; most are faults of Cairn itself, so that the kind says more than the text."""
    return f"{type(error).__name__}: {error}"[:_LONGEST]


@dataclass(slots=True)
class _Search:
    """Settles a curriculum with ever more of the suspects, as long as that goes well."""

    store: GraphStore
    encoder: Encoder
    occasion: Occasion
    suspects: Sequence[NodeId]
    good: set[NodeId] = field(default_factory=set)
    trials: int = 0

    async def blamed(self) -> dict[NodeId, Exception]:
        found: dict[NodeId, Exception] = {}
        waiting = deque([self.suspects])  # the largest first: they clear most
        error: Exception | None = None
        while waiting:
            some = waiting.popleft()
            if error is not None and self.trials >= _MOST_TRIALS:
                found |= dict.fromkeys(some, error)
                continue
            broke = await self.breaks(some)
            if broke is None:
                self.good.update(some)
            elif len(some) == 1:
                found[some[0]] = broke
            else:
                half = len(some) // 2
                waiting += (some[:half], some[half:])
            error = broke or error
        return found

    async def breaks(self, some: Collection[NodeId]) -> Exception | None:
        """Return what comes of settling the good suspects and some more, if it is an error."""
        self.trials += 1
        aside = set(self.suspects) - self.good - set(some)
        trial = replace(self.occasion.without(aside), preview=True)
        try:
            await conclude(self.store, self.encoder, trial, _untold)
        except CairnError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
            return error
        return None


class _Remembering:
    """An encoder that encodes no text twice: one trial is much like the next."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def id(self) -> str:
        return self._encoder.id

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._known |= zip(missing, self._encoder.encode(missing), strict=True)
        return np.array([self._known[text] for text in texts], dtype=np.float32)


def _untold(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody: trials are many."""
