"""What MDX adds to Markdown, blanked out line for line: modules, comments, expressions."""

import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_MODULE = re.compile(r"^(?:import|export)\s")
_COMMENT = re.compile(r"\{/\*(?:(?!\{/\*|\*/\}).)*+\*/\}")
_EXPRESSION = re.compile(r"\{[\w$.()\[\]'\"\s?:-]{1,120}\}")


def without_script(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines without what only a script engine understands; code and code spans stay.

    An ``import`` or ``export`` at the beginning of a line goes on to the next empty line, as MDX has it.
    """
    fence: str | None = None
    in_module = in_comment = False
    for line in lines:
        mark = _FENCE.match(line)
        if fence is not None or (mark and not in_module):
            closes = mark is not None and fence is not None and mark[1].startswith(fence)
            fence = None if closes else (fence or (mark[1] if mark else None))
            yield line
            continue
        in_module = bool(line.strip()) and (in_module or bool(_MODULE.match(line)))
        opened = in_comment
        in_comment = (in_comment or "{/*" in _COMMENT.sub("", line)) and "*/}" not in _COMMENT.sub("", line)
        if in_module or opened or in_comment:
            yield ""
        else:
            bare = _COMMENT.sub("", line)
            yield bare if "`" in bare else _EXPRESSION.sub("", bare)
