"""The public schema, answered by plan and by graphql-core."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from graphql import get_operation_ast
from graphql.execution.values import VariableValues, get_variable_values
from http_support import sample_workspace
from hypothesis import given, settings
from msgspec.structs import replace
from queries import queries, variables_of

from api.graphql.execution import Answer, Executor, Query
from api.graphql.limits import Limits
from api.graphql.schema import build_schema
from api.services.identity import OPERATOR
from api.services.queue import Queue

pytestmark = pytest.mark.anyio
ROOTS = [
    'learningPath(gap: {goals: ["data-with-postgresql/skill/deadlocks"]})',
    'learningPath(gap: {text: "slow queries"}, known: {text: "joins"}, budgetMinutes: 60, view: INFERRED)',
    "learningPath(gap: $gap, known: $known)",
    "readyToLearn(first: 2)",
    "readyToLearn(toward: $gap, first: $few)",
    'match(text: "deadlocks", first: $many)',
    'match(text: "deadlocks", first: 2)',
    'skill(name: "deadlocks")',
    'skill(name: "no such skill")',
    'lesson(name: "deadlocks")',
    "skills(first: 3)",
    "lessons(first: $few)",
    "pitfalls(first: 2)",
    "health",
    "documents(first: 2)",
    "revision",
]
UNBOUNDED = Limits(depth=100, fields=10_000, repeats=1_000, tokens=100_000, characters=10**6, lookups=300)


@pytest.fixture(scope="module")
async def executor() -> AsyncIterator[Executor]:
    """Return an executor over the sample site."""
    async with sample_workspace() as workspace:
        yield Executor(workspace, UNBOUNDED, Queue(workspace))


def in_order(answer: Answer) -> Answer:
    """Return an answer with its errors in order: graphql-core has them as resolvers happen to end."""
    if not answer.has_errors:
        return answer
    told = msgspec.json.decode(answer.body)
    told["errors"].sort(key=repr)
    return replace(answer, body=msgspec.json.encode(told), codes=tuple(sorted(answer.codes)))


@settings(max_examples=40)
@given(text=queries(build_schema().core, ROOTS))
async def test_every_answer_is_the_one_of_graphql_core(executor: Executor, text: str) -> None:
    """To the byte: data, nulls, errors with their places, whatever is asked."""
    variables = variables_of(text)
    query = Query(text=text, variables=variables, principal=OPERATOR, request_id="r")
    prepared = executor._documents.prepare(text)
    assert not prepared.errors, prepared.errors
    operation = get_operation_ast(prepared.document)
    assert operation
    by_core = await executor._interpret(query, prepared)
    assert in_order(await executor._execute(query, prepared, operation)) == in_order(by_core)
    values = get_variable_values(executor._schema, operation.variable_definitions or (), variables)
    assert isinstance(values, VariableValues)
    plan = prepared.plan(operation, values)
    assert plan
    if not by_core.has_errors:
        data = await plan.run(executor._context(query), values)
        assert msgspec.json.encode({"data": data}) == by_core.body
