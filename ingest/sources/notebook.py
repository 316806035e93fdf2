"""Jupyter notebooks: their Markdown and code cells, read as one Markdown document."""

import re

import msgspec

from graph.errors import SourceError
from ingest.records import Page
from ingest.sources.markdown import page_of
from ingest.sources.text import decode, digest

_FENCES = re.compile(r"`{3,}")


class _Cell(msgspec.Struct):
    """A cell; format 4 calls its words ``source``, format 3 calls those of code ``input``."""

    cell_type: str
    source: str | list[str] = ""
    input: str | list[str] = ""


class _Worksheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []
    worksheets: list[_Worksheet] = []


def read(uri: str, data: bytes) -> Page:
    """Parse a notebook into a page; spans point into its cells written one below the other.

    Raises
    ------
    SourceError
        It is empty, no JSON, no notebook, or has no cell with words.
    """
    decode(uri, data)
    try:
        notebook = msgspec.json.decode(data.lstrip(b"\xef\xbb\xbf"), type=_Notebook)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SourceError(f"This is no notebook: {error}.", uri=uri) from error
    except RecursionError as error:
        raise SourceError("This notebook nests too deeply.", uri=uri) from error
    cells = [*notebook.cells, *(cell for sheet in notebook.worksheets for cell in sheet.cells)]
    text = "\n\n".join(filter(None, map(_markdown, cells)))
    if not text:
        raise SourceError("No cell of this notebook has words.", uri=uri)
    return page_of(uri, f"{text}\n", media_type="application/x-ipynb+json", sha256=digest(data))


def _markdown(cell: _Cell) -> str:
    """Return a cell as Markdown; of raw cells only front matter is for readers."""
    source = "".join(cell.source or cell.input).strip("\n")
    if cell.cell_type == "code" and source.strip():
        fence = max([*_FENCES.findall(source), "``"], key=len) + "`"
        return f"{fence}\n{source}\n{fence}"
    is_header = cell.cell_type == "raw" and source.startswith("---\n")
    return source if is_header or cell.cell_type in {"markdown", "heading"} else ""
