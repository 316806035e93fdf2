"""The elements of an HTML document, with the place of every character.

Parsers of the field build a tree and forget where its text stood, or take quadratic time over markup that
nobody closed. This one follows the tokenizer of the HTML standard (WHATWG, 13.2.5) where that shows in the
text, in one pass of linear time, and closes elements where the standard lets authors leave the end out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_OPEN = re.compile(r"<(?:!--|[!?]|/?[A-Za-z])")
_NAME = re.compile(r"[^\s/>]+")
_ATTRIBUTE = re.compile(r"[\s/]*+([^\s/>=]++)\s*+(?:(=)\s*+)?")
_UNQUOTED = re.compile(r"[^\s>]*")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_DEEPEST = 128
"""Elements nested deeper than this are read as if they stood beside each other, as browsers do."""

VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
))  # fmt: skip
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "menu", "nav", "ol", "p",
    "pre", "search", "section", "table", "ul",
))  # fmt: skip
_ENDED_BY = {
    "p": _BLOCKS | {"li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot"},
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "tbody", "tfoot", "thead"}),
    "td": frozenset({"td", "th", "tr", "tbody", "tfoot", "thead"}),
    "th": frozenset({"td", "th", "tr", "tbody", "tfoot", "thead"}),
    "thead": frozenset({"tbody", "tfoot"}),
    "tbody": frozenset({"tbody", "tfoot"}),
    "option": frozenset({"option", "optgroup"}),
    "head": frozenset({"body", *_BLOCKS}),
}
"""Which start tag closes an open element whose author left the end tag out."""


@dataclass(slots=True)
class Text:
    """Characters ``[start, end)`` of the document as a reader sees them."""

    words: str
    start: int
    end: int


@dataclass(slots=True)
class Element:
    """An element; ``attributes`` have their names in lower case and their values decoded."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | Text]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element]":
        """Yield this element and all below it in the order of the document."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += [child for child in reversed(element.children) if isinstance(child, Element)]

    def texts(self) -> Iterator[Text]:
        """Yield the text of this element and of all below it."""
        stack: list[Element | Text] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, Text):
                yield node
            else:
                stack += reversed(node.children)

    def words(self) -> str:
        """Return the text with single blanks between words."""
        return " ".join("".join(text.words for text in self.texts()).split())

    def classes(self) -> list[str]:
        """Return the names of its classes in lower case."""
        return self.attributes.get("class", "").lower().split()


def tree(source: str) -> Element:
    """Return the root of a document's elements; there is no source that has none."""
    return _Builder(source).build()


class _Builder:
    """Goes over the source once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root = Element("#root")
        self.stack = [self.root]
        self.open: Counter[str] = Counter()

    def build(self) -> Element:
        at = 0
        while (found := _OPEN.search(self.source, at)) is not None:
            self._text(at, found.start())
            at = self._markup(found)
        self._text(at, len(self.source))
        return self.root

    def _markup(self, found: re.Match[str]) -> int:
        """Read what begins with ``<`` and return where it ends; what nobody closes goes on to the end."""
        mark = found[0]
        if mark == "<!--":
            return self._after("-->", found.end())
        if mark in {"<!", "<?"}:
            return self._after(">", found.end())
        if mark.startswith("</"):
            name = _NAME.match(self.source, found.start() + 2)
            self._close(name[0].lower() if name else "")
            return self._after(">", found.end())
        return self._start(found.start() + 1)

    def _after(self, mark: str, start: int) -> int:
        end = self.source.find(mark, start)
        return len(self.source) if end < 0 else end + len(mark)

    def _start(self, at: int) -> int:
        name = _NAME.match(self.source, at)
        tag = name[0].lower() if name else ""
        attributes, end, empty = self._attributes(name.end() if name else at)
        while len(self.stack) > 1 and tag in _ENDED_BY.get(self.stack[-1].tag, ()):
            self._pop()
        element = Element(tag, attributes)
        self.stack[-1].children.append(element)
        if tag in _RAW:
            return self._raw(element, end)
        if tag not in VOID and not (empty and "-" in tag) and len(self.stack) < _DEEPEST:
            self.stack.append(element)
            self.open[tag] += 1
        return end

    def _attributes(self, at: int) -> tuple[dict[str, str], int, bool]:
        """Read the attributes of a start tag; return them, where the tag ends, and if by ``/>``."""
        found: dict[str, str] = {}
        source = self.source
        while (part := _ATTRIBUTE.match(source, at)) is not None:
            at, value = part.end(), ""
            if part[2]:
                value, at = self._value(at)
            found.setdefault(part[1].lower(), unescape(value))
        end = source.find(">", at)
        return found, len(source) if end < 0 else end + 1, source[max(at, end - 1) : end] == "/"

    def _value(self, at: int) -> tuple[str, int]:
        quote = self.source[at : at + 1]
        if quote in {'"', "'"}:
            end = self.source.find(quote, at + 1)
            end = len(self.source) if end < 0 else end
            return self.source[at + 1 : end], end + 1
        bare = _UNQUOTED.match(self.source, at)
        return (bare[0], bare.end()) if bare else ("", at)

    def _raw(self, element: Element, at: int) -> int:
        """Read an element whose content is no markup, up to its own end tag."""
        closing = re.compile(rf"</{element.tag}(?=[\s/>])", re.IGNORECASE).search(self.source, at)
        end = closing.start() if closing else len(self.source)
        if element.tag in {"title", "textarea"}:
            element.children.append(Text(unescape(self.source[at:end]), at, end))
        return self._after(">", end)

    def _close(self, tag: str) -> None:
        if self.open[tag]:
            while self.stack[-1].tag != tag:
                self._pop()
            self._pop()

    def _pop(self) -> None:
        self.open[self.stack.pop().tag] -= 1

    def _text(self, start: int, end: int) -> None:
        """Add text to the innermost element, each character reference as a piece of its own."""
        children = self.stack[-1].children
        for reference in _REFERENCE.finditer(self.source, start, end):
            if reference.start() > start:
                children.append(Text(self.source[start : reference.start()], start, reference.start()))
            children.append(Text(unescape(reference[0]), reference.start(), reference.end()))
            start = reference.end()
        if start < end:
            children.append(Text(self.source[start:end], start, end))
