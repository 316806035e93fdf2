"""Queries that a schema allows: fields, aliases, fragments, directives and variables in any mixture."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    GraphQLAbstractType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)
from hypothesis import strategies as st

FLAGS = ("yes", "no")
"""The names of the variables that include and skip fields; the first is true, the second false."""
VALUES: Final[Mapping[str, tuple[str, object]]] = {
    "few": ("Int! = 2", 1),
    "many": ("Int! = 3", ...),
    "role": ("TeachingRole", "MAIN"),
    "nothing": ("TeachingRole", None),
    "absent": ("TeachingRole", ...),
    "severity": ("Severity", "WARNING"),
    "cursor": ("String", "no cursor"),
    "gap": ("GapInput!", {"goals": ["data-with-postgresql/skill/deadlocks"]}),
    "known": ("KnownInput", {"lessons": ["data-with-postgresql/lesson/deadlocks"], "text": "joins"}),
}
"""Other variables, each with its type and its value; ... where none is sent."""
_ARGUMENTS: Final[Mapping[str, Sequence[str]]] = {
    "Int": ("1", "2", "0", "$few", "$many"),  # 0 is refused: an error deep in the answer
    "TeachingRole": ("MAIN", "COVERED", "null", "$role", "$nothing", "$absent"),
    "Severity": ("ERROR", "null", "$severity"),
    "String": ("null", '"nonsense"', "$cursor"),
}
DEEPEST = 4


@dataclass
class Writer:
    """Writes one query; fragments are collected on the way."""

    draw: st.DrawFn
    schema: GraphQLSchema
    fragments: list[str] = field(default_factory=list)

    def selection(self, type_: GraphQLNamedType, depth: int) -> str:
        """Return a selection set on a type, with at least one field."""
        parts = [self.part(type_, depth) for _ in range(self.draw(st.integers(1, 4)))]
        return "{ __typename " + " ".join(parts) + " }"

    def part(self, type_: GraphQLNamedType, depth: int) -> str:
        """Return a field, an inline fragment or the spread of a named one."""
        kind = self.draw(st.sampled_from(["field", "field", "field", "inline", "spread"]))
        if kind == "field" or depth >= DEEPEST:
            return self.field(type_, depth)
        on = self.draw(st.sampled_from(self.narrower(type_)))
        inner = self.selection(on, depth + 1)
        if kind == "inline":
            return f"... on {on.name}{self.directive()} {inner}"
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {on.name} {inner}")
        return f"...{name}{self.directive()}"

    def field(self, type_: GraphQLNamedType, depth: int) -> str:
        """Return a field, under an alias that no other field of another meaning has."""
        fields = fields_of(type_)
        usable = [
            name
            for name, one in fields.items()
            if not any(is_required_argument(argument) for argument in one.args.values())
            and (depth < DEEPEST or not is_composite_type(get_named_type(one.type)))
        ]
        if not usable:
            return "__typename"
        name = self.draw(st.sampled_from(usable))
        named = get_named_type(fields[name].type)
        given = self.arguments(fields[name])
        means = "".join(character if character.isalnum() else "_" for character in given)
        alias = f"{name}_{named.name}_{type_.name}{means}: {name}{given}"
        if not is_composite_type(named):
            return f"{alias}{self.directive()}"
        return f"{alias}{self.directive()} {self.selection(named, depth + 1)}"

    def arguments(self, field: GraphQLField) -> str:
        """Return some of the arguments that a field takes, as literals and variables, or none."""
        given = []
        for name, argument in field.args.items():
            choices = _ARGUMENTS.get(get_named_type(argument.type).name)
            if choices and self.draw(st.booleans()):
                given.append(f"{name}: {self.draw(st.sampled_from(choices))}")
        return f"({', '.join(given)})" if given else ""

    def directive(self) -> str:
        """Return a condition, or most often none."""
        if self.draw(st.integers(0, 3)):
            return ""
        name = self.draw(st.sampled_from(["include", "skip"]))
        value = self.draw(st.sampled_from(["true", "false", *(f"${flag}" for flag in FLAGS)]))
        return f" @{name}(if: {value})"

    def narrower(self, type_: GraphQLNamedType) -> Sequence[GraphQLNamedType]:
        """Return the types that a fragment within a type may be on."""
        return (
            [type_, *self.schema.get_possible_types(type_)]
            if isinstance(type_, GraphQLAbstractType)
            else [type_]
        )


def fields_of(type_: GraphQLNamedType) -> dict[str, GraphQLField]:
    """Return the fields of a type; a union has none of its own."""
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        return type_.fields
    assert is_abstract_type(type_)
    return {}


@st.composite
def queries(draw: st.DrawFn, schema: GraphQLSchema, roots: Sequence[str]) -> str:
    """Draw a query with one or two of some root fields, each given as ``name(arguments)``."""
    writer = Writer(draw, schema)
    assert schema.query_type
    parts = []
    for number, root in enumerate(draw(st.lists(st.sampled_from(roots), min_size=1, max_size=2))):
        named = get_named_type(schema.query_type.fields[root.partition("(")[0].strip()].type)
        inner = writer.selection(named, 1) if is_composite_type(named) else ""
        parts.append(f"r{number}: {root}{writer.directive()} {inner}")
    body, fragments = " ".join(parts), " ".join(writer.fragments)
    flags = [f"${flag}: Boolean!" for flag in FLAGS]
    values = [f"${name}: {type_}" for name, (type_, _) in VALUES.items() if uses(body + fragments, name)]
    used = " ".join(f"{flag}: __typename @include(if: ${flag})" for flag in FLAGS)
    return f"query Q({', '.join(flags + values)}) {{ {used} {body} }} {fragments}"


def uses(text: str, name: str) -> bool:
    """Return whether a text mentions a variable."""
    return re.search(rf"\${name}\b", text) is not None


def variables_of(text: str) -> dict[str, object]:
    """Return the values that a query is sent with."""
    values: dict[str, object] = dict(zip(FLAGS, (True, False), strict=True))
    sent = {name: value for name, (_, value) in VALUES.items() if value is not ... and uses(text, name)}
    return values | sent
