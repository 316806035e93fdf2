"""Where authors write that there is nothing, nothing is found."""

import pytest

from ingest.extract.absence import says_none


@pytest.mark.parametrize(
    "words",
    [
        "None.",
        "n/a",
        "No prior knowledge required",
        "Keine Vorkenntnisse nötig.",
        "Ninguno",
        "Aucun prérequis",
    ],
)
def test_words_for_nothing(words: str) -> None:
    """*None* is understood in the languages that headings are."""
    assert says_none(words)


@pytest.mark.parametrize(
    "words", ["keine Allergie gegen Bienengift", "Nothing but curiosity", "Non-linear algebra"]
)
def test_words_that_only_begin_so(words: str) -> None:
    """A need that is stated by a negation is a need."""
    assert not says_none(words)
