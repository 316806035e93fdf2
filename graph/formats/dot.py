"""DOT: what lessons require and teach, for Graphviz."""

from typing import BinaryIO, Final

from graph.formats.content import Content
from graph.model import EdgeKind, Lesson, Module, Node, Origin, Skill

_SHAPES: Final = {Lesson: "box", Skill: "ellipse", Module: "folder"}
_KINDS: Final = (EdgeKind.REQUIRES, EdgeKind.TEACHES)


def write(content: Content, out: BinaryIO) -> None:
    """Write a digraph: boxes are lessons, ellipses skills; inferred links are dashed."""
    links = [link for kind in _KINDS for link in content.of_kind(kind)]
    ends = {end for link in links for end in (link.edge.source, link.edge.target)}
    lines = ["digraph curriculum {", "  rankdir=RL;"]
    lines += [_node(node) for node in content.nodes if node.id in ends]
    for link in links:
        style = ' style="dashed"' if link.origin is Origin.INFERRED else ""
        edge = link.edge
        label = _quoted(edge.kind.lower())
        lines.append(f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={label}{style}];")
    out.write("\n".join([*lines, "}", ""]).encode())


def _node(node: Node) -> str:
    shape = _SHAPES.get(type(node), "plain")
    label = node.name.replace("&", "&amp;")  # in labels Graphviz reads character references
    return f"  {_quoted(node.id)} [label={_quoted(label)} shape={_quoted(shape)}];"


def _quoted(text: str) -> str:
    """Return a quoted id of the DOT language."""
    plain = " ".join(text.replace("\0", "\ufffd").split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
