"""Documents into the graph and out of it again."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import Iterable
from typing import Annotated

import strawberry
from msgspec import Struct
from strawberry import ID, Private, argument, field

from api.graphql.arguments import Belief, Key, MinConfidence
from api.graphql.comparison import Comparison, comparison
from api.graphql.context import Info
from api.graphql.enums import EdgeKind, View
from api.graphql.evidence import Document, Node, document
from api.graphql.inputs import scope
from api.graphql.nodes import node
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.graphql.uploads import Upload
from api.services.answers import Item
from api.services.documents import Submission, preview_document, remove_document, submission
from api.services.states import preview_effects, silent
from graph import changes, model
from graph.errors import InvalidInput
from graph.model import Edge, Fact, NodeId
from ingest.conclusion import Conclusion

_Id = Annotated[ID, argument(description="The id of the document.")]


@strawberry.input(description="A document to take in.")
class IngestInput:
    """A document in words or as a file."""

    curriculum: ID = field(description="The curriculum that it belongs to; a new one begins with it.")
    uri: str = field(
        description="Its place below the curriculum's root, as `guides/intro.md`; the suffix is the format."
    )
    text: str | None = field(default=None, description="Its content; give this or the file.")
    file: Upload | None = field(default=None, description="Its content as a file, in whatever format.")
    media_type: str | None = field(
        default=None,
        description="Its format, as `text/markdown`, where the uri does not end in its suffix.",
    )


@strawberry.type(description="A document was accepted, durably: it survives a crash.")
class IngestReceipt:
    """What became of a document so far."""

    document: Document = field(
        description="The document; its `status` is PENDING until it is in the graph, FAILED if it cannot be."
    )
    revision: Revision = field(description="The state of the graph now, most often still without it.")


@strawberry.type(description="An edge between two things of the graph.")
class Link:
    """See :class:`graph.model.Edge`."""

    source: ID = field(description="Where it begins.")
    kind: EdgeKind = field(description="What it says.")
    target: ID = field(description="Where it ends.")


@strawberry.type(description="What changes in the graph; each list is sorted by id.")
class GraphDiff:
    """See :class:`ingest.conclude.Conclusion`."""

    added: list[Node] = field(description="What is new.")
    changed: list[Node] = field(description="What says something else now.")
    removed: list[Node] = field(description="What goes.")
    edges_added: list[Link] = field(description="Edges that are new.")
    edges_removed: list[Link] = field(description="Edges that go.")
    warnings: list[str] = field(description="What authors should look at.")


@strawberry.type(description="What a document would change; each list is sorted by id.")
class DocumentPreview(GraphDiff):
    """A change that was not made."""

    curriculum: Private[NodeId]
    conclusion: Private[Conclusion | None]

    @resolver
    async def comparison(
        self, info: Info, *, view: Belief = View.BALANCED, min_confidence: MinConfidence = 0.5
    ) -> Comparison:
        """What that would do to paths, and to stored learners."""
        where = scope(ID(self.curriculum), view, min_confidence)
        workspace = info.context.workspace
        found = await preview_effects(workspace, self.curriculum, self.conclusion, where.view, silent)
        return comparison(found)


@strawberry.type
class DocumentMutations:
    """What can be done with documents."""

    @resolver
    async def ingest_document(
        self,
        info: Info,
        input: Annotated[IngestInput, argument(description="The document.")],  # noqa: A002 - the schema's name
    ) -> IngestReceipt:
        """Take in a document, new or changed. The same document again changes nothing."""
        record = await info.context.queue.submit(_submission(input))
        return IngestReceipt(document=document(record), revision=revision(await _now(info)))

    @resolver
    async def preview_document(
        self,
        info: Info,
        input: Annotated[IngestInput, argument(description="The document.")],  # noqa: A002 - the schema's name
    ) -> DocumentPreview:
        """What a document would change; nothing is written."""
        sent = _submission(input)
        conclusion = await preview_document(info.context.workspace, sent)
        facts = vars(graph_diff(concluded(conclusion)))
        return DocumentPreview(**facts, curriculum=sent.curriculum, conclusion=conclusion)

    @resolver
    async def remove_document(
        self,
        info: Info,
        id: _Id,  # noqa: A002 - the schema's name
        key: Key = None,
    ) -> GraphDiff:
        """Take a document out of the graph, with all that it alone says."""

        async def remove() -> Changes:
            return concluded(await remove_document(info.context.workspace, id))

        return graph_diff(await info.context.once(key, ["removeDocument", id], remove, Changes))

    @resolver
    async def retry_document(
        self,
        info: Info,
        id: _Id,  # noqa: A002 - the schema's name
        key: Key = None,
    ) -> IngestReceipt:
        """Try again to bring into the graph what was accepted and has failed."""

        async def retry() -> _Retried:
            return _Retried(await info.context.queue.retry(id), await _now(info))

        done = await info.context.once(key, ["retryDocument", id], retry, _Retried)
        return IngestReceipt(document=document(done.record), revision=revision(done.revision))


class _Retried(Struct, frozen=True):
    """A document that is tried again, as it can be kept."""

    record: changes.DocumentRecord
    revision: changes.Revision


class Changes(Struct, frozen=True):
    """What changes in the graph, as far as answers name it: it can be kept, and be told again."""

    added: tuple[Item, ...] = ()
    changed: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    linked: tuple[tuple[NodeId, model.EdgeKind, NodeId], ...] = ()
    unlinked: tuple[tuple[NodeId, model.EdgeKind, NodeId], ...] = ()
    warnings: tuple[str, ...] = ()


def concluded(conclusion: Conclusion | None) -> Changes:
    """Return what a conclusion changes; None changes nothing."""
    if conclusion is None:
        return Changes()
    return changes_of(conclusion.added, conclusion.changed, conclusion.removed, conclusion.warnings)


def changes_of(
    added: Iterable[Fact], changed: Iterable[Fact], removed: Iterable[Fact], warnings: Iterable[str] = ()
) -> Changes:
    """Return the facts that came, changed and went."""
    come, gone = tuple(added), tuple(removed)
    return Changes(_nodes(come), _nodes(changed), _nodes(gone), _links(come), _links(gone), tuple(warnings))


def graph_diff(found: Changes) -> GraphDiff:
    """Return what changes as the schema shows it."""
    return GraphDiff(
        added=[node(item) for item in found.added],
        changed=[node(item) for item in found.changed],
        removed=[node(item) for item in found.removed],
        edges_added=[_link(*ends) for ends in found.linked],
        edges_removed=[_link(*ends) for ends in found.unlinked],
        warnings=list(found.warnings),
    )


def _submission(given: IngestInput) -> Submission:
    if (given.text is None) == (given.file is None):
        raise InvalidInput("Neither or both of text and file are given.", hint="Give one of them.")
    content = given.file.content if given.file is not None else given.text or ""
    return submission(given.curriculum, given.uri, content, media_type=given.media_type)


async def _now(info: Info) -> changes.Revision:
    return (await info.context.workspace.picture()).snapshot.revision


def _nodes(facts: Iterable[Fact]) -> tuple[Item, ...]:
    return tuple(Item(fact.id, fact.kind, fact.name) for fact in facts if not isinstance(fact, Edge))


def _links(facts: Iterable[Fact]) -> tuple[tuple[NodeId, model.EdgeKind, NodeId], ...]:
    return tuple((fact.source, fact.kind, fact.target) for fact in facts if isinstance(fact, Edge))


def _link(source: NodeId, kind: model.EdgeKind, target: NodeId) -> Link:
    return Link(source=ID(source), kind=EdgeKind(kind.value), target=ID(target))
