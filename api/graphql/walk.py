"""All that stands in a document."""

from collections.abc import Iterator

from graphql import Node


def walk(node: Node) -> Iterator[Node]:
    """Return a node and all below it; what the parser accepted nests within bounds."""
    yield node
    for key in node.keys:
        value = getattr(node, key, None)
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, Node):
                yield from walk(one)
