"""Names of the graph that fit what someone has typed so far."""

from collections.abc import Sequence
from functools import partial
from heapq import nsmallest

import anyio.to_thread

from api.services.answers import Item
from api.services.picture import Picture
from api.services.workspace import Workspace
from graph.model import NodeKind

KNOWABLE = (NodeKind.SKILL, NodeKind.LESSON)
"""What someone may know."""
WISHABLE = (NodeKind.SKILL, NodeKind.PITFALL, NodeKind.LESSON)
"""What someone may want to learn, or to stop doing."""


async def names_like(
    workspace: Workspace, words: str, kinds: Sequence[NodeKind], *, first: int
) -> tuple[Item, ...]:
    """Return up to ``first`` nodes of some kinds with some words in their names, the shortest names first.

    Names that begin with the words come before those that have them elsewhere; a name is given once.
    """
    picture = await workspace.picture()
    return await anyio.to_thread.run_sync(partial(_like, picture, words.strip().casefold(), kinds, first))


async def names_near(
    workspace: Workspace, words: str, kinds: Sequence[NodeKind], *, first: int
) -> tuple[Item, ...]:
    """Return what :func:`names_like` does; where no name has the words, up to three spelled like them."""
    picture = await workspace.picture()
    return await anyio.to_thread.run_sync(partial(_near, picture, words.strip(), kinds, first))


def _near(picture: Picture, words: str, kinds: Sequence[NodeKind], first: int) -> tuple[Item, ...]:
    if not words:
        return ()
    if found := _like(picture, words.casefold(), kinds, first):
        return found
    snapshot = picture.snapshot
    named = (snapshot.lookup(name, kinds) for name in snapshot.nearest_names(words, kinds))
    return picture.items(nodes[0] for nodes in named)


def _like(picture: Picture, words: str, kinds: Sequence[NodeKind], first: int) -> tuple[Item, ...]:
    found: dict[str, int] = {}
    for kind in kinds:
        for name, node in _folded(picture, kind):
            if words in name:
                found.setdefault(name, node)
    best = nsmallest(first, found, key=lambda name: (not name.startswith(words), len(name), name))
    return picture.items(found[name] for name in best)


def _folded(picture: Picture, kind: NodeKind) -> Sequence[tuple[str, int]]:
    """Return the names of a kind without case, each with its node; worked out once a picture."""
    snapshot = picture.snapshot
    return picture.memo.once(
        ("folded names", kind),
        lambda: [(snapshot.names[node].casefold(), node) for node in snapshot.of_kind(kind).tolist()],
    )
