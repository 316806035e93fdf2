"""Names of the graph that fit what someone has typed so far."""

from functools import partial

import anyio.to_thread

from api.services.answers import Item
from api.services.workspace import Picture, Workspace
from graph.model import NodeKind

_KINDS = (NodeKind.SKILL, NodeKind.LESSON)


async def names_like(workspace: Workspace, words: str, *, first: int) -> tuple[Item, ...]:
    """Return up to ``first`` skills and lessons with some words in their names, the shortest names first.

    Names that begin with the words come before those that have them elsewhere; a name is given once.
    """
    picture = await workspace.picture()
    return await anyio.to_thread.run_sync(partial(_like, picture, words.strip().casefold(), first))


def _like(picture: Picture, words: str, first: int) -> tuple[Item, ...]:
    names = picture.snapshot.names
    nodes = (node for kind in _KINDS for node in picture.snapshot.of_kind(kind).tolist())
    found: dict[str, int] = {}
    for node in nodes:
        folded = names[node].casefold()
        if words in folded:
            found.setdefault(folded, node)
    best = sorted(found, key=lambda folded: (not folded.startswith(words), len(folded), folded))[:first]
    return picture.items(found[folded] for folded in best)
