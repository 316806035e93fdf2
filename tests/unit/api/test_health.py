"""Health finds each kind of loose end in a graph made by hand, with the lines that show it."""

import pytest
from fakes_encoder import HashingEncoder

from api.services.findings import Finding, Health, Severity
from api.services.health import health, survey
from api.services.question import Scope
from api.services.workspace import Workspace
from api.settings import Settings
from graph.changes import ChangeSet, DocumentRecord, DocumentStatus, Failure
from graph.errors import UnknownId
from graph.model import (
    Curriculum,
    Edge,
    EdgeKind,
    Fact,
    Lesson,
    Module,
    NodeId,
    Origin,
    Owner,
    Pitfall,
    Skill,
    SkillKind,
    Span,
    Statement,
    Status,
    TeachingRole,
)
from graph.snapshot import View, ViewKind
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio
PAGE = NodeId("c/document/page.md")


def lesson(name: str, status: Status = Status.STATED) -> Lesson:
    """Return a lesson called ``name``."""
    return Lesson(id=NodeId(f"c/lesson/{name}"), name=name, status=status)


def skill(name: str, kind: SkillKind = SkillKind.CONCEPT) -> Skill:
    """Return a skill called ``name``."""
    return Skill(id=NodeId(f"c/skill/{name}"), name=name, skill_kind=kind)


def edge(source: str, kind: EdgeKind, target: str) -> Edge:
    """Return an edge between two nodes of the curriculum ``c``, given as ``kind/slug``."""
    role = TeachingRole.MAIN if kind is EdgeKind.TEACHES else None
    return Edge(source=NodeId(f"c/{source}"), kind=kind, target=NodeId(f"c/{target}"), role=role)


def taught(name: str) -> list[Fact]:
    """Return a lesson that teaches a skill of the same name."""
    return [lesson(name), skill(name), edge(f"lesson/{name}", EdgeKind.TEACHES, f"skill/{name}")]


async def checked(
    *facts: Fact,
    inferred: tuple[Fact, ...] = (),
    records: tuple[DocumentRecord, ...] = (),
    scope: Scope | None = None,
) -> Health:
    """Return the health of a graph in which a line of its own states each fact."""
    stated = [
        Statement(
            says=fact,
            owner=Owner(PAGE),
            document=PAGE,
            span=Span(start=line, end=line + 1, first=line, last=line),
            quote=f"line {line}",
        )
        for line, fact in enumerate((Curriculum(id=NodeId("c"), name="C"), *facts), start=1)
    ]
    concluded = [
        Statement(
            says=fact, owner=Owner("inference:c"), origin=Origin.INFERRED, confidence=0.9, because="cue"
        )
        for fact in inferred
    ]
    async with await SqliteStore.open(":memory:") as store:
        await store.apply(ChangeSet(added=(*stated, *concluded), documents=records), expected=0)
        workspace = Workspace(store, HashingEncoder(), Settings.read({}))
        answer = await health(workspace, scope or Scope())
        surveyed = await survey(workspace, scope or Scope(), code="", span=slice(0), each=1_000)
        assert surveyed.findings == answer.findings
        return answer


def only(answer: Health, code: str) -> Finding:
    """Return the one finding with a code."""
    (finding,) = (finding for finding in answer.findings if finding.code == code)
    return finding


def lines(finding: Finding) -> set[int | None]:
    """Return the lines that a finding points at."""
    return {evidence.first for evidence in finding.evidence}


async def test_a_sound_curriculum_has_no_findings() -> None:
    """Lessons that build on one another and all that they promise and warn of give nothing to look at."""
    answer = await checked(
        *taught("a"),
        *taught("b"),
        edge("lesson/b", EdgeKind.REQUIRES, "lesson/a"),
        Pitfall(id=NodeId("c/pitfall/p"), name="p"),
        edge("lesson/b", EdgeKind.WARNS_OF, "pitfall/p"),
        edge("lesson/b", EdgeKind.GUARDS_AGAINST, "pitfall/p"),
    )
    assert answer.findings == ()
    assert (answer.lessons, answer.skills) == (2, 2)


async def test_a_circle_is_reported_once_with_every_line_that_closes_it() -> None:
    """Three lessons that wait for one another are one error: its path in order, its three lines."""
    ring = [edge(f"lesson/{a}", EdgeKind.REQUIRES, f"lesson/{b}") for a, b in ("ab", "bc", "ca")]
    answer = await checked(*taught("a"), *taught("b"), *taught("c"), *ring)
    found = only(answer, "CYCLE")
    assert found.severity is Severity.ERROR
    assert {item.name for item in found.items} == {"a", "b", "c"}
    assert found.message.count("→") == 3
    assert lines(found) == {11, 12, 13}


async def test_a_circle_says_link_by_link_what_closes_it_and_what_to_cut() -> None:
    """Each member is tied to the next, the last to the first; the inferred link is the weakest."""
    ring = [edge(f"lesson/{a}", EdgeKind.REQUIRES, f"lesson/{b}") for a, b in ("ab", "bc")]
    guess = edge("lesson/c", EdgeKind.REQUIRES, "lesson/a")
    scope = Scope(view=View(ViewKind.INFERRED))
    facts = (*taught("a"), *taught("b"), *taught("c"), *ring)
    found = only(await checked(*facts, inferred=(guess,), scope=scope), "CYCLE")
    assert [(one.dependent.name, one.prerequisite.name) for one in found.ties] == [
        *map(tuple, ("ab", "bc", "ca"))
    ]
    assert [(one.fact, one.confidence, one.weakest) for one in found.ties] == [
        (ring[0].id, 1, False),
        (ring[1].id, 1, False),
        (guess.id, 0.9, True),
    ]


async def test_a_lesson_that_requires_itself_is_a_warning() -> None:
    """A self-reference is told apart from a circle, and its line is given."""
    answer = await checked(*taught("a"), edge("lesson/a", EdgeKind.REQUIRES, "lesson/a"))
    found = only(answer, "SELF_REFERENCE")
    assert found.severity is Severity.WARNING
    assert lines(found) == {5}
    assert [(one.dependent, one.prerequisite, one.weakest) for one in found.ties] == [
        (*found.items * 2, True)
    ]
    assert not [finding for finding in answer.findings if finding.code == "CYCLE"]


async def test_a_prerequisite_that_no_document_is_about_is_an_error() -> None:
    """A dangling reference names who requires it, and where."""
    gone = lesson("gone", Status.REFERENCED)
    answer = await checked(*taught("a"), gone, edge("lesson/a", EdgeKind.REQUIRES, "lesson/gone"))
    found = only(answer, "DANGLING_PREREQUISITE")
    assert found.severity is Severity.ERROR
    assert "“gone” is required by “a”" in found.message
    assert lines(found) == {6}
    assert answer.lessons == 1


async def test_a_skill_that_is_assumed_and_never_taught_is_a_notice() -> None:
    """What learners must bring along is listed; a skill that some lesson teaches is not."""
    answer = await checked(
        *taught("a"),
        *taught("b"),
        skill("algebra"),
        edge("lesson/a", EdgeKind.REQUIRES, "skill/algebra"),
        edge("lesson/a", EdgeKind.REQUIRES, "skill/b"),
    )
    found = only(answer, "UNTAUGHT_SKILL")
    assert found.severity is Severity.NOTICE
    assert [item.name for item in found.items] == ["algebra"]
    assert lines(found) == {9}


async def test_a_promise_that_nothing_leads_to_is_a_warning() -> None:
    """An outcome without a part that is taught is reported; one with a part is not."""
    answer = await checked(
        *taught("a"),
        Module(id=NodeId("c/module/m"), name="m"),
        skill("kept", SkillKind.OUTCOME),
        skill("broken", SkillKind.OUTCOME),
        edge("module/m", EdgeKind.PROMISES, "skill/kept"),
        edge("module/m", EdgeKind.PROMISES, "skill/broken"),
        edge("skill/a", EdgeKind.PART_OF, "skill/kept"),
    )
    found = only(answer, "UNSUPPORTED_OUTCOME")
    assert [item.name for item in found.items] == ["broken"]
    assert lines(found) == {9}


async def test_a_pitfall_without_a_guard_is_a_notice() -> None:
    """What a module warns of and no lesson helps against is listed, with the warning's line."""
    answer = await checked(
        *taught("a"),
        Pitfall(id=NodeId("c/pitfall/p"), name="p"),
        edge("lesson/a", EdgeKind.WARNS_OF, "pitfall/p"),
    )
    found = only(answer, "UNGUARDED_PITFALL")
    assert found.severity is Severity.NOTICE
    assert lines(found) == {6}


async def test_an_inferred_guard_counts_where_inference_is_believed() -> None:
    """What Cairn concluded mends a loose end in the usual view, and not in that of the documents alone."""
    facts: list[Fact] = [*taught("a"), Pitfall(id=NodeId("c/pitfall/p"), name="p")]
    facts.append(edge("lesson/a", EdgeKind.WARNS_OF, "pitfall/p"))
    guard = (edge("lesson/a", EdgeKind.GUARDS_AGAINST, "pitfall/p"),)
    authored = Scope(view=View(ViewKind.AUTHORED))
    assert (await checked(*facts, inferred=guard)).findings == ()
    assert only(await checked(*facts, inferred=guard, scope=authored), "UNGUARDED_PITFALL")


async def test_a_lesson_that_teaches_nothing_is_a_notice() -> None:
    """A lesson from which no skill was recognised is listed, with its own line."""
    found = only(await checked(*taught("a"), lesson("b")), "TEACHES_NOTHING")
    assert [item.name for item in found.items] == ["b"]
    assert lines(found) == {5}


async def test_a_document_that_failed_is_an_error() -> None:
    """What could not be read is named with why, until it is ingested."""
    record = DocumentRecord(
        id=NodeId("c/document/bad.md"),
        curriculum=NodeId("c"),
        uri="bad.md",
        media_type="text/markdown",
        sha256=64 * "0",
        fingerprint="f",
        status=DocumentStatus.FAILED,
        failure=Failure("parse", "bad.md:3: The front matter is not valid YAML.", 2),
    )
    found = only(await checked(*taught("a"), records=(record,)), "FAILED_DOCUMENT")
    assert found.severity is Severity.ERROR
    assert "bad.md:3" in found.message


async def test_the_worst_comes_first() -> None:
    """Errors stand before warnings, and these before notices."""
    answer = await checked(
        *taught("a"),
        *taught("b"),
        lesson("empty"),
        edge("lesson/a", EdgeKind.REQUIRES, "lesson/a"),
        edge("lesson/a", EdgeKind.REQUIRES, "lesson/b"),
        edge("lesson/b", EdgeKind.REQUIRES, "lesson/a"),
    )
    severities = [finding.severity for finding in answer.findings]
    assert severities == sorted(severities, key=list(Severity).index)
    assert len(set(severities)) > 1


async def test_one_curriculum_can_be_looked_at_alone() -> None:
    """Findings of other curricula are left out; an unknown one is told what there is."""
    stray = Lesson(id=NodeId("d/lesson/stray"), name="stray")
    facts = [*taught("a"), Curriculum(id=NodeId("d"), name="D"), stray]
    assert (await checked(*facts, scope=Scope(curriculum="c"))).findings == ()
    assert only(await checked(*facts, scope=Scope(curriculum="d")), "TEACHES_NOTHING")
    with pytest.raises(UnknownId) as caught:
        await checked(*facts, scope=Scope(curriculum="e"))
    assert caught.value.hint == "There are: c, d."


async def test_a_cycle_names_its_weakest_link() -> None:
    """Each elementary circle is a finding of its own, with the prerequisite to cut; an inferred one first."""
    both = [edge("lesson/a", EdgeKind.REQUIRES, "lesson/b"), edge("lesson/b", EdgeKind.REQUIRES, "lesson/c")]
    back = edge("lesson/b", EdgeKind.REQUIRES, "lesson/a")
    guess = edge("lesson/c", EdgeKind.REQUIRES, "lesson/b")
    facts = [*taught("a"), *taught("b"), *taught("c"), *both, back]
    scope = Scope(view=View(ViewKind.INFERRED))
    answer = await checked(*facts, inferred=(guess,), scope=scope)
    found = [finding for finding in answer.findings if finding.code == "CYCLE"]
    assert [{item.name for item in finding.items} for finding in found] == [{"a", "b"}, {"b", "c"}]
    assert "“a” requires “b”" in found[0].remedy
    assert "“c” requires “b” (inferred, 90%)" in found[1].remedy


async def test_a_prerequisite_that_comes_later_is_a_warning() -> None:
    """A lesson that requires one that follows it is named with the line."""
    answer = await checked(
        *taught("a"),
        *taught("b"),
        edge("lesson/b", EdgeKind.FOLLOWS, "lesson/a"),
        edge("lesson/a", EdgeKind.REQUIRES, "lesson/b"),
    )
    found = only(answer, "CONTRADICTORY_ORDER")
    assert found.severity is Severity.WARNING
    assert lines(found) == {9}


async def test_a_prerequisite_that_follows_from_others_is_a_notice() -> None:
    """What is required twice over is named with its line first, and those that imply it after."""
    pairs = ("cb", "ba", "ca")
    ring = [edge(f"lesson/{a}", EdgeKind.REQUIRES, f"lesson/{b}") for a, b in pairs]
    found = only(await checked(*taught("a"), *taught("b"), *taught("c"), *ring), "REDUNDANT_PREREQUISITE")
    assert found.message == "“c” requires “a”, which follows from “b”."
    assert [evidence.first for evidence in found.evidence] == [13, 11, 12]


async def test_two_lessons_of_one_name_are_a_notice() -> None:
    """Names that differ in case alone are one name; each place is shown."""
    twin = Lesson(id=NodeId("c/lesson/A-2"), name="A")
    found = only(
        await checked(*taught("a"), twin, edge("lesson/A-2", EdgeKind.TEACHES, "skill/a")), "DUPLICATE"
    )
    assert {item.id for item in found.items} == {"c/lesson/a", "c/lesson/A-2"}
    assert lines(found) == {2, 5}


async def test_a_module_without_lessons_is_a_warning_and_a_loose_skill_a_notice() -> None:
    """What holds nothing, and what nothing has to do with, is named."""
    answer = await checked(*taught("a"), Module(id=NodeId("c/module/m"), name="m"), skill("stray"))
    assert only(answer, "EMPTY_MODULE").severity is Severity.WARNING
    assert [item.name for item in only(answer, "ORPHANED_SKILL").items] == ["stray"]


async def test_a_fingerprint_outlives_new_words_and_lines() -> None:
    """A finding keeps its fingerprint when lines move; another finding has another."""
    loop = edge("lesson/a", EdgeKind.REQUIRES, "lesson/a")
    before = await checked(*taught("a"), loop)
    after = await checked(*taught("z"), *taught("a"), *taught("b"), loop)
    other = await checked(*taught("b"), edge("lesson/b", EdgeKind.REQUIRES, "lesson/b"))
    prints = [only(answer, "SELF_REFERENCE").fingerprint for answer in (before, after, other)]
    assert prints[0] == prints[1] != prints[2]


async def test_a_survey_reads_of_what_it_shows_alone() -> None:
    """However much is found, no more is asked of the store than what a page of it says."""
    loose = [
        Statement(says=skill(f"s{n}"), owner=Owner(PAGE), document=PAGE, quote=f"line {n}") for n in range(9)
    ]
    async with await SqliteStore.open(":memory:") as store:
        named = Statement(says=Curriculum(id=NodeId("c"), name="C"), owner=Owner(PAGE), document=PAGE)
        await store.apply(ChangeSet(added=(named, *loose)), expected=0)
        workspace = Workspace(store, HashingEncoder(), Settings.read({}))
        found = await survey(workspace, Scope(), code="ORPHANED_SKILL", span=slice(2, 5), each=1)
        read = len((await workspace.picture()).evidence)
    assert found.totals == {"ORPHANED_SKILL": 9}
    assert [one.items[0].name for one in found.findings] == ["s2", "s3", "s4"]
    assert read == len(found.findings)
