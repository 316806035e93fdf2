"""What the styles and numberings of a Word document say of its paragraphs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingest.sources.xml_events import parse_xml

_HEADING = re.compile(r"^heading ([1-6])$")
_QUOTES = frozenset({"quote", "intense quote", "block text"})
_LONGEST_CHAIN = 16


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's style: its heading's level from 1, its list, the style it builds on."""

    name: str = ""
    based_on: str = ""
    level: int | None = None
    list_id: str | None = None

    @property
    def is_quote(self) -> bool:
        """Return whether it is for words of others."""
        return self.name in _QUOTES


@dataclass(slots=True)
class Styles:
    """Styles by id."""

    known: dict[str, Style] = field(default_factory=dict)

    def of(self, style_id: str) -> Style:
        """Return a style with what it inherits."""
        style = found = self.known.get(style_id, Style())
        for _ in range(_LONGEST_CHAIN):
            if found.based_on not in self.known:
                break
            found = self.known[found.based_on]
            style = replace(
                style,
                level=found.level if style.level is None else style.level,
                list_id=found.list_id if style.list_id is None else style.list_id,
            )
        return style


@dataclass(slots=True)
class Numbering:
    """Lists by id: the definition of each, and the shape of the marks at each depth of a definition."""

    definitions: dict[str, str] = field(default_factory=dict)
    formats: dict[tuple[str, int], str] = field(default_factory=dict)

    def is_ordered(self, list_id: str, depth: int) -> bool:
        """Tell whether the items of a list are numbered."""
        shape = self.formats.get((self.definitions.get(list_id, ""), depth), "bullet")
        return shape not in {"bullet", "none"}


def read_styles(uri: str, data: bytes | None) -> Styles:
    """Read ``word/styles.xml``; a heading is told by its built-in name or its outline level."""
    styles = Styles()
    current = ""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal current
        tag, values = _plain(name, attributes)
        value = values.get("val", "")
        style = styles.known.get(current, Style())
        match tag:
            case "style":
                current = values.get("styleId", "")
            case "name":
                heading = _HEADING.match(value.lower())
                level = 1 if value.lower() == "title" else int(heading[1]) if heading else style.level
                styles.known[current] = replace(style, name=value.lower(), level=level)
            case "basedOn":
                styles.known[current] = replace(style, based_on=value)
            case "outlineLvl" if value.isdecimal() and style.level is None:
                styles.known[current] = replace(style, level=int(value) + 1)
            case "numId":
                styles.known[current] = replace(style, list_id=value)

    if data is not None:
        parse_xml(uri, data, start, lambda _: None, lambda _: None)
    return styles


def read_numbering(uri: str, data: bytes | None) -> Numbering:
    """Read ``word/numbering.xml``."""
    numbering = Numbering()
    definition = list_id = ""
    depth = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal definition, list_id, depth
        tag, values = _plain(name, attributes)
        match tag:
            case "abstractNum":
                definition = values.get("abstractNumId", "")
            case "lvl":
                level = values.get("ilvl", "")
                depth = int(level) if level.isdecimal() else 0
            case "numFmt":
                numbering.formats.setdefault((definition, depth), values.get("val", ""))
            case "num":
                list_id = values.get("numId", "")
            case "abstractNumId":
                numbering.definitions[list_id] = values.get("val", "")

    if data is not None:
        parse_xml(uri, data, start, lambda _: None, lambda _: None)
    return numbering


def _plain(name: str, attributes: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return names without their namespaces: these two parts hold no other vocabulary that matters."""
    return name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()}
