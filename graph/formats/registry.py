"""The forms that a graph can be written in, and read from.

A new one is one file with a ``write`` or a ``read``, and one line here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO, Final, TypeAlias, cast

from graph.formats.attributes import Row
from graph.formats.content import Content

Write: TypeAlias = Callable[[Content, BinaryIO], str | None]
Read: TypeAlias = Callable[[bytes], tuple[list[Row], list[Row]]]


@dataclass(frozen=True, slots=True)
class Format:
    """A form: the module that writes it, imported when it is needed, and what it is."""

    module: str
    summary: str

    def write(self, content: Content, out: BinaryIO) -> str | None:
        """Write a graph; return what to know about the result, if there is anything."""
        return cast("Write", import_module(self.module).write)(content, out)


@dataclass(frozen=True, slots=True)
class Readable:
    """A form that is read: the module that does so, imported when it is needed, and its media type."""

    module: str
    media_type: str

    def read(self, data: bytes) -> tuple[list[Row], list[Row]]:
        """Return nodes and edges as rows; raises FormatError if this is another form."""
        return cast("Read", import_module(self.module).read)(data)


FORMATS: Final[Mapping[str, Format]] = {
    "jsonld": Format("graph.formats.jsonld", "schema.org Course and LearningResource"),
    "case": Format("graph.formats.case", "1EdTech CASE 1.1 package of the skills"),
    "graphml": Format("graph.formats.graphml", "for yEd, Gephi, networkx"),
    "csv": Format("graph.formats.edge_list", "one edge a line, for spreadsheets and data frames"),
    "parquet": Format("graph.formats.parquet", "nodes.parquet and edges.parquet in a zip"),
    "dot": Format("graph.formats.dot", "for Graphviz"),
    "mermaid": Format("graph.formats.mermaid", "a flowchart for Markdown pages"),
    "markdown": Format("graph.formats.checklist", "a checklist of the lessons"),
    "ics": Format("graph.formats.calendar", "a study plan of an hour a day for calendars"),
}
"""By name; the interchange form (``json``) keeps all evidence and stands apart."""

READABLE: Final[Mapping[str, Readable]] = {
    "graphml": Readable("graph.formats.graphml", "application/xml"),
    "csv": Readable("graph.formats.edge_list", "text/csv"),
    "case": Readable("graph.formats.case_reader", "application/json"),
}
"""By name; beside the interchange form."""
