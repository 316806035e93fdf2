"""What is drawn around a skill or a lesson."""

import pytest

from api.services.neighbourhood import Direction, Neighbourhood, neighbourhood
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.model import NodeKind

pytestmark = pytest.mark.anyio


async def around(workspace: Workspace, direction: Direction, depth: int = 2) -> Neighbourhood:
    """Return what is around a lesson in the middle of the course."""
    lesson = "How a B-tree index works"
    return await neighbourhood(workspace, lesson, NodeKind.LESSON, Scope(), depth=depth, direction=direction)


@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize("direction", Direction)
async def test_what_comes_first_stands_above(workspace: Workspace, direction: Direction, depth: int) -> None:
    """Every tie leads down, layers are small enough to read, and there are no more than were asked for."""
    found = await around(workspace, direction, depth)
    layer_of = {item: number for number, layer in enumerate(found.layers) for item in layer}
    assert sorted(layer_of) == list(range(len(found.items)))
    assert all(layer_of[tie.first] < layer_of[tie.then] for tie in found.ties)
    assert all(len(layer) <= 4 for layer in found.layers)
    assert len(found.layers) <= depth * (2 if direction is Direction.BOTH else 1) + 1


async def test_one_direction_is_one_direction(workspace: Workspace) -> None:
    """What it needs has the lesson at the bottom, what needs it at the top."""
    needs = await around(workspace, Direction.NEEDS)
    assert needs.layers[-1] == (needs.focal,)
    needed = await around(workspace, Direction.NEEDED_BY)
    assert needed.layers[0] == (needed.focal,)
    assert {item.name for item in needs.items} & {item.name for item in needed.items} == {
        "How a B-tree index works"
    }


async def test_what_follows_from_other_ties_is_not_drawn(workspace: Workspace) -> None:
    """No line passes by a box that the same two are tied through."""
    found = await around(workspace, Direction.BOTH, 4)
    ends = {(tie.first, tie.then) for tie in found.ties}
    assert not any((a, b) in ends and (b, c) in ends for a, c in ends for b in range(len(found.items)))
