"""The forms that a graph can be written in. A new one is one file with a ``write``, and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO, Final, TypeAlias, cast

from graph.formats.content import Content

Write: TypeAlias = Callable[[Content, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A form: the module that writes it, imported when it is needed, and what it is."""

    module: str
    summary: str

    def write(self, content: Content, out: BinaryIO) -> None:
        """Write a graph."""
        cast("Write", import_module(self.module).write)(content, out)


FORMATS: Final[Mapping[str, Format]] = {
    "jsonld": Format("graph.formats.jsonld", "schema.org Course and LearningResource"),
    "case": Format("graph.formats.case", "1EdTech CASE 1.1 package of the skills"),
    "graphml": Format("graph.formats.graphml", "for yEd, Gephi, networkx"),
    "csv": Format("graph.formats.edge_list", "one edge a line, for spreadsheets and data frames"),
    "dot": Format("graph.formats.dot", "for Graphviz"),
    "mermaid": Format("graph.formats.mermaid", "a flowchart for Markdown pages"),
    "markdown": Format("graph.formats.checklist", "a checklist of the lessons"),
    "ics": Format("graph.formats.calendar", "a study plan of an hour a day for calendars"),
}
"""By name; the interchange form (``json``) keeps all evidence and stands apart."""
