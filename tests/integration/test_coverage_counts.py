"""Coverage as numbers, for who needs no names."""

import pytest

from api.services.coverage import Counts, Row, coverage, coverage_counts
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.coverage import Dimension

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("dimension", Dimension)
async def test_counts_are_the_lengths_of_lists(workspace: Workspace, dimension: Dimension) -> None:
    """Whether counted or listed, a part covers as much."""
    counted = await coverage_counts(workspace, Scope(), dimension)
    listed = await coverage(workspace, Scope(), dimension)
    pairs = zip((*counted.rows, counted.total), (*listed.rows, listed.total), strict=True)
    for counts, row in pairs:
        assert counts == of(row)


def of(row: Row) -> Counts:
    """Return the lengths of what a row lists."""
    return Counts(
        item=row.item,
        value=row.value,
        lessons=len(row.lessons),
        minutes=row.minutes,
        estimated=row.estimated,
        taught=len(row.taught),
        untaught=len(row.untaught),
        promised=len(row.promised),
        unkept=len(row.unkept),
        warned=len(row.warned),
        unguarded=len(row.unguarded),
    )
