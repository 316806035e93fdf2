"""A page becomes what it is, with all that it says, each with the words that say so."""

import pytest

from graph.model import Difficulty, EdgeKind, NodeKind, SkillKind, TeachingRole
from ingest.extract import extract
from ingest.records import Pointer, ZoneKind
from ingest.sources import parse
from tests.page_drafts import candidates_of, draft_of, names_of, targets_of

LESSON = """\
---
title: "Lesson 2: Folding the Dough"
description: Give a soft dough strength. Covers stretching, coil folds, and resting.
weight: 20
duration: 1.5 h
level: easy
tags: [dough]
prerequisites: [mixing, "../flour.md"]
next: shaping.md
---

Folding replaces kneading. By now, you already know how to weigh flour.

::: objectives

- Fold a wet dough without tearing it.

:::

## When to stop

Stop when the dough **holds an edge** and `autolyse` is long over.

## Where it goes wrong

- Folding by the clock.
- Tearing the skin.

## Before you start

- [Mixing](mixing.md#water)
- A computer with a browser
"""


def test_a_lesson_page_with_all_it_says() -> None:
    """Front matter, boxes, headings and prose come together in one lesson."""
    draft = draft_of("bread/folding.md", LESSON)
    (lesson,) = candidates_of(draft, NodeKind.LESSON)
    assert (lesson.name, lesson.position, lesson.minutes) == ("Folding the Dough", 2, 90)
    assert (lesson.uri, lesson.difficulty) == ("bread/folding.md", Difficulty.BEGINNER)
    assert targets_of(draft, EdgeKind.PROMISES) == ["Fold a wet dough without tearing it"]
    assert targets_of(draft, EdgeKind.WARNS_OF) == ["Folding by the clock", "Tearing the skin"]
    assert targets_of(draft, EdgeKind.REQUIRES) == [
        Pointer("Mixing", "bread/mixing.md"),
        Pointer("mixing"),
        Pointer("../flour.md", "flour.md"),
        "weighing flour",
    ]
    assert draft.order == (20.0, float("inf"), "folding.md")
    (follows,) = (r for r in draft.relations if r.kind is EdgeKind.FOLLOWS)
    assert follows.source == Pointer("shaping.md", "bread/shaping.md")
    assert follows.target == lesson.key


def test_what_a_lesson_teaches_and_how_surely() -> None:
    """The title is the main matter, enumerated terms are covered, a tag is a hint."""
    draft = draft_of("bread/folding.md", LESSON)
    names = {c.key: c.name for c in draft.candidates}
    taught = {
        names[r.target]: (r.role, r.confidence)
        for r in draft.relations
        if r.kind is EdgeKind.TEACHES and isinstance(r.target, int)
    }
    assert taught == {
        "Folding the Dough": (TeachingRole.MAIN, 1.0),
        "stretching": (TeachingRole.COVERED, 1.0),
        "coil folds": (TeachingRole.COVERED, 1.0),
        "resting": (TeachingRole.COVERED, 1.0),
        "dough": (TeachingRole.COVERED, 0.6),
    }


def test_zones_say_where_words_stand() -> None:
    """Inference weighs a title, a heading, code and emphasis differently."""
    draft = draft_of("bread/folding.md", LESSON)
    zones = {(zone.kind, zone.text) for zone in draft.zones[0]}
    assert (ZoneKind.TITLE, "Folding the Dough") in zones
    assert (ZoneKind.HEADING, "When to stop") in zones
    assert (ZoneKind.STRONG, "holds an edge") in zones
    assert (ZoneKind.CODE, "autolyse") in zones


@pytest.mark.parametrize(
    ("uri", "kind", "place"),
    [
        ("_index.md", NodeKind.CURRICULUM, ""),
        ("bread/_index.md", NodeKind.MODULE, "bread"),
        ("bread/README.md", NodeKind.MODULE, "bread"),
        ("bread/flour.md", NodeKind.LESSON, "bread/flour.md"),
        ("flour.txt", NodeKind.LESSON, "flour.txt"),
    ],
)
def test_a_page_is_what_its_place_says(uri: str, kind: NodeKind, place: str) -> None:
    """Index pages speak for their folder, other pages for themselves."""
    (found,) = (
        c
        for c in draft_of(uri, "# Flour\n\nWheat, rye, and spelt are milled.\n").candidates
        if c.uri is not None
    )
    assert (found.kind, found.uri, found.name) == (kind, place, "Flour")


def test_a_long_text_in_a_folder_of_its_own_is_a_lesson() -> None:
    """Sites that give each lesson a folder name its page README."""
    body = "\n\n".join(
        f"## Part {word}\n\n{'Flour is milled between stones. ' * 40}" for word in ("one", "of", "it")
    )
    assert names_of(draft_of("flour/README.md", f"# Flour\n\n{body}\n"), NodeKind.LESSON) == ["Flour"]


def test_pages_about_the_repository_are_no_lessons() -> None:
    """Nothing is taken from a licence, and the report says so."""
    draft = draft_of("LICENSE.md", "# Licence\n\nYou may copy this.\n")
    assert draft.candidates == ()
    assert draft.warnings


def test_what_a_page_does_not_say_is_not_there() -> None:
    """No heading, no list, no claim: an essay states no pitfalls, audiences, outcomes or requirements."""
    draft = draft_of(
        "flour.md",
        (
            "# Flour\n\nWheat is milled between stones.\n\n- It is sifted.\n- It is bagged.\n\n## "
            "Storage\n\n1. Keep it dry.\n2. Use it soon.\n"
        ),
    )
    assert {c.kind for c in draft.candidates} == {NodeKind.LESSON, NodeKind.SKILL}
    assert {r.kind for r in draft.relations} == {EdgeKind.TEACHES}


def test_faqs_and_tables_of_contents_are_no_content() -> None:
    """Boilerplate repeated over pages must not become lessons."""
    draft = draft_of(
        "dough/_index.md",
        "# Dough\n\n- [Lessons](#lessons)\n- [FAQ](#faq)\n\n## Lessons\n\n- [Flour](flour.md)\n- "
        "[Water](water.md)\n\n"
        "## FAQ\n\n- **Is it free?** Yes.\n- **Is it long?** No.\n\n## Resources\n\n- [A "
        "book](book.md)\n- [A film](film.md)\n",
    )
    assert names_of(draft, NodeKind.LESSON) == ["Flour", "Water"]


def test_another_language_keeps_its_structure_and_gets_no_english_cues() -> None:
    """Titles, links and front matter are read; words are not guessed at."""
    draft = draft_of(
        "brot/mehl.md",
        "---\nprerequisites: [wasser]\n---\n# Mehl und Wasser\n\nDiese Lektion zeigt, wie man das "
        "Mehl mit dem Wasser mischt und "
        "was man mit dem Teig in der Nacht macht.\n\n## Objectives\n\n- Mehl wiegen\n",
    )
    assert draft.language == "de"
    assert targets_of(draft, EdgeKind.REQUIRES) == [Pointer("wasser")]
    assert names_of(draft, NodeKind.SKILL) == ["Mehl und Wasser"]


def test_lines_that_became_nothing_are_named() -> None:
    """Silence would lose data: the report can say which lines were not used."""
    text = (
        "# Dough\n\nA module on dough.\n\nA stray remark about ovens.\n\n## Lessons\n\n- Flour: from "
        "grain to bag.\n- Water: how much.\n"
    )
    draft = draft_of("dough/_index.md", text)
    assert draft.lines == 10
    assert draft.unused == ((5, 5),)


def test_a_generic_title_is_helped_by_its_folder() -> None:
    """*Introduction* is told apart by its folder and teaches what that is called, which is a conclusion."""
    draft = draft_of(
        "concepts/string-slices/introduction.md", "# Introduction\n\nA slice is a view of a string.\n"
    )
    (lesson,) = candidates_of(draft, NodeKind.LESSON)
    assert lesson.name == "String slices: Introduction"
    (skill,) = candidates_of(draft, NodeKind.SKILL)
    assert (skill.name, skill.confidence) == ("string slices", 0.7)
    assert skill.because is not None
    assert "string-slices" in skill.because


@pytest.mark.parametrize("uri", ["introduction.md", "docs/introduction.md", "en/introduction.md"])
def test_a_folder_that_builders_made_tells_nothing_of_a_page(uri: str) -> None:
    """Neither the title nor a skill comes of a folder that any site has."""
    draft = draft_of(uri, "# Introduction\n\nInstall the oven first. Covers racks, fans, and heat.\n")
    (lesson,) = candidates_of(draft, NodeKind.LESSON)
    assert lesson.name == "Introduction"
    assert [skill.name for skill in candidates_of(draft, NodeKind.SKILL)] == ["racks", "fans", "heat"]


def test_a_warning_box_warns_only_of_mistakes() -> None:
    """Other warnings are prose."""
    text = "# Ovens\n\n> [!WARNING]\n> {}\n\nHeat is what bakes.\n"
    assert targets_of(
        draft_of("a.md", text.format("Opening the door too early drops the heat.")), EdgeKind.WARNS_OF
    )
    assert not targets_of(draft_of("a.md", text.format("The handle is hot.")), EdgeKind.WARNS_OF)


def test_outcomes_are_skills_of_their_own_kind() -> None:
    """A stated ability is told from a concept."""
    draft = draft_of("a.md", "# Ovens\n\n## Learning goals\n\n- Bake a loaf.\n")
    assert [c.skill_kind for c in candidates_of(draft, NodeKind.SKILL) if c.name == "Bake a loaf"] == [
        SkillKind.OUTCOME
    ]


@pytest.mark.parametrize(
    "line",
    ['requires: [joins, "null values", views]', 'requires: ["joins"] # for now', "requires: joins, views"],
)
def test_a_declared_prerequisite_is_quoted_with_the_list_that_it_stands_in(line: str) -> None:
    """A list on one line is quoted to its end, closing bracket and all, for each of its entries."""
    draft = draft_of("a.md", f"---\ntitle: Filters\n{line}\nweight: 2\n---\n# Filters\n")
    required = [r for r in draft.relations if r.kind is EdgeKind.REQUIRES]
    assert required
    assert {r.evidence.quote for r in required} == {line}
    assert {(r.evidence.span.first, r.evidence.span.last) for r in required} == {(3, 3)}


def test_a_declared_prerequisite_is_quoted_with_its_key() -> None:
    """One word alone would be thin evidence."""
    draft = draft_of("joins.md", "---\ntitle: Joins\nrequires:\n  - filters\n---\nRows meet rows.\n")
    (required,) = (r for r in draft.relations if r.kind is EdgeKind.REQUIRES)
    assert required.evidence.quote == "requires:\n  - filters"
    assert required.evidence.span.first == 4


@pytest.mark.parametrize(
    ("sentence", "required"),
    [
        ("You should have read [this page](../flour.md) before.", [Pointer("this page", "flour.md")]),
        (
            "It assumes [mixing](mixing.md#by-hand) and weighing.",
            [Pointer("mixing", "dough/mixing.md"), "weighing"],
        ),
        ("It assumes [mixing](https://example.org/mixing) and weighing.", ["mixing", "weighing"]),
        ("It assumes weighing, which [flour](../flour.md) does not need.", ["weighing"]),
    ],
)
def test_assumed_knowledge_that_is_a_link_is_the_page_it_leads_to(
    sentence: str, required: list[str | Pointer]
) -> None:
    """A link is surer than its words, which may be no more than *this page*."""
    found = targets_of(draft_of("dough/folding.md", f"# Folding\n\n{sentence}\n"), EdgeKind.REQUIRES)
    assert found == required


def test_a_file_without_a_title_teaches_what_it_is_called() -> None:
    """The name of the file is the reason, and a name that tells of the file is none."""
    told = extract(parse("a/01_letting-down-the-mainspring.md", b"Take the power off first: let it down."))
    taught = [relation for relation in told.relations if relation.kind is EdgeKind.TEACHES]
    assert [r.because for r in taught] == ["the file is called “01_letting-down-the-mainspring.md”"]
    assert [r.kind for r in told.relations if r.kind is EdgeKind.REQUIRES] == []
    for name in ("notes-2.md", "lesson-3.md", "final_draft.md"):
        assert not extract(parse(name, b"Take the power off.")).relations


BORDERLINE = """Running a Shop
What it takes to keep the door open.

Who this is for:
- Stall holders

Common pitfalls:
- Ignoring the tax

{0}Project Planning
Plan a season from its end. Covers milestones and slack.

{1}Books and Taxes
Keep the books that a shop needs. Covers invoices and tax.

{2}Setup and Teardown
Build a stall in ten minutes. Covers tables and lights.
"""


@pytest.mark.parametrize("numbers", [("", "", ""), ("## 1. ", "## 2. ", "## 3. ")])
def test_a_title_may_begin_like_what_no_lesson_is(numbers: tuple[str, str, str]) -> None:
    """With a number, or a sentence right below it, *Project planning* heads no project."""
    draft = extract(parse("shop.txt", BORDERLINE.format(*numbers).encode()))
    names = [c.name for c in draft.candidates if c.kind is NodeKind.LESSON]
    assert names == ["Project Planning", "Books and Taxes", "Setup and Teardown"]
