"""What resolvers share in one request: one revision of the graph, and nodes looked up once, in batches."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from api.graphql.limits import LimitExceeded, Limits
from api.services.answers import Evidence, LessonCard, LessonDetails, NodeDetails, SkillDetails
from api.services.details import all_lesson_details, all_node_details, all_skill_details
from api.services.documents import find_documents
from api.services.identity import Principal
from api.services.question import Scope
from api.services.watch import Watch
from api.services.workspace import Picture, Workspace
from graph.changes import DocumentRecord
from graph.errors import UnknownId
from graph.model import FactId, Node, Skill


class Context:
    """The context of one request; ``refusal`` is why it gets no answer, if it went too far."""

    def __init__(
        self, workspace: Workspace, limits: Limits, watch: Watch, principal: Principal, request_id: str
    ) -> None:
        self.watch = watch
        self.queue = watch.queue
        self.principal = principal
        self.request_id = request_id
        self.workspace: Workspace = _OneRevision(workspace)
        self.refusal: LimitExceeded | None = None
        self._left = limits.lookups
        self._skills = DataLoader(self._load_skills)
        self._lessons = DataLoader(self._load_lessons)
        self._details = DataLoader(self._load_details)
        self._records = DataLoader(self._load_records)

    async def skill(self, id_: str) -> SkillDetails:
        """Return all about a skill.

        Raises
        ------
        UnknownId
            If there is none.
        LimitExceeded
            If this request has looked up too much already.
        """
        self._spend()
        return await self._skills.load(id_)

    async def lesson(self, id_: str) -> LessonDetails:
        """Return all about a lesson; raises as :meth:`skill` does."""
        self._spend()
        return await self._lessons.load(id_)

    async def details(self, id_: str) -> NodeDetails:
        """Return all that hangs together with a node of any kind; raises as :meth:`skill` does."""
        self._spend()
        return await self._details.load(id_)

    async def skill_node(self, id_: str) -> Skill:
        """Return what a skill itself holds, without a look into the store; raises as :meth:`skill` does."""
        node = (await self._found(id_))[1]
        assert isinstance(node, Skill)
        return node

    async def card(self, id_: str) -> LessonCard:
        """Return a lesson as lists show it, without a look into the store; raises as :meth:`skill` does."""
        return (await self.workspace.picture()).card((await self._found(id_))[0])

    async def record(self, id_: str) -> DocumentRecord:
        """Return a document's line in the ledger; raises as :meth:`skill` does."""
        self._spend()
        found = await self._records.load(id_)
        if found is None:
            raise UnknownId(f"There is no document {id_!r}.", hint="`documents` lists them.")
        return found

    async def _found(self, id_: str) -> tuple[int, Node]:
        self._spend()
        snapshot = (await self.workspace.picture()).snapshot
        index = snapshot.index(id_)
        return index, snapshot.node(index)

    async def _load_skills(self, ids: list[str]) -> Sequence[SkillDetails]:
        return await all_skill_details(self.workspace, ids, Scope())

    async def _load_details(self, ids: list[str]) -> Sequence[NodeDetails]:
        return await all_node_details(self.workspace, ids)

    async def _load_records(self, ids: list[str]) -> Sequence[DocumentRecord | None]:
        return await find_documents(self.workspace, ids)

    async def _load_lessons(self, ids: list[str]) -> Sequence[LessonDetails]:
        return await all_lesson_details(self.workspace, ids, Scope())

    def _spend(self) -> None:
        if self._left == 0:
            self.refusal = LimitExceeded("The answer goes on from node to node too often.")
            raise self.refusal
        self._left -= 1


Info: TypeAlias = strawberry.Info[Context, None]


class _OneRevision(Workspace):
    """A workspace whose picture stays the same, whatever others write meanwhile; own writes are seen."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.store, workspace.encoder, workspace.settings)
        self._follows = workspace

    async def picture(self) -> Picture:
        if self._picture is None:
            self._picture = await self._follows.picture()
        return self._picture

    async def written(self) -> None:
        await self._follows.written()
        self._picture = None

    async def evidence(self, facts: Collection[FactId]) -> Mapping[FactId, tuple[Evidence, ...]]:
        return await self._follows.evidence(facts)
