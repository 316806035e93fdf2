"""Facts of a course are told from its lessons, and a duration from what only mentions one."""

import pytest

from graph.model import EdgeKind, NodeKind
from ingest.extract import extract
from ingest.extract.facts import minutes_of_each
from ingest.records import Draft
from ingest.sources import parse
from tests.quality.scoring import ends, names


def _draft(text: str, name: str = "page.md") -> Draft:
    return extract(parse(name, text.encode()))


@pytest.mark.parametrize(
    ("sentence", "minutes"),
    [
        ("Each session lasts 50 minutes.", 50),
        ("Ten lessons, one hour each, no degree required.", 60),
        ("Each lesson is short.", None),
        ("We took ten minutes each.", None),
    ],
)
def test_a_duration_of_every_lesson(sentence: str, minutes: int | None) -> None:
    """One sentence may say how long they all are."""
    assert minutes_of_each(sentence) == minutes


def test_facts_in_a_list_are_no_lessons() -> None:
    """Where one of them is known and all are said in a word or two."""
    page = (
        "<h1>T</h1><dl><dt>Duration<dd>3 days<dt>Group size<dd>6<dt>Dress<dd>boots</dl><h2>Who</h2><p>x</p>"
    )
    assert names(_draft(page, "a.html"), NodeKind.LESSON) == ["T"]


def test_a_sentence_about_other_things_states_no_duration() -> None:
    """Builds that take nine minutes are not what a reader spends."""
    draft = _draft("# A post\n\nBuilds take nine minutes.\n\n## More\n\nWords of it.\n")
    assert [c.minutes for c in draft.candidates if c.kind is NodeKind.LESSON] == [None]


def test_what_the_teacher_sets_out_to_do_is_no_outcome() -> None:
    """An aim such as *to introduce students to* names nothing that they can do."""
    draft = _draft("# C\n\n## Aims\n\nTo introduce students to maps.\n\n## Lessons\n\n- Scale\n- Contours\n")
    assert list(ends(draft, EdgeKind.PROMISES)) == []


def test_what_is_brought_along_is_no_knowledge() -> None:
    """A hard hat stands among the requirements, and is none that a lesson could teach."""
    text = "# C\n\n## Entry requirements\n\n- Knots\n- A hard hat and boots\n- An understanding of loads\n"
    required = [target for _, target, *_ in ends(_draft(text), EdgeKind.REQUIRES)]
    assert required == ["Knots", "loads"]


def test_any_mark_before_each_line_makes_a_list() -> None:
    """Authors type pictures before items."""
    listed = "✅ plan a study\n✅ run an interview"
    text = f"# C\n\n## You will be able to\n\n{listed}\n\n## Lessons\n\n- Scale\n- Maps\n"
    promised = [target for _, target, *_ in ends(_draft(text), EdgeKind.PROMISES)]
    assert promised == ["plan a study", "run an interview"]


def test_numbers_and_codes_set_off_by_blanks_make_a_list() -> None:
    """As specifications have them."""
    text = "OUTCOMES\nLO1  read a log\nLO2  draw a chart\n\nCONTENT\n1  Ports\n2  Crews\n"
    blocks = parse("a.txt", text.encode()).blocks
    assert [b.text for b in blocks] == ["OUTCOMES", "read a log", "draw a chart", "CONTENT", "Ports", "Crews"]
