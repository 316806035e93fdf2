"""Literals in a script that is not run: the object that a configuration exports, or a list in it."""

import re

_COMMENT = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|/\*.*?\*/|//[^\n]*""", re.DOTALL)
_MARK = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}\[\]]""")
_VISIBLE = re.compile(r"[^\n\r]")
_DEPTHS = {"{": 1, "[": 1, "}": -1, "]": -1}


def literal(text: str, opening: re.Pattern[str]) -> str:
    """Return the object or list behind what ``opening`` finds, in its place, with blanks for all else.

    Comments go, and so does all of it where the brackets do not match. ``key: [`` keeps its key: what is
    returned is a mapping of YAML, as the script's own literals are.
    """
    bare = _COMMENT.sub(lambda found: found[1] or _VISIBLE.sub(" ", found[0]), text).replace("\t", " ")
    found = opening.search(bare)
    if found is None:
        return ""
    depth = 0
    for mark in _MARK.finditer(bare, found.end()):
        depth += _DEPTHS.get(mark[0], 0)
        if depth == 0:
            start = found.start() if found[0].rstrip().endswith(":") else found.end()
            return _VISIBLE.sub(" ", bare[:start]) + bare[start : mark.end()]
    return ""
