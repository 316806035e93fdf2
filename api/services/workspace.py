"""What every service works with: the store, the encoder, and the picture of the newest revision."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import anyio
import anyio.to_thread

from api.services.answers import Evidence
from api.services.evidence import evidence_of
from api.services.picture import REMEMBERED, Moment, Picture
from api.services.tracing import SILENT, Tracer
from api.settings import Settings
from embeddings.ports import Encoder
from graph.changes import Revision
from graph.errors import StoreError, StoreUnavailable
from graph.model import FactId
from graph.ports import GraphStore

_INTERVAL = 0.5
"""Seconds from one look at a followed store to the next."""
_LONGEST_PAUSE = 5.0
"""Seconds between looks at one that cannot be reached."""
_PATIENCE = 5.0
"""Seconds within which a store says what its newest revision is."""
_LOADING = 600.0
"""Seconds within which it hands over a whole graph."""
_BRIEFLY = 2.0
"""Seconds that a request waits for evidence."""
_log = logging.getLogger("cairn.store")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the picture that is served can be trusted to be the newest.

    ``age`` is in seconds: how long ago it was known to be of the store's newest revision. ``trouble`` is why
    the store could not be asked since then; None if it could.
    """

    revision: Revision
    age: float
    trouble: str | None


@dataclass(eq=False)
class Workspace:
    """A store and an encoder, and the picture of the store's newest revision.

    Who asks once gets a picture that is read for them. While :meth:`follow` runs, as in a server, pictures
    are read beside the requests: none waits, and all go on from the last while the store is out of reach.
    """

    store: GraphStore
    encoder: Encoder
    settings: Settings
    tracer: Tracer = SILENT
    _picture: Picture | None = None
    _following: bool = False
    _confirmed: float = 0.0
    _trouble: str | None = None

    async def picture(self) -> Picture:
        """Return the picture to answer from; a caller keeps it for the whole of a request.

        Raises
        ------
        StoreError
            If there is none yet, or nobody follows the store, and it cannot be read.
        """
        if self._following and self._picture:
            return self._picture
        return await self.refresh()

    async def refresh(self) -> Picture:
        """Return the picture of the newest revision; raises a StoreError if the store cannot be read."""
        asked = anyio.current_time()
        return await self._reach(await self._newest(), asked)

    async def written(self) -> None:
        """Let those who ask next see what was just written; that much later is no failure of the write."""
        if self._following:
            with suppress(StoreError), anyio.move_on_after(_PATIENCE):
                await self.refresh()

    async def follow(self) -> None:
        """Keep the picture the newest until cancelled, asking an unreachable store less and less often."""
        self._following = True
        pause = _INTERVAL
        try:
            while True:
                trouble = await self._attempt()
                if trouble and not self._trouble:
                    _log.warning("the store cannot be read: %s", trouble)
                elif self._trouble and not trouble:
                    _log.warning("the store can be read again")
                self._trouble = trouble
                pause = min(2 * pause, _LONGEST_PAUSE) if trouble else _INTERVAL
                await anyio.sleep(pause)
        finally:
            self._following = False

    async def newer_than(self, sequence: int) -> Revision:
        """Return the revision of the picture as soon as it is newer than one; while :meth:`follow` runs."""
        while self._picture is None or self._picture.snapshot.revision.sequence <= sequence:
            await self._moved.wait()
        return self._picture.snapshot.revision

    @property
    def latest(self) -> Picture | None:
        """The picture that was read last; None while there is none."""
        return self._picture

    @property
    def freshness(self) -> Freshness | None:
        """How fresh the picture is; None while there is none."""
        if self._picture is None:
            return None
        age = anyio.current_time() - self._confirmed
        return Freshness(self._picture.snapshot.revision, age, self._trouble)

    async def evidence(self, facts: Collection[FactId]) -> Mapping[FactId, tuple[Evidence, ...]]:
        """Return the reasons for each fact, strongest first; a fact without any has none.

        Where a followed store cannot be reached, neither has a fact that nobody asked about before.
        """
        known = (await self.picture()).evidence
        missing = [fact for fact in facts if fact not in known]
        if missing:
            if len(known) > REMEMBERED:
                known.clear()
            known.update(await self._reasons(missing))
        return {fact: known.get(fact, ()) for fact in facts}

    async def _reasons(self, facts: Sequence[FactId]) -> Mapping[FactId, tuple[Evidence, ...]]:
        """Return what the store has on each fact; nothing where a followed one does not tell."""
        if not self._following:
            found = await self.store.statements(facts)
        elif self._trouble:
            return {}
        else:
            try:
                with anyio.fail_after(_BRIEFLY):
                    found = await self.store.statements(facts)
            except (StoreUnavailable, TimeoutError):
                return {}
        return {fact: evidence_of(found.get(fact, ())) for fact in facts}

    @cached_property
    def _lock(self) -> anyio.Lock:
        return anyio.Lock()

    @cached_property
    def _moved(self) -> anyio.Event:
        return anyio.Event()

    async def _attempt(self) -> str | None:
        """Bring the picture up to date; return why that failed."""
        asked = anyio.current_time()
        try:
            with anyio.fail_after(_PATIENCE):
                newest = await self._newest()
            with anyio.fail_after(_LOADING):
                await self._reach(newest, asked)
        except StoreError as error:
            return error.message
        except TimeoutError:
            return f"{self.store.url} does not answer."
        except Exception as error:  # noqa: BLE001  # whatever it is, a server goes on with what it has
            _log.exception("the graph could not be loaded")
            return f"The graph could not be loaded: {type(error).__name__}."
        return None

    async def _newest(self) -> Moment:
        """Return the newest revision and edition; the store's of a moment each, neither is older."""
        return (await self.store.revision()).sequence, await self.store.edition()

    async def _reach(self, newest: Moment, asked: float) -> Picture:
        """Return a picture of what was ``newest`` at the moment ``asked``, or of what came after."""
        async with self._lock:
            current = self._picture
            if current is None:
                current = await anyio.to_thread.run_sync(self._ready, Picture.of, await self.store.contents())
            elif any(there < wanted for there, wanted in zip(current.moment, newest, strict=True)):
                current = await self._follow_up(current)
            moved = current is not self._picture
            self._picture, self._confirmed = current, max(asked, self._confirmed)
            if moved:
                self._moved.set()
                self._moved = anyio.Event()
            return current

    async def _follow_up(self, picture: Picture) -> Picture:
        """Return the newest picture, having read no more than what changed since an earlier one."""
        sequence, edition = picture.moment
        delta = await self.store.delta(sequence, edition=edition)
        newer = await anyio.to_thread.run_sync(self._ready, picture.after, delta)
        changed = {*delta.gone, *(supported.fact.id for supported in delta.living)}
        newer.evidence.update(
            (fact, known) for fact, known in picture.evidence.items() if fact not in changed
        )
        return newer

    def _ready(self, make: Callable[[T], Picture], found: T) -> Picture:
        """Return a picture; where nobody waits for it, with what the first who searches would wait for."""
        picture = make(found)
        if self._following:
            picture.index  # noqa: B018  # a cached property
        return picture
