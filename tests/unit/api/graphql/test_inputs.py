"""What clients ask, turned into questions."""

import pytest
from strawberry import ID

from api.graphql.connection import page
from api.graphql.enums import View
from api.graphql.inputs import (
    MOST_ITEMS,
    GapInput,
    KnownInput,
    page_size,
    path_question,
    ready_question,
    scope,
    words,
)
from api.services.question import KnownQuestion, PathQuestion, Scope
from graph import snapshot
from graph.errors import InvalidInput

ANYWHERE = Scope()


def test_a_full_question_arrives_as_it_was_asked() -> None:
    """Every field of the inputs reaches the question."""
    gap = GapInput(text=" deploys break ", goals=[ID("a")], reading=ID("r"))
    known = KnownInput(text="joins, views", skills=[ID("s")], lessons=[ID("l")], not_known=[ID("n")])
    where = scope(ID("c"), View.INFERRED, 0.7)
    assert path_question(gap, known, where, budget=90) == PathQuestion(
        gap="deploys break",
        goals=("a",),
        reading="r",
        budget=90,
        known=KnownQuestion(words=("joins, views", "s"), done=("l",), not_known=("n",)),
        scope=Scope(curriculum="c", view=snapshot.View(snapshot.ViewKind.INFERRED, 0.7)),
    )


def test_without_a_reading_the_best_is_planned() -> None:
    """Who names no reading asks for the first."""
    assert path_question(GapInput(text="x"), None, ANYWHERE).reading == 1


def test_ready_needs_no_gap() -> None:
    """What can be started now may be asked without a wish."""
    assert ready_question(None, None, ANYWHERE) == PathQuestion()


@pytest.mark.parametrize("gap", [GapInput(), GapInput(text="  "), GapInput(goals=[])])
def test_an_empty_gap_is_refused(gap: GapInput) -> None:
    """Nothing wished for is an error that says what to give."""
    with pytest.raises(InvalidInput) as refused:
        path_question(gap, None, ANYWHERE)
    assert refused.value.hint


@pytest.mark.parametrize("budget", [0, -1])
def test_a_budget_is_positive(budget: int) -> None:
    """No time at all is no budget."""
    with pytest.raises(InvalidInput):
        path_question(GapInput(text="x"), None, ANYWHERE, budget=budget)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_is_a_probability(confidence: float) -> None:
    """Confidences beyond 0 and 1 are refused."""
    with pytest.raises(InvalidInput):
        scope(None, View.BALANCED, confidence)


def test_long_texts_and_lists_are_refused() -> None:
    """Nobody's wish is a book, and nobody names a thousand goals."""
    with pytest.raises(InvalidInput):
        words("x" * 2_001, "text")
    with pytest.raises(InvalidInput):
        path_question(GapInput(goals=[ID("a")] * (MOST_ITEMS + 1)), None, ANYWHERE)
    with pytest.raises(InvalidInput):
        path_question(GapInput(goals=[ID("a"), ID("a" * 1_001)]), None, ANYWHERE)
    with pytest.raises(InvalidInput):
        path_question(GapInput(text="x", reading=ID("a" * 1_001)), None, ANYWHERE)
    with pytest.raises(InvalidInput):
        scope(ID("a" * 1_001), View.BALANCED, 0.5)


@pytest.mark.parametrize("first", [0, -1, MOST_ITEMS + 1])
def test_a_page_has_bounds(first: int) -> None:
    """A page of nothing and a page of everything are refused."""
    with pytest.raises(InvalidInput):
        page_size(first)


def test_pages_follow_one_another_to_the_end() -> None:
    """Going on from each end cursor shows every item once, in order."""
    items, seen, after = list(range(7)), [], None
    while True:
        shown = page(items, 3, after, key=str, show=str)
        seen += [edge.node for edge in shown.edges()]
        assert shown.total_count == len(items)
        assert shown.page_info().has_previous_page == (after is not None)
        after = shown.page_info().end_cursor
        if not shown.page_info().has_next_page:
            break
    assert seen == [str(item) for item in items]


def test_pages_fit_together_while_items_come_and_go() -> None:
    """One goes on after an item, wherever it is now; where it is gone, at the place where it was."""
    names = list("bdfh")
    after = page(names, 2, None, key=str, show=str).page_info().end_cursor
    for now, follows in ((list("abcdefh"), ["e", "f", "h"]), (list("bfh"), ["f", "h"]), ([], [])):
        assert [edge.node for edge in page(now, 9, after, key=str, show=str).edges()] == follows


def test_an_empty_list_is_an_empty_page() -> None:
    """Nothing to show is no error and has no cursor."""
    shown = page([], 5, None, key=str, show=str)
    assert (shown.edges(), shown.page_info().end_cursor, shown.page_info().has_next_page) == ([], None, False)


@pytest.mark.parametrize(
    "cursor", ["", "x", "Zm9v", "eDox", "cG9zaXRpb246eA==", "cG9zaXRpb246LTE=", "cG9zaXRpb246MQ==", "\udcff"]
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    """A cursor that no page gave out is an error of the client, not of the server."""
    with pytest.raises(InvalidInput):
        page([1, 2, 3], 1, cursor, key=str, show=str)
