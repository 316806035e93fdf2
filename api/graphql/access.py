"""What each field at the root asks of whoever asks, and the record of what was changed.

A query wants the scope ``read``; a mutation that is not named here wants ``admin``, so that a new one is
closed until somebody decides. Wherever an argument, or a field of an input object, is called ``learner``,
the answer is about that learner: only they themselves and ``admin`` get one.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Final, TypeAlias

from graphql import GraphQLError, GraphQLField, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema

from api.graphql.context import Context
from api.services.identity import Principal, Scope

_MUTATIONS: Final[Mapping[str, Scope]] = {
    "ingestDocument": Scope.INGEST,
    "previewDocument": Scope.INGEST,
    "removeDocument": Scope.INGEST,
    "retryDocument": Scope.INGEST,
    "judgeStatement": Scope.INGEST,
    "mergeSkills": Scope.INGEST,
    "splitSkill": Scope.INGEST,
    "recordProgress": Scope.LEARN,
    "recordAnswers": Scope.LEARN,
    "forgetLearner": Scope.LEARN,
}
_SHOWN: Final = 300
"""Characters of an id in the record: nobody fills it with one."""
_audit = logging.getLogger("cairn.audit")

_Resolver: TypeAlias = Callable[..., object]


class Forbidden(GraphQLError):
    """Whoever asks may not; ``extensions.code`` says so."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, extensions={"code": "FORBIDDEN", "hint": hint})


@dataclass(frozen=True, slots=True)
class Checked:
    """A resolver, ``inner``, that is called for those who may have the field."""

    inner: _Resolver
    name: str
    scope: Scope

    def __call__(self, root: object, info: GraphQLResolveInfo[Context], **arguments: object) -> object:
        """Resolve the field; raises Forbidden to those who may not have it."""
        self.check(info.context.principal, arguments)
        return self.inner(root, info, **arguments)

    def check(self, principal: Principal, arguments: Mapping[str, object]) -> None:
        """Check that someone may have the field with some arguments; raises Forbidden if they may not."""
        check(principal, self.name, self.scope, arguments)


def protect(schema: GraphQLSchema) -> None:
    """Make every field at the root of a schema check who asks, and every mutation leave a record."""
    for type_ in (schema.query_type, schema.subscription_type):
        for name, field in _fields(type_):
            _check_first(field, name, Scope.READ)
    for name, field in _fields(schema.mutation_type):
        if field.resolve is not None:
            field.resolve = _recorded(field.resolve, name)
        _check_first(field, name, _MUTATIONS.get(name, Scope.ADMIN))


def check(principal: Principal, name: str, scope: Scope, arguments: Mapping[str, object]) -> None:
    """Check that someone may have a field.

    Raises
    ------
    Forbidden
        If they may not.
    """
    if not principal.may(scope):
        raise Forbidden(f"{name} needs the scope {scope}.", f"Use a key or a token with the scope {scope}.")
    for learner in _learners(arguments):
        if not principal.is_or_may_see(learner):
            raise Forbidden(
                "That is another learner's.", "A learner sees their own state alone, with the scope learn."
            )


def _fields(type_: GraphQLObjectType | None) -> Iterator[tuple[str, GraphQLField]]:
    yield from type_.fields.items() if type_ else ()


def _check_first(field: GraphQLField, name: str, scope: Scope) -> None:
    if field.subscribe is not None:
        field.subscribe = Checked(field.subscribe, name, scope)
    elif field.resolve is not None:
        field.resolve = Checked(field.resolve, name, scope)


def _recorded(inner: _Resolver, name: str) -> _Resolver:
    async def resolve(root: object, info: GraphQLResolveInfo[Context], **arguments: object) -> object:
        context = info.context
        told = {
            "mutation": name,
            "principal": context.principal.name,
            "request_id": context.request_id,
            "subject": _subject(arguments),
        }
        try:
            answer = inner(root, info, **arguments)
            if isawaitable(answer):
                answer = await answer
        except Exception as error:
            failure = type(error).__name__
            _audit.info(
                "%s by %s failed: %s", name, told["principal"], failure, extra={**told, "outcome": "failed"}
            )
            raise
        _audit.info(
            "%s by %s: %s", name, told["principal"], told["subject"], extra={**told, "outcome": "done"}
        )
        return answer

    return resolve


def _learners(arguments: Mapping[str, object]) -> Iterator[str]:
    for name, value in arguments.items():
        if name == "learner" and value is not None:
            yield str(value)
        elif isinstance(value, Mapping):
            yield from _learners(value)


_NAMES_A_SUBJECT: Final = frozenset(
    {"id", "uri", "curriculum", "learner", "lesson", "skill", "toSequence", "from", "into"}
)


def _subject(arguments: Mapping[str, object]) -> dict[str, object]:
    """Return what a mutation is about, without the texts that came with it; of long ids the beginning."""
    told: dict[str, object] = {}
    for name, value in arguments.items():
        if isinstance(value, Mapping):
            told |= _subject(value)
        elif name in _NAMES_A_SUBJECT and value is not None:
            told[name] = value[:_SHOWN] if isinstance(value, str) else value
    return told
