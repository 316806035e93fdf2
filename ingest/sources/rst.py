"""reStructuredText, as Sphinx and docutils have it, written as Markdown line for line.

Titles, lists and links are Markdown's own then, directives fenced divs, so that one reader knows the blocks
and what is said of a line holds for the original. Tables are not read, nor directives that show what stands
elsewhere.

References
----------
reStructuredText markup specification, https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html.
"""

import re
from collections.abc import Sequence
from urllib.parse import quote

from ingest.records import REFERENCE, Page
from ingest.sources.manifest import readable
from ingest.sources.translated import page_of

_RULE = re.compile(r"^([!-/:-@[-`{-~])\1{2,}\s*$")
_DIRECTIVE = re.compile(r"^(\s*)\.\. ([A-Za-z][\w:.-]*)::(?:\s+(.*))?$")
_LABEL = re.compile(r"^\s*\.\. _`?([^`]+?)`?:\s*$")
_COMMENT = re.compile(r"^\s*\.\.(?:\s|$)")
_FIELD = re.compile(r"^(\s*):([^:\s][^:]*):(?:\s+(.*))?$")
_ROLE = re.compile(r":([\w:+-]+):`([^`]+)`")
_LINKED = re.compile(r"`([^`<>]+?)\s*<([^`<>\s]+)>`__?|`([^`<>]+)`__?(?!\w)")
_TARGETED = re.compile(r"^(.*?)\s*<([^<>]+)>$", re.DOTALL)
_NUMBERED = re.compile(r"^(\s*)(?:#|\(?(\d+)\))(\.?)\s+")
_LITERAL = re.compile(r"^(.*?)\s*::\s*$")
_CODE = frozenset({"code", "code-block", "sourcecode", "math", "doctest", "parsed-literal", "prompt"})
_HIDDEN = frozenset(
    """
    autoclass autofunction automodule bibliography contents csv-table figure footer graphviz header highlight
    image include index literalinclude list-table mermaid meta only raw role sectnum tabularcolumns video
    youtube
    """.split()  # noqa: SIM905  # a list of words reads best as words
)
_DEEPEST = 64
"""Boxes that stand further to the right, in characters, are left out: no author nests them so."""

_TITLED = frozenset({"admonition", "dropdown", "topic", "sidebar", "tab-item", "card"})
"""Directives whose argument is a title; that of the others is the beginning of their text."""


def read(uri: str, data: bytes) -> Page:
    """Parse a document in reStructuredText into a page.

    Raises
    ------
    SourceError
        It is empty or no text.
    """
    return page_of(uri, data, media_type="text/x-rst", label=_LABEL, translator=_Translator)


class _Translator:
    """Goes over the lines; ``levels`` are the styles of titles in the order in which they first stand."""

    def __init__(self, source: Sequence[str]) -> None:
        self.source = source
        self.out = [""] * len(source)
        self.levels: list[tuple[str, int]] = []

    def lines(self) -> list[str]:
        """Return as many lines of Markdown as there are in the source."""
        self._blocks(0, len(self.source), 0)
        return self.out

    def _blocks(self, at: int, stop: int, indent: int) -> None:
        """Translate the lines ``[at, stop)`` that stand ``indent`` to the right."""
        while at < stop:
            line = self.source[at]
            line = line.lstrip() if line[:indent].strip() else line[indent:]
            at = self._block(at, stop, indent, line) if line.strip() else at + 1

    def _block(self, at: int, stop: int, indent: int, line: str) -> int:
        """Translate what begins at a line, and return the line behind it."""
        title = self._title(at) if indent == 0 else None
        if title is not None:
            over, mark = title
            self.out[at + over] = f"{self._level(mark, over)} {_inline(self.source[at + over].strip())}"
            return at + 2 + over
        directive = _DIRECTIVE.match(line)
        if directive or _COMMENT.match(line):
            end = self._end(at, stop, indent + _indent(line))
            if directive and indent <= _DEEPEST:
                self._directive(directive, at, end)
            return end
        literal = _LITERAL.match(line)
        told = line if literal is None else literal[1] and f"{literal[1]}:"
        self.out[at] = _inline(_shaped(told))
        return self._literal(at + 1, stop, indent) if literal else at + 1

    def _title(self, at: int) -> tuple[int, str] | None:
        """Return whether a title that begins here has a line above it, and the mark that sets it off."""
        above = _RULE.match(self.source[at])
        title, below = at + bool(above), at + 1 + bool(above)
        if below >= len(self.source) or not self.source[title].strip():
            return None
        rule, words = _RULE.match(self.source[below]), self.source[title].strip()
        fits = rule is not None and len(self.source[below].strip()) >= min(len(words), 3)
        plain = _RULE.match(self.source[title]) is None and (above or self.source[title][0] not in " \t")
        if rule is None or not fits or not plain or (above and above[1] != rule[1]):
            return None
        return int(bool(above)), rule[1]

    def _level(self, mark: str, over: int) -> str:
        """Return the marks of a heading in the style of a title."""
        if (mark, over) not in self.levels:
            self.levels.append((mark, over))
        return "#" * min(6, self.levels.index((mark, over)) + 1)

    def _end(self, at: int, stop: int, indent: int) -> int:
        """Return the line behind what is indented below a line."""
        end = at + 1
        while end < stop and (not self.source[end].strip() or _indent(self.source[end]) > indent):
            end += 1
        return end

    def _directive(self, found: re.Match[str], at: int, end: int) -> None:
        """Translate a directive whose content ends before the line ``end``."""
        name, argument = found[2].lower(), (found[3] or "").strip()
        first, options = at + 1, dict[str, str]()
        while first < end and (option := _FIELD.match(self.source[first])):
            options[option[2]] = (option[3] or "").strip()
            first += 1
        said = [number for number in range(first, end) if self.source[number].strip()]
        if name == "toctree":
            self._contents(at, said, options)
        elif name in _CODE and said and said[-1] + 1 < len(self.out):
            indent = min(_indent(self.source[number]) for number in said)
            self.out[said[0] - 1] = self.out[said[-1] + 1] = "```"
            self.out[said[0] : said[-1] + 1] = [line[indent:] for line in self.source[said[0] : said[-1] + 1]]
        elif name not in _HIDDEN | _CODE:
            self._box(name, argument, at, said)

    def _box(self, name: str, argument: str, at: int, said: list[int]) -> None:
        """Set the content of a directive apart; what begins in its own line, from the blank one before."""
        titled = name in _TITLED or not argument
        opener = at if titled else at - 1
        last = said[-1] if said else at
        if not titled:
            self.out[at] = _inline(argument)
        if opener == at or (opener >= 0 and not self.source[opener].strip() and not self.out[opener]):
            self.out[opener] = f":::{name} [{argument}]" if titled else f":::{name}"
            if last + 1 < len(self.out):
                self.out[last + 1] = ":::"
        if said:
            self._blocks(said[0], last + 1, min(_indent(self.source[number]) for number in said))

    def _literal(self, at: int, stop: int, indent: int) -> int:
        """Keep a block that is shown as it stands as code; return the line behind it."""
        end = at
        while end < stop and (not self.source[end].strip() or _indent(self.source[end]) > indent):
            line = self.source[end].strip()
            self.out[end] = f"    {line}" if line else ""
            end += 1
        return end

    def _contents(self, at: int, said: list[int], options: dict[str, str]) -> None:
        """List the pages of a table of contents, below its caption."""
        if "hidden" not in options or "caption" in options:
            self.out[at] = f"## {options.get('caption') or 'Contents'}"
        for number in said:
            entry = self.source[number].strip()
            named = _TARGETED.match(entry)
            path = named[2] if named else entry
            if "*" not in path and path != "self":
                self.out[number] = f"- [{named[1] if named else readable(path)}]({quote(path)})"


def _shaped(line: str) -> str:
    """Return a line with its field or number as Markdown has them."""
    stated = _FIELD.match(line)
    if stated and stated[3]:
        return f"**{stated[2]}:** {stated[3]}"
    return _NUMBERED.sub(lambda found: f"{found[1]}{found[2] or 1}. ", line)


def _inline(line: str) -> str:
    """Return a line with its roles and links as links, or as the words that they show."""
    return _LINKED.sub(_link, _ROLE.sub(_said, line)) if "`" in line else line


def _said(role: re.Match[str]) -> str:
    name, targeted = role[1].rpartition(":")[2], _TARGETED.match(role[2])
    words, target = (targeted[1], targeted[2]) if targeted else (role[2], role[2])
    if name == "doc":
        return f"[{words}]({quote(target)})"
    if name in {"ref", "numref"}:
        return f"[{words}]({REFERENCE}{quote(' '.join(target.split()))})"
    return f"`{words}`" if name in {"code", "class", "func", "mod", "meth", "command"} else words.lstrip("~!")


def _link(found: re.Match[str]) -> str:
    return f"[{found[1]}]({found[2]})" if found[1] else found[3]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
