"""Every command, as people and as programs use it, on the sample curricula."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cli_support import PAGE, SITE, Cairn, assert_fails

SLOW = "my query got slow when the table grew"
LOST = "an outage drags on because nobody is in command"


@pytest.fixture(scope="module")
def here(cairn: Cairn, library: Path) -> Cairn:
    """Return the command with the samples as its usual store."""
    return cairn.with_environment(CAIRN_STORE=str(library))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site: three pages of one module of the sample."""
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("_index.md", "transactions.md", "deadlocks.md"):
        shutil.copy(SITE / "04-transactions" / name, folder)
    return folder


def test_the_command_alone_says_what_it_can_do(cairn: Cairn) -> None:
    """`cairn` and `cairn --help` show how to begin; `cairn --version` says which it is."""
    alone = cairn()
    assert alone.code == 0
    assert "cairn ingest " in alone.out
    assert cairn("--help").out == alone.out
    assert cairn("--version").out.startswith("cairn, version ")


@pytest.mark.parametrize(("gap", "lesson"), [(SLOW, "EXPLAIN"), (LOST, "The Incident Commander")])
def test_a_path_says_what_to_study_and_who_says_so(here: Cairn, gap: str, lesson: str) -> None:
    """For a gap in words a terminal shows the lessons, the words of the document, and the line to look at."""
    done = here("path", "--gap", gap)
    assert done.code == 0, done.err
    assert lesson in done.out
    assert gap in done.out
    assert "“" in done.out
    assert (".md:" if gap == SLOW else f"{PAGE.name}:") in done.out


def test_a_path_for_programs_has_the_same_lessons(here: Cairn) -> None:
    """With --json the steps come in order, each with its lesson, its reason and its evidence."""
    answer = here("path", "--gap", SLOW, "--know", "SELECT and WHERE", "--json").answer()
    assert isinstance(answer, dict)
    assert [step["position"] for step in answer["steps"]] == list(range(1, len(answer["steps"]) + 1))
    assert all(step["because"] and step["lesson"]["id"] for step in answer["steps"])
    assert 0 < answer["proof"]["lower_bound"] <= answer["proof"]["total"]
    assert "WHERE" in {item["name"] for item in answer["known"]["items"]}


def test_what_is_known_makes_the_path_shorter(here: Cairn) -> None:
    """A goal by name has the lessons that it requires; who has finished one is spared it."""
    whole = here("path", "--goal", "Joining tables", "--json").answer()
    rest = here(
        "path", "--goal", "Joining tables", "--done", "NULL, the value that is missing", "--json"
    ).answer()
    assert isinstance(whole, dict)
    assert isinstance(rest, dict)
    lessons, left = ([step["lesson"]["name"] for step in path["steps"]] for path in (whole, rest))
    assert lessons[-1] == "Joining tables"
    assert [name for name in lessons if name != "NULL, the value that is missing"] == left


def test_ready_lists_what_can_be_started(here: Cairn) -> None:
    """Lessons without unmet prerequisites are listed, in a terminal and for programs alike."""
    listed = here("ready", "--curriculum", "incident-response", "--first", "3", "--json").answer()
    assert isinstance(listed, list)
    assert len(listed) == 3
    shown = here("ready", "--curriculum", "incident-response", "--first", "3").out
    assert all(one["lesson"]["name"] in shown for one in listed)


def test_match_shows_how_words_are_read(here: Cairn) -> None:
    """A pitfall's words lead to the lessons that help against it, in a terminal and for programs alike."""
    readings = here("match", "deadlocks", "--json").answer()
    assert isinstance(readings, list)
    assert "Deadlocks" in {lesson["name"] for lesson in readings[0]["lessons"]}
    assert "Deadlocks" in here("match", "deadlocks").out


def test_a_skill_names_its_teachers(here: Cairn) -> None:
    """A skill is found by its name, whatever the case, and shows the lesson that teaches it."""
    answer = here("skill", "Error Budgets", "--json").answer()
    assert isinstance(answer, dict)
    (teacher,) = answer["taught_by"]
    assert teacher["item"]["name"] == "Service Level Objectives and Error Budgets"
    shown = here("skill", "error budgets").out
    assert "Taught by" in shown
    assert teacher["item"]["name"] in shown


def test_a_lesson_names_what_it_requires(here: Cairn) -> None:
    """A lesson shows what it teaches and requires, with the place where the document says so."""
    answer = here("lesson", "Locking rows", "--json").answer()
    assert isinstance(answer, dict)
    assert "Isolation levels" in {link["item"]["name"] for link in answer["requires"]}
    shown = here("lesson", "Locking rows").out
    assert "Requires" in shown
    assert "04-transactions/row-locks.md:8" in shown


def test_health_finds_the_loose_ends_of_the_sample(here: Cairn) -> None:
    """The circle and the dangling prerequisite that the site has on purpose are errors, with their lines."""
    done = here("health", "--json")
    assert done.code == 1
    found = {finding["code"]: finding for finding in reversed(json.loads(done.out)["findings"])}
    assert {"CYCLE", "DANGLING_PREREQUISITE"} <= found.keys()
    assert {evidence["uri"] for evidence in found["CYCLE"]["evidence"]} == {
        "04-transactions/isolation-levels.md",
        "04-transactions/mvcc.md",
        "04-transactions/row-locks.md",
    }
    assert "storage-internals" in here("health").out
    assert here("health", "--curriculum", "incident-response").code == 0
    assert here("health", "--curriculum", "incident-response", "--fail-on", "notice").code == 1


def test_health_is_a_lint_for_documents_without_a_store(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """Documents are checked as they lie there; what a baseline knows fails no more; no store is made."""
    nowhere = cairn.with_environment(CAIRN_STORE=str(tmp_path / "none.db"))
    known = tmp_path / "known.json"
    annotated = nowhere("health", site, "--format", "github")
    assert annotated.code == 1
    assert "::error title=A prerequisite that no document is about" in annotated.out
    assert f"file={site / 'deadlocks.md'},line=" in annotated.out
    assert nowhere("health", site, "--write-baseline", known).code == 0
    again = nowhere("health", site, "--baseline", known, "--fail-on", "notice")
    assert again.code == 0, again.out
    assert "known findings" in again.out
    assert not (tmp_path / "none.db").exists()


def test_health_speaks_to_code_scanning(here: Cairn) -> None:
    """With --format sarif the findings are results, and --fail-on none makes none of them a failure."""
    log = here("health", "--format", "sarif", "--fail-on", "none", "--source-root", "docs").answer()
    assert isinstance(log, dict)
    results = log["runs"][0]["results"]
    (circle,) = (result for result in results if result["ruleId"] == "CYCLE")
    place = circle["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "docs/04-transactions/mvcc.md"
    assert place["region"]["startLine"] == 8


def test_coverage_shows_what_is_taught_and_where_it_is_thin(here: Cairn, tmp_path: Path) -> None:
    """By module, against a list of skills, and by what most rests on: for people and for programs."""
    shown = here("coverage", "--curriculum", "data-with-postgresql").out
    assert "Transactions and concurrency" in shown
    assert "Build operations that are safe to repeat" in shown
    profile = tmp_path / "profile.csv"
    profile.write_text("level,skill\n1,Joins\n2,kubernetes\n")
    targets = here("coverage", "--targets", profile, "--json").answer()
    assert isinstance(targets, list)
    assert [target["reached"] for target in targets] == ["taught", "missing"]
    assert "What a relational database is" in here("coverage", "--central", "5").out
    both = here("coverage", "--central", "5", "--targets", profile)
    assert both.code == 2


def test_impact_says_what_rests_on_a_lesson(here: Cairn) -> None:
    """What cannot be reached without a lesson, what it alone teaches, and the line that says who needs it."""
    shown = here("impact", "Locking rows").out
    assert "Deadlocks" in shown
    assert "04-transactions/deadlocks.md:" in shown
    assert "Without this lesson" in shown
    answer = here("impact", "error budgets", "--json").answer()
    assert isinstance(answer, dict)
    assert answer["item"]["kind"] == "Skill"


def test_diff_compares_a_commit_with_the_folder(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """REVISION:PATH against the folder as it is: a lesson more; --exit-code says that they differ."""
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-C", str(tmp_path)]
    for command in (["init", "-q"], ["add", "site"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    shutil.copy(SITE / "04-transactions" / "row-locks.md", site)
    done = cairn("diff", "HEAD:site", site, "--exit-code", cwd=tmp_path)
    assert done.code == 1, done.err
    assert "lesson Locking rows" in done.out
    unknown = cairn("diff", "nowhere:site", site, cwd=tmp_path)
    assert_fails(unknown, 2, "nowhere", out=None)


def test_diff_shows_what_publishing_would_do(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """The store against a folder, and against itself of an earlier revision; a dry run says the same."""
    store = ("--store", tmp_path / "graph.db")
    cairn("ingest", site, *store)
    shutil.copy(SITE / "04-transactions" / "row-locks.md", site)
    before = cairn("diff", "store", site, *store)
    assert "lesson Locking rows" in before.out, before.err
    assert "learners must bring along: isolation-levels" in cairn("ingest", site, "--dry-run", *store).out
    cairn("ingest", site, *store)
    after = cairn("diff", "store@1", "store", *store)
    assert "lesson Locking rows" in after.out, after.err
    assert "Both say the same" in cairn("diff", "store", site, *store).out
    assert_fails(cairn("diff", "store@9", "store", *store), 2, "revision 9", out=None)


def test_an_export_is_read_in_as_an_equal_graph(here: Cairn, tmp_path: Path) -> None:
    """`export | import -` into another store gives the same bytes once more, and it answers."""
    other = tmp_path / "other.db"
    page = here("export", "--curriculum", "incident-response").out
    done = here("import", "-", "--store", other, given=page.encode())
    assert done.code == 0, done.err
    assert here("export", "--store", other).out == page
    assert "Error Budgets" in here("match", "error budgets", "--store", other).out


def test_one_curriculum_can_be_exported_to_a_file(here: Cairn, tmp_path: Path) -> None:
    """With --curriculum and -o a file has that curriculum and nothing of the other."""
    file = tmp_path / "page.json"
    done = here("export", "--curriculum", "incident-response", "-o", file)
    assert (done.code, done.out) == (0, "")
    nodes = json.loads(file.read_bytes())["nodes"]
    assert {node["id"].partition("/")[0] for node in nodes} == {"incident-response"}


def test_a_dry_run_leaves_nothing_behind(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """--dry-run says what would change, and makes no store, nor changes one that there is."""
    store = tmp_path / "graph.db"
    new = cairn("ingest", site, "--dry-run", "--store", store)
    assert new.code == 0, new.err
    assert "Would ingest" in new.out
    assert "3 new" in new.out
    assert not store.exists()
    cairn("ingest", site, "--store", store)
    before = store.read_bytes()
    (site / "deadlocks.md").unlink()
    gone = cairn("ingest", site, "--dry-run", "--prune", "--store", store)
    assert "1 removed" in gone.out
    assert store.read_bytes() == before


def test_ingest_again_writes_only_what_changed(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """The same files write nothing, to the byte; --prune forgets a deleted page."""
    store = tmp_path / "graph.db"

    def ingest(*options: str) -> dict[str, object]:
        (answer,) = cairn("ingest", site, *options, "--store", store, "--json").answer()  # type: ignore[misc]
        return dict(answer)

    first = ingest()
    before = store.read_bytes()
    same = ingest()
    assert (same["unchanged"], same["revision"]) == (len(first["added"]), first["revision"])  # type: ignore[arg-type]
    assert store.read_bytes() == before
    (site / "deadlocks.md").unlink()
    assert ingest("--prune")["removed"] == ["deadlocks.md"]
    assert "site/lesson/deadlocks" not in cairn("export", "--store", store).out


def test_pruning_by_mistake_is_refused(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """--prune with one file, or with two folders for one curriculum, would remove what is still there."""
    store = tmp_path / "graph.db"
    page = cairn("ingest", site / "deadlocks.md", "--prune", "--curriculum", "site", "--store", store)
    two = cairn("ingest", site, SITE, "--prune", "--curriculum", "site", "--store", store)
    assert (page.code, two.code) == (2, 2)
    assert not store.exists()
