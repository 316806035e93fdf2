"""How a plan calls what resolves a field: what is the same in every run is made once, the rest once a run."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from inspect import isawaitable
from itertools import count
from typing import Final, TypeAlias, cast

from graphql import (
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from strawberry import Info

from api.graphql.access import Checked
from api.graphql.coercion import Arguments
from api.graphql.context import Context
from api.graphql.run import Run, Uncovered

_STRAWBERRYS: Final = "strawberry.schema.schema_converter"
"""Where resolvers come from that do nothing but convert arguments and call a method."""

Resolver: TypeAlias = Callable[[object, Run], object]
_Method: TypeAlias = Callable[[object, Info[Context, None], Mapping[str, object]], object]


class Calls:
    """Makes what calls resolvers, for one operation of a document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
    ) -> None:
        self._schema, self._operation = schema, operation
        self._fragments = dict(fragments)
        self._marks = count()

    def of(
        self, parent: GraphQLObjectType, definition: GraphQLField, details: list[FieldDetails]
    ) -> Resolver:
        """Return what calls a resolver."""
        resolve = definition.resolve
        node = details[0].node
        mark = next(self._marks)
        if (method := _method(definition)) is not None:
            with suppress(Uncovered):
                return self._call(method, Arguments(definition, node), parent, details)

        def call(value: object, run: Run) -> object:
            known = run.calls.get(mark)
            if known is None:
                known = (
                    self._info(parent, definition, details, run),
                    get_argument_values(definition, node, run.variables),
                )
                run.calls[mark] = known
            return resolve(value, known[0], **known[1])  # type: ignore[misc]  # _field saw that it is there

        return call

    def _call(
        self, method: _Method, arguments: Arguments, parent: GraphQLObjectType, details: list[FieldDetails]
    ) -> Resolver:
        """Return what calls the method behind a field, as Strawberry would, after what is checked before."""
        mark = next(self._marks)
        definition = parent.fields[details[0].node.name.value]
        declared = definition.extensions["strawberry-definition"]
        resolve = definition.resolve
        check = resolve.check if isinstance(resolve, Checked) else None

        def call(value: object, run: Run) -> object:
            known = run.prepared.get(mark)
            if known is None:
                given = arguments.read(run.variables)
                if check is not None:
                    check(run.context.principal, given)
                raw = self._info(parent, definition, details, run)
                known = Info(_raw_info=raw, _field=declared), arguments.convert(given)
                run.prepared[mark] = known
            return method(value, *known)

        return call

    def _info(
        self, parent: GraphQLObjectType, definition: GraphQLField, details: list[FieldDetails], run: Run
    ) -> GraphQLResolveInfo[Context]:
        nodes = [one.node for one in details]
        unknown = cast("object", None)  # where in the answer the field stands: a plan has one for all places
        return GraphQLResolveInfo(
            nodes[0].name.value,
            nodes,
            definition.type,
            parent,
            unknown,  # type: ignore[arg-type]  # as above
            self._schema,
            self._fragments,
            None,
            self._operation,
            run.variables,
            run.context,
            isawaitable,  # type: ignore[arg-type]  # a TypeIs is a TypeGuard
            None,
            None,  # type: ignore[arg-type]  # helpers of an executor that is not there
        )


def _method(definition: GraphQLField) -> _Method | None:
    """Return the method that answers a field, if nothing but a check stands before it."""
    resolve = definition.resolve.inner if isinstance(definition.resolve, Checked) else definition.resolve
    declared = definition.extensions.get("strawberry-definition")
    resolver = getattr(declared, "base_resolver", None)
    if getattr(resolve, "__module__", "") != _STRAWBERRYS or resolver is None:
        return None
    if getattr(declared, "extensions", None) or resolver.parent_parameter or resolver.root_parameter:
        return None
    method = resolver.wrapped_func
    if resolver.self_parameter is None:
        return None
    if resolver.info_parameter is None:
        return lambda value, _info, given: method(value, **given)
    name = resolver.info_parameter.name
    return lambda value, info, given: method(value, **{name: info}, **given)
