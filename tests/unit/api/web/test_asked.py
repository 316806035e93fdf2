"""A question as an address."""

from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from api.web.asked import Asked
from graph.snapshot import ViewKind

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40).map(str.strip)
NAMES = st.lists(WORDS.filter(bool), max_size=4, unique=True).map(tuple)


@given(
    gap=WORDS,
    know=WORDS,
    goals=NAMES,
    known=NAMES,
    denied=NAMES,
    hours=st.none() | st.integers(1, 200).map(lambda halves: halves / 2),
    view=st.sampled_from(ViewKind),
)
def test_an_address_asks_what_was_asked(
    *,
    gap: str,
    know: str,
    goals: tuple[str, ...],
    known: tuple[str, ...],
    denied: tuple[str, ...],
    hours: float | None,
    view: ViewKind,
) -> None:
    """A path that is shared, or gone back to, is the same question, whatever characters are in it."""
    known = tuple(name for name in known if name not in denied)
    asked = Asked(gap=gap, know=know, goals=goals, known=known, denied=denied, hours=hours, view=view)
    assert Asked.read(QueryParams(urlsplit(asked.url()).query)) == asked


def test_a_button_of_a_form_has_the_last_word() -> None:
    """A form sends its hidden fields first, then the button: of a single thing the button's value counts."""
    assert Asked.read(QueryParams("gap=x&reading=a&reading=b")).reading == "b"
