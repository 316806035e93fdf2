"""Reasons, questions and learners by GraphQL, over the sample site in a real store."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from http_support import SETTINGS, client_of, sample_workspace

from api.http.app import create_app

pytestmark = pytest.mark.anyio

SITE = "data-with-postgresql"
GAP = {"goals": [f"{SITE}/skill/deadlocks"]}
EXPLAIN = """query($name: String!, $gap: GapInput) { explain(name: $name, gap: $gap) {
  verdict text unit goals { id } item { id } step { position lesson { title } }
  without { extra exact added { title } dropped { title } }
  withIt { extra exact added { title } dropped { title } }
  lockedBy { id } unlock { title } unlockMinutes saving { skill { name } saves exact }
} }"""
ASSESS = """query($gap: GapInput!, $answers: [AnswerInput!]) {
  assessment(gap: $gap, answers: $answers) {
    planned skills answered known { name } levels { skill { name } level because }
    question { skill { id name } prompt remainingAtMost statements { quote } }
  }
  nextQuestion(gap: $gap, answers: $answers) { skill { id } }
}"""
STATE = "learner skills { skill { name } level known because } completed { lesson { title } score } gone"
PROGRESS = f"mutation($input: ProgressInput!) {{ recordProgress(input: $input) {{ {STATE} }} }}"
ANSWERS = f"""mutation($gap: GapInput!, $answers: [AnswerInput!]!) {{
  recordAnswers(learner: "grace", gap: $gap, answers: $answers) {{ {STATE} }} }}"""


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Return a client over a fresh store that holds the sample site."""
    async with sample_workspace() as workspace, client_of(create_app(workspace, SETTINGS)) as client:
        yield client


async def ask(client: httpx.AsyncClient, query: str, **variables: object) -> Any:
    """Return the data of an answer that must have no errors."""
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    body = response.json()
    assert "errors" not in body, body["errors"]
    return body["data"]


async def test_a_step_says_what_would_be_without_it(client: httpx.AsyncClient) -> None:
    """A lesson of the path is a step, and without it the goal is farther or out of reach."""
    found = (await ask(client, EXPLAIN, name="Locking rows", gap=GAP))["explain"]
    assert found["verdict"] == "STEP"
    assert found["step"]["lesson"]["title"] == "Locking rows"
    assert found["without"]["extra"] is None or found["without"]["extra"] >= 0
    assert found["text"].endswith(".")


async def test_a_lesson_that_is_left_out_says_what_it_would_cost(client: httpx.AsyncClient) -> None:
    """By way of a lesson beside the path it takes longer, by at least nothing and with that lesson."""
    found = (await ask(client, EXPLAIN, name="Window functions", gap={"text": "deadlocks"}))["explain"]
    if found["verdict"] == "LEFT_OUT":
        assert found["withIt"]["extra"] >= 0
        assert "Window functions" in [lesson["title"] for lesson in found["withIt"]["added"]]
    else:
        assert found["verdict"] == "STEP"


async def test_a_locked_lesson_names_what_unlocks_it_soonest(client: httpx.AsyncClient) -> None:
    """Without a gap it is about the way to the lesson: what it waits for, and the way there."""
    found = (await ask(client, EXPLAIN, name="Deadlocks"))["explain"]
    assert found["lockedBy"]
    assert found["unlock"]
    assert found["unlockMinutes"] > 0
    assert [goal["id"] for goal in found["goals"]] == [found["item"]["id"]]


async def test_a_path_says_what_knowing_a_skill_would_save(client: httpx.AsyncClient) -> None:
    """The savings are real: with the best of them known, the path is shorter by just that much."""
    query = """query($gap: GapInput!, $known: KnownInput) { learningPath(gap: $gap, known: $known) {
      totalMinutes whatIf(first: 3) { skill { id } saves exact } } }"""
    path = (await ask(client, query, gap=GAP))["learningPath"]
    best = path["whatIf"][0]
    assert best["exact"]
    known = {"skills": [best["skill"]["id"]]}
    shorter = (await ask(client, query, gap=GAP, known=known))["learningPath"]
    assert path["totalMinutes"] - shorter["totalMinutes"] == best["saves"] > 0


async def test_questions_end_by_themselves(client: httpx.AsyncClient) -> None:
    """Someone who knows nothing is asked about a part of the skills, and then nothing more."""
    answers: list[dict[str, object]] = []
    while True:
        data = await ask(client, ASSESS, gap=GAP, answers=answers)
        question = data["assessment"]["question"]
        assert (question and question["skill"]["id"]) == (
            data["nextQuestion"] and data["nextQuestion"]["skill"]["id"]
        )
        if question is None:
            break
        assert question["skill"]["name"] in question["prompt"]
        assert question["remainingAtMost"] <= data["assessment"]["skills"] - len(answers)
        answers.append({"skill": question["skill"]["id"], "yes": False})
    found = data["assessment"]
    assert 0 < found["answered"] == len(answers) < found["skills"]
    assert found["known"] == []
    assert max(level["level"] for level in found["levels"]) < 0.5
    assert all(level["because"] for level in found["levels"])


async def test_answers_are_kept_with_their_evidence_once(client: httpx.AsyncClient) -> None:
    """Recording the same answers again changes nothing; what is kept counts and is not asked again."""
    first = (await ask(client, ASSESS, gap=GAP))["assessment"]["question"]["skill"]
    answers = [{"skill": first["id"], "yes": True}]
    once = (await ask(client, ANSWERS, gap=GAP, answers=answers))["recordAnswers"]
    again = (await ask(client, ANSWERS, gap=GAP, answers=answers))["recordAnswers"]
    assert once == again
    said = next(one for one in once["skills"] if one["skill"]["name"] == first["name"])
    assert (said["because"], said["known"]) == ("said yes", True)
    query = """query($gap: GapInput!) {
      nextQuestion(gap: $gap, learner: "grace") { skill { id } }
      learningPath(gap: $gap, learner: "grace") { known { items { id } } } }"""
    data = await ask(client, query, gap=GAP)
    assert data["nextQuestion"]["skill"]["id"] != first["id"]
    assert {"id": first["id"]} in data["learningPath"]["known"]["items"]


async def test_progress_shortens_the_path_until_it_is_forgotten(client: httpx.AsyncClient) -> None:
    """A passed lesson is finished, its skills known; a failed one takes them back; forgetting erases all."""
    query = """query($gap: GapInput!) { learningPath(gap: $gap, learner: "ada") {
      totalMinutes steps { lesson { id title } } } }"""
    before = (await ask(client, query, gap=GAP))["learningPath"]
    lesson = before["steps"][0]["lesson"]["id"]
    did = {"learner": "ada", "lesson": lesson, "result": "PASSED", "score": 1.0, "at": "2026-01-01T10:00:00Z"}
    state = (await ask(client, PROGRESS, input=did))["recordProgress"]
    assert (await ask(client, PROGRESS, input=did))["recordProgress"] == state
    assert [one["score"] for one in state["completed"]] == [1.0]
    assert all(one["known"] for one in state["skills"])
    after = (await ask(client, query, gap=GAP))["learningPath"]
    assert after["totalMinutes"] < before["totalMinutes"]
    old = {**did, "result": "FAILED", "score": None, "at": "2025-01-01T10:00:00Z"}
    assert (await ask(client, PROGRESS, input=old))["recordProgress"] == state
    failed = {**did, "result": "FAILED", "score": None, "at": "2026-02-01T10:00:00"}
    state = (await ask(client, PROGRESS, input=failed))["recordProgress"]
    assert not any(one["known"] for one in state["skills"])
    forget = 'mutation { forgetLearner(learner: "ada") }'
    assert (await ask(client, forget))["forgetLearner"] is True
    assert (await ask(client, forget))["forgetLearner"] is False
    assert (await ask(client, query, gap=GAP))["learningPath"] == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"learner": " ", "lesson": "Deadlocks", "result": "PASSED"},
        {"learner": "ada", "result": "PASSED"},
        {"learner": "ada", "lesson": "Deadlocks", "result": "PASSED", "score": 2.0},
        {"learner": "ada", "lesson": "Juggling", "result": "PASSED"},
    ],
)
async def test_progress_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, wrong: dict[str, object]
) -> None:
    """A name, a lesson or a score that cannot be is an error with a code and a hint."""
    response = await client.post("/graphql", json={"query": PROGRESS, "variables": {"input": wrong}})
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] in {"INVALID_INPUT", "NOT_FOUND"}
    assert error["extensions"]["hint"]
