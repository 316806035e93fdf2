"""Every form holds what it should, is what its standard asks for, and survives any name."""

import csv
import io
import re
import sys
import zipfile
from datetime import date

import networkx as nx
import polars as pl
import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt

from graph.errors import FormatError, InvalidInput
from graph.formats import edge_list, graphml
from graph.formats.attributes import link_of, node_of
from graph.formats.content import Content
from graph.formats.frames import to_networkx, to_pandas, to_polars
from graph.formats.registry import FORMATS, READABLE
from graph.model import EdgeKind, Lesson, Skill
from graph.snapshot import View, ViewKind
from tests.exports import NAMES, content, written


@pytest.mark.parametrize("form", FORMATS)
def test_equal_graphs_give_equal_bytes(form: str) -> None:
    """A form depends on the graph alone, so that an export can be kept under version control."""
    assert written(form, content()) == written(form, content())


def test_a_view_leaves_out_what_it_does_not_believe() -> None:
    """The inferred prerequisite is in the export of the view that believes it, and in no other."""
    kinds = [len(content(view=View(kind)).of_kind(EdgeKind.REQUIRES)) for kind in ViewKind]
    assert kinds == [1, 1, 2]


def legal(name: str) -> bool:
    """Return whether XML can hold a name as it is."""
    return not re.search("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", name)


@given(NAMES.filter(lambda names: all(map(legal, names))))
def test_graphml_is_read_back_as_it_was(names: list[str]) -> None:
    """Each node and each link comes back equal, through networkx as through our own reader."""
    what = content(names)
    data = written("graphml", what)
    nodes, edges = graphml.read(data)
    assert [node_of(row) for row in nodes] == list(what.nodes)
    assert sorted(map(repr, map(link_of, edges))) == sorted(map(repr, what.links))
    graph = nx.read_graphml(io.BytesIO(data))
    assert set(graph) == {node.id for node in what.nodes}
    assert graph.number_of_edges() == len(what.links)


@given(NAMES)
@example(["\x07", "\x08", "a\r", "a\n"])
def test_graphml_holds_whatever_name_there_is(names: list[str]) -> None:
    """What XML forbids is replaced: the file is read, with as many edges as there are."""
    what = content(names)
    assert len(graphml.read(written("graphml", what))[1]) == len(what.links)


@given(NAMES)
def test_an_edge_list_is_read_back_as_it_was(names: list[str]) -> None:
    """Each link comes back equal, and each node at its ends with its kind and name."""
    what = content(names)
    nodes, edges = edge_list.read(written("csv", what))
    assert [link_of(row) for row in edges] == list(what.links)
    named = {node.id: (node.kind.value, node.name) for node in what.nodes}
    assert {str(row["id"]): (row["kind"], row["name"]) for row in nodes}.items() <= named.items()


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"source,target\nx,\n", b"\xff", b'source,target\n"x,y', b"<graph/>"]
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    """A file without the columns, or with half a row, is an error; so is any that is no GraphML."""
    with pytest.raises(FormatError):
        edge_list.read(data)
    with pytest.raises(FormatError):
        graphml.read(data)


def test_a_case_package_is_one_framework() -> None:
    """Several curricula at once are refused, with what to do."""
    what = content()
    doubled = Content((*what.nodes, *what.curricula), what.links, what.minutes, what.at)
    with pytest.raises(FormatError) as caught:
        written("case", doubled)
    assert "--curriculum" in (caught.value.hint or "")


QUOTED = r'"(?:[^"\\]|\\.)*"'


@given(NAMES)
def test_dot_has_one_statement_a_line(names: list[str]) -> None:
    """Whatever the names, each line is a node or an edge with quoted ids."""
    lines = written("dot", content(names)).decode().rstrip("\n").split("\n")
    node = rf"  {QUOTED} \[label={QUOTED} shape={QUOTED}\];"
    edge = rf'  {QUOTED} -> {QUOTED} \[label={QUOTED}(?: style="dashed")?\];'
    assert all(re.fullmatch(f"{node}|{edge}", line) for line in lines[2:-1])
    assert sum(" -> " in re.sub(QUOTED, "", line) for line in lines) == 4


@given(NAMES)
def test_mermaid_has_one_statement_a_line(names: list[str]) -> None:
    """Whatever the names, labels are quoted and nothing within them is a quote or a tag."""
    lines = written("mermaid", content(names)).decode().rstrip("\n").split("\n")
    label = r'"[^"<>`\\]*"'
    shapes = rf"subgraph n\d+\[{label}\]|end|n\d+\[{label}\]|n\d+\(\[{label}\]\)|n\d+ (?:-->|-\.->) n\d+"
    assert lines[0] == "flowchart LR"
    assert [line for line in lines[1:] if not re.fullmatch(rf" *(?:{shapes})", line)] == []
    assert sum(line.count("->") for line in (re.sub(label, "", line) for line in lines)) == 2


@given(NAMES)
def test_a_checklist_has_a_box_for_each_lesson(names: list[str]) -> None:
    """Lessons are items of a list, curriculum and module are headings, and no name adds a line."""
    lines = [line for line in written("markdown", content(names)).decode().split("\n") if line]
    assert [line[:2] for line in lines] == ["# ", "##", "- ", "- "]


def unfolded(data: bytes) -> list[str]:
    """Return the content lines of a calendar, checking those that are on the wire."""
    text = data.decode()
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


@given(NAMES)
def test_a_calendar_is_one_of_rfc_5545(names: list[str]) -> None:
    """Lines are folded, components closed, events complete, and days follow one another."""
    lines = unfolded(written("ics", content(names)))
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    fields = [line.partition(":")[0].partition(";")[0] for line in lines]
    for needed in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"):
        assert fields.count(needed) == fields.count("BEGIN") - 1 == 2
    days = [
        date.fromisoformat(line.rpartition(":")[2]) for line in lines if line.startswith(("DTSTART", "DTEND"))
    ]
    assert days == sorted(days)
    assert (days[1] - days[0]).days == 2


def test_rows_that_are_no_nodes_or_links_are_refused() -> None:
    """A number that is none, a confidence beyond 1 and an origin that is unknown are errors."""
    lesson = {"id": "c/lesson/a", "kind": "Lesson", "name": "a", "status": "stated"}
    assert isinstance(node_of(lesson), Lesson)
    skill = node_of({"id": "c/skill/a", "kind": "Skill", "name": "a", "aliases": '["b"]', "status": "stated"})
    assert isinstance(skill, Skill)
    assert skill.aliases == ("b",)
    with pytest.raises(FormatError):
        node_of({**lesson, "minutes": "ten"})
    with pytest.raises(FormatError):
        node_of({**lesson, "kind": "Skill", "aliases": "b"})
    edge = {"source": "a", "kind": "REQUIRES", "target": "b"}
    for wrong in ({"confidence": "2"}, {"origin": "rumoured"}, {"confidence": "much"}):
        with pytest.raises(FormatError):
            link_of({**edge, **wrong})


def test_a_table_in_the_spreadsheet_has_the_names_of_both_ends() -> None:
    """The columns say who requires what in words, not in ids alone."""
    rows = list(csv.DictReader(io.StringIO(written("csv", content()).decode())))
    [needed] = [row for row in rows if row["kind"] == "REQUIRES" and row["target_kind"] == "Skill"]
    assert (needed["source_name"], needed["target_name"]) == ("ltwo", "sfirst")


@given(NAMES)
def test_case_is_read_back_as_it_was(names: list[str]) -> None:
    """Skills with their kinds, and what is required, contained and the same, survive the journey."""
    what = content(names)
    nodes, edges = READABLE["case"].read(written("case", what))
    skills = {node.id: node for node in what.nodes if isinstance(node, Skill)}
    kinds = {(row["name"].strip(), row["skill_kind"]) for row in nodes}  # type: ignore[union-attr]  # a text
    assert kinds == {(node.name.strip(), node.skill_kind) for node in skills.values()}
    called = {row["id"]: row["name"] for row in nodes}
    between = {(called[row["source"]], row["kind"], called[row["target"]]) for row in edges}
    assert between == {
        (skills[link.edge.source].name.strip(), link.edge.kind, skills[link.edge.target].name.strip())
        for link in what.links
        if link.edge.source in skills and link.edge.target in skills
    }


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"CFItems": [{"identifier": 1}]}', b"\xff"])
def test_what_is_no_package_is_refused(data: bytes) -> None:
    """Something else, or half a package, is an error of the tree."""
    with pytest.raises(FormatError, match="CASE"):
        READABLE["case"].read(data)


@given(NAMES)
def test_parquet_is_read_by_another_library_as_typed_tables(names: list[str]) -> None:
    """Polars, which has a reader of its own, finds each node and edge, with what is unknown as null."""
    what = content(names)
    with zipfile.ZipFile(io.BytesIO(written("parquet", what))) as archive:
        nodes, edges = (pl.read_parquet(archive.read(f"{name}.parquet")) for name in ("nodes", "edges"))
    assert nodes["id"].to_list() == [node.id for node in what.nodes]
    assert nodes["minutes"].to_list() == [getattr(node, "minutes", None) for node in what.nodes]
    assert edges.rows() == [
        (
            link.edge.source,
            link.edge.kind.value,
            link.edge.target,
            link.edge.role and link.edge.role.value,
            link.edge.position,
            link.origin.value,
            link.confidence,
        )
        for link in what.links
    ]


@given(NAMES)
def test_frames_of_both_libraries_hold_the_same(names: list[str]) -> None:
    """Both libraries have the same rows, and numbers are numbers where some are unknown."""
    what = content(names)
    for frame, other in zip(to_pandas(what), to_polars(what), strict=True):
        rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
        assert rows == other.to_dicts()
    assert to_polars(what)[0].schema["minutes"] == pl.Int64


def test_a_graph_of_networkx_has_kinds_as_keys() -> None:
    """What networkx computes on it is about the curriculum: a lesson rests on what another teaches."""
    graph = to_networkx(content())
    assert graph.nodes["c/lesson/lone"]["minutes"] == 90
    assert graph.has_edge("c/lesson/ltwo", "c/skill/sfirst", "REQUIRES")
    assert nx.is_directed_acyclic_graph(graph)


@pytest.mark.parametrize("library", ["pyarrow.parquet", "pandas", "polars"])
def test_a_library_that_is_not_there_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lacks an optional library is told what to install."""
    monkeypatch.setitem(sys.modules, library, None)
    make = {"pyarrow.parquet": lambda: written("parquet", content()), "pandas": lambda: to_pandas(content())}
    with pytest.raises(InvalidInput) as caught:
        make.get(library, lambda: to_polars(content()))()
    assert "pip install" in (caught.value.hint or "")


def test_a_checklist_is_read_by_a_markdown_parser() -> None:
    """Headings and boxes are what an independent parser finds, whatever a name holds."""
    names = ["**a**", "<b>", "[c](d)", "1. e"]
    tokens = MarkdownIt().parse(written("markdown", content(names)).decode())
    assert [t.tag for t in tokens if t.type == "heading_open"] == ["h1", "h2"]
    texts = [t.content for t in tokens if t.type == "inline"]
    shown = [
        "".join(child.content for child in t.children or () if child.type in {"text", "text_special"})
        for t in tokens
        if t.type == "inline"
    ]
    assert sum(text.startswith("[ ] ") for text in texts) == 2
    assert any("l**a**" in text for text in shown)
