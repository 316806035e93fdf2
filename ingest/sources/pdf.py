"""PDF: the text layer, its lines joined to paragraphs and told from headings by their size.

PDFium (the reader of Chromium) finds the characters; it may be used by one thread at a time. What a
page is made of is then written down as plain text, and read as such.
"""

import ctypes
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from graph.errors import SourceError
from ingest.records import Page
from ingest.sources.plain import page_of
from ingest.sources.text import digest

_ONE_AT_A_TIME = threading.Lock()
_MAX_PAGES = 5_000
_PRIVATE = re.compile("[\uf0a7\uf0b7\uf076\u25cf\u25aa\uf0d8]")
"""Bullets of the fonts that word processors draw them with."""

_BULLET = re.compile(r"^(?:[-*•‣◦▪●○·\u2013]|\d{1,3}[.)]|[a-z]\))(?:\s|$)")
_HYPHEN = re.compile("[\x02\ufffe\xad]$")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_STOP = re.compile(r"""[.!?:;]["'”\u2019)\]]*$""")
_LARGER = 1.12
_APART = 1.35
_FULL = 0.85
_LONGEST_HEADING = 120
_EDGE = 2
_MANY_PAGES = 3
_LEVELS = 6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; ``height`` of its type, ``right`` and ``top`` in points from the lower left."""

    page: int
    text: str
    height: float
    right: float
    top: float


def read(uri: str, data: bytes) -> Page:
    """Parse the text layer of a PDF into a page; spans point into its transcript.

    Raises
    ------
    SourceError
        It is empty, damaged or encrypted, has too many pages, or no text layer.
    """
    if not data.strip():
        raise SourceError("The document is empty.", uri=uri)
    with _ONE_AT_A_TIME:
        lines = _without_furniture(_lines(uri, data))
    text = "\n".join(_transcript(lines))
    if not text.strip():
        raise SourceError(
            "This PDF has no text layer.",
            uri=uri,
            hint="Its pages are pictures: run it through text recognition (OCR) first.",
        )
    return page_of(uri, f"{text}\n", media_type="application/pdf", sha256=digest(data))


def _lines(uri: str, data: bytes) -> list[_Line]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        problem = "This PDF is encrypted." if locked else f"This PDF is damaged: {error}."
        raise SourceError(problem, uri=uri, hint="Save it anew, without a password.") from error
    try:
        if len(document) > _MAX_PAGES:
            raise SourceError(f"This PDF has more than {_MAX_PAGES:,} pages.", uri=uri, hint="Split it.")
        return [line for number in range(len(document)) for line in _lines_of(uri, document, number)]
    finally:
        document.close()


def _lines_of(uri: str, document: pdfium.PdfDocument, number: int) -> Iterator[_Line]:
    """Yield the lines of one page, top down as the page orders them."""
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise SourceError(f"Page {number + 1} of this PDF is damaged: {error}.", uri=uri) from error
    try:
        text, start = text_page.get_text_range(), 0
        for line in text.split("\n"):
            words = line.strip()
            if words:
                yield _measured(text_page, number, line, start)
            start += len(line) + 1
    finally:
        text_page.close()
        page.close()


def _measured(text_page: pdfium.PdfTextPage, number: int, line: str, start: int) -> _Line:
    left = start + len(line) - len(line.lstrip())
    right = start + len(line.rstrip()) - 1
    _, low, _, high = _box(text_page, left)
    _, _, edge, _ = _box(text_page, right)
    text = _UNSEEN.sub(" ", _PRIVATE.sub("•", _HYPHEN.sub("\xad", line.strip())))
    return _Line(number, text, round(2 * (high - low)) / 2, edge, high)


def _box(text_page: pdfium.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a character's cell; zeros for one that has no place."""
    rectangle = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text_page.raw, index, ctypes.byref(rectangle)):
        return 0.0, 0.0, 0.0, 0.0
    return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _without_furniture(lines: Sequence[_Line]) -> list[_Line]:
    """Leave out what most pages repeat at their top and bottom: running heads and page numbers."""
    by_page: dict[int, list[_Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    if len(by_page) < _MANY_PAGES:
        return list(lines)
    edges = {page: {*range(_EDGE), *range(len(of) - _EDGE, len(of))} for page, of in by_page.items()}
    seen = Counter(
        key
        for page, of in by_page.items()
        for key in {_shape(line) for n, line in enumerate(of) if n in edges[page]}
    )
    return [
        line
        for page, of in by_page.items()
        for n, line in enumerate(of)
        if not (n in edges[page] and 2 * seen[_shape(line)] > len(by_page))
    ]


def _shape(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _transcript(lines: Sequence[_Line]) -> Iterator[str]:
    """Yield headings, paragraphs and items as lines of plain text."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.height] += len(line.text)
    body = max(weights, key=lambda height: weights[height], default=0.0)
    larger = sorted((height for height in weights if height > _LARGER * body), reverse=True)
    levels = {height: min(level, _LEVELS) for level, height in enumerate(larger, 1)}
    edge = max((line.right for line in lines), default=0.0)
    leading = _leading(lines)
    before: _Line | None = None
    words = ""
    for line in lines:
        if before and _goes_on(before, line, levels, edge, leading):
            words = words[:-1] + line.text if words.endswith("\xad") else f"{words} {line.text}"
        else:
            yield from _written(words, levels.get(before.height) if before else None)
            words = line.text
        before = line
    yield from _written(words, levels.get(before.height) if before else None)


def _leading(lines: Sequence[_Line]) -> float:
    """Return how far lines of a paragraph are apart, in points."""
    pairs = pairwise(lines)
    steps = [one.top - two.top for one, two in pairs if one.page == two.page and one.top > two.top]
    return median(steps) if steps else 0.0


def _goes_on(before: _Line, line: _Line, levels: dict[float, int], edge: float, leading: float) -> bool:
    """Tell whether a line goes on with the paragraph, item or heading of the one before it."""
    if _BULLET.match(before.text) and " " not in before.text:
        return True
    if before.height != line.height or _BULLET.match(line.text):
        return False
    apart = before.page == line.page and before.top - line.top > _APART * max(leading, line.height)
    if apart or (before.height in levels):
        return not apart and before.page == line.page
    open_ended = not _STOP.search(before.text)
    if before.page != line.page:
        return open_ended and line.text[:1].islower()
    return before.right >= _FULL * edge or (open_ended and line.text[:1].islower())


def _written(words: str, level: int | None) -> list[str]:
    words = words.replace("\xad", "")
    if not words.strip():
        return []
    if level is not None and len(words) <= _LONGEST_HEADING:
        return ["", f"{'#' * level} {words}", ""]
    return [words] if _BULLET.match(words) else ["", words, ""]
