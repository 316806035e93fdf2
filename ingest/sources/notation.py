"""Notations around Markdown that CommonMark does not know, turned into boxes and blank lines.

Fenced divs (``::: prereq``), admonitions (``!!! note "Title"``), alerts (``> [!WARNING]``), kramdown classes
(``{: .prereq}``), shortcodes (``{{% notice tip %}}``), Liquid tags and HTML comments. Lines are kept one
for one, so that what a Markdown parser says of a line holds for the original.
"""

import re
from dataclasses import dataclass

_CODE_FENCE = re.compile(r"^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})(.*)$")
_DIV = re.compile(r"^\s*:{3,}\s*(.*?)\s*:*\s*$")
_ADMONITION = re.compile(r'^(\s*)(?:!!!|\?\?\?\+?)\s+([\w-]+)[^"]*(?:"(.*)")?\s*$')
_ALERT = re.compile(r"^(\s*>[\s>]*)\[!(\w+)\][+-]?\s*(.*)$")
_CLASS = re.compile(r"^[\s>]*\{:\s*([^{}]*)\}\s*$")
_SHORTCODE = re.compile(r"\{\{[<%]\s*(/?)\s*([\w/-]*)([^{}]*?)[%>]\}\}")
_REFERENCE = re.compile(
    r"""\{\{[<%]\s*(?:rel)?ref\s+"?([^"\s<>]+)"?\s*[%>]\}\}|\{%\s*(?:link|post_url)\s+(\S+)\s*%\}"""
)
_LIQUID = re.compile(
    r"\{%[^{}]*%\}|\{\{-?\s*(?:site|page|include|layout|post|paginator|content|relative_root_path)\b[^{}]*\}\}"
)
_HIGHLIGHT = re.compile(r"^(\s*)\{%-?\s*(?:end)?highlight\b[^{}]*%\}\s*$")
_PICTURES = frozenset({"audio", "figure", "gist", "image", "img", "tweet", "video", "vimeo", "youtube"})
"""Shortcodes whose title is that of a picture, and heads nothing."""

_WORD = re.compile(r"[A-Za-z][\w-]*")
_TITLE = re.compile(r"\[(.*)\]\s*$|^[\w-]+\s+([^{\[\s].*)$")
_NAMED_TITLE = re.compile(r'title\s*=\s*"([^"]*)"')
_INDENT = 4


@dataclass(frozen=True, slots=True)
class Box:
    """Lines ``[first, stop)``, counting from 0, that the author set apart under a word."""

    first: int
    stop: int
    label: str


class Notation:
    """The pass over a page's lines; ``lines`` are clean Markdown afterwards and ``boxes`` what was marked."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.boxes: list[Box] = []
        self._code: str | None = None
        self._comment = False
        self._divs: list[tuple[int, str]] = []
        self._codes: list[tuple[int, str, str]] = []
        self._admonitions: list[tuple[int, str, int]] = []
        for number in range(len(lines)):
            self._line(number)
        self._close_all()

    def _line(self, number: int) -> None:
        self._indented(number)
        self.lines[number] = _HIGHLIGHT.sub(r"\1```", self.lines[number])
        if self._in_code(number):
            return
        self._drop_comments(number)
        if not self.lines[number].strip():
            return
        if not (self._div(number) or self._admonition(number) or self._class(number)):
            self._alert(number)
            self._shortcodes(number)

    def _in_code(self, number: int) -> bool:
        if self._comment:
            return False
        fence = _CODE_FENCE.match(self.lines[number])
        if self._code is None:
            if fence and not ("`" in fence[2] and fence[1][0] == "`"):
                self._code = fence[1]
                return True
            return False
        if fence and fence[1].startswith(self._code) and not fence[2].strip():
            self._code = None
        return True

    def _drop_comments(self, number: int) -> None:
        line, kept, at = self.lines[number], [], 0
        if not self._comment and "<!--" not in line:
            return
        while at < len(line):
            mark = "-->" if self._comment else "<!--"
            found = line.find(mark, at)
            stop = len(line) if found < 0 else found
            kept.append(" " * (stop - at) if self._comment else line[at:stop])
            if found >= 0:
                self._comment = not self._comment
                kept.append(" " * len(mark))
                stop += len(mark)
            at = stop
        self.lines[number] = "".join(kept)

    def _div(self, number: int) -> bool:
        found = _DIV.match(self.lines[number])
        if found is None:
            return False
        label = _WORD.search(found[1])
        if label:
            title, named = _TITLE.search(found[1]), _NAMED_TITLE.search(found[1])
            self._divs.append((number, label[0].lower()))
            self._say(number, named[1] if named else (title[1] or title[2] or "") if title else "")
        else:
            self.lines[number] = ""
            if self._divs:
                first, word = self._divs.pop()
                self.boxes.append(Box(first, number, word))
        return True

    def _admonition(self, number: int) -> bool:
        found = _ADMONITION.match(self.lines[number])
        if found is None:
            return False
        self._admonitions.append((number, found[2].lower(), len(found[1])))
        self._say(number, found[3] or "")
        return True

    def _indented(self, number: int) -> None:
        """Close admonitions that a line is no longer part of, and take the indent from those it is in."""
        line = self.lines[number]
        if not line.strip():
            return
        indent = len(line.expandtabs(_INDENT)) - len(line.expandtabs(_INDENT).lstrip())
        while self._admonitions and indent < self._admonitions[-1][2] + _INDENT:
            first, label, _ = self._admonitions.pop()
            self.boxes.append(Box(first, number, label))
        if self._admonitions:
            self.lines[number] = line.expandtabs(_INDENT)[_INDENT * len(self._admonitions) :]

    def _alert(self, number: int) -> None:
        found = _ALERT.match(self.lines[number])
        if found is None:
            return
        stop = self._while_quoted(number)
        self.boxes.append(Box(number, stop, found[2].lower()))
        self.lines[number] = found[1] + _heading(found[3])

    def _while_quoted(self, number: int) -> int:
        stop = number + 1
        while stop < len(self.lines) and self.lines[stop].lstrip().startswith(">"):
            if _ALERT.match(self.lines[stop]):
                break
            stop += 1
        return stop

    def _class(self, number: int) -> bool:
        found = _CLASS.match(self.lines[number])
        if found is None:
            return False
        self.lines[number] = ""
        word = re.search(r"\.([A-Za-z][\w-]*)", found[1])
        first = number
        while first and self.lines[first - 1].strip():
            first -= 1
        if word and first < number:
            self.boxes.append(Box(first, number, word[1].lower()))
        return True

    def _shortcodes(self, number: int) -> None:
        line = self.lines[number]
        if "{{" not in line and "{%" not in line:
            return
        title = ""
        line = _REFERENCE.sub(lambda found: found[1] or found[2], line)
        for closing, name, rest in _SHORTCODE.findall(line):
            if not closing:
                word = _WORD.search(rest.split("=")[0]) if "=" not in rest else None
                self._codes.append((number, name, (word[0] if word else name).lower()))
                named = _NAMED_TITLE.search(rest)
                title = named[1] if named and name.lower() not in _PICTURES else title
            else:
                self._close_code(name, number)
        line = _LIQUID.sub(" ", _SHORTCODE.sub(" ", line))
        self.lines[number] = line if line.strip() else _heading(title)

    def _close_code(self, name: str, number: int) -> None:
        """Close the nearest shortcode of that name; what was opened since has no end and is no box."""
        for depth in range(1, min(len(self._codes), 16) + 1):
            first, opened, label = self._codes[-depth]
            if opened == name:
                self.boxes.append(Box(first, number, label))
                del self._codes[-depth:]
                return

    def _say(self, number: int, title: str) -> None:
        """Leave a box's title as its heading."""
        self.lines[number] = _heading(title)

    def _close_all(self) -> None:
        self.boxes += [Box(first, len(self.lines), label) for first, label, _ in self._admonitions]
        self.boxes += [Box(first, len(self.lines), label) for first, label in self._divs]


def _heading(title: str) -> str:
    return f"###### {title.strip()}" if title.strip() else ""
