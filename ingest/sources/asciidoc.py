"""AsciiDoc, written as Markdown line for line.

Titles, lists and links are Markdown's own then, delimited blocks fenced divs or code, so that one reader
knows the blocks and what is said of a line holds for the original. What other files hold is not included.

References
----------
AsciiDoc Language Documentation, https://docs.asciidoctor.org/asciidoc/latest/.
"""

import re
from collections.abc import Sequence

from ingest.records import REFERENCE, Page
from ingest.sources.translated import page_of

_TITLE = re.compile(r"^(={1,6})\s+(\S.*?)(?:\s+=+)?$")
_HEADER = re.compile(r"^(?::!?[\w-]+!?:.*|v?\d+(?:\.\d+)*,.*|[^\W\d_][^=:*.]*<[^<>@\s]+@[^<>\s]+>.*|//.*)$")
_ATTRIBUTE = re.compile(r"^:!?[\w-]+!?:(?:\s.*)?$")
_ANCHOR = re.compile(r"^\[(?:\[([\w:.-]+)[^\]]*\]|#([\w:.-]+)[^\]]*)\]\s*$")
_STYLE = re.compile(r"^\[([^\]]*)\]\s*$")
_BLOCK_TITLE = re.compile(r"^\.([^\s.].*)$")
_DELIMITER = re.compile(r"^(={4,}|-{4,}|\.{4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|```+.*|\|===)\s*$")
_HIDDEN = re.compile(
    r"^(?:include|image|video|audio|toc|ifdef|ifndef|endif|ifeval)::|^(?:'''|<<<)\s*$|^//(?!/)"
)
_BULLET = re.compile(r"^\s*(\*{1,6}|-)\s+(?=\S)")
_ORDERED = re.compile(r"^\s*(\.{1,6})\s+(?=\S)")
_TERM = re.compile(r"^(\S.*?)(::|;;)(?:\s+(.*))?$")
_ADMONITION = re.compile(r"^(NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(?=\S)")
_CROSS = re.compile(r"<<([^<>,]+)(?:,\s*([^<>]+))?>>|xref:([^\s\[\]]+)\[([^\]]*)\]")
_LINK = re.compile(r"(?:link:)?((?:https?://|mailto:)[^\s\[\]]+|(?<=link:)[^\s\[\]]+)\[([^\]^]*)\^?\]")
_STRONG = re.compile(r"(?<![\w*\\])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_BOXES = frozenset({"note", "tip", "important", "warning", "caution", "sidebar", "example", "abstract"})
_CODE = "-.+`"
_TABLE = "|==="
_CELL = re.compile(r"\s*\|\s*")
_PAGE = re.compile(r"\.(?:adoc|asciidoc)$")


def read(uri: str, data: bytes) -> Page:
    """Parse a document in AsciiDoc into a page.

    Raises
    ------
    SourceError
        It is empty or no text.
    """
    return page_of(uri, data, media_type="text/asciidoc", label=_ANCHOR, translator=_Translator)


class _Translator:
    """Goes over the lines once; ``open`` are the delimited blocks around a line, with what closes each."""

    def __init__(self, source: Sequence[str]) -> None:
        self.source = source
        self.open: list[tuple[str, str]] = []
        self.style: str | None = None
        self.style_at = 0
        self.header = True

    def lines(self) -> list[str]:
        """Return as many lines of Markdown as there are in the source."""
        self.out = [""] * len(self.source)
        for number, line in enumerate(self.source):
            self.out[number] = self._line(number, line.rstrip())
        return self.out

    def _line(self, number: int, line: str) -> str:
        delimiter = _DELIMITER.match(line)
        if self.open and delimiter and self.open[-1][0] == line:
            return self.open.pop()[1]
        if self.open and self.open[-1][1] == "```":
            return line
        if self.open and self.open[-1][0].startswith(("/", "|")):
            return self._row(number, line) if self.open[-1][0] == _TABLE else ""
        if delimiter:
            return self._delimited(line)
        return self._text(number, line)

    def _delimited(self, line: str) -> str:
        """Begin a delimited block: code, a box of the style that stands before it, or none to be seen."""
        style, self.style = self.style, None
        mark = line[0] if line != "--" else "="
        if mark in _CODE:
            self.open.append(("```" if mark == "`" else line, "```"))
            return "```"
        box = style if style in _BOXES else "sidebar" if mark == "*" else None
        boxed = box is not None and mark not in "/|"
        self.open.append((line, ":::" if boxed else ""))
        return f":::{box}" if boxed else ""

    def _text(self, number: int, line: str) -> str:
        title = _TITLE.match(line)
        if title:
            self.style = None
            return f"{'#' * len(title[1])} {_inline(title[2])}"
        if self.header and number and line.strip() and _HEADER.match(line):
            return ""
        self.header = self.header and (not line.strip() or number == 0 or _ANCHOR.match(line) is not None)
        style = _STYLE.match(line)
        if style:
            name = re.split(r"[,%.#]", style[1], maxsplit=1)[0].strip().lower()
            self.style, self.style_at = name or self.style, number
            return ""
        if any(shape.match(line) for shape in (_ANCHOR, _ATTRIBUTE, _HIDDEN)):
            return ""
        self._box(number, line)
        return self._shaped(line)

    def _box(self, number: int, line: str) -> None:
        """Open a box for a paragraph with a style of its own, where a line before it has room."""
        if self.style in _BOXES and line.strip() and self.style_at == number - 1:
            end = next((n for n in range(number, len(self.source)) if not self.source[n].strip()), None)
            if end is not None:
                self.out[number - 1] = f":::{self.style}"
                self.open.append(("", ":::"))
        self.style = None if line.strip() else self.style

    def _shaped(self, line: str) -> str:
        """Return a line of a list, a block's title or a paragraph as Markdown has it."""
        if not line.strip() and self.open and self.open[-1][0] == "":
            return self.open.pop()[1]
        if bullet := _BULLET.match(line):
            depth = len(bullet[1]) if bullet[1][0] == "*" else 1
            return f"{'  ' * (depth - 1)}- {_inline(line[bullet.end() :])}"
        if ordered := _ORDERED.match(line):
            return f"{'   ' * (len(ordered[1]) - 1)}1. {_inline(line[ordered.end() :])}"
        if titled := _BLOCK_TITLE.match(line):
            return f"**{titled[1].strip()}**"
        if term := _TERM.match(line):
            return f"**{_inline(term[1])}:** {_inline(term[3] or '')}"
        line = _ADMONITION.sub(lambda found: f"{found[1].capitalize()}: ", line)
        return "" if line.strip() == "+" else _inline(line)

    def _row(self, number: int, line: str) -> str:
        """Return a row of a table; the blank line behind the first becomes the rule that a header needs."""
        if line.startswith("|"):
            return f"| {' | '.join(map(_inline, _CELL.split(line.strip())[1:]))} |"
        cells = _CELL.split(self.source[number - 1].strip())[1:]
        headed = not line.strip() and self.source[number - 2].strip() == _TABLE
        return f"|{'---|' * len(cells)}" if headed and len(cells) > 1 else ""


def _inline(line: str) -> str:
    """Return a line with its links, cross-references and strong words as Markdown has them."""
    line = _CROSS.sub(_crossed, line)
    line = _LINK.sub(lambda found: f"[{found[2] or found[1]}]({found[1]})", line).replace("link:[", "[")
    return _STRONG.sub(r"**\1**", line)


def _crossed(found: re.Match[str]) -> str:
    target, words = (found[1] or found[3]).strip(), (found[2] or found[4] or "").strip()
    if _PAGE.search(target.partition("#")[0]):
        return f"[{words or target}]({target})"
    if " " in target:
        return words or target
    return f"[{words or target}]({REFERENCE}{target.lstrip('#')})"
