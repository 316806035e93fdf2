"""What clients give, turned into what resolvers take: how is worked out once a query text.

graphql-core coerces variables, and Strawberry converts arguments, by looking at their types anew in each
request. Like a plan, what is here knows how to succeed, and nothing else: where a value is not what its type
wants it raises :class:`Uncovered`, and graphql-core says what is wrong with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from enum import Enum
from typing import Final, TypeAlias, cast

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_required_argument,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities.coerce_input_value import (
    coerce_default_value,
    coerce_input_literal,
    coerce_input_value,
)
from strawberry import ID
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryList, StrawberryObjectDefinition, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition

from api.graphql.run import Uncovered
from api.graphql.walk import walk

AS_IT_IS: Final = {"ID": str, "String": str, "Boolean": bool}
"""Values of these types are their own coercion (GraphQL specification, section 3.5)."""
_PLAIN: Final = (str, int, float, bool, Enum, type(None))
"""Values that may be handed over again and again: nobody can change them."""

_SCALARS: Final = (str, int, float, bool, ID)
"""Types whose coerced values resolvers take."""
_NAMES: Final = NameConverter()

_Turn: TypeAlias = Callable[[object], object]


class Variables:
    """The variables of an operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        """Compile what a valid operation says of its variables.

        Raises
        ------
        Uncovered
            If it says what is not understood here.
        """
        found = [get_variable_signature(schema, node) for node in operation.variable_definitions or ()]
        self._parts: list[tuple[GraphQLVariableSignature, _Turn]] = []
        for one in found:
            if isinstance(one, GraphQLError):
                raise Uncovered from one
            self._parts.append((one, _coercer(one.type, frozenset())))

    def read(self, given: Mapping[str, object]) -> VariableValues:
        """Return what graphql-core makes of values; raises Uncovered where it would find an error."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, object] = {}
        try:
            for signature, coerce in self._parts:
                name = signature.name
                if name in given:
                    value = given[name]
                    sources[name] = VariableValueSource(signature, value)
                    coerced[name] = coerce(value)
                    continue
                sources[name] = VariableValueSource(signature)
                default = coerce_default_value(signature)
                if default is not Undefined:
                    coerced[name] = default
                elif isinstance(signature.type, GraphQLNonNull):
                    raise Uncovered
        except (RecursionError, TypeError) as error:
            raise Uncovered from error
        return VariableValues(sources, coerced)


class Arguments:
    """The arguments of a field, as one place in a query gives them."""

    def __init__(self, definition: GraphQLField, node: FieldNode) -> None:
        """Compile them.

        Raises
        ------
        Uncovered
            If one is of a type that is not understood here.
        """
        given = {one.name.value: one.value for one in node.arguments or ()}
        declared = definition.extensions["strawberry-definition"]
        named = {_NAMES.from_argument(one): one for one in declared.arguments}
        if named.keys() != definition.args.keys():
            raise Uncovered
        self._parts: list[tuple[str, Callable[[VariableValues], object]]] = []
        self._turns: dict[str, tuple[str, _Turn]] = {}
        for name, argument in definition.args.items():
            self._parts.append((name, _reader(given.get(name), argument)))
            self._turns[name] = named[name].python_name, _converter(named[name].type, argument.type)

    def read(self, variables: VariableValues) -> dict[str, object]:
        """Return them as graphql-core does, by the names that the schema has for them."""
        found = ((name, read(variables)) for name, read in self._parts)
        return {name: value for name, value in found if value is not Undefined}

    def convert(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return what :meth:`read` returned as Strawberry hands it to a resolver."""
        turns = self._turns
        return {turns[name][0]: turns[name][1](value) for name, value in values.items()}


def _reader(node: ValueNode | None, argument: GraphQLArgument) -> Callable[[VariableValues], object]:
    """Return what finds the value of an argument; Undefined is none."""
    default = coerce_default_value(argument)
    if not (default is Undefined or isinstance(default, _PLAIN)):
        raise Uncovered
    if node is None:
        return lambda _variables: default
    required = is_required_argument(argument)
    never_null = isinstance(argument.type, GraphQLNonNull)
    if isinstance(node, VariableNode):
        name = node.name.value

        def read(variables: VariableValues) -> object:
            value = variables.coerced.get(name, Undefined)
            if value is Undefined and not required:
                return default
            if value is Undefined or (value is None and never_null):
                raise Uncovered
            return cast("object", value)

        return read
    if any(isinstance(one, VariableNode) for one in walk(node)):
        return lambda variables: _defined(coerce_input_literal(node, argument.type, variables))
    literal = _defined(coerce_input_literal(node, argument.type))
    if isinstance(literal, _PLAIN):
        return lambda _variables: literal
    return lambda _variables: _defined(coerce_input_literal(node, argument.type))


def _defined(value: object) -> object:
    if value is Undefined:
        raise Uncovered
    return value


def _coercer(type_: GraphQLInputType, within: frozenset[str]) -> _Turn:
    """Return what coerces a value of a variable, inside of some input objects."""
    if isinstance(type_, GraphQLNonNull):
        return _given(_coercer_of(type_.of_type, within))
    coerce = _coercer_of(type_, within)
    return lambda value: None if value is None else coerce(value)


def _given(turn: _Turn) -> _Turn:
    def given(value: object) -> object:
        if value is None:
            raise Uncovered
        return turn(value)

    return given


def _coercer_of(type_: GraphQLInputType, within: frozenset[str]) -> _Turn:
    if isinstance(type_, GraphQLList):
        return _list_of(_coercer(type_.of_type, within))
    if isinstance(type_, GraphQLInputObjectType) and _is_simple(type_) and type_.name not in within:
        return _object_of(type_, within | {type_.name})
    as_it_is = AS_IT_IS.get(type_.name) if isinstance(type_, GraphQLScalarType) else None

    def coerce(value: object) -> object:
        return value if type(value) is as_it_is else _defined(coerce_input_value(value, type_))

    return coerce


def _list_of(turn: _Turn) -> _Turn:
    def turned(value: object) -> object:
        if type(value) is not list:
            raise Uncovered
        return [turn(item) for item in value]

    return turned


def _is_simple(type_: GraphQLInputObjectType) -> bool:
    """Return whether values of an input object are dicts, and its defaults plain."""
    defaults = (coerce_default_value(field) for field in type_.fields.values())
    plain = all(default is Undefined or isinstance(default, _PLAIN) for default in defaults)
    return plain and not type_.is_one_of and type_.out_type is GraphQLInputObjectType.out_type


def _object_of(type_: GraphQLInputObjectType, within: frozenset[str]) -> _Turn:
    parts = [
        (name, field.out_name or name, _coercer(field.type, within), _without(field))
        for name, field in type_.fields.items()
    ]

    def coerce(value: object) -> object:
        if type(value) is not dict:
            raise Uncovered
        found: dict[str, object] = {}
        left = len(value)
        for name, key, turn, default in parts:
            if name in value:
                left -= 1
                found[key] = turn(value[name])
            elif default is Uncovered:
                raise Uncovered
            elif default is not Undefined:
                found[key] = default
        if left:
            raise Uncovered  # there is a name that the type does not have
        return found

    return coerce


def _without(field: GraphQLInputField) -> object:
    """Return what stands for a field that is not given: Undefined for nothing, Uncovered if it must be."""
    default = coerce_default_value(field)
    return Uncovered if default is Undefined and isinstance(field.type, GraphQLNonNull) else default


def _converter(type_: object, known_as: GraphQLInputType) -> _Turn:
    """Return what Strawberry makes of a coerced value of one of its types, which the schema knows as another.

    Raises
    ------
    Uncovered
        If it is of a kind that is not understood here.
    """
    known_as = known_as.of_type if isinstance(known_as, GraphQLNonNull) else known_as
    if isinstance(type_, StrawberryOptional):
        return _converter(type_.of_type, known_as)
    if isinstance(type_, StrawberryList) and isinstance(known_as, GraphQLList):
        turn = _converter(type_.of_type, known_as.of_type)
        return lambda value: None if value is None else [turn(one) for one in cast("list[object]", value)]
    declared = getattr(type_, "__strawberry_definition__", type_)
    if declared in _SCALARS or isinstance(declared, StrawberryEnumDefinition):
        return lambda value: value
    if isinstance(declared, StrawberryObjectDefinition) and isinstance(known_as, GraphQLInputObjectType):
        return _input_of(declared, known_as)
    raise Uncovered


def _input_of(declared: StrawberryObjectDefinition, known_as: GraphQLInputObjectType) -> _Turn:
    """Return what makes an object of the dict of its fields."""
    fields = {_NAMES.from_field(field): field for field in declared.fields}
    if declared.from_input is not None or fields.keys() != known_as.fields.keys():
        raise Uncovered
    parts = [
        (name, field.python_name, _converter(field.resolve_type(), known_as.fields[name].type))
        for name, field in fields.items()
    ]
    neither = (field for field in fields.values() if field.default is MISSING is field.default_factory)
    absent: dict[str, object] = dict.fromkeys(field.python_name for field in neither)

    def convert(value: object) -> object:
        if value is None:
            return None
        given = cast("dict[str, object]", value)
        found = {python: turn(given[name]) for name, python, turn in parts if name in given}
        return declared.origin(**absent | found)

    return convert
