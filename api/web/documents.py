"""``/documents`` and ``/document/…``: what was read, line by line, so that quotes can be checked."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from api.services.question import Scope
from api.services.source import ledger, read_source
from api.services.workspace import Workspace
from api.web.links import node_id
from api.web.render import Renderer
from graph.changes import LedgerPage
from graph.model import NodeKind

_A_PAGE: Final = 60
_LETTERS_A_PAGE: Final = 24_000
_LONGEST_LINE: Final = 4_000
_TROUBLED: Final = 20
"""Documents that failed or wait, which are shown beside the form."""
_BEFORE: Final = 20
"""Lines that stand before a quoted one where the whole document is too long for a page."""
_RANGE: Final = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Window:
    """The lines ``first`` to ``last`` of a document (1-based), of which some are quoted."""

    first: int
    last: int
    quoted: range


class DocumentsPage:
    """Lists the documents, and what became of each."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with a page of the list."""
        query = request.query_params
        curriculum = query.get("curriculum") or None
        held = await ledger(
            self._workspace,
            Scope(curriculum=curriculum),
            after=query.get("after", ""),
            first=_A_PAGE,
            troubled=_TROUBLED,
        )
        return self._renderer.page(
            request,
            "documents.html",
            revision=held.revision,
            held=held,
            troubled=[*held.failed.records, *held.waiting.records][:_TROUBLED],
            further=_further(held.documents, query),
            chosen=curriculum,
            most_bytes=self._workspace.settings.max_bytes,
        )


def _further(page: LedgerPage, query: QueryParams) -> str:
    """Return the query that leads to the documents after a page of them; empty after the last."""
    if page.before + len(page.records) >= page.total:
        return ""
    kept = [(name, value) for name, value in query.multi_items() if name != "after"]
    return "?" + urlencode([*kept, ("after", page.records[-1].id)])


class DocumentPage:
    """Shows one document, line by line."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with a document, or with the part of it that fits a page."""
        document = node_id(NodeKind.DOCUMENT, request.path_params["curriculum"], request.path_params["uri"])
        source = await read_source(self._workspace, document)
        window = _window(source.lines, request.query_params.get("lines", ""))
        shown = source.lines[window.first - 1 : window.last]
        return self._renderer.page(
            request,
            "document.html",
            revision=source.revision,
            source=source,
            window=window,
            lines=[
                (number, line[:_LONGEST_LINE], len(line) > _LONGEST_LINE)
                for number, line in enumerate(shown, window.first)
            ],
        )


def _window(lines: tuple[str, ...], asked: str) -> Window:
    """Return which lines to show: all if they fit a page, else from a little before those asked for."""
    match = _RANGE.fullmatch(asked)
    first = min(int(match[1]), len(lines)) if match else 0
    last = min(max(int(match[2] or first), first), len(lines)) if match else -1
    quoted = range(first, last + 1)
    end = _end(lines, 0)
    if end == len(lines):
        return Window(1, end, quoted)
    start = max(0, first - _BEFORE - 1)
    return Window(start + 1, _end(lines, start), quoted)


def _end(lines: tuple[str, ...], start: int) -> int:
    """Return how far a page reaches that begins after ``start`` lines; at least one line further."""
    letters = 0
    for number in range(start, len(lines)):
        letters += min(len(lines[number]), _LONGEST_LINE) + 40
        if letters > _LETTERS_A_PAGE and number > start:
            return number
    return len(lines)
