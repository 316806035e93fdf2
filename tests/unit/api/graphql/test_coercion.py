"""What is compiled for variables and arguments does as graphql-core and Strawberry do, or gives up."""

from functools import cache
from typing import TYPE_CHECKING

import pytest
from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, parse
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from hypothesis import given
from hypothesis import strategies as st
from strawberry.types.arguments import convert_arguments

from api.graphql.coercion import Arguments, Variables
from api.graphql.run import Uncovered
from api.graphql.schema import Schema, build_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

QUERY = """query($gap: GapInput!, $known: KnownInput = {text: "joins"}, $view: View! = BALANCED, $ids: [ID!],
    $minutes: Int, $sure: Float!) {
  learningPath(gap: $gap, known: $known, budgetMinutes: $minutes, view: $view, minConfidence: $sure)
  { planned }
  assessment(gap: {goals: $ids}, answers: [{skill: "a", yes: true}]) { question { text } }
  match(text: "joins", first: 3) { id } }"""

words = st.sampled_from(["joins", "", "äöü", "INFERRED"])
leaves = words | st.none() | st.booleans() | st.integers() | st.floats() | st.integers(0, 100)
lists = st.lists(words, max_size=3) | st.lists(leaves, max_size=2)
inputs = st.dictionaries(
    st.sampled_from(["text", "goals", "reading", "skills", "notKnown"]) | words, leaves | lists, max_size=3
)
fitting = st.fixed_dictionaries(
    {"gap": st.fixed_dictionaries({"goals": st.lists(words)}, optional={"text": words | st.none()})},
    optional={
        "known": st.none() | st.fixed_dictionaries({}, optional={"lessons": st.lists(words)}),
        "view": st.sampled_from(["AUTHORED", "BALANCED"]),
        "ids": st.none() | st.lists(words),
        "minutes": st.none() | st.integers(1, 1_000),
    },
).map(lambda given: {"sure": 0.5, **given})
hostile = st.dictionaries(
    st.sampled_from(["gap", "known", "view", "ids", "minutes", "sure"]), leaves | lists | inputs
)


@cache
def schema() -> Schema:
    """Return the public schema."""
    return build_schema()


def core() -> GraphQLSchema:
    """Return it as graphql-core knows it."""
    return schema().core


@cache
def operation() -> OperationDefinitionNode:
    """Return an operation with variables and arguments of many kinds."""
    found = parse(QUERY).definitions[0]
    assert isinstance(found, OperationDefinitionNode)
    return found


@cache
def compiled() -> Variables:
    """Return its variables."""
    return Variables(core(), operation())


@given(fitting | hostile)
def test_variables_and_arguments_are_what_they_would_be(given: "Mapping[str, object]") -> None:
    """Each value has the same type and parts as by graphql-core and Strawberry; what is wrong is refused."""
    expected = get_variable_values(core(), operation().variable_definitions or (), dict(given))
    variables = compiled()
    if not isinstance(expected, VariableValues):
        with pytest.raises(Uncovered):
            variables.read(given)
        return
    try:
        found = variables.read(given)
    except Uncovered:  # what is no list may stand for a list of one: left to graphql-core
        return
    assert repr(found.coerced) == repr(expected.coerced)
    assert repr(_given(found)) == repr(_given(expected))
    for node in operation().selection_set.selections:
        assert isinstance(node, FieldNode)
        _same_arguments(node, expected)


def _given(variables: VariableValues) -> "Mapping[str, object]":
    return {name: source.value for name, source in variables.sources.items()}


def _same_arguments(node: FieldNode, variables: VariableValues) -> None:
    query = core().query_type
    assert query
    definition = query.fields[node.name.value]
    arguments = Arguments(definition, node)
    expected = get_argument_values(definition, node, variables)
    found = arguments.read(variables)
    assert repr(found) == repr(expected)
    declared = definition.extensions["strawberry-definition"]
    converted = convert_arguments(
        expected, declared.arguments, schema().schema_converter.scalar_registry, schema().config
    )
    assert repr(arguments.convert(found)) == repr(converted)


def test_arguments_are_never_shared_between_requests() -> None:
    """What a resolver could change is made anew each time it is read."""
    query, node = core().query_type, operation().selection_set.selections[1]
    assert query
    assert isinstance(node, FieldNode)
    arguments = Arguments(query.fields["assessment"], node)
    values = compiled().read({"gap": {}, "sure": 0.5, "ids": ["a"]})
    first, second = (arguments.convert(arguments.read(values)) for _ in range(2))
    assert first == second
    assert first["answers"] is not second["answers"]
    assert first["gap"] is not second["gap"]
