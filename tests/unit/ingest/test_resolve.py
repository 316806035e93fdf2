"""Resolution: identities, order, statements."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import (
    Curriculum,
    Edge,
    EdgeKind,
    Lesson,
    Module,
    NodeId,
    NodeKind,
    Origin,
    Owner,
    Skill,
    Statement,
    Status,
    TeachingRole,
    Verdict,
)
from ingest.drafting import draft_of
from ingest.records import Draft, ZoneKind
from ingest.resolution import Resolution
from ingest.resolve import resolve, texts
from tests.drafts import DraftWriter, page_of_lessons

COURSE = NodeId("course")


def settled(*drafts: Draft, title: str | None = None, curated: tuple[Statement, ...] = ()) -> Resolution:
    """Resolve some drafts."""
    return resolve(COURSE, drafts, title=title, curated=curated)


def ids(resolution: Resolution, kind: type) -> set[str]:
    """Return the ids of the nodes of a kind."""
    return {fact.id for fact in resolution.facts().values() if isinstance(fact, kind)}


def edges(resolution: Resolution, kind: EdgeKind) -> set[tuple[str, str]]:
    """Return the ends of the edges of a kind, without the curriculum."""
    found = (fact for fact in resolution.facts().values() if isinstance(fact, Edge) and fact.kind is kind)
    return {(edge.source.removeprefix("course/"), edge.target.removeprefix("course/")) for edge in found}


def lesson_page(uri: str, name: str, *, weight: float = float("inf")) -> DraftWriter:
    """Begin the page of one lesson."""
    writer = DraftWriter(uri, title=name, weight=weight)
    writer.lesson(name, uri=uri)
    return writer


_NAMES = st.sampled_from(["Loops", "Lists", "Introduction", "loops", "Über uns", "C++"])
_SKILLS = st.sampled_from(["back-pressure", "Back pressure", "retries", "retry", "APIs", "C++", "C#"])
_FOLDERS = st.sampled_from(["", "basics/", "more/"])


@st.composite
def curricula(draw: st.DrawFn) -> list[Draft]:
    """Draw pages whose lessons and skills share names in every way that collides."""
    drafts = []
    for number in range(draw(st.integers(1, 6))):
        writer = DraftWriter(f"{draw(_FOLDERS)}page-{number}.md")
        lesson = writer.lesson(draw(_NAMES), uri=writer.uri if draw(st.booleans()) else None)
        writer.teaches(lesson, *draw(st.lists(_SKILLS, max_size=3)))
        writer.requires(lesson, draw(_NAMES))
        drafts.append(writer.draft())
    return drafts


@given(curricula(), st.randoms(use_true_random=False))
def test_any_order_of_documents_gives_the_same_result(drafts: list[Draft], random: Random) -> None:
    """The same documents in any order give equal statements, profiles and merges."""
    shuffled = drafts.copy()
    random.shuffle(shuffled)
    assert settled(*shuffled) == settled(*drafts)


@given(curricula())
def test_every_edge_has_both_ends(drafts: list[Draft]) -> None:
    """No edge leads to or from a node that does not exist, and no id holds a blank."""
    facts = settled(*drafts).facts()
    for fact in facts.values():
        if isinstance(fact, Edge):
            assert {fact.source, fact.target} <= facts.keys()
        else:
            assert not any(character.isspace() for character in fact.id)


def test_ids_are_readable() -> None:
    """An id is the curriculum, the kind and the casefolded name, with letters of any script."""
    found = settled(lesson_page("über.md", "Über die Straße").draft())
    assert ids(found, Lesson) == {"course/lesson/über-die-strasse"}


def test_all_lessons_of_one_name_take_a_suffix() -> None:
    """Of several lessons of one name none keeps the plain id: which came first decides nothing."""
    found = settled(
        lesson_page("a/x.md", "Introduction").draft(), lesson_page("b/x.md", "Introduction").draft()
    )
    assert ids(found, Lesson) == {"course/lesson/introduction-a", "course/lesson/introduction-b"}


def test_a_reworded_summary_changes_no_id() -> None:
    """What a page says of a lesson is no part of its identity."""
    one, other = (
        page_of_lessons("p.txt", "M", {"Loops": summary}) for summary in ("Repeat things.", "Iterate.")
    )
    assert ids(settled(one), Lesson) == ids(settled(other), Lesson)


def test_the_authors_slug_is_the_base_of_the_id() -> None:
    """A slug in the front matter wins over the title."""
    writer = DraftWriter("x.md")
    writer.lesson("A long title", uri="x.md", slug="short")
    assert ids(settled(writer.draft()), Lesson) == {"course/lesson/short"}


def test_an_index_page_and_a_lessons_page_speak_of_one_lesson() -> None:
    """A lesson listed with its link and its own page are one node, with statements of both."""
    index = DraftWriter("loops/index.md")
    module = index.module("Loops", uri="loops")
    index.lesson("While", uri="loops/while.md", parent=module, summary="Repeat.", position=1)
    found = settled(index.draft(), lesson_page("loops/while.md", "While loops").draft())
    lesson = found.facts()[NodeId("course/lesson/while-loops")]
    assert isinstance(lesson, Lesson)
    assert lesson.summary == "Repeat."
    owners = {s.owner for s in found.statements if s.subject == lesson.id}
    assert owners == {"course/document/loops/index.md", "course/document/loops/while.md"}


def test_one_name_in_one_module_is_one_lesson() -> None:
    """Without links, the name within the module tells that two documents speak of the same lesson."""
    drafts = []
    for uri in ("one.txt", "two.txt"):
        writer = DraftWriter(uri)
        writer.lesson("While", parent=writer.module("Loops"), summary=uri)
        drafts.append(writer.draft())
    found = settled(*drafts)
    assert ids(found, Module) == {"course/module/loops"}
    assert ids(found, Lesson) == {"course/lesson/while"}


def test_a_page_without_a_parent_belongs_to_the_module_of_its_folder() -> None:
    """The nearest folder above that has a module holds the lesson; else the curriculum does."""
    index = DraftWriter("basics/_index.md")
    index.module("Basics", uri="basics")
    found = settled(
        index.draft(),
        lesson_page("basics/deep/loops.md", "Loops").draft(),
        lesson_page("alone.md", "Alone").draft(),
    )
    parts = edges(found, EdgeKind.PART_OF)
    assert ("lesson/loops", "module/basics") in parts
    assert ("lesson/alone", "course") in parts


def test_positions_follow_the_list_then_weight_then_number() -> None:
    """What an index page lists stands in that order; the rest follows by weight, number and name."""
    index = DraftWriter("m/index.md")
    module = index.module("M", uri="m")
    index.lesson("Listed", uri="m/z.md", parent=module, position=1)
    pages = [lesson_page("m/z.md", "Listed"), lesson_page("m/b.md", "Heavy", weight=9)]
    pages += [lesson_page("m/a.md", "Plain"), lesson_page("m/c.md", "Light", weight=2)]
    facts = settled(index.draft(), *(page.draft() for page in pages)).facts()
    placed = {fact.name: fact.position for fact in facts.values() if isinstance(fact, Lesson)}
    assert placed == {"Listed": 1, "Light": 2, "Heavy": 3, "Plain": 4}


def test_lessons_follow_one_another_only_in_an_order_that_was_chosen() -> None:
    """Weights make a sequence across pages; an alphabetical folder makes none."""
    weighted = [lesson_page(f"{name}.md", name, weight=i).draft() for i, name in enumerate("ba")]
    assert edges(settled(*weighted), EdgeKind.FOLLOWS) == {("lesson/a", "lesson/b")}
    alphabetical = [lesson_page(f"{name}.md", name).draft() for name in "ba"]
    assert edges(settled(*alphabetical), EdgeKind.FOLLOWS) == set()


def test_profiles_are_in_reading_order() -> None:
    """Modules and lessons are counted depth first, modules before what they hold."""
    draft = page_of_lessons("p.txt", "M", {"Zebra": "", "Apple": ""})
    found = settled(draft)
    assert [(p.order, p.id) for p in found.profiles] == [
        (0, "course/module/m"),
        (1, "course/lesson/zebra"),
        (2, "course/lesson/apple"),
    ]
    assert found.profiles[1].module == "course/module/m"


def test_the_root_page_names_the_curriculum() -> None:
    """Documents state its root page's title, else that of the only page, else the id in words."""
    root = DraftWriter("index.md")
    root.curriculum("The Course")
    two = (lesson_page("a.md", "A").draft(), lesson_page("b.md", "B").draft())
    for drafts, expected in [((*two, root.draft()), "The Course"), (two[:1], "A"), (two, "Course")]:
        found = settled(*drafts, title="Given").facts()[COURSE]
        assert isinstance(found, Curriculum)
        assert found.name == expected


@pytest.mark.parametrize("page", ["index.md", "docs/index.md", "content/_index.md"])
@pytest.mark.parametrize(
    "opening", ["", "# Index\n\n", "---\ntitle: Home\n---\n\n", "# Table of contents\n\n"]
)
def test_a_front_page_without_a_title_of_its_own_takes_the_curriculums(page: str, opening: str) -> None:
    """Its module is not called *Index*, *Home* or after the folder that a builder keeps all pages in."""
    listed = "## Lessons\n\n- [Soil](soil.md): Covers loam.\n- [Seed](seed.md): Covers germs.\n"
    text = f"{opening}For gardeners.\n\n{listed}"
    drafts = [draft_of(page, text.encode()), draft_of("mkdocs.yml", b"site_name: The Garden\n")]
    found = settled(*drafts).facts()
    assert [fact.name for fact in found.values() if isinstance(fact, Module)] == ["The Garden"]
    assert found[COURSE] == Curriculum(id=COURSE, name="The Garden")


def test_a_folder_that_says_something_names_its_module() -> None:
    """Also where it is the only one, and its page has no title."""
    page = draft_of(
        "grafting/index.md", b"- [Knives](knives.md): Covers steel.\n- [Wax](wax.md): Covers wax.\n"
    )
    modules = [fact.name for fact in settled(page).facts().values() if isinstance(fact, Module)]
    assert modules == ["Grafting"]


def test_what_only_one_document_states_is_owned_by_it() -> None:
    """Every statement of a document is owned by its node, with place and words."""
    found = settled(page_of_lessons("p.txt", "M", {"Loops": "Covers ranges."}))
    teaching = next(
        s for s in found.statements if isinstance(s.says, Edge) and s.says.kind is EdgeKind.TEACHES
    )
    assert teaching.owner == teaching.document == "course/document/p.txt"
    assert teaching.origin is Origin.AUTHORED
    assert teaching.span is not None


def test_a_relation_between_the_wrong_kinds_is_reported() -> None:
    """A module that requires a pitfall makes no sense: it becomes a warning, not an edge."""
    writer = DraftWriter("p.md")
    module = writer.module("M", uri="p.md")
    writer.requires(module, "Haste", kind=NodeKind.PITFALL)
    found = settled(writer.draft())
    assert edges(found, EdgeKind.REQUIRES) == set()
    assert found.warnings == ("p.md:2: a Module cannot REQUIRES a Pitfall",)


def test_a_self_reference_is_kept_and_reported() -> None:
    """A lesson that requires itself is the author's mistake to see, not ours to hide."""
    writer = DraftWriter("p.md")
    writer.requires(writer.lesson("Loops", uri="p.md"), "Loops")
    found = settled(writer.draft())
    assert edges(found, EdgeKind.REQUIRES) == {("lesson/loops", "lesson/loops")}
    assert len(found.warnings) == 1


def test_a_module_does_not_require_what_it_holds() -> None:
    """A prerequisite of a part that was taken for the whole's would make the part require itself."""
    writer = DraftWriter("p.md")
    module = writer.module("M", uri="p.md")
    writer.lesson("Loops", parent=module)
    writer.requires(module, "Loops")
    found = settled(writer.draft())
    assert edges(found, EdgeKind.REQUIRES) == set()
    assert found.warnings == ("p.md:3: course/module/m requires what it holds, course/lesson/loops",)


def test_a_rejected_node_loses_its_edges() -> None:
    """What a person rejected gets no edges again on the next ingest."""
    draft = page_of_lessons("p.txt", "M", {"Loops": "Covers noise, ranges."})
    noise = Skill(id=NodeId("course/skill/noise"), name="noise")
    rejection = Statement(
        says=noise, owner=Owner("person:ada"), origin=Origin.CURATED, verdict=Verdict.REJECT
    )
    found = settled(draft, curated=(rejection,))
    assert {target for _, target in edges(found, EdgeKind.TEACHES)} == {"skill/ranges"}


def test_a_module_page_may_be_listed_as_a_lesson_elsewhere() -> None:
    """What a uri's own page says it is counts more than what other pages take it for."""
    root = DraftWriter("index.md")
    listed = root.lesson("Basics", uri="basics", parent=root.curriculum("C"), position=1)
    root.teaches(listed, "everything")
    index = DraftWriter("basics/index.md")
    index.module("The basics", uri="basics")
    found = settled(root.draft(), index.draft())
    assert ids(found, Module) == {"course/module/the-basics"}
    assert ids(found, Lesson) == set()
    assert found.warnings == ()


def test_texts_to_embed() -> None:
    """A lesson is its name, summary and body without code; a skill its name and teachers."""
    writer = DraftWriter("p.md")
    lesson = writer.lesson("Loops", uri="p.md", summary="Repeat.")
    writer.teaches(lesson, "ranges", role=TeachingRole.MAIN)
    writer.body(lesson, *["One two three four five six seven eight nine ten. " * 6] * 3)
    writer.zone(lesson, ZoneKind.CODE, "for x in range(3): pass")
    found = texts(settled(writer.draft()))
    by_part = {(node, part): text for node, part, text in found}
    assert by_part[NodeId("course/lesson/loops"), 0] == "Loops. Repeat."
    assert by_part[NodeId("course/skill/ranges"), 0] == "ranges. Loops"
    chunks = [text for node, part, text in found if node == "course/lesson/loops" and part]
    assert len(chunks) == 3
    assert all(len(chunk.split()) <= 120 for chunk in chunks)
    assert not any("range(3)" in text for _, _, text in found)


def test_what_is_only_pointed_at_is_referenced() -> None:
    """A prerequisite that no document describes is a node, never dropped."""
    writer = lesson_page("p.md", "Loops")
    writer.requires(0, "core Elixir", kind=NodeKind.SKILL)
    writer.requires(0, "missing-lesson")
    facts = settled(writer.draft()).facts()
    skill, lesson = facts[NodeId("course/skill/core-elixir")], facts[NodeId("course/lesson/missing-lesson")]
    assert isinstance(skill, Skill)
    assert isinstance(lesson, Lesson)
    assert skill.status is lesson.status is Status.REFERENCED
