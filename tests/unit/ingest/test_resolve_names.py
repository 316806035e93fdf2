"""Same skill in other words."""

from collections.abc import Sequence

import pytest

from graph.model import Edge, EdgeKind, NodeId, Origin, Owner, Skill, SkillKind, Statement, Verdict
from ingest.resolution import Resolution
from ingest.resolve import resolve
from ingest.resolve.names import abbreviations, same_skills, skill_key
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
    """An accepted SAME_AS joins what the rules would keep apart."""
    join = same_as("oban", "reliable-jobs", Verdict.ACCEPT)
    found = resolved("Oban", "reliable jobs", curated=(join,))
    assert skills(found) == {"oban"}
    assert found.merges[0].reason == "a person said so"


def test_outcomes_are_never_merged_by_rules() -> None:
    """Two sentences are one outcome only if they are the same sentence."""
    found = resolved("Write the tests", "Write tests", "write tests.", kind=SkillKind.OUTCOME)
    assert skills(found) == {"write-the-tests", "write-tests"}


def test_similarity_proposes_and_words_decide() -> None:
    """A high cosine joins names only where one has all the words of the other."""

    def similar(pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [0.95 for _ in pairs]

    names = ["telemetry", "telemetry events", "metrics"]
    found = same_skills(names, similar=similar)
    assert [(s.one, s.other, s.score) for s in found] == [("telemetry", "telemetry events", 0.95)]


def test_a_key_keeps_what_tells_code_apart() -> None:
    """Signs that are part of a name are part of its key."""
    assert len({skill_key(name) for name in ("C", "C++", "C#", "F#", ".NET", "net")}) == 6
