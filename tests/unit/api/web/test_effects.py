"""Paths before and after a change, in words."""

import pytest

from api.services.answers import Item
from api.services.cohort import Load, Shift
from api.services.effects import Change, PathCost, effect
from api.web.effects import effect_rows, shift_rows
from graph.model import NodeId, NodeKind


def item(name: str) -> Item:
    """Return a skill."""
    return Item(NodeId(f"c/skill/{name}"), NodeKind.SKILL, name)


def cost(
    *lessons: str, minutes: int | None = None, missing: tuple[str, ...] = (), assumes: tuple[str, ...] = ()
) -> PathCost:
    """Return what a path takes."""
    return PathCost(
        lessons=tuple(map(item, lessons)),
        minutes=minutes,
        missing=tuple(map(item, missing)),
        assumes=tuple(map(item, assumes)),
        proven=True,
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            cost("a", minutes=30),
            cost("a", minutes=75),
            ("30 min, 1 lesson", "1 h 15 min, 1 lesson", "45 min longer", "longer"),
        ),
        (cost("a", "b"), cost("a"), ("2 lessons", "1 lesson", "1 lesson fewer", "shorter")),
        (cost("a"), cost("b"), ("1 lesson", "1 lesson", "other lessons", "")),
        (cost("a"), cost(missing=("x",)), ("1 lesson", "out of reach", "nothing teaches x", "longer")),
        (cost(missing=("x",)), cost("a"), ("out of reach", "1 lesson", "", "shorter")),
        (cost("a"), cost("a", assumes=("y",)), ("1 lesson", "1 lesson", "takes y for granted", "longer")),
        (None, cost("a"), ("not there", "1 lesson", "", "shorter")),
    ],
)
def test_a_row_says_what_changes_and_whether_that_is_good(
    before: PathCost | None, after: PathCost, told: tuple[str, str, str, str]
) -> None:
    """What a path takes now and then, by how much that differs, and in which colour."""
    (row,) = effect_rows([effect(item("goal"), before, after)])
    assert (row.now, row.then, row.difference, row.tone) == told


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (None, "longer for 4 and out of reach for 2 of 7 learners on the way there"),
        (
            (Load(lessons=1.5, minutes=40), Load(lessons=2, minutes=None)),
            (
                "longer for 4 and out of reach for 2 of 7 learners on the way there; "
                "left on average: 1.5 lessons, 40 min; then 2.0 lessons"
            ),
        ),
    ],
)
def test_a_row_says_whose_paths_change(left: tuple[Load, Load] | None, said: str) -> None:
    """For how many learners a path changes how, of how many, and what is left to them."""
    before, after = left or (None, None)
    changes = {Change.LONGER: 4, Change.UNREACHABLE: 2}
    (row,) = shift_rows([Shift(goal=item("g"), learners=7, changes=changes, before=before, after=after)])
    assert (row.goal, row.said) == (item("g"), said)
