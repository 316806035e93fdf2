"""Wishes in everyday words become paths, with the real encoder over the sample curricula."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.services.answers import LearningPath, Via
from api.services.details import lesson_details, skill_details
from api.services.ingest import ingest_path
from api.services.match import GoalKind, match_text
from api.services.question import KnownQuestion, PathQuestion, Scope
from api.services.recommend import learning_path, ready_to_learn
from api.services.workspace import Workspace
from api.settings import Settings
from embeddings.minilm import MiniLM
from graph.errors import InvalidInput, UnknownId
from graph.model import Origin, Skill
from graph.snapshot import View, ViewKind
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio

EXAMPLES = Path(__file__).parents[2] / "examples"
SLOW = "my query got slow when the table grew"
MODULES = ("First queries, Asking harder questions",)


@pytest.fixture(scope="module")
async def workspace(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workspace]:
    """Open a workspace that holds both sample curricula."""
    settings = Settings.read({"CAIRN_CACHE": str(tmp_path_factory.mktemp("cache"))})
    async with await SqliteStore.open(":memory:") as store:
        opened = Workspace(store, MiniLM(settings.cache), settings)
        await ingest_path(opened, EXAMPLES / "data-with-postgresql")
        await ingest_path(opened, EXAMPLES / "incident-response.txt")
        yield opened


def titles(path: LearningPath) -> list[str]:
    """Return the titles of a path's steps."""
    return [step.lesson.name for step in path.steps]


async def ask(workspace: Workspace, gap: str, known: tuple[str, ...] = (), **more: object) -> LearningPath:
    """Ask for a path."""
    question = PathQuestion(gap=gap, known=KnownQuestion(words=known), **more)  # type: ignore[arg-type]
    return await learning_path(workspace, question)


async def test_a_gap_in_words_becomes_the_shortest_path(workspace: Workspace) -> None:
    """The right lesson comes last, what it rests on before it, by the shorter of two alternatives."""
    path = await ask(workspace, SLOW, MODULES)
    assert titles(path) == [
        "Query plans in twenty minutes",
        "How a B-tree index works",
        "When a query slows down as its table grows",
    ]
    assert path.total_minutes == sum(step.minutes or 0 for step in path.steps) == path.steps[-1].cumulative
    assert path.proof.proven
    assert path.proof.lower_bound == path.proof.total


async def test_every_step_says_why_and_quotes_the_document(workspace: Workspace) -> None:
    """Each step has a sentence and evidence whose words stand in the named line of the named file."""
    path = await ask(workspace, SLOW, MODULES)
    root = EXAMPLES / "data-with-postgresql"
    for step in path.steps:
        assert step.because.endswith(".")
        assert step.evidence
        for evidence in step.evidence:
            assert evidence.uri
            assert evidence.first
            assert evidence.quote
            lines = (root / evidence.uri).read_text(encoding="utf-8").splitlines()
            quoted = [part.strip() for part in evidence.quote.splitlines()]  # an item comes after its key
            assert evidence.last
            assert quoted[-1] in lines[evidence.last - 1]
            assert all(any(part in line for line in lines) for part in quoted)


async def test_what_is_said_to_be_known_shortens_the_path(workspace: Workspace) -> None:
    """More knowledge, in the wish or beside it, never makes a path longer; unknown words are given back."""
    nothing = await ask(workspace, SLOW)
    modules = await ask(workspace, SLOW, MODULES)
    more = await ask(workspace, f"{SLOW}; I know reading query plans", MODULES)
    assert len(nothing.steps) > len(modules.steps) > len(more.steps)
    odd = await ask(workspace, SLOW, ("First queries, juggling",))
    assert odd.known.unmatched == ("juggling",)
    assert [item.name for item in odd.known.items] == ["First queries"]


async def test_another_reading_can_be_chosen(workspace: Workspace) -> None:
    """A runner-up is planned by its number or its id, and then stands first."""
    first = await ask(workspace, SLOW, MODULES)
    second = await ask(workspace, SLOW, MODULES, reading=2)
    assert second.readings[0] == first.readings[1]
    assert titles(second) != titles(first)
    by_id = await ask(workspace, SLOW, MODULES, reading=first.readings[1].id)
    assert titles(by_id) == titles(second)
    with pytest.raises(InvalidInput, match="no reading 999"):
        await ask(workspace, SLOW, reading=999)


async def test_a_wish_about_something_else_is_not_planned(workspace: Workspace) -> None:
    """Where no word fits and nothing is near, the nearest readings are listed and nothing is planned."""
    path = await ask(workspace, "bake sourdough bread")
    assert not path.planned
    assert path.steps == ()
    assert path.readings
    forced = await ask(workspace, "bake sourdough bread", reading=2)
    assert forced.planned


async def test_a_name_is_read_as_what_it_names(workspace: Workspace) -> None:
    """The title of a lesson, in any case, leads to that lesson before anything that is merely near."""
    readings = await match_text(workspace, "DEADLOCKS", Scope(), first=3)
    assert readings[0].via is Via.NAME
    assert [lesson.name for lesson in readings[0].lessons] == ["Deadlocks"]


@pytest.mark.parametrize("kind", [*GoalKind])
async def test_words_can_be_read_as_one_kind_of_goal(workspace: Workspace, kind: GoalKind) -> None:
    """What is named is still first, and every goal that is named is of the kind that was asked for."""
    readings = await match_text(workspace, "DEADLOCKS", Scope(), first=5, kinds={kind})
    picture = await workspace.picture()
    goals = [picture.snapshot.node(picture.snapshot.index(goal.id)) for one in readings for goal in one.goals]
    assert goals
    for goal in goals:
        assert kind.name in {goal.kind.name, goal.skill_kind.name if isinstance(goal, Skill) else ""}
    assert kind in {GoalKind.OUTCOME, GoalKind.PITFALL} or readings[0].via is Via.NAME


async def test_goals_can_be_named_and_closed_together(workspace: Workspace) -> None:
    """Several goals by name or id are closed by one path."""
    path = await ask(workspace, "", MODULES, goals=("window functions", "Deadlocks"))
    assert path.steps[-1].lesson.name == "Deadlocks"
    with pytest.raises(UnknownId, match="Window functons") as error:
        await ask(workspace, "", goals=("Window functons",))
    assert "window functions" in (error.value.hint or "").casefold()


async def test_a_circle_is_studied_together(workspace: Workspace) -> None:
    """Lessons that wait for one another are steps that name each other; the path is served all the same."""
    path = await ask(workspace, "", goals=("Isolation levels",))
    circle = {"MVCC: readers and row versions", "Locking rows", "Isolation levels"}
    together = [step for step in path.steps if step.together]
    assert {step.lesson.name for step in together} == circle
    assert all(circle - {step.lesson.name} == {item.name for item in step.together} for step in together)


async def test_a_dangling_prerequisite_blocks_nobody(workspace: Workspace) -> None:
    """What no document is about is assumed, and says who wanted it."""
    path = await ask(workspace, "", goals=("Vacuum and bloat",))
    assert path.steps[-1].lesson.name == "Vacuum and bloat"
    assert "storage-internals" in {assumption.skill.name for assumption in path.assumes}


async def test_a_budget_buys_the_most_valuable_part(workspace: Workspace) -> None:
    """With too little time for all, what reaches most goals is chosen; what is left out is named."""
    goals = ("window functions", "Deadlocks", "Query plans in twenty minutes")
    path = await ask(workspace, "", MODULES, goals=goals, budget=60)
    budget = path.budget
    assert budget is not None
    assert budget.applied
    assert budget.used == sum(step.minutes or 0 for step in budget.steps) <= 60
    assert 0 < budget.closed < budget.goals == 3
    assert budget.proven
    assert budget.share == budget.most
    within = {step.lesson.name for step in budget.steps}
    assert {item.name for item in budget.left_out} == set(titles(path)) - within
    assert budget.more is None or budget.more.lessons
    whole = await ask(workspace, "", MODULES, goals=goals, budget=6_000)
    assert whole.budget is not None
    assert whole.budget.steps == whole.steps
    assert whole.budget.left_out == ()


async def test_views_differ_in_what_they_believe(workspace: Workspace) -> None:
    """The authored view shows no inferred guard; the inferred one may ask for more, never for less."""
    authored = await ask(workspace, SLOW, MODULES, scope=Scope(view=View(ViewKind.AUTHORED)))
    inferred = await ask(workspace, SLOW, MODULES, scope=Scope(view=View(ViewKind.INFERRED, 0.0)))
    balanced = await ask(workspace, SLOW, MODULES)
    assert len(inferred.steps) >= len(balanced.steps)
    origins = {e.origin.value for step in authored.steps for guard in step.guards for e in guard.evidence[:1]}
    assert "inferred" not in origins


async def test_a_view_quotes_only_what_it_believes(workspace: Workspace) -> None:
    """In the authored view no reason is an inference; each inferred edge left out or relied on is named."""
    scope = Scope(view=View(ViewKind.AUTHORED))
    path = await ask(workspace, SLOW, MODULES, scope=scope)
    reasons = [e for step in path.steps for e in step.evidence] + [
        e for h in path.helpful for e in h.evidence
    ]
    assert not any(reason.origin is Origin.INFERRED for reason in reasons)
    assert path.relied_on == ()
    assert len(path.left_out) == path.hidden_inferred > 0
    assert all(edge.because for edge in path.left_out)
    believing = await ask(workspace, SLOW, MODULES, scope=Scope(view=View(ViewKind.INFERRED, 0.0)))
    assert believing.left_out == ()


async def test_ready_lists_what_can_be_started(workspace: Workspace) -> None:
    """Without knowledge the first lesson of the site is ready; what waits for others is not."""
    found = await ready_to_learn(
        workspace, PathQuestion(scope=Scope(curriculum="data-with-postgresql")), first=50
    )
    names = [one.lesson.name for one in found]
    assert "What a relational database is" in names
    assert "Deadlocks" not in names
    toward = await ready_to_learn(
        workspace, PathQuestion(gap=SLOW, known=KnownQuestion(words=MODULES)), first=1
    )
    assert toward[0].lesson.name == "Query plans in twenty minutes"


async def test_a_curriculum_bounds_the_answer(workspace: Workspace) -> None:
    """A scope leaves everything else out."""
    readings = await match_text(workspace, "who is in charge", Scope(curriculum="incident-response"), first=9)
    assert readings
    assert all(lesson.id.startswith("incident-response/") for r in readings for lesson in r.lessons)


async def test_an_unknown_curriculum_is_refused(workspace: Workspace) -> None:
    """A scope that names nothing is an error that says what there is, never an empty answer."""
    nowhere = Scope(curriculum="nowhere")
    with pytest.raises(UnknownId, match="nowhere"):
        await ask(workspace, SLOW, scope=nowhere)
    with pytest.raises(UnknownId, match="nowhere"):
        await match_text(workspace, SLOW, nowhere, first=1)
    with pytest.raises(UnknownId, match="no curriculum"):
        await skill_details(workspace, "Deadlocks", nowhere)
    with pytest.raises(UnknownId, match="no curriculum"):
        await lesson_details(workspace, "Deadlocks", nowhere)


async def test_a_page_without_minutes_gets_an_answer_worth_reading(workspace: Workspace) -> None:
    """Lessons are counted, assumed knowledge is told apart into known and not, quotes are the page's own."""
    path = await ask(
        workspace,
        "get customers working again before we know why it broke; I know reading logs and dashboards",
        scope=Scope(curriculum="incident-response"),
    )
    assert path.total_minutes is None
    assert path.proof.unit == "lessons"
    known = {assumption.skill.name: assumption.known for assumption in path.assumes}
    assert known.pop("reading logs and dashboards")
    assert known
    assert not any(known.values())


async def test_the_worked_example_comes_out(seed_page: Path) -> None:
    """Lost background jobs lead to the lesson on durable jobs; deploying and pipelines help beside it."""
    settings = Settings.read({})
    async with await SqliteStore.open(":memory:") as store:
        workspace = Workspace(store, MiniLM(settings.cache), settings)
        await ingest_path(workspace, seed_page)
        path = await ask(workspace, "my background jobs get lost when I deploy; I know OTP and Phoenix")
    (step,) = path.steps
    assert "Background Jobs" in step.lesson.name
    assert any("best-effort" in guard.pitfall.name for guard in step.guards)
    helpful = [suggestion.lesson.name for suggestion in path.helpful]
    assert any("Release" in name for name in helpful)
    assert any("Broadway" in name for name in helpful)
    known = {assumption.skill.name.casefold(): assumption.known for assumption in path.assumes}
    assert known == {"otp": True, "phoenix": True, "core elixir": False, "deployment basics": False}
    assert all(assumption.evidence[0].quote for assumption in path.assumes)
