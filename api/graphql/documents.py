"""Query texts, parsed, bounded, validated and compiled once: clients send the same few over and over."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    VariableNode,
    parse,
    validate,
)
from graphql.execution.values import VariableValues

from api.graphql.coercion import Variables
from api.graphql.limits import LimitExceeded, Limits, check_limits
from api.graphql.plan import Plan
from api.graphql.replies import follows_from_the_graph
from api.graphql.run import Uncovered
from api.graphql.walk import walk

_KEPT = 128
_PLANS = 8
"""Of one document; an operation has several where variables include and skip fields."""
_GAVE_UP = "Parsing aborted."
"""How the parser's message ends where a limit stopped it, and no mistake in the text."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A parsed document within its limits, and what validation found wrong with it.

    ``repeatable`` tells whether its answers follow from the graph and the variables alone.
    """

    document: DocumentNode
    errors: tuple[GraphQLError, ...]
    repeatable: bool
    _schema: GraphQLSchema
    _conditions: tuple[str, ...]
    _plans: "OrderedDict[tuple[object, ...], Plan | None]" = field(default_factory=OrderedDict)
    _variables: dict[str | None, Variables] = field(default_factory=dict)

    def variables(self, operation: OperationDefinitionNode, given: Mapping[str, object]) -> VariableValues:
        """Return the values of an operation's variables.

        Raises
        ------
        Uncovered
            If one is not what it should be, or is of a kind that graphql-core has to look at.
        """
        name = operation.name.value if operation.name else None
        if name not in self._variables:
            self._variables[name] = Variables(self._schema, operation)
        return self._variables[name].read(given)

    def plan(self, operation: OperationDefinitionNode, variables: VariableValues) -> Plan | None:
        """Return the compiled operation, or None where graphql-core has to run it."""
        name = operation.name.value if operation.name else None
        key = (name, *(variables.coerced.get(condition) for condition in self._conditions))
        if key not in self._plans:
            self._plans[key] = self._compile(operation, variables)
            if len(self._plans) > _PLANS:
                self._plans.popitem(last=False)
        return self._plans[key]

    def _compile(self, operation: OperationDefinitionNode, variables: VariableValues) -> Plan | None:
        try:
            return Plan(self._schema, self.document, operation, variables, lasts=self.repeatable)
        except Uncovered:
            return None


def asked_for(operation: OperationDefinitionNode) -> str:
    """Return the name of the one field at the root of an operation, or ``several``."""
    first, *more = operation.selection_set.selections
    return first.name.value if isinstance(first, FieldNode) and not more else "several"


class Documents:
    """The documents of one schema; those used last are kept."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._kept = lru_cache(maxsize=_KEPT)(self._prepare)

    def prepare(self, text: str) -> Prepared:
        """Return the document of a query text.

        Raises
        ------
        GraphQLSyntaxError
            If the text is no document.
        LimitExceeded
            If it asks for more than one request may.
        """
        if len(text) > self._limits.characters:
            raise LimitExceeded(f"The query has more than {self._limits.characters} characters.")
        return self._kept(text)

    def _prepare(self, text: str) -> Prepared:
        document = self._parse(text)
        check_limits(document, self._limits)
        found = self._validated(document)
        return Prepared(
            document,
            tuple(found),
            not found and follows_from_the_graph(self._schema, document),
            self._schema,
            () if found else tuple(sorted(set(_conditions(document)))),
        )

    def _validated(self, document: DocumentNode) -> list[GraphQLError]:
        found = validate(self._schema, document, max_errors=self._limits.errors)
        if any(isinstance(one.original_error, ValueError) for one in found):
            raise LimitExceeded("A number in the query has too many digits.")  # for Python: more than 4,300
        return found

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(text, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            if error.message.endswith(_GAVE_UP):
                raise LimitExceeded(f"The query has more than {self._limits.tokens} tokens.") from error
            raise


def _conditions(document: DocumentNode) -> Iterator[str]:
    """Return the variables that directives mention: what an operation asks for depends on their values."""
    for node in walk(document):
        if isinstance(node, DirectiveNode):
            yield from (one.name.value for one in walk(node) if isinstance(one, VariableNode))
