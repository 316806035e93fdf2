"""Inference: guards of pitfalls, parts of outcomes, prerequisites."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from graph.model import Edge, EdgeKind, NodeId, Origin, Skill, SkillKind, Statement
from ingest.infer import infer
from ingest.infer.corpus import Corpus
from ingest.infer.pairs import scored
from ingest.infer.prerequisites import expected_number
from ingest.infer.signals import Signals
from ingest.records import Draft
from ingest.resolve import resolve, texts
from tests.drafts import DraftWriter, page_of_lessons
from tests.fakes_encoder import HashingEncoder

COURSE = NodeId("course")

KITCHEN = {
    "Knives and boards": "Keep a blade sharp and a board steady. Covers sharpening, grip, cutting boards.",
    "Stocks and sauces": "Simmer bones for a clear stock. Covers simmering, skimming, reduction.",
    "Bread": "Ferment a dough overnight. Covers kneading, fermentation, proofing.",
    "Roasting meat": "Measure the core temperature, then rest. Covers thermometers, resting meat, carving.",
    "Food safety": "Cool, store, and reheat without making anyone ill. Covers cooling, storage, hygiene.",
}

Ends = tuple[str, str]


def concluded(draft: Draft, *more: Draft, meaning: bool = True) -> dict[EdgeKind, dict[Ends, Statement]]:
    """Return the inferred edges by kind and by the slugs of their ends."""
    resolution = resolve(COURSE, [draft, *more], title=None)
    passages = texts(resolution)
    rows = HashingEncoder().encode([text for _, _, text in passages])
    nodes = np.array([node for node, _, _ in passages])
    vectors = {NodeId(node): rows[nodes == node] for node in set(nodes.tolist())}
    found: dict[EdgeKind, dict[Ends, Statement]] = {kind: {} for kind in EdgeKind}
    for statement in infer(resolution, vectors if meaning else {}):
        edge = statement.says
        assert isinstance(edge, Edge)
        ends = edge.source.rpartition("/")[2], edge.target.rpartition("/")[2]
        found[edge.kind][ends] = statement
    return found


@pytest.mark.parametrize("meaning", [True, False])
def test_a_lesson_guards_against_the_pitfall_that_it_treats(meaning: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """Of a module's lessons the one that speaks of what the pitfall names guards against it."""
    draft = page_of_lessons(
        "p.txt", "Kitchen", KITCHEN, warns=["Guessing temperatures instead of measuring."]
    )
    guards = concluded(draft, meaning=meaning)[EdgeKind.GUARDS_AGAINST]
    assert {lesson for lesson, _ in guards} == {"roasting-meat"}


def test_a_pitfall_that_no_lesson_treats_has_no_guard() -> None:
    """Where nothing supports a guard there is none."""
    draft = page_of_lessons("p.txt", "Kitchen", KITCHEN, warns=["Forgetting anniversaries."])
    assert concluded(draft, meaning=False)[EdgeKind.GUARDS_AGAINST] == {}


def test_a_pitfall_with_two_matters_can_have_a_guard_for_each() -> None:
    """What a pitfall names beside its main matter finds its own lesson."""
    draft = page_of_lessons(
        "p.txt", "Kitchen", KITCHEN, warns=["Leaving sharpening and hygiene for another day."]
    )
    guards = concluded(draft)[EdgeKind.GUARDS_AGAINST]
    assert {lesson for lesson, _ in guards} == {"knives-and-boards", "food-safety"}


def test_a_lesson_guards_against_what_it_warns_of_itself() -> None:
    """A pitfall on a lesson's own page is one that the lesson helps to avoid."""
    writer = DraftWriter("bread.md")
    writer.warns(writer.lesson("Bread", uri="bread.md"), "Baking before the dough has risen.")
    (guard,) = concluded(writer.draft())[EdgeKind.GUARDS_AGAINST].values()
    assert guard.because == "the lesson itself warns of it"


def test_an_outcome_is_made_of_what_several_lessons_teach() -> None:
    """An outcome that names the matters of two lessons has parts that both teach."""
    promise = "Sharpen a blade, hold it with a safe grip, and simmer a stock with patient skimming"
    parts = concluded(page_of_lessons("p.txt", "Kitchen", KITCHEN, promises=[promise]))[EdgeKind.PART_OF]
    assert {"grip", "skimming"} <= {skill for skill, _ in parts}
    assert not {"proofing", "hygiene"} & {skill for skill, _ in parts}


def test_an_outcome_that_nothing_teaches_has_no_parts() -> None:
    """An outcome beyond what the lessons treat stays without parts."""
    draft = page_of_lessons("p.txt", "Kitchen", KITCHEN, promises=["Negotiate a pay rise"])
    assert concluded(draft, meaning=False)[EdgeKind.PART_OF] == {}


def test_an_outcome_of_a_lesson_is_made_of_what_it_teaches() -> None:
    """What a lesson promises on its own page is reached by its own skills."""
    writer = DraftWriter("bread.md")
    lesson = writer.lesson("Bread", uri="bread.md")
    writer.teaches(lesson, "kneading")
    writer.promises(lesson, "Bake a loaf")
    assert set(concluded(writer.draft())[EdgeKind.PART_OF]) == {("kneading", "bake-a-loaf")}


def test_conclusions_say_how_sure_they_are_and_why() -> None:
    """Every conclusion is inferred, below certainty, rounded, with a reason and a sentence of a document."""
    promise = "Ferment dough and simmer stock"
    warning = "Guessing temperatures instead of measuring."
    found = concluded(page_of_lessons("p.txt", "Kitchen", KITCHEN, promises=[promise], warns=[warning]))
    statements = [statement for edges in found.values() for statement in edges.values()]
    assert statements
    for statement in statements:
        assert statement.origin is Origin.INFERRED
        assert statement.owner == "inference:course"
        assert 0 < statement.confidence < 1
        assert statement.confidence == round(statement.confidence, 2)
        assert statement.because
        assert statement.quote
        assert statement.document
        assert statement.span


def series(*, weights: bool = True, requires: Mapping[str, str] | None = None) -> list[Draft]:
    """Write lessons of which the last clearly builds on the second, among others of other subjects."""
    bodies = {
        "Packing": ["Roll clothes. A packing list saves time. Weigh the bag."],
        "Changesets": [
            "A changeset validates input. Build a changeset before writing. Changesets cast fields.",
            "The changeset collects errors.",
        ],
        "Gardens": ["Water early. Compost feeds the soil. Prune in winter."],
        "Trains": ["Book seats ahead. Night trains save a hotel. Bring earplugs."],
        "Forms": [
            "A form shows the errors of its changeset. Pass it the changeset. The changeset keeps values.",
            "Submit the form again when the changeset is invalid. See Changesets.",
        ],
    }
    drafts = []
    for weight, (name, paragraphs) in enumerate(bodies.items(), start=1):
        uri = f"{name.casefold()}.md"
        writer = DraftWriter(uri, weight=weight if weights else float("inf"))
        lesson = writer.lesson(name, uri=uri)
        writer.body(lesson, *paragraphs)
        if requires and name in requires:
            writer.requires(lesson, requires[name])
        drafts.append(writer.draft())
    return drafts


def test_a_lesson_requires_what_introduces_its_terms() -> None:
    """The lesson that introduces what another keeps using comes before it, for a reason in words."""
    found = concluded(*series())[EdgeKind.REQUIRES]
    assert ("forms", "changesets") in found
    because = found["forms", "changesets"].because
    assert because
    assert "“changeset" in because.casefold()


def test_one_passage_about_another_lesson_is_a_sign() -> None:
    """What a single passage is about tells, though the body as a whole is about something else."""
    resolution = resolve(COURSE, series(), title=None)
    corpus = Corpus.of(resolution, resolution.facts())
    subjects = np.eye(len(corpus.lessons), dtype=np.float32)
    vectors = {lesson.id: subjects[[row, row]] for row, lesson in enumerate(corpus.lessons)}
    forms = corpus.names.index("Forms")
    vectors[corpus.lessons[forms].id] = subjects[[forms, *[forms] * 5, corpus.names.index("Trains")]]
    aside = {**vectors, corpus.lessons[forms].id: subjects[[forms] * 8]}
    everybody = np.ones(len(corpus.lessons), dtype=np.bool_)
    with_it, without = (
        next(iter(scored(Signals.of(corpus, resolution.terms, found), everybody))).scores
        for found in (vectors, aside)
    )
    gained = (with_it - without)[forms]
    assert gained.argmax() == corpus.names.index("Trains")
    assert gained.max() > 0


def test_a_later_lesson_is_no_prerequisite_in_a_chosen_order() -> None:
    """In a sequence that an author chose, nothing requires what comes later."""
    order = ["packing", "changesets", "gardens", "trains", "forms"]
    for lesson, other in concluded(*series())[EdgeKind.REQUIRES]:
        assert order.index(other) < order.index(lesson)


def test_without_a_chosen_order_two_lessons_do_not_require_each_other() -> None:
    """Where nobody ordered the lessons, at most one direction of a pair is concluded."""
    found = concluded(*series(weights=False))[EdgeKind.REQUIRES]
    assert not any((other, lesson) in found for lesson, other in found)


def test_an_author_who_lists_few_prerequisites_is_taken_at_his_word() -> None:
    """Where lessons have one each, a pair that nobody listed is less likely than where nothing is known."""
    found = []
    for listed in (False, True):
        others = []
        for number in range(30):
            writer = DraftWriter(f"z{number}.md", weight=10 + number)
            lesson = writer.lesson(f"Craft{number}", uri=f"z{number}.md")
            writer.body(lesson, f"Tool{number} cuts wood{number}. Oil{number} keeps it.")
            if listed:
                writer.requires(lesson, "Packing")
            others.append(writer.draft())
        statement = concluded(*series(), *others)[EdgeKind.REQUIRES].get(("forms", "changesets"))
        found.append(statement.confidence if statement else 0.0)
    assert found[1] < found[0]


@pytest.mark.parametrize("usual", [1.0, 2.5])
def test_lists_outweigh_what_is_usual_the_more_there_are(usual: float) -> None:
    """None leave the usual number; many leave their own mean."""
    assert expected_number([], usual=usual) == usual
    few, many = (expected_number([4] * n, usual=usual) for n in (2, 200))
    assert usual < few < many
    assert many == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize(("source", "target"), [("Forms", "Changesets"), ("Changesets", "Forms")])
def test_an_authored_prerequisite_is_neither_repeated_nor_contradicted(source: str, target: str) -> None:
    """Whichever way the author puts it, inference adds nothing between the two."""
    found = concluded(*series(requires={source: target}))[EdgeKind.REQUIRES]
    assert not {("forms", "changesets"), ("changesets", "forms")} & found.keys()


def test_inference_is_deterministic() -> None:
    """The same texts and vectors give the same statements."""
    resolution = resolve(COURSE, series(), title=None)
    assert infer(resolution, {}) == infer(resolution, {})


def test_an_empty_curriculum_has_no_conclusions() -> None:
    """Where there is no lesson there is nothing to conclude."""
    draft = replace(DraftWriter("p.md").draft(), title="Nothing")
    assert infer(resolve(COURSE, [draft], title=None), {}) == ()


def test_outcomes_are_no_parts_of_outcomes() -> None:
    """A part is a skill that is taught, never a promise."""
    draft = page_of_lessons(
        "p.txt", "Kitchen", KITCHEN, promises=["Ferment dough", "Ferment dough overnight"]
    )
    resolution = resolve(COURSE, [draft], title=None)
    facts = resolution.facts()
    for statement in infer(resolution, {}):
        assert isinstance(statement.says, Edge)
        source = facts[statement.says.source]
        assert not isinstance(source, Skill) or source.skill_kind is not SkillKind.OUTCOME
