"""What statements add up to, and the ids that everything rests on."""

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import (
    Edge,
    EdgeKind,
    Lesson,
    Node,
    NodeId,
    Origin,
    Owner,
    Skill,
    Statement,
    Status,
    TeachingRole,
    Verdict,
    curriculum_of,
    inference_owner,
    settle,
)
from tests.strategies import edges, nodes, statements

LESSON = Lesson(id=NodeId("c/lesson/loops"), name="Loops")
SKILL = Skill(id=NodeId("c/skill/iteration"), name="iteration")


def _authored(fact: Node | Edge, document: str = "c/document/a") -> Statement:
    return Statement(says=fact, owner=Owner(document), document=NodeId(document))


def _inferred(fact: Node | Edge, confidence: float) -> Statement:
    return Statement(
        says=fact, owner=Owner("inference:c"), origin=Origin.INFERRED, confidence=confidence, because="so"
    )


def _curated(fact: Node | Edge, verdict: Verdict = Verdict.ACCEPT) -> Statement:
    return Statement(says=fact, owner=Owner("person:a"), origin=Origin.CURATED, verdict=verdict)


@st.composite
def _about_one_fact(draw: st.DrawFn) -> list[Statement]:
    fact = draw(nodes() | edges())
    same = st.just(fact)
    if not isinstance(fact, Edge):
        same = nodes(fact.kind).map(lambda other: replace(other, id=fact.id))
    return draw(st.lists(statements(same), min_size=1, max_size=5))


@given(_about_one_fact(), st.randoms())
def test_order_of_arrival_does_not_matter(reasons: list[Statement], random: Random) -> None:
    """Whatever the order in which documents are read, the same fact lives."""
    shuffled = random.sample(reasons, len(reasons))
    assert settle(shuffled) == settle(reasons)


@given(_about_one_fact())
def test_a_rejection_ends_a_fact(reasons: list[Statement]) -> None:
    """What a person rejected does not live, whatever else supports it."""
    assert settle([*reasons, _curated(reasons[0].says, Verdict.REJECT)]) is None


@given(_about_one_fact())
def test_saying_it_twice_changes_nothing(reasons: list[Statement]) -> None:
    """A statement counts once."""
    assert settle([*reasons, *reasons]) == settle(reasons)


def test_aliases_are_other_names_in_order() -> None:
    """What one statement says of them is told as what several say."""
    skill = replace(SKILL, name="Loops", aliases=("While", "Loops", "For"))
    settled = settle([_authored(skill)])
    assert settled is not None
    assert isinstance(settled.fact, Skill)
    assert settled.fact.aliases == ("For", "While")


def test_without_a_statement_nothing_lives() -> None:
    """A fact needs a reason."""
    assert settle([]) is None


def test_origin_and_confidence_are_those_of_the_best_statement() -> None:
    """Curated goes over authored over inferred, however confident the inference."""
    inferred = [_inferred(LESSON, 0.9), _inferred(LESSON, 0.4)]
    steps = [inferred, [*inferred, _authored(LESSON)], [*inferred, _authored(LESSON), _curated(LESSON)]]
    found = [settle(step) for step in steps]
    assert [(s.origin, s.confidence) for s in found if s] == [
        (Origin.INFERRED, 0.9),
        (Origin.AUTHORED, 1.0),
        (Origin.CURATED, 1.0),
    ]


def test_silence_is_filled_and_speech_is_kept() -> None:
    """A field comes from the best statement that speaks of it."""
    settled = settle(
        [_authored(replace(LESSON, minutes=20)), _curated(replace(LESSON, name="For loops", summary="s"))]
    )
    assert settled is not None
    assert settled.fact == Lesson(id=LESSON.id, name="For loops", summary="s", minutes=20)


def test_a_mere_mention_never_overrules_a_description() -> None:
    """A page that points at a lesson does not rename the lesson that another page describes."""
    pointing = replace(LESSON, name="the loops page", status=Status.REFERENCED)
    for order in permutations([_authored(pointing, "c/document/a"), _authored(LESSON, "c/document/b")]):
        settled = settle(order)
        assert settled is not None
        assert settled.fact == LESSON


def test_other_names_of_a_skill_become_aliases() -> None:
    """Two documents with two names for a skill leave one name and an alias."""
    settled = settle([_authored(SKILL), _authored(replace(SKILL, name="looping"), "c/document/b")])
    assert settled is not None
    assert settled.fact == replace(SKILL, aliases=("looping",))


def test_what_one_statement_calls_the_main_thing_is_the_main_thing() -> None:
    """A lesson that one document says is about a skill is about it."""
    covered = Edge(
        source=LESSON.id, kind=EdgeKind.TEACHES, target=SKILL.id, role=TeachingRole.COVERED, position=1
    )
    settled = settle([_curated(covered), _authored(replace(covered, role=TeachingRole.MAIN))])
    assert settled is not None
    assert settled.fact == replace(covered, role=TeachingRole.MAIN)


@given(statements(), statements())
def test_ids_tell_statements_apart(one: Statement, other: Statement) -> None:
    """Equal statements have equal ids, and different ones different ids."""
    assert (one.id == other.id) == (one == other)


def test_statement_ids_are_the_same_on_every_machine() -> None:
    """The id of a statement is part of the digest that exports carry: it must never change."""
    statement = _authored(replace(LESSON, minutes=20))
    assert statement.id == "fb0d4b881f34031bef8f68af0a322fb8"


@pytest.mark.parametrize(
    ("fact", "curriculum"), [("c", "c"), ("c/lesson/loops", "c"), ("c/lesson/a REQUIRES d/lesson/b", "c")]
)
def test_curriculum_of(fact: str, curriculum: str) -> None:
    """Every id tells its curriculum; an edge belongs to that of its source."""
    assert curriculum_of(NodeId(fact)) == curriculum
    assert inference_owner(curriculum_of(NodeId(fact))) == "inference:c"
