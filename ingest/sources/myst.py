"""What MyST and Quarto add to Markdown, written as :mod:`ingest.sources.notation` knows it, line for line.

Directives whose content is prose (```` ```{admonition} Title ````) become fenced divs, roles
(``{doc}`data` ``, ``{ref}`data` ``) links or words, as is ``@sec-data``; targets (``(data)=``) and options
(``:class: tip``) go.

References
----------
The MyST specification, https://mystmd.org/spec.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from ingest.records import REFERENCE

_FENCE = re.compile(r"^(\s*)(`{3,}|~{3,}|:{3,})\s*(.*)$")
_DIRECTIVE = re.compile(r"^\{([\w:-]+)\}\s*(.*)$")
_OPTION = re.compile(r"^\s*:[\w-]+:(?:\s|$)")
_TARGET = re.compile(r"^\(([\w:.-]+)\)=\s*$")
_HEADING_ID = re.compile(r"^#{1,6}\s.*\{[^{}]*#([\w:.-]+)[^{}]*\}\s*$")
_CITED = re.compile(r"(?<![\w`\[/-])@(sec-[\w-]*\w)")
_WORDLESS = re.compile(r"(?<!!)\[\]\(([^()\s]+)\)")
"""A link that shows the title of what it leads to."""

_REFERENCES = frozenset({"ref", "numref", "std:ref"})
_ROLE = re.compile(r"\{(\w+)\}`([^`<>]+?)(?:\s*<([^`<>]+)>)?`")
_PROSE = frozenset(
    """
    admonition attention card caution danger dropdown epigraph error example exercise goals hint important
    note objectives prereq prerequisite prerequisites question seealso sidebar solution tip topic warning
    """.split()  # noqa: SIM905  # a list of words reads best as words
)


def without_directives(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines as other Markdown has them; code and the content of other directives stay."""
    opened: list[tuple[str, bool]] = []
    options = False
    for line in lines:
        fence = _FENCE.match(line)
        in_code = bool(opened) and not opened[-1][1]
        if fence and opened and not fence[3] and fence[2].startswith(opened[-1][0]):
            yield f"{fence[1]}:::" if opened.pop()[1] else line
        elif fence and fence[3] and not in_code:
            directive = _DIRECTIVE.match(fence[3])
            options = bool(directive) and directive[1].lower() in _PROSE  # type: ignore[index]  # it matched
            if options or fence[2][0] != ":":
                opened.append((fence[2], options))
            yield f"{fence[1]}:::{directive[1]} [{directive[2]}]" if directive and options else line
        elif fence and not in_code and fence[2][0] != ":":
            opened.append((fence[2], False))
            yield line
        elif in_code:
            yield line
        elif (options and _OPTION.match(line)) or _TARGET.match(line):
            yield ""
        else:
            options = False
            yield _with_links(line)


def labels(lines: Iterable[str]) -> dict[str, int]:
    """Return the names that a page gives to places on it, and their lines: ``(data)=``, ``{#sec-data}``."""
    matched = (_TARGET.match(line) or _HEADING_ID.match(line) for line in lines)
    return {found[1].casefold(): number for number, found in enumerate(matched, 1) if found}


def _with_links(line: str) -> str:
    """Return a line with its roles, citations and wordless links as links that show something."""
    line = _ROLE.sub(_said, line) if "}`" in line else line
    line = _CITED.sub(lambda cited: _reference(cited[0], cited[1]), line) if "@sec-" in line else line
    return _WORDLESS.sub(r"[\1](\1)", line) if "[](" in line else line


def _reference(words: str, label: str) -> str:
    return f"[{words}]({REFERENCE}{quote(label)})"


def _said(role: re.Match[str]) -> str:
    """Return what a role shows: a link to a document, or words."""
    name, words, target = role[1], role[2].strip(), role[3]
    if name == "doc":
        return f"[{words}]({target or words})"
    if name in _REFERENCES:
        return _reference(words, target or words)
    return role[0] if name in {"math", "code", "raw"} else words
