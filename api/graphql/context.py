"""What resolvers share in one request: one revision of the graph, and nodes looked up once, in batches."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from api.graphql.limits import LimitExceeded, Limits
from api.services.answers import Evidence, Item, LessonCard, NodeDetails
from api.services.details import Look, all_node_details
from api.services.documents import find_documents
from api.services.identity import Principal
from api.services.once import Once
from api.services.picture import Picture
from api.services.shown import Shown
from api.services.watch import Watch
from api.services.workspace import Workspace
from graph.changes import DocumentRecord
from graph.errors import UnknownId
from graph.model import FactId, Lesson, Skill

T = TypeVar("T")


class Context:
    """The context of one request; ``refusal`` is why it gets no answer, if it went too far.

    ``hurried`` is whether something in the answer is but the best that could be found in the time there was.
    """

    def __init__(
        self,
        workspace: Workspace,
        limits: Limits,
        watch: Watch,
        once: Once,
        *,
        principal: Principal,
        request_id: str,
    ) -> None:
        self.watch = watch
        self.queue = watch.queue
        self.principal = principal
        self.request_id = request_id
        self.workspace = _OneRevision(workspace)
        self.refusal: LimitExceeded | None = None
        self.hurried = False
        self._once = once
        self._left = limits.lookups

    @property
    def provisional(self) -> bool:
        """Whether the same question may have a better answer in a while, though the graph is the same."""
        return self.hurried or self.workspace.incomplete

    async def once(
        self, key: str | None, asked: Sequence[object], run: Callable[[], Awaitable[T]], answer: type[T]
    ) -> T:
        """Return what ``run`` answers, of which ``answer`` is the type; under a key it is run once.

        Raises
        ------
        InvalidInput
            As :class:`api.services.once.Once` does.
        """
        if key is None:
            return await run()
        return await self._once((self.principal.name, key), asked, run, answer)

    @property
    def shown(self) -> Shown:
        """How things of the picture that the answer comes from were shown so far."""
        return self.workspace.settled.shown

    def look(self, id_: str) -> Look:
        """Return what is around a node that an answer named, without a look into the store.

        Raises
        ------
        LimitExceeded
            If this request has looked up too much already.
        """
        self._spend()
        picture = self.workspace.settled
        return Look(picture, picture.snapshot.index(id_))

    async def details(self, id_: str) -> NodeDetails:
        """Return all that hangs together with a node of any kind; raises as :meth:`look` does."""
        self._spend()
        return await self._details.load(id_)

    def skill(self, id_: str) -> Skill:
        """Return what a skill itself holds; raises as :meth:`look` does."""
        node = self.look(id_).itself
        assert isinstance(node, Skill)
        return node

    def lesson(self, id_: str) -> Lesson:
        """Return what a lesson itself holds; raises as :meth:`look` does."""
        node = self.look(id_).itself
        assert isinstance(node, Lesson)
        return node

    def card(self, id_: str) -> LessonCard:
        """Return a lesson as lists show it; raises as :meth:`look` does."""
        return self.workspace.settled.card(self.look(id_).node)

    def edge(self, id_: str) -> tuple[Picture, int]:
        """Return an edge that an answer named, and the picture that it is in; raises as :meth:`look` does."""
        self._spend()
        picture = self.workspace.settled
        found = picture.edge_named(id_)
        assert found is not None, "an answer named an edge that is not there"
        return picture, found

    def item(self, id_: str) -> Item:
        """Return a node by what answers name it with; raises as :meth:`look` does."""
        look = self.look(id_)
        return look.picture.item(look.node)

    async def evidence(self, fact: FactId) -> tuple[Evidence, ...]:
        """Return the reasons for a node or an edge, strongest first; those of one level are read at once."""
        return await self._evidence.load(fact)

    async def record(self, id_: str) -> DocumentRecord:
        """Return a document's line in the ledger; raises as :meth:`skill` does."""
        self._spend()
        found = await self._records.load(id_)
        if found is None:
            raise UnknownId(f"There is no document {id_!r}.", hint="`documents` lists them.")
        return found

    @cached_property
    def _evidence(self) -> DataLoader[FactId, tuple[Evidence, ...]]:
        return DataLoader(self._load_evidence)

    @cached_property
    def _details(self) -> DataLoader[str, NodeDetails]:
        return DataLoader(self._load_details)

    @cached_property
    def _records(self) -> DataLoader[str, DocumentRecord | None]:
        return DataLoader(self._load_records)

    async def _load_evidence(self, facts: list[FactId]) -> Sequence[tuple[Evidence, ...]]:
        found = await self.workspace.evidence(facts)
        return [found[fact] for fact in facts]

    async def _load_details(self, ids: list[str]) -> Sequence[NodeDetails]:
        return await all_node_details(self.workspace, ids)

    async def _load_records(self, ids: list[str]) -> Sequence[DocumentRecord | None]:
        return await find_documents(self.workspace, ids)

    def _spend(self) -> None:
        self.spend(1)

    def spend(self, lookups: int) -> None:
        """Count look-ups; raises LimitExceeded where that are more than are left."""
        if self._left < lookups:
            self.refusal = LimitExceeded("The answer goes on from node to node too often.")
            raise self.refusal
        self._left -= lookups

    @property
    def left(self) -> int:
        """How many look-ups are left."""
        return self._left


Info: TypeAlias = strawberry.Info[Context, None]


class _OneRevision(Workspace):
    """A workspace whose picture stays the same, whatever others write meanwhile; own writes are seen.

    ``incomplete`` is whether evidence was asked for that the store could not be asked about.
    """

    incomplete = False

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.store, workspace.encoder, workspace.settings, workspace.tracer)
        self._follows = workspace

    async def picture(self) -> Picture:
        if self._picture is None:
            self._picture = await self._follows.picture()
        return self._picture

    @property
    def settled(self) -> Picture:
        """The picture that the answer so far came from: whoever has a node asks after it was read."""
        picture = self._picture or self._follows.latest
        assert picture is not None, "an answer named a node before there was a graph"
        return picture

    async def written(self) -> None:
        await self._follows.written()
        self._picture = None

    async def evidence(self, facts: Collection[FactId]) -> Mapping[FactId, tuple[Evidence, ...]]:
        found = await self._follows.evidence(facts)
        known = (await self._follows.picture()).evidence
        self.incomplete = self.incomplete or not all(fact in known for fact in facts)
        return found
