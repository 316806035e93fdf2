"""What questions about a whole graph rest on, worked out beside the requests for each new revision.

Health, coverage and the index of words take time in proportion to the graph: seconds with a hundred thousand
skills. Whoever asks first should not be the one who waits.
"""

import gc
import logging
from typing import Final

import anyio.to_thread

from api.services.coverage import coverage_counts
from api.services.health import survey
from api.services.matrix import Selection, matrix
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.closure import REQUIRED, RESTS_ON, foresee
from graph.algorithms.coverage import Dimension
from graph.algorithms.foundations import Foundations
from graph.algorithms.known import NOTHING
from graph.algorithms.startable import startable
from graph.errors import CairnError
from graph.snapshot import Snapshot, View

_log = logging.getLogger("cairn.store")

_YOUNG: Final = 50_000
"""Objects made before the collector looks at them: more than nearly any request makes."""


async def keep_warm(workspace: Workspace) -> None:
    """Have ready for each revision what the first questions about it need, until cancelled."""
    seen = -1
    while True:
        seen = (await workspace.newer_than(seen)).sequence
        try:
            await warm(workspace)
        except CairnError as error:
            _log.warning("revision %d is not warm: %s", seen, error)
        settle()


async def warm(workspace: Workspace) -> None:
    """Work out what questions about the whole graph need; raises what they would."""
    picture = await workspace.picture()
    await anyio.to_thread.run_sync(_index, picture)
    await anyio.to_thread.run_sync(_look_ahead, picture.snapshot, Scope().view)
    await survey(workspace, Scope(), code="", span=slice(0), each=0)
    await coverage_counts(workspace, Scope(), Dimension.MODULE)
    await matrix(workspace, Scope(), Selection(()), span=slice(0), first=0)


def _look_ahead(snapshot: Snapshot, view: View) -> None:
    """Have paths, closures and what can be started found without a first look at the graph."""
    Foundations.of(snapshot, view).foresee()
    for relations in (REQUIRED, RESTS_ON):
        foresee(snapshot, relations, view)
    startable(snapshot, NOTHING, view)


def settle() -> None:
    """Have the garbage collector look once at all that lives now, and then only at what comes after it.

    What a revision rests on lives as long as it: a collection that visits it again, in the midst of a
    request, takes longer than a path does. Nor is it worth while to look a hundred times at what one
    request makes: a path of a large graph was a fifth slower for it.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


def _index(picture: Picture) -> None:
    """Have the first words matched, and the first name looked up, without building anything."""
    picture.find_names()
    if picture.passages:
        picture.leads(Scope().view)
