import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.words import encodable, gist_key, name_key, overlap, singular, terms, words


def test_words_are_case_folded_and_split_at_marks() -> None:
    """Hyphens, underscores and punctuation separate words; case does not distinguish them."""
    assert words("Back-pressure, snake_case & STRASSE/straße!") == [
        *("back", "pressure", "snake", "case", "strasse", "strasse"),
    ]


def test_names_of_languages_keep_their_marks() -> None:
    """C, C++ and C# are three words."""
    assert words("C, C++ and C#.") == ["c", "c++", "and", "c#"]


def test_compatible_characters_are_one() -> None:
    """Composed and decomposed letters, ligatures and full-width letters give the same words."""
    assert words(unicodedata.normalize("NFD", "Café")) == words("café")
    assert words("ﬁle Ｇｏ") == ["file", "go"]


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("queries", "query"),
        ("classes", "class"),
        ("indexes", "index"),
        ("branches", "branch"),
        ("hashes", "hash"),
        ("caches", "cache"),
        ("databases", "database"),
        ("pipes", "pipe"),
        ("jobs", "job"),
        ("dies", "die"),
        ("author's", "author"),
        ("authors’", "author"),  # as word processors write it
    ],
)
def test_regular_plurals_fold_into_the_singular(plural: str, expected: str) -> None:
    """A plural and its singular are one word."""
    assert singular(plural) == expected
    assert singular(expected) == expected


@pytest.mark.parametrize("word", ["class", "status", "analysis", "aws", "dns", "caching", "s", ""])
def test_what_is_no_plural_stays(word: str) -> None:
    """Words that merely end in s, acronyms and other inflections are left alone."""
    assert singular(word) == word


@given(st.text(alphabet="abceisxhz'", max_size=12))
def test_folding_never_adds_letters_but_y(word: str) -> None:
    """A singular is the beginning of its word, or ends in y for ies."""
    folded = singular(word)
    assert word.startswith(folded) or (folded.endswith("y") and word.startswith(folded[:-1]))


def test_terms_are_the_words_that_carry_meaning() -> None:
    """Grammar and the frame of a wish go, plurals fold."""
    assert terms("I want to know how the queues of Oban use retries") == ["queue", "oban", "retry"]


@pytest.mark.parametrize("name", ["back-pressure", "Backpressure", "back pressures", "BACK_PRESSURE"])
def test_spellings_of_a_name_have_one_key(name: str) -> None:
    """Case, hyphens, blanks and plural do not make another name."""
    assert name_key(name) == name_key("Back-pressure")


@pytest.mark.parametrize(("one", "other"), [("C++", "C#"), ("Go", "Go to"), ("HTTP/2", "HTTP/3")])
def test_different_names_have_different_keys(one: str, other: str) -> None:
    """Marks and small words that tell names apart are kept."""
    assert name_key(one) != name_key(other)


def test_the_gist_is_the_name_inside_a_wish() -> None:
    """What frames a name in a sentence does not hide it; where nothing is left, there is no gist."""
    assert gist_key("I want to learn about property-based tests") == name_key("Property-based test")
    assert gist_key("what is it?") == ""


def test_overlap_counts_shared_terms() -> None:
    """Dice's coefficient of two sets: 2 * 1 shared / (2 + 1)."""
    assert overlap("graph queries", "the query of a graph") == 1.0
    assert overlap("graph queries", "graphs") == pytest.approx(2 / 3)
    assert overlap("graph", "index") == 0.0
    assert overlap("", "") == 0.0


@given(st.text(max_size=40), st.text(max_size=40))
def test_overlap_is_symmetric_and_bounded(one: str, other: str) -> None:
    """A similarity does not depend on who is asked first."""
    assert 0.0 <= overlap(one, other) == overlap(other, one) <= 1.0


@given(st.text(alphabet=st.characters(), max_size=40))
def test_encodable_text_is_valid_unicode(text: str) -> None:
    """Any string becomes one that encodes to UTF-8, and valid text is not changed."""
    result = encodable(text)
    assert result.encode("utf-8").decode("utf-8") == result
    assert len(result) == len(text)


def test_encodable_text_is_bounded() -> None:
    """A text of any length costs no more than 65,536 characters."""
    assert len(encodable("x" * 1_000_000)) == 65_536
