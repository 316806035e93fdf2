"""Which documents break what all documents of a curriculum say together, so that the rest need not wait."""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

from embeddings.ports import Encoder
from embeddings.remembering import Remembering
from graph.changes import ChangeSet, DocumentRecord, DocumentStatus, Failure
from graph.errors import EncoderError, StoreError
from graph.model import NodeId
from graph.ports import GraphStore
from ingest.conclude import SETTLING, settle
from ingest.conclusion import Conclusion
from ingest.occasion import Occasion
from ingest.retries import is_of_the_store, reason, write_beside

_MOST_TRIALS: Final = 96
"""Each settles the curriculum once. Among a thousand documents four culprits are found within these."""


async def settle_around(
    store: GraphStore,
    encoder: Encoder,
    occasion: Occasion,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    attempts: int = 1,
) -> tuple[Conclusion, dict[NodeId, str]]:
    """Settle a curriculum, and where new documents break that, without them; return those, each with why.

    They are marked as failed after so many ``attempts``, unless in a preview.

    Raises
    ------
    StoreError
        If the store fails, which is no fault of a document.
    EncoderError
        If the embedding model cannot be loaded.
    Exception
        Whatever breaks the curriculum without any new document.
    """
    progress = progress or _untold
    try:
        return await settle(store, encoder, occasion, progress), {}
    except Exception as error:
        if _is_nobodys(error):
            raise
        blamed = await _culprits(store, encoder, occasion, refused=isinstance(error, StoreError))
    if not occasion.preview:
        await give_up(store, occasion.curriculum, blamed, attempts=attempts)
    conclusion = await settle(store, encoder, occasion.without(blamed), progress)
    return conclusion, {document: reason(error) for document, error in blamed.items()}


async def _culprits(
    store: GraphStore, encoder: Encoder, occasion: Occasion, *, refused: bool
) -> dict[NodeId, Exception]:
    """Return the new documents without which all others can be settled, each with what it raises.

    They are found by halving: what settles beside what settled before is in. Of two that break together only,
    one is to blame. Once too many trials were made, whatever is left is blamed for the last error. Nothing is
    written, unless the store ``refused`` to: only by writing is it known what it takes. Empty: this time
    nothing broke.
    """
    ledger = await store.documents(occasion.curriculum)
    pending = {record.id for record in ledger if record.status is DocumentStatus.PENDING}
    suspects = sorted({*occasion.fresh, *pending} - set(occasion.gone))
    tried = occasion if refused else replace(occasion, preview=True)
    search = _Search(store, Remembering(encoder, most=inf, longest=inf), tried, suspects)
    error = await search.breaks(())
    if error is not None:
        raise error
    return await search.blamed()


def _is_nobodys(error: Exception) -> bool:
    """Return whether an error can be no document's fault."""
    return is_of_the_store(error) or isinstance(error, EncoderError)


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
    if records:
        await write_beside(store, ChangeSet(documents=tuple(records)))
    return records


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
        try:
            await settle(self.store, self.encoder, self.occasion.without(aside), _untold)
        except Exception as error:
            if _is_nobodys(error):
                raise
            return error
        return None


def _untold(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody: trials are many."""
