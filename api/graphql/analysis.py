"""What analysts and platform teams ask by GraphQL: coverage, impact, differences, history and rollback."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from typing import Annotated

import strawberry
from strawberry import ID, argument

from api.graphql.access import check
from api.graphql.analysis_types import (
    Clusters,
    HistoryEntry,
    Impact,
    RollbackReceipt,
    Target,
    Weight,
    clusters,
    impact,
    target,
)
from api.graphql.arguments import First, Key
from api.graphql.comparison import Comparison, comparison
from api.graphql.context import Info
from api.graphql.coverage import Coverage, CoverageDimension, coverage
from api.graphql.inputs import MOST_ITEMS, names, one_name, page_size, words
from api.graphql.nodes import node
from api.graphql.resolver import resolver
from api.graphql.revision import revision
from api.graphql.scoped import scoped
from api.services import coverage as covering
from api.services import history as publishing
from api.services import impact as resting
from api.services import targets
from api.services.identity import Scope as Allowed
from api.services.question import Scope
from api.services.states import between
from graph.algorithms.coverage import Dimension
from graph.errors import InvalidInput


@strawberry.type
class AnalysisQueries:
    """What analysts and platform teams ask."""

    @scoped
    async def coverage(
        self,
        info: Info,
        *,
        by: Annotated[
            CoverageDimension, argument(description="What to divide by.")
        ] = CoverageDimension.MODULE,
        module: Annotated[
            ID | None, argument(description="The lessons of this module alone, by its id or title.")
        ] = None,
        where: Scope,
    ) -> Coverage:
        """What is taught, required, promised and warned of, and where that is thin."""
        return coverage(
            await covering.coverage(info.context.workspace, where, Dimension[by.name], module=module)
        )

    @scoped
    async def central(
        self,
        info: Info,
        *,
        first: First = 10,
        where: Scope,
    ) -> list[Weight]:
        """The lessons and skills on which most rests, the most important first."""
        found = await covering.central(info.context.workspace, where, first=page_size(first))
        return [
            Weight(node=node(one.item), gates=one.gates, share=one.share, serves=one.serves, depth=one.depth)
            for one in found.weights
        ]

    @scoped
    async def clusters(
        self,
        info: Info,
        *,
        where: Scope,
    ) -> Clusters:
        """Which lessons hang together by what they are about, whatever modules they stand in."""
        return clusters(await covering.clusters(info.context.workspace, where))

    @scoped
    async def diff(
        self,
        info: Info,
        *,
        since: Annotated[int, argument(description="The revision to compare with; see `history`.")],
        until: Annotated[
            int | None,
            argument(
                description="The revision to compare; the newest by default. An earlier one than `since` "
                "tells what a rollback would do."
            ),
        ] = None,
        learners: Annotated[
            bool, argument(description="Count stored learners, too; takes the scope `ingest`.")
        ] = False,
        where: Scope,
    ) -> Comparison:
        """What publishing did since a revision, to the graph and to paths."""
        if learners:
            check(info.context.principal, "diff with learners", Allowed.INGEST, {})
        return comparison(await between(info.context.workspace, since, until, where, learners=learners))

    @scoped
    async def targets(
        self,
        info: Info,
        *,
        names: Annotated[
            list[str] | None, argument(description="Skills that should be taught; at most 100.")
        ] = None,
        against: Annotated[
            ID | None,
            argument(description="A curriculum all of whose skills should be taught."),
        ] = None,
        text: Annotated[
            str | None,
            argument(
                description="Skills one a line, a CSV file with a column `skill`, or a CASE package; at most "
                "100. Give this, names or a curriculum."
            ),
        ] = None,
        where: Scope,
    ) -> list[Target]:
        """Which of some skills are taught, as of a job profile or another curriculum; in the same order."""
        if sum(given is not None for given in (names, against, text)) != 1:
            raise InvalidInput("Give names, a text, or a curriculum to hold this one against.")
        if against is not None:
            found = await targets.against_curriculum(info.context.workspace, against, where)
            return [target(one) for one in found]
        wanted: tuple[targets.Names, ...] = tuple((one_name(name, "names"),) for name in names or ())
        if text is not None:
            wanted = targets.read_targets(text.encode(errors="surrogatepass"))
        if len(wanted) > MOST_ITEMS:
            hint = f"Give at most {MOST_ITEMS} of them."
            raise InvalidInput(f"There are {len(wanted)} targets.", hint=hint)
        return [target(one) for one in await targets.against_names(info.context.workspace, wanted, where)]

    @scoped
    async def impact(
        self,
        info: Info,
        *,
        name: Annotated[str, argument(description="The name or id of a skill or a lesson.")],
        others: Annotated[
            list[str] | None,
            argument(description="Names or ids of what would go with it; at most 100."),
        ] = None,
        where: Scope,
    ) -> Impact:
        """What depends on a skill or a lesson, and what happens to paths if lessons go."""
        named = [words(name, "name"), *names(others, "others")]
        return impact(await resting.impact(info.context.workspace, named, where), where)

    @resolver
    async def history(
        self,
        info: Info,
        *,
        first: First = 20,
    ) -> list[HistoryEntry]:
        """What was published, newest first."""
        entries = await publishing.history(info.context.workspace, first=page_size(first))
        return [
            HistoryEntry(
                sequence=one.revision.sequence,
                digest=one.revision.digest,
                at=one.revision.at,
                message=one.message,
                curricula=[ID(curriculum) for curriculum in one.curricula],
                added=one.added,
                removed=one.removed,
            )
            for one in entries
        ]


@strawberry.type
class HistoryMutations:
    """What can be done with what was published."""

    @resolver
    async def rollback(
        self,
        info: Info,
        *,
        sequence: Annotated[int, argument(description="The revision to go back to; see `history`.")],
        preview: Annotated[bool, argument(description="Say what would change, and write nothing.")] = False,
        key: Key = None,
    ) -> RollbackReceipt:
        """Make the graph what it was at an earlier revision, as a new revision."""

        async def roll_back() -> publishing.RolledBack:
            return await publishing.rollback(
                info.context.workspace, sequence, preview=preview, progress=lambda _stage, _done, _total: None
            )

        asked = ["rollback", sequence, preview]
        done = await info.context.once(key, asked, roll_back, publishing.RolledBack)
        return RollbackReceipt(
            revision=revision(done.revision), undone=done.undone, added=done.added, removed=done.removed
        )
