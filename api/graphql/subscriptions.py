"""What can be watched."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import AsyncGenerator
from contextlib import aclosing
from inspect import getdoc
from typing import Annotated

import strawberry
from strawberry import ID, argument, field

from api.graphql.context import Info
from api.graphql.enums import IngestStage
from api.graphql.evidence import Failure, failure
from api.graphql.revision import Revision, revision
from api.services.progress import Progress

_Curriculum = Annotated[ID | None, argument(description="Tell of this curriculum only; of all by default.")]


@strawberry.type(
    description="How far a document, or a whole curriculum with documents on their way, has come."
)
class IngestProgress:
    """See :class:`api.services.progress.Progress`."""

    curriculum: ID = field(description="The curriculum.")
    document: ID | None = field(
        description="The document; null where all that is pending in the curriculum moves on together."
    )
    stage: IngestStage = field(description="What is done now, or what came of it.")
    done: int = field(description="How much of this stage is behind it.")
    total: int | None = field(description="Of how much; null where that is not counted.")
    failure: Failure | None = field(description="Why it is not in the graph, where it has failed.")


@strawberry.type(description="What can be watched.")
class Subscription:
    """The root of every subscription."""

    async def _graph_changed(
        self, info: Info, *, curriculum: _Curriculum = None
    ) -> AsyncGenerator[Revision, None]:
        """The state of the graph, now and whenever it changes; a slow client skips the states between."""
        async with aclosing(info.context.watch.revisions(curriculum)) as states:
            async for state in states:
                yield revision(state)

    async def _ingest_progress(
        self, info: Info, *, curriculum: _Curriculum = None
    ) -> AsyncGenerator[IngestProgress, None]:
        """What is pending, and what becomes of it and of all that comes: the latest of each document.

        Begin to watch before you send a document, or look at its `status`: what has ended is not told again.
        Stages between ACCEPTED and the end are told by the server that works on the curriculum alone.
        """
        async with aclosing(info.context.watch.progress(curriculum)) as news:
            async for one in news:
                yield ingest_progress(one)

    graph_changed = strawberry.subscription(resolver=_graph_changed, description=getdoc(_graph_changed))
    ingest_progress = strawberry.subscription(resolver=_ingest_progress, description=getdoc(_ingest_progress))


def ingest_progress(news: Progress) -> IngestProgress:
    """Return news as the schema shows it."""
    return IngestProgress(
        curriculum=ID(news.curriculum),
        document=ID(news.document) if news.document else None,
        stage=IngestStage(news.stage.value),
        done=news.done,
        total=news.total,
        failure=failure(news.failure),
    )
