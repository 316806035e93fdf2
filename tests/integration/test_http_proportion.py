"""What is asked by GraphQL costs what the answer is about, however large the rest of the graph is."""

from collections.abc import Callable

import anyio.to_thread
import msgspec
import pytest
from courses import Course
from fakes_encoder import HashingEncoder
from http_support import SETTINGS
from support import Calls

from api.graphql.execution import Executor, Query
from api.graphql.limits import Limits
from api.services.identity import OPERATOR
from api.services.picture import Picture
from api.services.queue import Queue
from api.services.warm import warm
from api.services.workspace import Workspace
from graph.model import EdgeKind
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio
GAP = 'gap: {goals: ["c/skill/N-4"]}'
QUESTIONS = {
    "skill by id": """{ skill(id: "c/skill/N-4") { name kind requires { prerequisite { id } }
        taughtBy { lesson { title } } } }""",
    "skill by name": '{ skill(name: "N-4") { parts { id } usedBy { id } requiredBy { dependent { id } } } }',
    "what it rests on": '{ skill(id: "c/skill/N-4") { restsOn { totalCount edges { node { id } } } } }',
    "lesson": """{ lesson(id: "c/lesson/lesson N-3") { title module { title }
        requires { prerequisite { id } } } }""",
    "path": f"{{ learningPath({GAP}) {{ steps {{ lesson {{ title }} because }} helpful {{ because }} }} }}",
    "path within a budget": f"{{ learningPath({GAP}, budgetMinutes: 30) {{ budget {{ shareClosed }} }} }}",
    "what would save": f"{{ learningPath({GAP}) {{ whatIf {{ saves }} }} }}",
    "why": f'{{ explain(name: "c/lesson/lesson N-2", {GAP}) {{ text lockedBy {{ id }} }} }}',
    "next question": f"{{ nextQuestion({GAP}) {{ prompt }} }}",
    "health": "{ health { lessons skills findings(first: 2) { totalCount edges { node { message } } } } }",
    "revision": "{ revision { sequence } }",
}
"""What is asked about a group of five lessons, ``N`` by number."""


def course(groups: int) -> Course:
    """Return lessons in groups of five, each a module: a lesson requires what the one before it teaches."""
    written = Course()
    for group in range(groups):
        for place in range(5):
            written.lesson(
                f"lesson {group}-{place}",
                10,
                teaches=[f"{group}-{place}"],
                requires=[f"{group}-{place - 1}"] if place else [],
                module=f"module {group}",
            )
            if place:
                written.link(f"{group}-{place}", EdgeKind.REQUIRES, f"{group}-{place - 1}")
    return written


async def calls_of(groups: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Return for each question how many functions are called to answer it, in a graph of so many groups."""

    async def here(work: Callable[..., object], *given: object, **_: object) -> object:
        return work(*given)

    monkeypatch.setattr(anyio.to_thread, "run_sync", here)  # where they are counted
    counted: dict[str, int] = {}
    async with await SqliteStore.open(":memory:") as store:
        workspace = Workspace(store, HashingEncoder(), SETTINGS)
        workspace._picture = Picture(course(groups).snapshot().snapshot, ())
        workspace._following = True
        async for _ in warm(workspace):
            pass
        executor = Executor(workspace, Limits(), Queue(workspace))
        for name, text in QUESTIONS.items():
            await answered(executor, text.replace("N-", "7-"))
            with Calls() as calls:
                await answered(executor, text.replace("N-", "11-") + " ")
            counted[name] = calls.count
    return counted


async def answered(executor: Executor, text: str) -> None:
    """Ask, and see that there is an answer."""
    answer = await executor.answer(Query(text=text, principal=OPERATOR, request_id="r"))
    assert not answer.has_errors, msgspec.json.decode(answer.body)


async def test_small_questions_to_a_large_graph_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """About as many functions are called in a graph of 20,000 skills and lessons as in one of 200."""
    small, large = await calls_of(20, monkeypatch), await calls_of(2_000, monkeypatch)
    excess = {name: (small[name], large[name]) for name in QUESTIONS if large[name] > 1.2 * small[name] + 50}
    assert excess == {}
