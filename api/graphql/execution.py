"""A query in, an answer out: what HTTP, and any other transport, calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from inspect import isawaitable

from graphql import ExecutionResult, GraphQLError, OperationType, execute, get_operation_ast

from api.graphql import errors
from api.graphql.access import protect
from api.graphql.context import Context
from api.graphql.documents import Documents, Prepared
from api.graphql.limits import Limits, check_variables
from api.graphql.schema import build_schema
from api.services.identity import Principal
from api.services.workspace import Workspace
from graph.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a client sent, and who that is.

    ``read_only`` refuses everything but queries; ``request_id`` is for the log.
    """

    text: str
    variables: Mapping[str, object] | None = None
    operation: str | None = None
    read_only: bool = False
    principal: Principal
    request_id: str


class Outcome(Enum):
    """How far a query got."""

    EXECUTED = auto()
    REFUSED = auto()
    NOT_READ_ONLY = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as the GraphQL specification has it: ``data`` (only if executed) and ``errors``."""

    body: Mapping[str, object]
    outcome: Outcome


class Executor:
    """Answers queries about one workspace."""

    def __init__(self, workspace: Workspace, limits: Limits) -> None:
        self._workspace = workspace
        self._limits = limits
        self._schema = build_schema().core
        protect(self._schema)
        self._documents = Documents(self._schema, limits)

    async def answer(self, query: Query) -> Answer:
        """Answer one query; an error of any kind is in the answer."""
        try:
            check_variables(query.variables or {}, self._limits)
            prepared = self._documents.prepare(query.text)
        except GraphQLError as error:
            return _refused(query, [error], errors.PARSE_FAILED)
        operation = get_operation_ast(prepared.document, query.operation)
        if query.read_only and operation and operation.operation is not OperationType.QUERY:
            message = f"A {operation.operation.value} cannot be sent this way; use POST."
            return _refused(query, [GraphQLError(message)], errors.BAD_REQUEST, Outcome.NOT_READ_ONLY)
        if prepared.errors:
            return _refused(query, prepared.errors, errors.VALIDATION_FAILED)
        if operation is None:
            message = "The document has no operation of that name; operationName says which one to run."
            return _refused(query, [GraphQLError(message)], errors.BAD_REQUEST)
        return await self._execute(query, prepared)

    async def _execute(self, query: Query, prepared: Prepared) -> Answer:
        context = Context(self._workspace, self._limits, query.principal, query.request_id)
        result = execute(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values={**(query.variables or {})},
            operation_name=query.operation,
        )
        if isawaitable(result):
            result = await result
        assert isinstance(result, ExecutionResult)
        if context.refusal:
            return _refused(query, [context.refusal], errors.BAD_REQUEST)
        found = result.errors or []
        if result.data is None and found and all(error.path is None for error in found):
            return _refused(query, found, InvalidInput.code)  # a variable is not what it should be
        body: dict[str, object] = {"data": result.data}
        if found:
            body["errors"] = errors.present(found, code=InvalidInput.code, request_id=query.request_id)
        return Answer(body, Outcome.EXECUTED)


def _refused(
    query: Query,
    found: list[GraphQLError] | tuple[GraphQLError, ...],
    code: str,
    outcome: Outcome = Outcome.REFUSED,
) -> Answer:
    return Answer({"errors": errors.present(found, code=code, request_id=query.request_id)}, outcome)
