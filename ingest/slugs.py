"""Ids: readable, deterministic, the same for the same documents in any order."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from graph.model import NodeId, NodeKind

_LONGEST = 80
_BLANK = re.compile(r"\s")
_SIGNS = (("++", "-plus-plus"), ("#", "-sharp"), ("&", " and "))


@lru_cache(maxsize=65_536)  # names are looked up in many ways
def slug(text: str) -> str:
    """Return ``text`` as letters, marks and digits of any script, casefolded, joined by hyphens.

    Long texts are cut at a word. The result may be empty, where ``text`` has neither letter nor digit.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    for sign, word in _SIGNS:
        folded = re.sub(rf"(?<=\w){re.escape(sign)}" if sign != "&" else sign, word, folded)
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else "-" for c in folded)
    parts = [part for part in kept.split("-") if part]
    while len(parts) > 1 and sum(map(len, parts)) + len(parts) - 1 > _LONGEST:
        parts.pop()
    return "-".join(parts)[:_LONGEST]


@lru_cache(maxsize=65_536)  # one id is held by all that a document says
def document_id(curriculum: NodeId, uri: str) -> NodeId:
    """Return the id of a document's node; blanks in its uri are percent-encoded, for no id holds a blank."""
    return NodeId(
        f"{curriculum}/document/{_BLANK.sub(lambda m: ''.join(f'%{b:02X}' for b in m[0].encode()), uri)}"
    )


def node_id(curriculum: NodeId, kind: NodeKind, name: str) -> NodeId:
    """Return ``<curriculum>/<kind>/<name>``."""
    return NodeId(f"{curriculum}/{kind.value.casefold()}/{name}")


def fingerprint(parts: Iterable[str]) -> str:
    """Return six hexadecimal digits that tell apart what has the same name in the same place."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=3).hexdigest()


def distinct(names: Sequence[str], suffixes: Sequence[Sequence[str]]) -> list[str]:
    """Return names that are all different: each of several equal ones takes suffixes.

    ``suffixes[i]`` are tried in turn for ``names[i]``. Which name comes first decides nothing, so the
    result does not depend on order.
    """
    result = list(names)
    for level in range(max(map(len, suffixes), default=0)):
        count = Counter(result)
        result = [
            "-".join((name, *more[level : level + 1])) if count[name] > 1 else name
            for name, more in zip(result, suffixes, strict=True)
        ]
    return result
