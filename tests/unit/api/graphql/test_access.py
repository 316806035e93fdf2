"""Who may have which field, and what is recorded of mutations."""

import logging
from types import SimpleNamespace

import pytest
from graphql import ExecutionResult, GraphQLSchema, build_schema, execute, parse

from api.graphql.access import protect
from api.services.identity import OPERATOR, Principal, Scope
from graph.learner import LearnerId

SCHEMA = """
input Progress { learner: ID!, lesson: ID, note: String }
type Query { path(learner: ID): Int, plain: Int }
type Mutation { recordProgress(input: Progress!): Int, ingestDocument(text: String, uri: String): Int
  unheardOf: Int, forgetLearner(learner: ID!): Int }
"""
READER = Principal("reader", frozenset({Scope.READ}))
KIM = Principal("kim", frozenset({Scope.LEARN}), LearnerId("kim"))
EDITOR = Principal("editor", frozenset({Scope.INGEST}))
NOBODY = Principal("nobody", frozenset())


def guarded() -> GraphQLSchema:
    """Return a schema all of whose root fields answer 1, or fail where they are asked to."""
    schema = build_schema(SCHEMA)
    for root in (schema.query_type, schema.mutation_type):
        assert root
        for field in root.fields.values():
            field.resolve = lambda _root, _info, **given: 1 // int(given.get("text") != "fail")
    protect(schema)
    return schema


async def ask(query: str, principal: Principal) -> ExecutionResult:
    """Run a query for someone."""
    context = SimpleNamespace(principal=principal, request_id="r1")
    result = execute(guarded(), parse(query), context_value=context)
    return result if isinstance(result, ExecutionResult) else await result


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("query", "allowed", "refused"),
    [
        ("{ plain }", [READER, KIM, EDITOR, OPERATOR], [NOBODY]),
        ('{ path(learner: "kim") }', [KIM, OPERATOR], [READER, EDITOR, NOBODY]),
        ('{ path(learner: "sam") }', [OPERATOR], [KIM, READER]),
        ("{ path }", [READER, KIM], [NOBODY]),
        ('mutation { recordProgress(input: {learner: "kim"}) }', [KIM, OPERATOR], [READER, EDITOR]),
        ('mutation { recordProgress(input: {learner: "sam"}) }', [OPERATOR], [KIM]),
        ('mutation { forgetLearner(learner: "sam") }', [OPERATOR], [KIM, EDITOR]),
        ('mutation { ingestDocument(text: "x") }', [EDITOR, OPERATOR], [KIM, READER]),
        ("mutation { unheardOf }", [OPERATOR], [EDITOR, KIM, READER, NOBODY]),
    ],
)
async def test_each_field_asks_for_its_scope(
    query: str, allowed: list[Principal], refused: list[Principal]
) -> None:
    """Scopes and learners are checked before a resolver runs; what nobody decided on wants admin."""
    for principal in allowed:
        assert (await ask(query, principal)).errors is None, principal.name
    for principal in refused:
        (error,) = (await ask(query, principal)).errors or []
        assert (error.extensions or {})["code"] == "FORBIDDEN", principal.name


@pytest.mark.anyio
async def test_mutations_are_recorded_without_their_texts(caplog: pytest.LogCaptureFixture) -> None:
    """The audit log names who did what to what, whether it worked, and in which request; no content."""
    with caplog.at_level(logging.INFO, "cairn.audit"):
        await ask('mutation { recordProgress(input: {learner: "kim", lesson: "a", note: "private"}) }', KIM)
        await ask('mutation { ingestDocument(uri: "a.md", text: "fail") }', EDITOR)
        await ask("{ plain }", READER)
    told = [{name: getattr(r, name) for name in ("mutation", "principal", "request_id", "subject", "outcome")}
            for r in caplog.records]  # fmt: skip
    assert told == [
        {"mutation": "recordProgress", "principal": "kim", "request_id": "r1",
         "subject": {"learner": "kim", "lesson": "a"}, "outcome": "done"},
        {"mutation": "ingestDocument", "principal": "editor", "request_id": "r1",
         "subject": {"uri": "a.md"}, "outcome": "failed"},
    ]  # fmt: skip
    assert "private" not in caplog.text


@pytest.mark.anyio
async def test_the_record_of_a_mutation_is_short(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever sends an id of any length leaves no more than its beginning in the log."""
    with caplog.at_level(logging.INFO, "cairn.audit"):
        await ask(f'mutation {{ ingestDocument(uri: "{"a" * 5_000}", text: "x") }}', EDITOR)
    [record] = caplog.records
    assert len(record.getMessage()) < 500
    assert record.subject == {"uri": "a" * 300}  # type: ignore[attr-defined]  # given by hand


@pytest.mark.anyio
async def test_a_refused_mutation_did_not_happen(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever may not is stopped before the mutation, so no change is recorded."""
    with caplog.at_level(logging.INFO, "cairn.audit"):
        await ask("mutation { unheardOf }", EDITOR)
    assert caplog.records == []
