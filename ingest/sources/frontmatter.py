"""Front matter: the YAML (``---``), TOML (``+++``) or JSON (``{``) that a page begins with."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import yaml

from graph.errors import SourceError
from graph.model import Span
from ingest.lines import Lines
from ingest.records import MetaValue

_MAX_DEPTH = 32
_MAX_VALUES = 20_000
"""Aliases may repeat a value; a few lines that unfold to more than this are an attack, not a header."""

_TOML_LINE = re.compile(r"at line (\d+)")
_TOML_KEY = re.compile(r"""^\s*\[{0,2}\s*["']?([\w-]+)""")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says of itself, and the line (counting from 0) at which its body begins."""

    meta: Mapping[str, MetaValue]
    spans: Mapping[str, Span]
    body: int


def split(uri: str, lines: Lines) -> FrontMatter:
    """Read the front matter that ``lines`` begin with, if there is any.

    Raises
    ------
    SourceError
        It does not parse, nests too deeply or unfolds to too many values.
    """
    fence = lines[0].rstrip()
    if fence == "---":
        stop = _closing(lines, ("---", "..."))
        return _yaml(uri, lines, _header(lines, stop), stop) if stop else FrontMatter({}, {}, 0)
    if fence == "+++":
        stop = _closing(lines, ("+++",))
        return _toml(uri, lines, stop) if stop else FrontMatter({}, {}, 0)
    if fence == "{":
        stop = _closing(lines, ("}",))
        # JSON is YAML, but for tabs
        return _yaml(uri, lines, _braced(lines, stop), stop) if stop else FrontMatter({}, {}, 0)
    return FrontMatter({}, {}, 0)


def _closing(lines: Lines, fences: tuple[str, ...]) -> int | None:
    return next((n for n in range(1, len(lines)) if lines[n].rstrip() in fences), None)


def _header(lines: Lines, stop: int) -> str:
    """Return the lines between the fences; a first line that is empty keeps the numbers as they are."""
    return "\n".join(["", *(lines[n] for n in range(1, stop))])


def _braced(lines: Lines, stop: int) -> str:
    return "\n".join(lines[n].replace("\t", " ") for n in range(stop + 1))


def compose(uri: str, text: str, what: str) -> yaml.Node | None:
    """Return the nodes of a YAML text, none of them constructed; None for one that holds nothing.

    Raises
    ------
    SourceError
        It does not parse or nests too deeply; ``what`` says in the message what it is.
    """
    try:
        _refuse_depth(uri, text, what)
        root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        problem = error.problem or error.context or "malformed"
        raise SourceError(f"{what} is not valid YAML: {problem}.", uri=uri, line=line) from error
    except yaml.YAMLError as error:
        raise SourceError(f"{what} is not valid YAML.", uri=uri, line=1) from error
    return root


def _yaml(uri: str, lines: Lines, header: str, stop: int) -> FrontMatter:
    root = compose(uri, header, "The front matter")
    if not isinstance(root, yaml.MappingNode):
        # a page may simply begin with a rule; only a header without any key is skipped as one
        return FrontMatter({}, {}, stop + 1 if root is None else 0)
    reader = _YamlReader(uri)
    meta = {_key(key): reader.value(value) for key, value in root.value}
    spans = {_key(key): _between(lines, key.start_mark, value.end_mark, stop) for key, value in root.value}
    return FrontMatter(meta, spans, stop + 1)


def _refuse_depth(uri: str, text: str, what: str) -> None:
    """Refuse deep nesting before anything recursive sees it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                mark = event.start_mark
                line = mark.line + 1 if mark else None
                raise SourceError(f"{what} nests too deeply.", uri=uri, line=line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _key(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _between(lines: Lines, start: yaml.Mark, end: yaml.Mark, stop: int) -> Span:
    """Return the span of a key with its value; a block's end mark may lie on the line of the next key."""
    first = start.line
    last = end.line if end.column else end.line - 1
    return lines.between(first, min(max(last, first), stop - 1) + 1)


class _YamlReader:
    """Turns YAML nodes into plain values, within a budget that aliases cannot exceed."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.budget = _MAX_VALUES
        self.scalars = yaml.constructor.SafeConstructor()

    def value(self, node: yaml.Node, depth: int = 0) -> MetaValue:
        self.budget -= 1
        if self.budget < 0 or depth > _MAX_DEPTH:
            line = node.start_mark.line + 1
            raise SourceError("The front matter unfolds to too many values.", uri=self.uri, line=line)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        if isinstance(node, yaml.MappingNode):
            return {_key(key): self.value(child, depth + 1) for key, child in node.value}
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> MetaValue:
        written = str(node.value)
        if node.tag.endswith(":null"):
            return None
        # 1:30 is a time to its author, 90 to YAML 1.1; dates stay as they were written
        if ":" in written or not node.tag.endswith((":bool", ":int", ":float")):
            return written
        try:
            value: MetaValue = self.scalars.construct_object(node)
        except ValueError:
            return written
        return value


def _toml(uri: str, lines: Lines, stop: int) -> FrontMatter:
    text = _header(lines, stop)
    try:
        table = tomllib.loads(text)
        meta = {key: _plain(value) for key, value in table.items()}
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        line = int(found[1]) if found else stop
        raise SourceError(f"The front matter is not valid TOML: {error}.", uri=uri, line=line) from error
    except RecursionError as error:
        raise SourceError("The front matter nests too deeply.", uri=uri, line=1) from error
    return FrontMatter(meta, _toml_spans(lines, stop, meta), stop + 1)


def _toml_spans(lines: Lines, stop: int, meta: Mapping[str, MetaValue]) -> dict[str, Span]:
    """Return the span of each key: from the line that names it to the one before the next."""
    found = [(m[1], n) for n in range(1, stop) if (m := _TOML_KEY.match(lines[n])) and m[1] in meta]
    spans: dict[str, Span] = {}
    for position, (key, first) in enumerate(found):
        end = found[position + 1][1] if position + 1 < len(found) else stop
        spans.setdefault(key, lines.between(first, end))
    return {key: spans.get(key) or lines.between(1, stop) for key in meta}


def _plain(value: object) -> MetaValue:
    if isinstance(value, dict):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)
