"""A page becomes what it is, with all that it says, each with the words that say so."""

import pytest

from graph.model import Difficulty, EdgeKind, NodeKind, SkillKind, TeachingRole
from ingest.extract import extract
from ingest.records import Candidate, Draft, Page, Pointer, ZoneKind
from ingest.sources import parse


def _page(uri: str, text: str) -> Page:
    return parse(uri, text.encode())


def _draft(uri: str, text: str) -> Draft:
    return extract(_page(uri, text))


def _of(draft: Draft, kind: NodeKind) -> list[Candidate]:
    return [c for c in draft.candidates if c.kind is kind]


def _names(draft: Draft, kind: NodeKind) -> list[str]:
    return [c.name for c in _of(draft, kind)]


def _targets(draft: Draft, kind: EdgeKind, source: str | None = None) -> list[str | Pointer]:
    names = {c.key: c.name for c in draft.candidates}

    def end(value: int | Pointer) -> str | Pointer:
        return names[value] if isinstance(value, int) else value

    return [end(r.target) for r in draft.relations if r.kind is kind and source in {None, end(r.source)}]


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
    draft = _draft("bread/folding.md", LESSON)
    (lesson,) = _of(draft, NodeKind.LESSON)
    assert (lesson.name, lesson.position, lesson.minutes) == ("Folding the Dough", 2, 90)
    assert (lesson.uri, lesson.difficulty) == ("bread/folding.md", Difficulty.BEGINNER)
    assert _targets(draft, EdgeKind.PROMISES) == ["Fold a wet dough without tearing it"]
    assert _targets(draft, EdgeKind.WARNS_OF) == ["Folding by the clock", "Tearing the skin"]
    assert _targets(draft, EdgeKind.REQUIRES) == [
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
    draft = _draft("bread/folding.md", LESSON)
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
    draft = _draft("bread/folding.md", LESSON)
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
        for c in _draft(uri, "# Flour\n\nWheat, rye, and spelt are milled.\n").candidates
        if c.uri is not None
    )
    assert (found.kind, found.uri, found.name) == (kind, place, "Flour")


def test_a_long_text_in_a_folder_of_its_own_is_a_lesson() -> None:
    """Sites that give each lesson a folder name its page README."""
    body = "\n\n".join(
        f"## Part {word}\n\n{'Flour is milled between stones. ' * 40}" for word in ("one", "of", "it")
    )
    assert _names(_draft("flour/README.md", f"# Flour\n\n{body}\n"), NodeKind.LESSON) == ["Flour"]


def test_pages_about_the_repository_are_no_lessons() -> None:
    """Nothing is taken from a licence, and the report says so."""
    draft = _draft("LICENSE.md", "# Licence\n\nYou may copy this.\n")
    assert draft.candidates == ()
    assert draft.warnings


def test_a_front_page_names_the_curriculum_and_its_modules() -> None:
    """Links to folders are modules, their words the summaries."""
    draft = _draft(
        "README.md",
        "# Bakery School\n\nBread in two parts.\n\n## Modules\n\n"
        "1. [Dough](dough/README.md): from flour to loaf.\n2. [Oven](oven/README.md): heat and steam.\n",
    )
    assert _names(draft, NodeKind.CURRICULUM) == ["Bakery School"]
    inner = [c for c in _of(draft, NodeKind.MODULE) if c.uri]
    assert [(c.name, c.uri, c.summary, c.position) for c in inner] == [
        ("Dough", "dough", "from flour to loaf.", 1),
        ("Oven", "oven", "heat and steam.", 2),
    ]


def test_modules_on_one_page_hold_their_lessons() -> None:
    """Headings with a number nest what is listed below them."""
    draft = _draft(
        "course.md",
        "# Bakery School\n\nBread in two parts.\n\n## Module 1: Dough\n\n- Flour: what is milled.\n- "
        "Water: how much of it.\n\n"
        "## Module 2: Oven\n\n- Heat: from below.\n- Steam: for the crust.\n",
    )
    modules = {c.name: c.key for c in _of(draft, NodeKind.MODULE)}
    assert list(modules) == ["Bakery School", "Dough", "Oven"]
    assert {c.name: c.parent for c in _of(draft, NodeKind.LESSON)} == {
        "Flour": modules["Dough"],
        "Water": modules["Dough"],
        "Heat": modules["Oven"],
        "Steam": modules["Oven"],
    }
    assert _targets(draft, EdgeKind.FOLLOWS) == ["Flour", "Heat"]


def test_a_number_before_a_modules_title_is_its_position() -> None:
    """*Phase 3* is no part of the name."""
    (module,) = _of(_draft("oven/_index.md", "# Phase 3: Oven\n\nHeat, and what it does.\n"), NodeKind.MODULE)
    assert (module.name, module.position) == ("Oven", 3)


def test_a_line_of_facts_is_read_fact_by_fact() -> None:
    """Time, grade and needs beside each other in a line belong to its lesson, and not to the summary."""
    draft = _draft(
        "clay.md",
        "# Clay\n\n## Lesson 1 \u2013 Wedging\n\n~20 min \u00b7 Beginner\n\nDrive the air out.\n\n"
        "## Lesson 2 \u2013 Throwing\n\n\u23f1 1.5 h | Needs: lesson 1 | Level: advanced\n\nCentre a ball.\n",
    )
    wedging, throwing = _of(draft, NodeKind.LESSON)
    assert (wedging.minutes, wedging.difficulty) == (20, Difficulty.BEGINNER)
    assert (throwing.minutes, throwing.difficulty) == (90, Difficulty.ADVANCED)
    assert [wedging.summary, throwing.summary] == ["Drive the air out.", "Centre a ball."]
    (needed,) = _targets(draft, EdgeKind.REQUIRES, "Throwing")
    assert isinstance(needed, Pointer)
    assert needed.text == "lesson 1"


UNITS = """\
ROPE WORK FOR SAILORS

Instructor: one who has been at sea

Unit 1 - Knots
You will learn:
  * to tie a bowline
  * to join two ropes
Common errors:
  * crossing the wrong end

Unit 2 - Splices
Prerequisites: Unit 1
You will learn:
  * to splice an eye
  * to whip an end
Common errors:
  * pulling a strand too hard
"""


def test_numbered_units_of_plain_text_own_the_lists_below_them() -> None:
    """What stands under a label below a numbered line is that unit's, and none of it the whole page's."""
    draft = _draft("ropes.txt", UNITS)
    assert _names(draft, NodeKind.LESSON) == ["Knots", "Splices"]
    assert _targets(draft, EdgeKind.PROMISES, "Splices") == ["splice an eye", "whip an end"]
    assert _targets(draft, EdgeKind.WARNS_OF, "Knots") == ["crossing the wrong end"]
    assert _targets(draft, EdgeKind.REQUIRES, "Splices") == [Pointer("unit 1", kind=NodeKind.LESSON)]
    assert _targets(draft, EdgeKind.REQUIRES, "ROPE WORK FOR SAILORS") == []


def test_items_of_items_make_modules_lessons_and_skills() -> None:
    """Of a list three levels deep none is lost."""
    draft = _draft(
        "map.md",
        "# A map of baking\n\n## 1. Basics\n\n- Flour\n  - Milling\n  - Sieving\n- Water\n  - Hardness\n\n"
        "## 2. Doughs\n\n- Rye\n  - Souring\n- Wheat\n  - Kneading\n",
    )
    assert _names(draft, NodeKind.LESSON) == ["Flour", "Water", "Rye", "Wheat"]
    assert _targets(draft, EdgeKind.TEACHES, "Flour") == ["Flour", "Milling", "Sieving"]


def test_sections_that_each_say_what_one_will_be_able_to_do_are_lessons() -> None:
    """A page whose numbered sections have outcomes of their own is a module, whatever follows them."""
    section = "## {n}. {name}\n\nLearning outcomes:\n\n- {one}.\n- {other}.\n\nNotes:\n\n- {note}\n\n"
    flexes = {"n": 1, "name": "Row and column", "one": "Set the direction", "other": "Align the items"}
    grids = {"n": 2, "name": "Grid", "one": "Define the tracks", "other": "Place an item by its lines"}
    note = "Often the simpler of two, and not only where there are two dimensions."
    text = "".join(section.format(**told, note=note) for told in (flexes, grids))
    draft = _draft("layout.md", f"# Layout\n\nThis module looks at the tools that place boxes.\n\n{text}")
    assert _names(draft, NodeKind.LESSON) == ["Row and column", "Grid"]
    assert _targets(draft, EdgeKind.PROMISES, "Grid") == ["Define the tracks", "Place an item by its lines"]
    assert "tools" not in _names(draft, NodeKind.SKILL)


def test_a_table_whose_rows_lead_to_pages_lists_them() -> None:
    """The column that leads to the lessons names them, whatever the header calls it."""
    draft = _draft(
        "README.md",
        "# Sewing\n\n## Lessons\n\n| | Project | Concepts | Where to read | By |\n|-|-|-|-|-|\n"
        "| 01 | Bag | Seams | [Seams](./seams.md) | Ada |\n"
        "| 02 | Bag | Zips | [Zips](./zips.md) | Ben |\n",
    )
    assert _names(draft, NodeKind.LESSON) == ["Seams", "Zips"]
    assert [lesson.uri for lesson in _of(draft, NodeKind.LESSON)] == ["seams.md", "zips.md"]


def test_an_assignment_beside_a_lesson_is_none() -> None:
    """A file that sets work is a lesson only where another page lists it as one."""
    text = "# Sew a bag\n\n## Instructions\n\nSew one, and line it.\n"
    beside, alone = (
        _of(_draft(f"{place}assignment.md", text), NodeKind.LESSON) for place in ("1-seams/", "")
    )
    assert [lesson.is_beside for lesson in beside + alone] == [True, False]


def test_prose_behind_what_is_required_requires_nothing() -> None:
    """Under a heading for prerequisites only the first paragraph may be a bare list."""
    draft = _draft(
        "zips.md",
        "# Zips\n\n## Prerequisite\n\nYou should know how to sew seams.\n\n"
        "A zip closes an opening. A tape holds its teeth.\n\n## Parts\n\nA slider, a stop.\n",
    )
    assert _targets(draft, EdgeKind.REQUIRES) == ["sewing seams"]


@pytest.mark.parametrize("name", ["iOS Layouts", "gRPC Services", "pandas in Practice"])
def test_a_name_that_begins_small_may_be_a_title(name: str) -> None:
    """A lesson is not lost because its maker's name is written so."""
    text = (
        "Tools\nWhat to build with.\n\nLessons\n1. First Steps\nBegin here. Covers keys and doors.\n"
        f"2. {name}\nGo on. Covers rows and frames.\n3. Last Steps\nEnd here. Covers rest and sleep.\n"
    )
    draft = _draft("tools.txt", text)
    assert _names(draft, NodeKind.LESSON) == ["First Steps", name, "Last Steps"]
    assert {"rows", "frames"} <= set(_targets(draft, EdgeKind.TEACHES, name))


def test_modules_are_numbered_in_other_languages() -> None:
    """The number before a title is no part of it, and others refer to the lesson by it."""
    text = (
        "# Weben f\u00fcr Anf\u00e4nger\n\nEin Kurs mit Wolle und einem kleinen Rahmen.\n\n## Module\n\n"
        "### Modul 1: Kette\n\nDauer: 90 Minuten\n\nSie spannen die F\u00e4den.\n\n"
        "### Modul 2: Schuss\n\nVoraussetzung: Modul 1\n\nSie weben die erste Reihe.\n"
    )
    draft = _draft("weben.md", text)
    first, _ = _of(draft, NodeKind.LESSON)
    assert _names(draft, NodeKind.LESSON) == ["Kette", "Schuss"]
    assert (first.minutes, first.summary, first.labels) == (90, "Sie spannen die F\u00e4den.", ("modul 1",))


def test_items_below_a_listed_lesson_are_what_it_covers() -> None:
    """A syllabus often lists the topics of each lesson."""
    draft = _draft(
        "course.md",
        "# School\n\n## Lessons\n\n1. Flour\n   - milling\n   - ash content\n2. Water\n   - hydration\n",
    )
    assert _names(draft, NodeKind.LESSON) == ["Flour", "Water"]
    assert _targets(draft, EdgeKind.TEACHES, "Flour") == ["Flour", "milling", "ash content"]


def test_a_table_of_lessons_is_read_by_its_columns() -> None:
    """Title, description, link and time each have their column."""
    draft = _draft(
        "dough/_index.md",
        "# Dough\n\n| # | Lesson | What it covers | Time |\n|---|---|---|---|\n| 1 | "
        "[Flour](flour.md) | From grain to bag. | 20 min |\n"
        "| 2 | Water | How much of it. | 1 h |\n",
    )
    assert [(c.name, c.uri, c.summary, c.minutes) for c in _of(draft, NodeKind.LESSON)] == [
        ("Flour", "dough/flour.md", "From grain to bag.", 20),
        ("Water", None, "How much of it.", 60),
    ]


def test_a_column_of_topics_says_what_lessons_teach() -> None:
    """However few, the topics of a lesson are what it covers."""
    draft = _draft(
        "dough/_index.md",
        "# Dough\n\n| Lesson | Topics |\n|---|---|\n| Flour | milling, ash |\n| Water | - |\n",
    )
    assert _targets(draft, EdgeKind.TEACHES, "Flour") == ["Flour", "milling", "ash"]
    assert _targets(draft, EdgeKind.TEACHES, "Water") == ["Water"]


def test_what_a_page_does_not_say_is_not_there() -> None:
    """No heading, no list, no claim: an essay states no pitfalls, audiences, outcomes or requirements."""
    draft = _draft(
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
    draft = _draft(
        "dough/_index.md",
        "# Dough\n\n- [Lessons](#lessons)\n- [FAQ](#faq)\n\n## Lessons\n\n- [Flour](flour.md)\n- "
        "[Water](water.md)\n\n"
        "## FAQ\n\n- **Is it free?** Yes.\n- **Is it long?** No.\n\n## Resources\n\n- [A "
        "book](book.md)\n- [A film](film.md)\n",
    )
    assert _names(draft, NodeKind.LESSON) == ["Flour", "Water"]


def test_another_language_keeps_its_structure_and_gets_no_english_cues() -> None:
    """Titles, links and front matter are read; words are not guessed at."""
    draft = _draft(
        "brot/mehl.md",
        "---\nprerequisites: [wasser]\n---\n# Mehl und Wasser\n\nDiese Lektion zeigt, wie man das "
        "Mehl mit dem Wasser mischt und "
        "was man mit dem Teig in der Nacht macht.\n\n## Objectives\n\n- Mehl wiegen\n",
    )
    assert draft.language == "de"
    assert _targets(draft, EdgeKind.REQUIRES) == [Pointer("wasser")]
    assert _names(draft, NodeKind.SKILL) == ["Mehl und Wasser"]


def test_lines_that_became_nothing_are_named() -> None:
    """Silence would lose data: the report can say which lines were not used."""
    text = (
        "# Dough\n\nA module on dough.\n\nA stray remark about ovens.\n\n## Lessons\n\n- Flour: from "
        "grain to bag.\n- Water: how much.\n"
    )
    draft = _draft("dough/_index.md", text)
    assert draft.lines == 10
    assert draft.unused == ((5, 5),)


def test_a_generic_title_is_helped_by_its_folder() -> None:
    """*Introduction* is told apart by its folder and teaches what that is called, which is a conclusion."""
    draft = _draft(
        "concepts/string-slices/introduction.md", "# Introduction\n\nA slice is a view of a string.\n"
    )
    (lesson,) = _of(draft, NodeKind.LESSON)
    assert lesson.name == "String slices: Introduction"
    (skill,) = _of(draft, NodeKind.SKILL)
    assert (skill.name, skill.confidence) == ("string slices", 0.7)
    assert skill.because is not None
    assert "string-slices" in skill.because


@pytest.mark.parametrize("uri", ["introduction.md", "docs/introduction.md", "en/introduction.md"])
def test_a_folder_that_builders_made_tells_nothing_of_a_page(uri: str) -> None:
    """Neither the title nor a skill comes of a folder that any site has."""
    draft = _draft(uri, "# Introduction\n\nInstall the oven first. Covers racks, fans, and heat.\n")
    (lesson,) = _of(draft, NodeKind.LESSON)
    assert lesson.name == "Introduction"
    assert [skill.name for skill in _of(draft, NodeKind.SKILL)] == ["racks", "fans", "heat"]


def test_a_warning_box_warns_only_of_mistakes() -> None:
    """Other warnings are prose."""
    text = "# Ovens\n\n> [!WARNING]\n> {}\n\nHeat is what bakes.\n"
    assert _targets(
        _draft("a.md", text.format("Opening the door too early drops the heat.")), EdgeKind.WARNS_OF
    )
    assert not _targets(_draft("a.md", text.format("The handle is hot.")), EdgeKind.WARNS_OF)


def test_outcomes_are_skills_of_their_own_kind() -> None:
    """A stated ability is told from a concept."""
    draft = _draft("a.md", "# Ovens\n\n## Learning goals\n\n- Bake a loaf.\n")
    assert [c.skill_kind for c in _of(draft, NodeKind.SKILL) if c.name == "Bake a loaf"] == [
        SkillKind.OUTCOME
    ]


@pytest.mark.parametrize(
    "line",
    ['requires: [joins, "null values", views]', 'requires: ["joins"] # for now', "requires: joins, views"],
)
def test_a_declared_prerequisite_is_quoted_with_the_list_that_it_stands_in(line: str) -> None:
    """A list on one line is quoted to its end, closing bracket and all, for each of its entries."""
    draft = _draft("a.md", f"---\ntitle: Filters\n{line}\nweight: 2\n---\n# Filters\n")
    required = [r for r in draft.relations if r.kind is EdgeKind.REQUIRES]
    assert required
    assert {r.evidence.quote for r in required} == {line}
    assert {(r.evidence.span.first, r.evidence.span.last) for r in required} == {(3, 3)}


def test_a_declared_prerequisite_is_quoted_with_its_key() -> None:
    """One word alone would be thin evidence."""
    draft = _draft("joins.md", "---\ntitle: Joins\nrequires:\n  - filters\n---\nRows meet rows.\n")
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
    found = _targets(_draft("dough/folding.md", f"# Folding\n\n{sentence}\n"), EdgeKind.REQUIRES)
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


def test_the_minutes_of_a_page_may_be_those_of_its_lessons() -> None:
    """A page that takes as long as what it lists together is their module."""
    units = "".join(
        f"- [{name}]({name}.md) {n} min\n" for name, n in (("Keys", 8), ("Tokens", 9), ("Logs", 5))
    )
    page = f"# Storage\n\n22 min\n\nKeep it private, and find out who read what.\n\n## Units\n\n{units}"
    for text, kind in ((page, NodeKind.MODULE), (page.replace("22", "90"), NodeKind.LESSON)):
        draft = extract(parse("m/storage.md", (text + "\n" + "More words of it. " * 40).encode()))
        assert draft.candidates[0].kind is kind
