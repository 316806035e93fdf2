"""Mermaid: lessons by module and what they require, as a flowchart that Markdown pages draw."""

import re
from typing import BinaryIO, Final

from graph.formats.content import Content, Link
from graph.model import EdgeKind, Lesson, Module, Node, NodeId, Origin, Skill

_MEANING: Final = re.compile(r'["#<>&`\\%$*~]|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]')
"""Quotes, tags, comments (%%), formulas ($$), emphasis, and what begins an item of a list."""
_MOST_ARROWS: Final = 500
_MOST_CHARACTERS: Final = 50_000
"""What Mermaid draws, unless whoever draws sets ``maxEdges`` and ``maxTextSize``: a drawing cannot."""


def write(content: Content, out: BinaryIO) -> str | None:
    """Write a flowchart: lessons in their modules, arrows from what is required to what requires it.

    Where it is more than Mermaid draws by default, it says so itself; what it says is returned.
    """
    links = content.of_kind(EdgeKind.REQUIRES)
    ends = {end for link in links for end in (link.edge.source, link.edge.target)}
    shown = [n for n in content.nodes if isinstance(n, Lesson) or (isinstance(n, Skill) and n.id in ends)]
    number = {node.id: f"n{i}" for i, node in enumerate(content.nodes)}
    home = {link.edge.source: link.edge.target for link in content.of_kind(EdgeKind.PART_OF)}
    lines = ["flowchart LR"]
    for module in (node for node in content.nodes if isinstance(node, Module)):
        own = [node for node in shown if isinstance(node, Lesson) and home.get(node.id) == module.id]
        lines.append(f"  subgraph {number[module.id]}[{_label(module)}]")
        lines += [f"    {_box(node, number)}" for node in own]
        lines.append("  end")
        shown = [node for node in shown if node not in own]
    lines += [f"  {_box(node, number)}" for node in shown]
    lines += [f"  {_arrow(link, number)}" for link in links]
    text = "\n".join([*lines, ""])
    note = _note(len(links), len(text))
    out.write((f"%% {note}\n{text}" if note else text).encode())
    return note


def _note(arrows: int, characters: int) -> str | None:
    """Return what to do about a drawing that is too large; None if it is not."""
    if arrows <= _MOST_ARROWS and characters <= _MOST_CHARACTERS:
        return None
    return (
        f"{arrows:,} arrows and {characters:,} characters are more than Mermaid draws by default"
        f" ({_MOST_ARROWS:,} and {_MOST_CHARACTERS:,}). Set maxEdges and maxTextSize where it is drawn,"
        " export less (one curriculum, the authored view), or take DOT, which has no bound."
    )


def _box(node: Node, number: dict[NodeId, str]) -> str:
    label = _label(node)
    return f"{number[node.id]}[{label}]" if isinstance(node, Lesson) else f"{number[node.id]}([{label}])"


def _arrow(link: Link, number: dict[NodeId, str]) -> str:
    arrow = "-.->" if link.origin is Origin.INFERRED else "-->"
    return f"{number[link.edge.target]} {arrow} {number[link.edge.source]}"


def _label(node: Node) -> str:
    """Return a quoted label; marks that mean something to Mermaid become character references."""
    return '"' + _MEANING.sub(lambda mark: f"#{ord(mark[0])};", " ".join(node.name.split())) + '"'
