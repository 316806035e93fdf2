"""Same skill in other words."""

from collections.abc import Sequence

import pytest

from graph.model import Edge, EdgeKind, NodeId, Origin, Owner, Skill, SkillKind, Statement, Verdict
from ingest.resolution import Resolution
from ingest.resolve import resolve
from ingest.resolve.names import abbreviations
from tests.drafts import DraftWriter

COURSE = NodeId("course")


def resolved(
    *names: str, curated: tuple[Statement, ...] = (), kind: SkillKind = SkillKind.CONCEPT
) -> Resolution:
    """Resolve a lesson in each of as many documents, each teaching one skill."""
    drafts = []
    for number, name in enumerate(names):
        writer = DraftWriter(f"{number}.md")
        writer.teaches(writer.lesson(f"Lesson {number}", uri=f"{number}.md"), name, kind=kind)
        drafts.append(writer.draft())
    return resolve(COURSE, drafts, title=None, curated=curated)


def skills(resolution: Resolution) -> set[str]:
    """Return the slugs of all skills."""
    return {
        fact.id.removeprefix("course/skill/")
        for fact in resolution.facts().values()
        if isinstance(fact, Skill)
    }


def same_as(one: str, other: str, verdict: Verdict) -> Statement:
    """Return what a person says about two skills."""
    ends = [NodeId(f"course/skill/{name}") for name in (one, other)]
    edge = Edge(source=ends[0], kind=EdgeKind.SAME_AS, target=ends[1])
    return Statement(says=edge, owner=Owner("person:ada"), origin=Origin.CURATED, verdict=verdict)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("back-pressure", "Backpressure"),
        ("health check", "Health checks"),
        ("the event loop", "Event loop"),
        ("API", "APIs"),
        ("Node.js", "NodeJS"),
        ("Node.js", "Nodejs"),
        ("retries", "retry"),
    ],
)
def test_variants_of_a_name_are_one_skill(one: str, other: str) -> None:
    """Case, hyphens, plurals and articles do not make another skill."""
    assert len(skills(resolved(one, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GraphQL", "Graph theory"),
        ("C", "C++"),
        ("C++", "C#"),
        ("Java", "JavaScript"),
        ("skills that rise", "skills that decline"),
        ("class", "clas"),
        ("basic SQL", "SQL"),
        (".NET", "nets"),
    ],
)
def test_different_skills_stay_apart(one: str, other: str) -> None:
    """Names that look alike and mean something else are two skills."""
    assert len(skills(resolved(one, other))) == 2


@pytest.mark.parametrize(
    ("one", "other"), [("exception handling", "Handling exceptions"), ("unit tests", "unit testing")]
)
def test_an_activity_is_one_skill_in_each_form(one: str, other: str) -> None:
    """Whether the gerund comes first or last, or a noun stands for it, the activity is the same."""
    assert len(skills(resolved(one, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("state machine", "machine states"), ("integration tests", "integrated testing")]
)
def test_other_words_in_another_order_are_another_skill(one: str, other: str) -> None:
    """Only a gerund may change its place, and only the last word its form."""
    assert len(skills(resolved(one, other))) == 2


def titled(title: str, sentence: str, *names: str) -> Resolution:
    """Resolve a curriculum of a title, with one lesson that teaches skills and says a sentence."""
    writer = DraftWriter("one.md")
    key = writer.lesson("One", uri="one.md")
    writer.teaches(key, *names)
    writer.body(key, sentence)
    return resolve(COURSE, [writer.draft()], title=title)


def test_the_subject_of_all_in_front_makes_no_other_skill() -> None:
    """In a course on Python, its list comprehensions are list comprehensions, and a CSS class is no class."""
    names = ("Python list comprehensions", "list comprehensions", "class", "CSS class")
    found = titled("Python from the start", "You write it in Python.", *names)
    assert skills(found) == {"list-comprehensions", "class", "css-class"}
    assert [merge.reason for merge in found.merges] == ["all of this curriculum is about Python"]


@pytest.mark.parametrize(
    "sentence", ["A window slides.", "Maps are lists.", "Window by window it slides, says the Window book."]
)
def test_a_common_word_of_a_title_is_no_subject(sentence: str) -> None:
    """Window functions are no functions although the course is called so."""
    assert len(skills(titled("Window functions", sentence, "Window functions", "functions"))) == 2


def test_a_tools_name_has_no_plural() -> None:
    """The name of a tool ends as it ends."""
    assert len(skills(resolved("Windows", "Window", kind=SkillKind.TOOL))) == 2


def test_an_abbreviation_counts_only_where_the_text_spells_it_out() -> None:
    """The text must say "Long Form (LF)" to make two names one; initials alone do not."""
    assert len(skills(resolved("content security policy", "CSP"))) == 2
    assert len(skills(resolved("content security policy (CSP)", "CSP", "Content Security Policies"))) == 1


def test_an_abbreviation_of_two_things_stands_for_neither() -> None:
    """Where two documents spell an abbreviation out differently, nothing is merged by it."""
    assert abbreviations(["Cross-Site Scripting (CSS)", "Cascading Style Sheets (CSS)"]) == {}
    assert abbreviations(["use Cascading Style Sheets (CSS)"]) == {"CSS": "Cascading Style Sheets"}


def test_a_bracket_that_is_no_abbreviation_is_left_alone() -> None:
    """Brackets hold many things."""
    assert abbreviations(["a lesson (optional)", "the shell (Bash)", "see Chapter (II)"]) == {}


def test_a_concept_is_written_small_and_a_tool_as_it_is() -> None:
    """A capital that only begins a heading is no part of a concept's name."""
    for kind, expected in ((SkillKind.CONCEPT, "query plans"), (SkillKind.TOOL, "Query plans")):
        skill = resolved("Query plans", "query plans", kind=kind).facts()[NodeId("course/skill/query-plans")]
        assert isinstance(skill, Skill)
        assert skill.name == expected


def test_a_merge_is_logged_and_leaves_a_redirect() -> None:
    """A person can see which name became part of which skill, why, and where it is used."""
    found = resolved("health check", "health checks")
    (merge,) = found.merges
    assert (merge.kept, merge.name, merge.reason) == (
        "course/skill/health-check",
        "health checks",
        "singular and plural",
    )
    assert merge.documents == ("course/document/1.md",)
    assert found.redirects == {"course/skill/health-checks": "course/skill/health-check"}
    skill = found.facts()[merge.kept]
    assert isinstance(skill, Skill)
    assert skill.aliases == ("health checks",)


def test_a_person_can_keep_two_names_apart() -> None:
    """A rejected SAME_AS splits what the rules would join."""
    split = same_as("health-check", "health-checks", Verdict.REJECT)
    assert skills(resolved("health check", "health checks", curated=(split,))) == {
        "health-check",
        "health-checks",
    }


def test_a_person_can_join_two_names() -> None:
    """An accepted SAME_AS makes the first part of the second, whose name stays."""
    join = same_as("oban", "reliable-jobs", Verdict.ACCEPT)
    found = resolved("Oban", "reliable jobs", curated=(join,))
    assert skills(found) == {"reliable-jobs"}
    kept = found.facts()[NodeId("course/skill/reliable-jobs")]
    assert isinstance(kept, Skill)
    assert (kept.name, kept.aliases) == ("reliable jobs", ("Oban",))
    assert found.redirects == {"course/skill/oban": "course/skill/reliable-jobs"}
    teachers = {
        edge.source
        for edge in found.facts().values()
        if isinstance(edge, Edge) and (edge.kind, edge.target) == (EdgeKind.TEACHES, kept.id)
    }
    assert teachers == {"course/lesson/lesson-0", "course/lesson/lesson-1"}


def test_what_people_join_and_keep_apart_at_once_stays_apart() -> None:
    """Of three names, two joined and one kept apart, the rule that would join all gives way."""
    names = ("health check", "health checks", "the health check")
    curated = (
        same_as("health-checks", "health-check", Verdict.REJECT),
        same_as("the-health-check", "health-checks", Verdict.ACCEPT),
    )
    assert skills(resolved(*names, curated=curated)) == {"health-check", "health-checks"}


def test_outcomes_are_never_merged_by_rules() -> None:
    """Two sentences are one outcome only if they are the same sentence."""
    found = resolved("Write the tests", "Write tests", "write tests.", kind=SkillKind.OUTCOME)
    assert skills(found) == {"write-the-tests", "write-tests"}


def test_similarity_proposes_and_words_decide() -> None:
    """A high cosine joins names of the same words in other forms; all else it only proposes."""

    def similar(pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [0.95 for _ in pairs]

    names = ["cached plans", "plan caches", "joins", "outer joins", "DISTINCT", "IS DISTINCT FROM", "metrics"]
    drafts = []
    for number, name in enumerate(names):
        writer = DraftWriter(f"{number}.md")
        writer.teaches(writer.lesson(f"Lesson {number}", uri=f"{number}.md"), name)
        drafts.append(writer.draft())
    found = resolve(COURSE, drafts, title=None, similar=similar)
    assert {(m.kept_name, m.name, m.done, m.score) for m in found.merges} == {
        ("plan caches", "cached plans", True, 0.95),
        ("joins", "outer joins", False, 0.47),
        ("DISTINCT", "IS DISTINCT FROM", False, 0.47),
    }
    assert found.redirects == {"course/skill/cached-plans": "course/skill/plan-caches"}
    edges = (fact for fact in found.facts().values() if isinstance(fact, Edge))
    proposals = {edge.source for edge in edges if edge.kind is EdgeKind.SAME_AS}
    assert proposals == {"course/skill/outer-joins", "course/skill/is-distinct-from"}


def test_a_person_overrules_likeness() -> None:
    """What a person keeps apart is not joined by likeness, and stays in the log as refused."""
    apart = same_as("locking-rows", "row-locks", Verdict.REJECT)
    drafts = []
    for number, name in enumerate(["row locks", "locking rows"]):
        writer = DraftWriter(f"{number}.md")
        writer.teaches(writer.lesson(f"Lesson {number}", uri=f"{number}.md"), name)
        drafts.append(writer.draft())
    found = resolve(COURSE, drafts, title=None, curated=(apart,), similar=lambda pairs: [0.95 for _ in pairs])
    assert skills(found) == {"row-locks", "locking-rows"}
    assert [merge.done for merge in found.merges] == [False]
