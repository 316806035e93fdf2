"""Markdown: the lessons by module, to be ticked off."""

from collections.abc import Iterable
from typing import BinaryIO

from graph.formats.content import Content
from graph.model import Curriculum, EdgeKind, Lesson, Module, NodeId


def write(content: Content, out: BinaryIO) -> None:
    """Write a heading for each curriculum and module, and a box to tick for each lesson."""
    names = {node.id: node.name for node in content.nodes}
    taught: dict[NodeId, list[str]] = {}
    for link in content.of_kind(EdgeKind.TEACHES):
        taught.setdefault(link.edge.source, []).append(names[link.edge.target])
    lines: list[str] = []
    for node in content.nodes:
        if isinstance(node, Curriculum | Module):
            mark = "#" if isinstance(node, Curriculum) else "##"
            before = [] if lines[-1:] == [""] else [""]
            lines += [*before, f"{mark} {_plain(node.name)}", ""]
        elif isinstance(node, Lesson):
            lines.append(_item(node, taught.get(node.id, ())))
    out.write("\n".join([*lines, ""]).lstrip("\n").encode())


def _item(lesson: Lesson, skills: Iterable[str]) -> str:
    minutes = f" ({lesson.minutes} min)" if lesson.minutes is not None else ""
    listed = ", ".join(_plain(name) for name in skills)
    return f"- [ ] {_plain(lesson.name)}{minutes}" + (f": {listed}" if listed else "")


def _plain(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace("<", "&lt;")
    for mark in "*_`[]#|":
        plain = plain.replace(mark, f"\\{mark}")
    return plain
