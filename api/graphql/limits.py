"""Bounds on what one GraphQL document may ask for, checked before anything looks closer at it.

A fragment is measured once, however often it is spread, so that the time follows the length of the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

_WEIGHTS: Final = {"diff": 100, "previewDocument": 100, "impact": 30, "rollback": 30, "targets": 10}
"""As how many fields some at the root count, which plan paths to all goals or hold curricula together."""
_FIELDS: Final = f"fields ({', '.join(_WEIGHTS)} count as several)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may ask for.

    ``characters`` and ``tokens`` bound the text of a document, ``definitions`` its operations and fragments,
    and ``errors`` how many mistakes in it are looked for. ``depth`` counts nested selection sets,
    ``fields`` all fields once every fragment is spread, those that take long as several, ``repeats`` the
    fields that one selection set asks for again, under an alias or without: validation compares those in
    pairs. ``values`` bounds what the variables hold, lists and objects with all that is in them.
    ``lookups`` bounds how often an answer goes on from one node to another.
    """

    characters: int = 20_000
    tokens: int = 1_000
    definitions: int = 40
    errors: int = 12
    depth: int = 20
    fields: int = 500
    repeats: int = 30
    values: int = 1_000
    lookups: int = 2_000


class LimitExceeded(GraphQLError):
    """A request asks for more than one request may; ``extensions.code`` says so."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": "LIMIT_EXCEEDED", "hint": "Ask for less at a time."})


def check_limits(document: DocumentNode, limits: Limits) -> None:
    """Check every operation of a parsed document.

    Raises
    ------
    LimitExceeded
        If one of them asks for more than ``limits`` allow.
    """
    if len(document.definitions) > limits.definitions:
        raise LimitExceeded(f"The document has more than {limits.definitions} operations and fragments.")
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    measure = _Measure(fragments)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = measure.selection_set(node.selection_set)
            for noun, asked, allowed in (
                ("levels", size.depth, limits.depth),
                (_FIELDS, size.fields, limits.fields),
                ("repeated fields", size.repeats, limits.repeats),
            ):
                if asked > allowed:
                    raise LimitExceeded(f"The query has {asked} {noun}; at most {allowed} are allowed.")


def check_variables(variables: Mapping[str, object], limits: Limits) -> None:
    """Check how much the variables of a request hold.

    Raises
    ------
    LimitExceeded
        If that is more than ``limits`` allow; it is not counted further than that.
    """
    left = limits.values
    waiting: list[object] = [variables]
    while waiting:
        value = waiting.pop()
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if not inside:
            continue
        left -= len(inside)
        if left < 0:
            raise LimitExceeded(f"The variables hold more than {limits.values} values.")
        waiting.extend(inside)


class _Size(NamedTuple):
    """How large a selection set is; ``names`` are those of its own fields, fragments included."""

    depth: int = 0
    fields: int = 0
    repeats: int = 0
    names: frozenset[str] = frozenset()


class _Measure:
    """Sizes of selection sets. The parser bounds how deep they nest, and so how deep this recurses."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, _Size] = {}

    def selection_set(self, node: SelectionSetNode) -> _Size:
        depth, fields, repeats = 0, 0, 0
        names: set[str] = set()
        for selection in node.selections:
            part, own = self._selection(selection)
            depth, fields = max(depth, part.depth), fields + part.fields
            repeats += part.repeats + len(own & names)
            names |= own
        return _Size(depth + 1, fields, repeats, frozenset(names))

    def _selection(self, node: SelectionNode) -> tuple[_Size, frozenset[str]]:
        """Return how large a selection is, and which fields it adds to the set that it stands in."""
        if isinstance(node, FragmentSpreadNode):
            part = self._fragment(node.name.value)
            return part, part.names
        if isinstance(node, InlineFragmentNode):
            part = self.selection_set(node.selection_set)
            return part, part.names
        assert isinstance(node, FieldNode)
        inner = self.selection_set(node.selection_set) if node.selection_set else _Size()
        weight = _WEIGHTS.get(node.name.value, 1)
        return inner._replace(fields=inner.fields + weight), frozenset([node.name.value])

    def _fragment(self, name: str) -> _Size:
        """Return the size of a fragment; within itself it counts nothing (validation reports the circle)."""
        if name not in self._known:
            self._known[name] = _Size()
            if name in self._fragments:
                self._known[name] = self.selection_set(self._fragments[name].selection_set)
        return self._known[name]
