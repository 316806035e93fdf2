import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.bm25 import BM25

TEXTS = ["red fox", "red red fish", "blue bird sings loud"]
VOCABULARY = ["red", "fox", "fish", "blue", "bird"]


def test_scores_are_those_of_the_formula() -> None:
    """Okapi BM25 as in the paper, worked by hand: k1 1.5, b .75, mean length 3."""
    weight = math.log1p((3 - 2 + 0.5) / (2 + 0.5))
    first = weight * 1 * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 2 / 3))
    second = weight * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / 3))
    assert BM25(TEXTS).scores("red").tolist() == pytest.approx([first, second, 0.0])


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    """What few texts have tells more."""
    index = BM25(["common rare", "common", "common", "common"])
    assert index.scores("rare")[0] > index.scores("common")[0]


def test_inflection_and_case_do_not_matter() -> None:
    """A query's plural finds the singular."""
    assert BM25(["The Query planner"]).scores("QUERIES")[0] > 0


def test_everyday_forms_of_a_word_find_it() -> None:
    """Who says "restoring" finds the text that says "restored"."""
    assert BM25(["The backup is restored"]).scores("restoring backups")[0] > 0


@pytest.mark.parametrize("query", ["", "the of and", "absent", "!?"])
def test_a_query_without_known_terms_scores_nothing(query: str) -> None:
    """Stop words, marks and unknown words are no match."""
    assert BM25(TEXTS).scores(query).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("texts", [[], [""], ["the", ""]])
def test_texts_without_terms_score_nothing(texts: list[str]) -> None:
    """Nothing to find is no error."""
    assert BM25(texts).scores("red").tolist() == [0.0] * len(texts)


@given(st.lists(st.lists(st.sampled_from(VOCABULARY), max_size=8), max_size=8), st.sampled_from(VOCABULARY))
def test_exactly_the_texts_with_a_term_score(texts: list[list[str]], term: str) -> None:
    """A score is positive if and only if the text has the term."""
    scores = BM25([" ".join(text) for text in texts]).scores(term)
    assert [score > 0 for score in scores] == [term in text for text in texts]


@given(st.permutations(TEXTS))
def test_the_order_of_texts_does_not_matter(texts: list[str]) -> None:
    """Each text keeps its score wherever it stands."""
    expected = dict(zip(TEXTS, BM25(TEXTS).scores("red blue fish"), strict=True))
    assert dict(zip(texts, BM25(texts).scores("red blue fish"), strict=True)) == expected
