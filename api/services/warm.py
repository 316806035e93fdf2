"""What questions about a whole graph rest on, worked out beside the requests for each new revision.

Health, coverage and the index of words take time in proportion to the graph: seconds with a hundred thousand
skills. Whoever asks first should not be the one who waits.
"""

import logging
from collections.abc import AsyncGenerator, Callable, Iterator
from functools import partial

import anyio.to_thread

from api.services.coverage import coverage_counts
from api.services.garbage import settle
from api.services.health import survey
from api.services.matrix import Selection, matrix
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.closure import REQUIRED, RESTS_ON, foresee
from graph.algorithms.coverage import Dimension
from graph.algorithms.foundations import Foundations
from graph.algorithms.known import NOTHING
from graph.algorithms.milp import load_solver
from graph.algorithms.planner import SMALL
from graph.algorithms.startable import startable
from graph.errors import CairnError
from graph.model import NodeKind
from graph.snapshot import Snapshot, View

_log = logging.getLogger("cairn.store")


async def keep_warm(workspace: Workspace) -> None:
    """Have ready for each revision what the first questions about it need, until cancelled."""
    seen = -1
    while True:
        seen = (await workspace.newer_than(seen)).sequence
        settle(anew=True)
        try:
            async for _ in warm(workspace):
                settle()
        except CairnError as error:
            _log.warning("revision %d is not warm: %s", seen, error)


async def warm(workspace: Workspace) -> AsyncGenerator[None, None]:
    """Work out what questions about the whole graph need, a part at a time; raises what they would."""
    picture = await workspace.picture()
    await anyio.to_thread.run_sync(picture.find_names)
    yield
    if picture.passages:
        await anyio.to_thread.run_sync(picture.leads, Scope().view)
        yield
    for part in _looks(picture.snapshot, Scope().view):
        await anyio.to_thread.run_sync(part)
        yield
    await survey(workspace, Scope(), code="", span=slice(0), each=0)
    yield
    await coverage_counts(workspace, Scope(), Dimension.MODULE)
    await matrix(workspace, Scope(), Selection(()), span=slice(0), first=0)
    yield


def _looks(snapshot: Snapshot, view: View) -> Iterator[Callable[[], object]]:
    """Yield what has paths, closures and what can be started found without a first look at the graph."""
    if len(snapshot.of_kind(NodeKind.LESSON)) > SMALL:
        yield load_solver
    yield lambda: Foundations.of(snapshot, view).foresee()
    for relations in (REQUIRED, RESTS_ON):
        yield partial(foresee, snapshot, relations, view)
    yield partial(startable, snapshot, NOTHING, view)
