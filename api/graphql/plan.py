"""Queries compiled to closures: what is the same in every run of an operation is worked out once.

graphql-core collects fields, builds paths and looks for awaitables anew for each object of each answer. A
plan does so once for an operation: it is a tree of closures over the selection sets, and a run is one pass
over the answer's objects, level by level, so that lookups of one level go into one batch.

A plan knows how to succeed, and nothing else: at the first error, or at anything that it was not made for,
it raises :class:`Uncovered` and the caller asks graphql-core, whose answer is the right one by definition. It
must therefore be a query, which may be run twice. Resolvers see all of ``info`` but its ``path``.
"""

from operator import attrgetter
from types import CoroutineType
from typing import Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    VariableNode,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    print_ast,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from api.graphql.calls import Calls, Resolver
from api.graphql.coercion import AS_IT_IS
from api.graphql.context import Context
from api.graphql.run import (
    Completer,
    Run,
    Uncovered,
    Waiting,
    leaf,
    list_of,
    never_null,
    once_each,
    or_null,
    rows_of,
    settle,
)
from api.graphql.walk import walk

_TYPENAME: Final = "__typename"


class Plan:
    """One operation of a document, for given values of the variables that include and skip fields."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        *,
        lasts: bool = False,
    ) -> None:
        """Compile an operation of a valid document; ``lasts`` if all answers follow from the graph.

        Raises
        ------
        Uncovered
            If it asks for something that plans are not made for, as introspection.
        """
        self._schema = schema
        self._operation = operation
        self._variables = variables
        self._lasts = lasts
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._calls = Calls(schema, self._fragments, operation)
        self._details = {name: FragmentDetails(node) for name, node in self._fragments.items()}
        root = schema.query_type
        assert root is not None
        collected = collect_fields(schema, self._details, variables, root, operation)
        self._complete = self._object(root, collected.grouped_field_set)

    async def run(self, context: Context, variables: VariableValues) -> object:
        """Return the data of an answer without errors.

        Raises
        ------
        Uncovered
            If the answer has an error, or holds what the plan was not made for.
        """
        run = Run(context, variables)
        try:
            data = self._complete(None, run)
            while run.waiting:
                await settle(run)
        except Exception as error:
            raise Uncovered from error
        finally:
            for one in run.waiting:
                one.value.close()
        return data

    def _object(self, type_: GraphQLObjectType, fields: GroupedFieldSet) -> Completer:
        """Return what turns an object into the dict of its fields."""
        parts = [(key, *self._field(type_, details)) for key, details in fields.items()]

        def complete(value: object, run: Run) -> object:
            place: dict[str, object] = {}
            for key, attribute, as_it_is, resolve, finish in parts:
                if resolve is None:
                    result = getattr(value, attribute)
                    if type(result) is as_it_is:
                        place[key] = result
                        continue
                else:
                    result = resolve(value, run)
                if type(result) is CoroutineType:
                    place[key] = None
                    run.waiting.append(Waiting(result, finish, place, key))
                else:
                    place[key] = finish(result, run)
            return place

        taken = [(key, attribute, as_it_is) for key, attribute, as_it_is, _, _ in parts if as_it_is]
        return _taken_as_it_is(taken, complete) if len(taken) == len(parts) > 1 else complete

    def _field(
        self, parent: GraphQLObjectType, details: list[FieldDetails]
    ) -> tuple[str, type[object] | None, Resolver | None, Completer]:
        """Return what fetches the value of a field, and what turns it into its place in the answer.

        Where that is an attribute alone there is no resolver, but its name, and the type that is shown as it
        is.
        """
        name = details[0].node.name.value
        if name == _TYPENAME:
            return "", None, (lambda _value, _run: parent.name), (lambda value, _run: value)
        definition = parent.fields.get(name)
        if definition is None or definition.resolve is None:
            raise Uncovered
        kept_above = parent is self._schema.query_type or hasattr(_origin(parent), "placed")
        complete = self._completer(definition.type, details, once=not kept_above)
        if not getattr(definition.resolve, "_is_default", False):
            return "", None, self._calls.of(parent, definition, details), complete
        declared = definition.extensions.get("strawberry-definition")
        named = get_nullable_type(definition.type)
        as_it_is = AS_IT_IS.get(named.name) if isinstance(named, GraphQLScalarType) else None
        return str(getattr(declared, "python_name", "")), as_it_is, None, complete

    def _completer(
        self, type_: GraphQLOutputType, details: list[FieldDetails], *, once: bool = True
    ) -> Completer:
        """Return what completes a value; ``once`` unless the answer, or the row, that it is in is kept."""
        if isinstance(type_, GraphQLNonNull):
            return never_null(self._completer_of(type_.of_type, details, once=once))
        return or_null(self._completer_of(type_, details, once=once))

    def _completer_of(
        self, type_: GraphQLOutputType, details: list[FieldDetails], *, once: bool
    ) -> Completer:
        if isinstance(type_, GraphQLList):
            return self._list(type_, details)
        if is_leaf_type(type_):
            return leaf(type_)
        if isinstance(type_, GraphQLObjectType):
            return self._whole(type_, details, once=once)
        if is_abstract_type(type_):
            return self._abstract(type_, details, once=once)
        raise Uncovered

    def _list(self, type_: GraphQLList[GraphQLOutputType], details: list[FieldDetails]) -> Completer:
        """Return what completes a list; its rows, or all of it, once if they are the same in many answers."""
        complete = self._completer(type_.of_type, details)
        if (way := self._way(details)) is None:
            return list_of(complete)
        item = get_nullable_type(type_.of_type)
        placed: frozenset[str] = getattr(_origin(item), "placed", frozenset())
        if placed and isinstance(item, GraphQLObjectType):
            asked = (of_field[0].node.name.value for of_field in self._subfields(item, details).values())
            if any(name in placed for name in asked):
                return list_of(complete)
        return rows_of(complete, way)

    def _whole(self, type_: GraphQLObjectType, details: list[FieldDetails], *, once: bool) -> Completer:
        """Return what completes an object; once if there is one for many answers."""
        fields = self._subfields(type_, details)
        complete = self._object(type_, fields)
        way = self._way(details) if once and getattr(_origin(type_), "shown_once", False) else None
        return complete if way is None else once_each(complete, way)

    def _way(self, details: list[FieldDetails]) -> str | None:
        """Return what is asked of some fields, if the graph alone has a say in that and no variable."""
        if not self._lasts:
            return None
        queue: list[Node] = [one.node.selection_set for one in details if one.node.selection_set]
        seen: set[str] = set()
        for part in queue:
            for node in walk(part):
                if isinstance(node, VariableNode):
                    return None
                if isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                    seen.add(node.name.value)
                    queue.append(self._fragments[node.name.value])
        return " ".join(map(print_ast, queue))

    def _subfields(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> GroupedFieldSet:
        return collect_subfields(
            self._schema, self._details, self._variables, self._operation, type_, details
        ).grouped_field_set

    def _abstract(self, type_: GraphQLAbstractType, details: list[FieldDetails], *, once: bool) -> Completer:
        """Return what completes a value as the type that its class stands for, compiled at first sight."""
        known: dict[type, Completer] = {}

        def complete(value: object, run: Run) -> object:
            finish = known.get(type(value))
            if finish is None:
                concrete = self._concrete(type_, value)
                finish = self._whole(concrete, details, once=once)
                known[type(value)] = finish
            return finish(value, run)

        return complete

    def _concrete(self, type_: GraphQLAbstractType, value: object) -> GraphQLObjectType:
        """Return the type that the class of a value declares."""
        for one in self._schema.get_possible_types(type_):
            if _origin(one) is type(value):
                return one
        raise Uncovered


def _origin(type_: object) -> object:
    """Return the class that declares a type."""
    declared = getattr(type_, "extensions", {}).get("strawberry-definition")
    return getattr(declared, "origin", None)


def _taken_as_it_is(parts: list[tuple[str, str, type[object]]], otherwise: Completer) -> Completer:
    """Return what turns an object into a dict of attributes, if they are of the types that they should be."""
    keys, types = [key for key, _, _ in parts], tuple(as_it_is for _, _, as_it_is in parts)
    take = attrgetter(*(attribute for _, attribute, _ in parts))

    def complete(value: object, run: Run) -> object:
        found = take(value)
        if tuple(map(type, found)) != types:
            return otherwise(value, run)
        return dict(zip(keys, found, strict=True))

    return complete
