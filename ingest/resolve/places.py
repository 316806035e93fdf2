"""Where things live: uris compared the way sites serve them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

_EXTENSION = re.compile(
    r"\.(?:md|mdx|markdown|mdown|mkd|[qr]md|x?html?|txt|rst|rest|adoc|asciidoc|ipynb|docx|pdf|csv|tsv|json|ya?ml)$",
    re.IGNORECASE,
)
_INDEX = re.compile(r"(?:^|/)(?:_?(?:index|readme)|_category_)$", re.IGNORECASE)
_NUMBER = re.compile(r"^\d+[\s._-]+(?=\S)")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@lru_cache(maxsize=65_536)  # one uri is looked at in many ways
def canonical(uri: str) -> str:
    """Return a uri without extension, index page, query and outer slashes; an anchor is kept.

    ``loops/index.md``, ``/loops/`` and ``loops.html`` are one place, as they are on the sites made of them.
    """
    path, mark, anchor = unquote(uri).partition("#")
    parts = [part for part in path.partition("?")[0].split("/") if part not in {"", "."}]
    bare = _INDEX.sub("", _EXTENSION.sub("", "/".join(parts)))
    return f"{bare}#{anchor}" if mark and anchor else bare


def without_anchor(place: str) -> str:
    """Return the page of a canonical place."""
    return place.partition("#")[0]


def is_external(uri: str) -> bool:
    """Return whether a uri has a scheme or a host, so that it leads out of the ingested tree."""
    return bool(_SCHEME.match(uri)) or uri.startswith("//")


def parent(place: str) -> str:
    """Return the folder of a canonical place; the root's is the root."""
    return place.rpartition("/")[0]


def ancestors(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, nearest first; the root (``""``) comes last."""
    while folder:
        yield folder
        folder = parent(folder)
    yield ""


def unnumbered(place: str) -> str:
    """Return a place whose parts have lost the numbers that only sort them (``01-basics/02-loops``)."""
    return "/".join(_NUMBER.sub("", part) for part in place.split("/"))


def suffixes(place: str) -> Iterator[str]:
    """Yield the ends of a path, longest first, the whole path included."""
    parts = place.split("/")
    return ("/".join(parts[i:]) for i in range(len(parts)))
