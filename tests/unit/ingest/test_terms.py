"""Key terms of lessons, and the unlisted skills that come of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.words import root
from graph.model import Edge, EdgeKind, NodeId, Origin, Skill
from ingest.phrases import occurrences, phrase_key
from ingest.records import Draft, ZoneKind
from ingest.resolution import Resolution
from ingest.resolve import resolve
from ingest.terms import key_terms, lesson_memos
from ingest.words import runs, singular
from tests.drafts import DraftWriter

COURSE = NodeId("course")
FILLER = ("Bread rises slowly overnight.", "Gardens need water in summer.", "Trains leave at noon.")


def lesson(name: str, *paragraphs: str, heading: str | None = None, taught: tuple[str, ...] = ()) -> Draft:
    """Return the page of a lesson with a body."""
    uri = f"{name.casefold().replace(' ', '-')}.md"
    writer = DraftWriter(uri)
    key = writer.lesson(name, uri=uri)
    writer.teaches(key, *taught)
    if heading:
        writer.zone(key, ZoneKind.HEADING, heading)
    writer.body(key, *paragraphs)
    return writer.draft()


def curriculum(*drafts: Draft) -> Resolution:
    """Resolve drafts among lessons of other subjects, so that rarity means something."""
    others = [lesson(f"Other {i}", text) for i, text in enumerate(FILLER)]
    return resolve(COURSE, [*drafts, *others], title=None)


def terms(resolution: Resolution, name: str) -> list[str]:
    """Return the names of a lesson's key terms."""
    return [term.name for term in key_terms(resolution.profiles)[NodeId(f"course/lesson/{name}")]]


def inferred(resolution: Resolution, kind: EdgeKind) -> set[tuple[str, str]]:
    """Return the slugs of the ends of inferred edges of a kind."""
    found = (s.says for s in resolution.statements if s.origin is Origin.INFERRED)
    return {
        (edge.source.rpartition("/")[2], edge.target.rpartition("/")[2])
        for edge in found
        if isinstance(edge, Edge) and edge.kind is kind
    }


def test_a_recurring_phrase_is_a_key_term() -> None:
    """What a lesson keeps naming, whole and in its usual spelling, ranks first."""
    text = "A window function sees other rows. Window functions rank them. Every window function has a frame."
    found = terms(curriculum(lesson("Ranking", text)), "ranking")
    assert found[0] == "window function"


def test_a_fragment_is_no_term_of_its_own() -> None:
    """A word that only ever occurs inside a longer key term is not listed beside it."""
    text = "Query planners guess. A query planner keeps statistics. The query planner errs."
    found = terms(curriculum(lesson("Guessing", text)), "guessing")
    assert "query planner" in [name.casefold() for name in found]
    assert "planner" not in found


def test_a_word_that_seldom_stands_alone_is_a_fragment_too() -> None:
    """Where half of a word's uses are in a longer key term, the longer one stands for both."""
    text = "Connection pools help. A connection pool waits. Every pool fills. Some pools drain."
    found = [name.casefold() for name in terms(curriculum(lesson("Waiting", text)), "waiting")]
    assert "connection pool" in found
    assert not {"pool", "pools"} & set(found)


def test_an_item_of_an_enumeration_says_more_than_a_stretch_of_a_sentence() -> None:
    """What a heading names between its commas goes before words of a heading that happen to meet."""
    writer = DraftWriter("rows.md")
    key = writer.lesson("Rows", uri="rows.md")
    writer.zone(key, ZoneKind.HEADING, "Why tardy clients of slow servers hurry")
    writer.zone(key, ZoneKind.HEADING, "Lock queues, dead tuples and visibility maps")
    writer.body(key, "Rows wait.")
    found = terms(curriculum(writer.draft()), "rows")
    assert found.index("visibility maps") < found.index("tardy clients")


def test_generic_words_are_no_terms() -> None:
    """Words that any lesson uses of any subject do not name what this one is about."""
    found = terms(
        curriculum(lesson("Loops", "This example shows things. The example starts. Use the example.")),
        "loops",
    )
    assert "example" not in found


def test_capitals_make_a_name_of_a_common_word() -> None:
    """Statements such as ORDER BY are names although their words are words of grammar."""
    assert list(runs("Then ORDER BY sorts, and by default")) == [["ORDER", "BY", "sorts"], ["default"]]


def test_occurrences_count_spellings_together() -> None:
    """A phrase is counted in whatever number and hyphens a lesson writes it."""
    found = curriculum(lesson("A", "Back-pressure helps. A back-pressure signal. Back pressures differ."))
    row = next(i for i, p in enumerate(found.profiles) if p.id == "course/lesson/a")
    counts = occurrences(found.profiles, {phrase_key("backpressure"): 0})
    assert counts.toarray()[:, 0].tolist()[row] == 3


def test_a_recurring_phrase_becomes_a_skill() -> None:
    """A phrase that recurs and stands in a heading is taught, with a reason that can be checked."""
    text = "A window function sees other rows. Window functions rank. Each window function has a frame."
    found = curriculum(lesson("Ranking", text, heading="Window functions"))
    assert inferred(found, EdgeKind.TEACHES) == {("ranking", "window-function")}
    statement = next(s for s in found.statements if s.origin is Origin.INFERRED and isinstance(s.says, Skill))
    assert statement.because == "“window function” appears 4 times, first in a heading (line 2)"
    assert statement.owner == "inference:course"
    assert statement.confidence < 1


def test_what_the_lesson_lists_already_is_not_inferred_again() -> None:
    """A key term that a stated skill of the lesson names adds nothing."""
    text = "A window function sees other rows. Window functions rank. Each window function has a frame."
    found = curriculum(lesson("Ranking", text, heading="Window functions", taught=("window functions",)))
    assert inferred(found, EdgeKind.TEACHES) == set()


def test_what_another_lesson_teaches_is_used() -> None:
    """A key term that is a skill taught elsewhere is used here, not taught again."""
    text = "A window function sees other rows. Window functions rank. Each window function has a frame."
    teacher = lesson("Windows", "Frames.", taught=("window functions",))
    found = curriculum(teacher, lesson("Ranking", text, heading="Window functions"))
    assert inferred(found, EdgeKind.TEACHES) == set()
    assert inferred(found, EdgeKind.USES) == {("ranking", "window-functions")}


def test_ordinary_words_become_no_skills() -> None:
    """A single word that recurs is too often no skill to be called one."""
    text = "The moment passed. A moment later, another moment. Which moment? That moment. Moments."
    assert inferred(curriculum(lesson("Time", text, heading="Moments")), EdgeKind.TEACHES) == set()


def test_no_body_no_inferred_skill() -> None:
    """Where a lesson is only a title, nothing is made up about it."""
    found = curriculum(lesson("Window functions and window functions and window functions"))
    assert inferred(found, EdgeKind.TEACHES) == set()


def test_words_of_one_family_share_a_root() -> None:
    """Texts are compared by what inflected words share, and code names keep their form."""
    assert len({root(word) for word in ("measure", "measures", "measuring", "measured", "measurement")}) == 1
    assert len({root(word) for word in ("optimize", "optimizing", "optimization")}) == 1
    assert singular("CSS") == "css"
    assert singular("VMs") == "vm"


def _pages(*texts: str) -> Resolution:
    return resolve(COURSE, [lesson(f"Page {number}", text) for number, text in enumerate(texts)], title=None)


TEXTS = st.lists(
    st.lists(st.sampled_from(["Row locks wait.", "A row lock is held.", *FILLER]), max_size=4).map(" ".join),
    min_size=3,
    max_size=3,
)


@given(TEXTS, TEXTS)
def test_what_was_read_before_changes_no_key_term(before: list[str], now: list[str]) -> None:
    """Whatever memos of earlier words are given, terms and memos are those of the words as they are."""
    first, anew = _pages(*before), _pages(*now)
    memos = lesson_memos(anew.profiles, first.memos)
    assert memos == anew.memos
    assert key_terms(anew.profiles, memos) == key_terms(anew.profiles) == anew.terms


def test_a_lesson_is_read_again_where_its_words_or_the_version_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A memo of the same words is taken as it is, whatever it says; another version of Cairn takes none."""
    before, now = _pages(*FILLER), _pages("Another text.", *FILLER[1:])
    marked = {node: memo + b"!" for node, memo in before.memos.items()}
    memos = lesson_memos(now.profiles, marked)
    assert [memos[node] == marked[node] for node in sorted(memos)] == [False, True, True]
    monkeypatch.setattr("ingest.terms.VERSION", "another")
    assert not {*lesson_memos(now.profiles, marked).values()} & {*marked.values()}
