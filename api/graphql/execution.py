"""A query in, an answer out: what HTTP, and any other transport, calls."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from enum import Enum, auto
from inspect import isawaitable
from typing import Final

import msgspec
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    create_source_event_stream,
    execute,
    get_operation_ast,
    introspection_from_schema,
)
from graphql.execution import Executor as Run
from msgspec import Struct
from msgspec.structs import replace

from api.graphql import errors
from api.graphql.access import protect
from api.graphql.context import Context
from api.graphql.documents import Documents, Prepared, asked_for
from api.graphql.limits import Limits, check_variables
from api.graphql.replies import Key, Replies, key_of, version
from api.graphql.run import Uncovered
from api.graphql.schema import build_schema
from api.services.identity import Principal, Scope
from api.services.once import Once
from api.services.picture import Moment
from api.services.queue import Queue
from api.services.watch import Watch
from api.services.workspace import Workspace
from graph.errors import CairnError, InvalidInput

_WORTH_PACKING: Final = 1_024
"""Bytes; what is smaller fits into a packet or two anyway."""


class Query(Struct, frozen=True, kw_only=True):
    """What a client sent, and who that is.

    ``read_only`` refuses everything but queries, ``has`` is the version of the answer that the client has
    already, ``pack`` makes a body as small as the client takes it, ``request_id`` is for the log.
    """

    text: str
    variables: Mapping[str, object] | None = None
    operation: str | None = None
    read_only: bool = False
    has: str | None = None
    pack: Callable[[bytes], bytes] | None = None
    principal: Principal
    request_id: str


class Kind(Enum):
    """The kinds of operation."""

    QUERY = "query"
    MUTATION = "mutation"
    SUBSCRIPTION = "subscription"


class Outcome(Enum):
    """How far a query got."""

    EXECUTED = auto()
    UNCHANGED = auto()
    REFUSED = auto()
    NOT_READ_ONLY = auto()


class Answer(Struct, frozen=True):
    """A response as the GraphQL specification has it: ``data`` (only if executed) and ``errors``.

    Parameters
    ----------
    body
        The response as JSON, in UTF-8; empty if the client has it already.
    packed
        Whether the body is as ``Query.pack`` makes it: only what follows from the graph and the question is.
    version
        Changes whenever the answer may; None where nobody can tell.
    has_errors
        Whether there are ``errors`` in it.
    asked, codes
        For those who count: the field at the root that was asked for (``several`` if there were), and the
        codes of the errors.
    provisional
        Whether asking again later may give a better answer, though the graph is the same.
    moment
        The picture from which it follows, with the query and the variables, and from nothing else; None where
        more is behind it.
    """

    body: bytes
    outcome: Outcome
    version: str | None = None
    has_errors: bool = False
    moment: Moment | None = None
    provisional: bool = False
    asked: str = "nothing"
    codes: tuple[str, ...] = ()
    packed: bool = False


class Executor:
    """Answers queries about one workspace."""

    def __init__(self, workspace: Workspace, limits: Limits, queue: Queue) -> None:
        self._workspace = workspace
        self._limits = limits
        self._watch = Watch(workspace, queue)
        self._once = Once(workspace.store)
        self._schema = build_schema().core
        protect(self._schema)
        self._documents = Documents(self._schema, limits)
        self._replies = Replies()

    async def finish(self, seconds: float) -> None:
        """Wait so long for mutations that go on though their clients have gone; end what still does then."""
        await self._once.finish(seconds)

    def introspection(self) -> Mapping[str, object]:
        """Return what the introspection query tells of the schema."""
        return {**introspection_from_schema(self._schema)}

    async def answer(self, query: Query) -> Answer:
        """Answer one query; an error of any kind is in the answer."""
        found = self._operation(query)
        if isinstance(found, Answer):
            return found
        prepared, operation = found
        if operation.operation is OperationType.SUBSCRIPTION:
            message = "A subscription has many answers: accept text/event-stream, or open a socket."
            return _refused(query, [GraphQLError(message)], errors.BAD_REQUEST)
        return await self._answer(query, prepared, operation)

    def kind(self, query: Query) -> Kind | None:
        """Return what kind of operation a query is; None for one that is no query and refused anyway."""
        with suppress(GraphQLError):
            operation = get_operation_ast(self._documents.prepare(query.text).document, query.operation)
            if operation is not None and operation.operation is OperationType.QUERY:
                return Kind.QUERY  # whether it is refused is looked at once, when it is answered
        found = self._operation(query)
        return None if isinstance(found, Answer) else Kind(found[1].operation.value)

    async def answers(self, query: Query) -> AsyncGenerator[Answer, None]:
        """Answer a query as often as there is something to say: a subscription until it is let go of."""
        found = self._operation(query)
        if isinstance(found, Answer):
            yield found
            return
        prepared, operation = found
        if operation.operation is not OperationType.SUBSCRIPTION:
            yield await self._answer(query, prepared, operation)
            return
        async with aclosing(self._subscribe(query, prepared)) as answers:
            async for answer in answers:
                yield replace(answer, asked=asked_for(operation))

    def _operation(self, query: Query) -> tuple[Prepared, OperationDefinitionNode] | Answer:
        """Return what is to be executed, or why nothing is."""
        try:
            with self._workspace.tracer.stage("parse"):
                check_variables(query.variables or {}, self._limits)
                prepared = self._documents.prepare(query.text)
        except GraphQLError as error:
            return _refused(query, [error], errors.PARSE_FAILED)
        operation = get_operation_ast(prepared.document, query.operation)
        if query.read_only and operation and operation.operation is OperationType.MUTATION:
            message = "A mutation cannot be sent this way; use POST."
            return _refused(query, [GraphQLError(message)], errors.BAD_REQUEST, Outcome.NOT_READ_ONLY)
        if prepared.errors:
            return _refused(query, prepared.errors, errors.VALIDATION_FAILED)
        if operation is None:
            message = "The document has no operation of that name; operationName says which one to run."
            return _refused(query, [GraphQLError(message)], errors.BAD_REQUEST)
        return prepared, operation

    async def _answer(self, query: Query, prepared: Prepared, operation: OperationDefinitionNode) -> Answer:
        repeatable = prepared.repeatable and query.principal.may(Scope.READ)
        work = self._repeat if repeatable else self._execute
        return replace(await work(query, prepared, operation), asked=asked_for(operation))

    async def _subscribe(self, query: Query, prepared: Prepared) -> AsyncGenerator[Answer, None]:
        """Answer each event of a subscription, from the graph as it is then."""
        run = Run.build(
            self._schema,
            prepared.document,
            context_value=self._context(query),
            raw_variable_values={**(query.variables or {})},
            operation_name=query.operation,
        )
        if isinstance(run, list):
            yield _refused(query, run, InvalidInput.code)
            return
        events = create_source_event_stream(run)
        if isawaitable(events):
            events = await events
        if isinstance(events, ExecutionResult):
            yield _refused(query, events.errors or [], errors.BAD_REQUEST)
            return
        assert isinstance(events, AsyncGenerator)
        async with aclosing(events):
            try:
                async for event in events:
                    yield await self._interpret(query, prepared, event)
            except Exception as error:  # noqa: BLE001 - a fault of ours, or of the store: masked and logged
                cause = error if isinstance(error, GraphQLError) else GraphQLError("", original_error=error)
                yield _refused(query, [cause], errors.BAD_REQUEST)

    async def _repeat(self, query: Query, prepared: Prepared, operation: OperationDefinitionNode) -> Answer:
        """Answer from memory where the same was asked about the same revision."""
        try:
            moment = (await self._workspace.picture()).moment
        except CairnError:
            return await self._execute(query, prepared, operation)  # which tells of it at the right place
        key = key_of(query.text, query.operation, query.variables or {}, moment)
        if key is None:
            return await self._execute(query, prepared, operation)
        tag = version(key) if query.read_only else None
        if tag is not None and tag == query.has:
            return Answer(b"", Outcome.UNCHANGED, tag)
        if (kept := self._replies.get(key)) is not None:
            answer = Answer(kept.body, Outcome.EXECUTED, provisional=not kept.lasts)
        else:
            answer = await self._execute(query, prepared, operation)
            if answer.outcome is not Outcome.EXECUTED or answer.has_errors:
                return answer
            self._replies.keep(key, answer.body, provisional=answer.provisional)
        if not answer.provisional:
            answer = replace(answer, version=tag, moment=moment)
        return self._packed(query, key, answer)

    def _packed(self, query: Query, key: Key, answer: Answer) -> Answer:
        if query.pack is None or len(answer.body) < _WORTH_PACKING:
            return answer
        packed = self._replies.packed(key, query.pack)
        return answer if packed is None else replace(answer, body=packed, packed=True)

    async def _execute(self, query: Query, prepared: Prepared, operation: OperationDefinitionNode) -> Answer:
        """Run an operation by its plan, or by graphql-core where there is none or it fails."""
        if operation.operation is OperationType.QUERY:
            context = self._context(query)
            try:
                given = prepared.variables(operation, query.variables or {})
                if (plan := prepared.plan(operation, given)) is not None:
                    return self._executed(await plan.run(context, given), context)
            except Uncovered:
                pass  # graphql-core says what is wrong, and where
        return await self._interpret(query, prepared)

    async def _interpret(self, query: Query, prepared: Prepared, root: object = None) -> Answer:
        context = self._context(query)
        result = execute(
            self._schema,
            prepared.document,
            root,
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
        shown = errors.present(found, code=InvalidInput.code, request_id=query.request_id)
        return self._executed(result.data, context, shown)

    def _executed(self, data: object, context: Context, found: Sequence[Mapping[str, object]] = ()) -> Answer:
        with self._workspace.tracer.stage("write"):
            body = msgspec.json.encode({"data": data, "errors": found} if found else {"data": data})
        return Answer(
            body,
            Outcome.EXECUTED,
            has_errors=bool(found),
            provisional=context.provisional,
            codes=_codes(found),
        )

    def _context(self, query: Query) -> Context:
        return Context(
            self._workspace,
            self._limits,
            self._watch,
            self._once,
            principal=query.principal,
            request_id=query.request_id,
        )


def _refused(
    query: Query,
    found: list[GraphQLError] | tuple[GraphQLError, ...],
    code: str,
    outcome: Outcome = Outcome.REFUSED,
) -> Answer:
    shown = errors.present(found, code=code, request_id=query.request_id)
    body = msgspec.json.encode({"errors": shown})
    return Answer(body, outcome, has_errors=True, codes=_codes(shown))


def _codes(shown: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the codes of errors as they are shown."""
    extensions = (error.get("extensions") for error in shown)
    return tuple(str(one["code"]) for one in extensions if isinstance(one, Mapping) and "code" in one)
