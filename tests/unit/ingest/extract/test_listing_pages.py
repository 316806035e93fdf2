"""Pages that hold modules and list lessons become these, each with what is said of it."""

import pytest

from graph.model import Difficulty, EdgeKind, NodeKind
from ingest.extract import extract
from ingest.records import Pointer
from ingest.sources import parse
from tests.page_drafts import candidates_of, draft_of, names_of, targets_of


def test_a_front_page_names_the_curriculum_and_its_modules() -> None:
    """Links to folders are modules, their words the summaries."""
    draft = draft_of(
        "README.md",
        "# Bakery School\n\nBread in two parts.\n\n## Modules\n\n"
        "1. [Dough](dough/README.md): from flour to loaf.\n2. [Oven](oven/README.md): heat and steam.\n",
    )
    assert names_of(draft, NodeKind.CURRICULUM) == ["Bakery School"]
    inner = [c for c in candidates_of(draft, NodeKind.MODULE) if c.uri]
    assert [(c.name, c.uri, c.summary, c.position) for c in inner] == [
        ("Dough", "dough", "from flour to loaf.", 1),
        ("Oven", "oven", "heat and steam.", 2),
    ]


def test_modules_on_one_page_hold_their_lessons() -> None:
    """Headings with a number nest what is listed below them."""
    draft = draft_of(
        "course.md",
        "# Bakery School\n\nBread in two parts.\n\n## Module 1: Dough\n\n- Flour: what is milled.\n- "
        "Water: how much of it.\n\n"
        "## Module 2: Oven\n\n- Heat: from below.\n- Steam: for the crust.\n",
    )
    modules = {c.name: c.key for c in candidates_of(draft, NodeKind.MODULE)}
    assert list(modules) == ["Bakery School", "Dough", "Oven"]
    assert {c.name: c.parent for c in candidates_of(draft, NodeKind.LESSON)} == {
        "Flour": modules["Dough"],
        "Water": modules["Dough"],
        "Heat": modules["Oven"],
        "Steam": modules["Oven"],
    }
    assert targets_of(draft, EdgeKind.FOLLOWS) == ["Flour", "Heat"]


def test_a_number_before_a_modules_title_is_its_position() -> None:
    """*Phase 3* is no part of the name."""
    (module,) = candidates_of(
        draft_of("oven/_index.md", "# Phase 3: Oven\n\nHeat, and what it does.\n"), NodeKind.MODULE
    )
    assert (module.name, module.position) == ("Oven", 3)


def test_a_line_of_facts_is_read_fact_by_fact() -> None:
    """Time, grade and needs beside each other in a line belong to its lesson, and not to the summary."""
    draft = draft_of(
        "clay.md",
        "# Clay\n\n## Lesson 1 \u2013 Wedging\n\n~20 min \u00b7 Beginner\n\nDrive the air out.\n\n"
        "## Lesson 2 \u2013 Throwing\n\n\u23f1 1.5 h | Needs: lesson 1 | Level: advanced\n\nCentre a ball.\n",
    )
    wedging, throwing = candidates_of(draft, NodeKind.LESSON)
    assert (wedging.minutes, wedging.difficulty) == (20, Difficulty.BEGINNER)
    assert (throwing.minutes, throwing.difficulty) == (90, Difficulty.ADVANCED)
    assert [wedging.summary, throwing.summary] == ["Drive the air out.", "Centre a ball."]
    (needed,) = targets_of(draft, EdgeKind.REQUIRES, "Throwing")
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
    draft = draft_of("ropes.txt", UNITS)
    assert names_of(draft, NodeKind.LESSON) == ["Knots", "Splices"]
    assert targets_of(draft, EdgeKind.PROMISES, "Splices") == ["splice an eye", "whip an end"]
    assert targets_of(draft, EdgeKind.WARNS_OF, "Knots") == ["crossing the wrong end"]
    assert targets_of(draft, EdgeKind.REQUIRES, "Splices") == [Pointer("unit 1", kind=NodeKind.LESSON)]
    assert targets_of(draft, EdgeKind.REQUIRES, "ROPE WORK FOR SAILORS") == []


def test_items_of_items_make_modules_lessons_and_skills() -> None:
    """Of a list three levels deep none is lost."""
    draft = draft_of(
        "map.md",
        "# A map of baking\n\n## 1. Basics\n\n- Flour\n  - Milling\n  - Sieving\n- Water\n  - Hardness\n\n"
        "## 2. Doughs\n\n- Rye\n  - Souring\n- Wheat\n  - Kneading\n",
    )
    assert names_of(draft, NodeKind.LESSON) == ["Flour", "Water", "Rye", "Wheat"]
    assert targets_of(draft, EdgeKind.TEACHES, "Flour") == ["Flour", "Milling", "Sieving"]


def test_sections_that_each_say_what_one_will_be_able_to_do_are_lessons() -> None:
    """A page whose numbered sections have outcomes of their own is a module, whatever follows them."""
    section = "## {n}. {name}\n\nLearning outcomes:\n\n- {one}.\n- {other}.\n\nNotes:\n\n- {note}\n\n"
    flexes = {"n": 1, "name": "Row and column", "one": "Set the direction", "other": "Align the items"}
    grids = {"n": 2, "name": "Grid", "one": "Define the tracks", "other": "Place an item by its lines"}
    note = "Often the simpler of two, and not only where there are two dimensions."
    text = "".join(section.format(**told, note=note) for told in (flexes, grids))
    draft = draft_of("layout.md", f"# Layout\n\nThis module looks at the tools that place boxes.\n\n{text}")
    assert names_of(draft, NodeKind.LESSON) == ["Row and column", "Grid"]
    assert targets_of(draft, EdgeKind.PROMISES, "Grid") == ["Define the tracks", "Place an item by its lines"]
    assert "tools" not in names_of(draft, NodeKind.SKILL)


def test_a_table_whose_rows_lead_to_pages_lists_them() -> None:
    """The column that leads to the lessons names them, whatever the header calls it."""
    draft = draft_of(
        "README.md",
        "# Sewing\n\n## Lessons\n\n| | Project | Concepts | Where to read | By |\n|-|-|-|-|-|\n"
        "| 01 | Bag | Seams | [Seams](./seams.md) | Ada |\n"
        "| 02 | Bag | Zips | [Zips](./zips.md) | Ben |\n",
    )
    assert names_of(draft, NodeKind.LESSON) == ["Seams", "Zips"]
    assert [lesson.uri for lesson in candidates_of(draft, NodeKind.LESSON)] == ["seams.md", "zips.md"]


def test_an_assignment_beside_a_lesson_is_none() -> None:
    """A file that sets work is a lesson only where another page lists it as one."""
    text = "# Sew a bag\n\n## Instructions\n\nSew one, and line it.\n"
    beside, alone = (
        candidates_of(draft_of(f"{place}assignment.md", text), NodeKind.LESSON) for place in ("1-seams/", "")
    )
    assert [lesson.is_beside for lesson in beside + alone] == [True, False]


def test_prose_behind_what_is_required_requires_nothing() -> None:
    """Under a heading for prerequisites only the first paragraph may be a bare list."""
    draft = draft_of(
        "zips.md",
        "# Zips\n\n## Prerequisite\n\nYou should know how to sew seams.\n\n"
        "A zip closes an opening. A tape holds its teeth.\n\n## Parts\n\nA slider, a stop.\n",
    )
    assert targets_of(draft, EdgeKind.REQUIRES) == ["sewing seams"]


@pytest.mark.parametrize("name", ["iOS Layouts", "gRPC Services", "pandas in Practice"])
def test_a_name_that_begins_small_may_be_a_title(name: str) -> None:
    """A lesson is not lost because its maker's name is written so."""
    text = (
        "Tools\nWhat to build with.\n\nLessons\n1. First Steps\nBegin here. Covers keys and doors.\n"
        f"2. {name}\nGo on. Covers rows and frames.\n3. Last Steps\nEnd here. Covers rest and sleep.\n"
    )
    draft = draft_of("tools.txt", text)
    assert names_of(draft, NodeKind.LESSON) == ["First Steps", name, "Last Steps"]
    assert {"rows", "frames"} <= set(targets_of(draft, EdgeKind.TEACHES, name))


def test_modules_are_numbered_in_other_languages() -> None:
    """The number before a title is no part of it, and others refer to the lesson by it."""
    text = (
        "# Weben f\u00fcr Anf\u00e4nger\n\nEin Kurs mit Wolle und einem kleinen Rahmen.\n\n## Module\n\n"
        "### Modul 1: Kette\n\nDauer: 90 Minuten\n\nSie spannen die F\u00e4den.\n\n"
        "### Modul 2: Schuss\n\nVoraussetzung: Modul 1\n\nSie weben die erste Reihe.\n"
    )
    draft = draft_of("weben.md", text)
    first, _ = candidates_of(draft, NodeKind.LESSON)
    assert names_of(draft, NodeKind.LESSON) == ["Kette", "Schuss"]
    assert (first.minutes, first.summary, first.labels) == (90, "Sie spannen die F\u00e4den.", ("modul 1",))


def test_items_below_a_listed_lesson_are_what_it_covers() -> None:
    """A syllabus often lists the topics of each lesson."""
    draft = draft_of(
        "course.md",
        "# School\n\n## Lessons\n\n1. Flour\n   - milling\n   - ash content\n2. Water\n   - hydration\n",
    )
    assert names_of(draft, NodeKind.LESSON) == ["Flour", "Water"]
    assert targets_of(draft, EdgeKind.TEACHES, "Flour") == ["Flour", "milling", "ash content"]


def test_a_table_of_lessons_is_read_by_its_columns() -> None:
    """Title, description, link and time each have their column."""
    draft = draft_of(
        "dough/_index.md",
        "# Dough\n\n| # | Lesson | What it covers | Time |\n|---|---|---|---|\n| 1 | "
        "[Flour](flour.md) | From grain to bag. | 20 min |\n"
        "| 2 | Water | How much of it. | 1 h |\n",
    )
    assert [(c.name, c.uri, c.summary, c.minutes) for c in candidates_of(draft, NodeKind.LESSON)] == [
        ("Flour", "dough/flour.md", "From grain to bag.", 20),
        ("Water", None, "How much of it.", 60),
    ]


def test_a_column_of_topics_says_what_lessons_teach() -> None:
    """However few, the topics of a lesson are what it covers."""
    draft = draft_of(
        "dough/_index.md",
        "# Dough\n\n| Lesson | Topics |\n|---|---|\n| Flour | milling, ash |\n| Water | - |\n",
    )
    assert targets_of(draft, EdgeKind.TEACHES, "Flour") == ["Flour", "milling", "ash"]
    assert targets_of(draft, EdgeKind.TEACHES, "Water") == ["Water"]


def test_the_minutes_of_a_page_may_be_those_of_its_lessons() -> None:
    """A page that takes as long as what it lists together is their module."""
    units = "".join(
        f"- [{name}]({name}.md) {n} min\n" for name, n in (("Keys", 8), ("Tokens", 9), ("Logs", 5))
    )
    page = f"# Storage\n\n22 min\n\nKeep it private, and find out who read what.\n\n## Units\n\n{units}"
    for text, kind in ((page, NodeKind.MODULE), (page.replace("22", "90"), NodeKind.LESSON)):
        draft = extract(parse("m/storage.md", (text + "\n" + "More words of it. " * 40).encode()))
        assert draft.candidates[0].kind is kind
