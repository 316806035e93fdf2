"""The flowcharts that are exported, as Mermaid itself parses them."""

import html
import json
from pathlib import Path

import pytest
from node_support import NodeProject

from graph.formats.content import Content, content_of
from graph.model import EdgeKind, Lesson, Module, Origin
from graph.snapshot import View
from tests.courses import Course
from tests.exports import content, written

NAMES = ['a"q"\\b;c', "<b>&amp;#34;é日本ع", "x\ny`$%%{}", "end-->[x](y)#subgraph*~"]
STROKES = {Origin.AUTHORED: "normal", Origin.INFERRED: "dotted"}


def test_mermaid_parses_what_is_exported(node_packages: Path, tmp_path: Path) -> None:
    """Lessons stand in their modules, arrows lead on from what is required, and labels read as named."""
    what = content(NAMES)
    drawing = tmp_path / "curriculum.mmd"
    drawing.write_bytes(written("mermaid", what))
    found = json.loads(NodeProject.at(tmp_path / "node", node_packages).node("mermaid.mjs", drawing))
    names = {node["id"]: label(node["text"]) for node in found["nodes"]}
    titles = {node.id: " ".join(node.name.split()) for node in what.nodes}
    assert {names[node["id"]] for node in found["nodes"] if node["type"] == "square"} == {
        titles[node.id] for node in what.nodes if isinstance(node, Lesson)
    }
    assert sorted((names[start], names[end], stroke) for start, end, stroke in found["arrows"]) == sorted(
        (
            titles[one.edge.target],
            titles[one.edge.source],
            "dotted" if one.origin is Origin.INFERRED else "normal",
        )
        for one in what.of_kind(EdgeKind.REQUIRES)
    )
    [module] = [node for node in what.nodes if isinstance(node, Module)]
    [group] = found["groups"]
    assert (label(group["title"]), {names[node] for node in group["nodes"]}) == (
        module.name,
        {titles[node.id] for node in what.nodes if isinstance(node, Lesson)},
    )


def test_mermaid_draws_a_large_curriculum_as_its_note_says(node_packages: Path, tmp_path: Path) -> None:
    """At the bound it is drawn as it is; above it Mermaid refuses, and draws once it is told to."""
    project = NodeProject.at(tmp_path / "node", node_packages)
    at, above = tmp_path / "at.mmd", tmp_path / "above.mmd"
    at.write_bytes(written("mermaid", chain(500)))
    above.write_bytes(written("mermaid", chain(501)))
    assert len(json.loads(project.node("mermaid.mjs", at))["arrows"]) == 500
    assert "maxEdges" in above.read_text(encoding="utf-8").splitlines()[0]
    with pytest.raises(AssertionError, match="Edge limit exceeded"):
        project.node("mermaid.mjs", above)
    assert len(json.loads(project.node("mermaid.mjs", above, "600"))["arrows"]) == 501


def chain(arrows: int) -> Content:
    """Return lessons each of which requires the one before."""
    course = Course()
    course.lesson("0")
    for number in range(arrows):
        course.lesson(str(number + 1))
        course.link(str(number + 1), EdgeKind.REQUIRES, str(number))
    return content_of(course.snapshot().snapshot, View())


def label(text: str) -> str:
    """Return a label as it is drawn: while it parses, Mermaid keeps character references in another form."""
    return html.unescape(text.replace("ﬂ°°", "&#").replace("ﬂ°", "&").replace("¶ß", ";"))
