"""Links of a page, resolved to places below the ingested root."""

import posixpath
import re
from urllib.parse import unquote

from graph.model import NodeKind
from ingest.extract.locales import language_of
from ingest.records import REFERENCE, Link, Pointer

_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_INDEX = frozenset({"index", "_index", "readme", "_category_"})
BUILDERS = frozenset({"book", "content", "contents", "doc", "docs", "pages", "source", "src", "text"})
"""Folders that builders keep the pages in, whose names say nothing about them."""

_PAGES = frozenset(
    {
        "",
        ".adoc",
        ".asciidoc",
        ".docx",
        ".htm",
        ".html",
        ".ipynb",
        ".markdown",
        ".md",
        ".mdx",
        ".pdf",
        ".qmd",
        ".rmd",
        ".rst",
        ".txt",
    }
)


def is_index(uri: str) -> bool:
    """Tell whether a page speaks for its folder."""
    return posixpath.splitext(posixpath.basename(uri))[0].lower() in _INDEX


def place(uri: str) -> str:
    """Return what a page is about: its folder for an index page, else the page itself."""
    return posixpath.dirname(uri) if is_index(uri) else uri


def folder_words(uri: str) -> str:
    """Return the name of a page's folder in words; nothing where it says nothing about the page."""
    name = posixpath.basename(posixpath.dirname(uri))
    if name.strip("_").lower() in BUILDERS or language_of(name):
        return ""
    return re.sub(r"[-_\s]+", " ", re.sub(r"^[\d._-]+(?=[^\d._-])", "", name)).strip()


def leads_to(link: Link, uri: str) -> Pointer | None:
    """Return what a link on page ``uri`` leads to: a page, or what bears a label; None for anything else."""
    label = link.target.removeprefix(REFERENCE)
    if label != link.target:
        return Pointer(link.text, f"#{unquote(label).casefold()}", NodeKind.LESSON)
    place_of = resolve(link.target, uri)
    return None if place_of is None else Pointer(link.text, place_of)


def resolve(target: str, uri: str) -> str | None:
    """Return the place below the root that a link on page ``uri`` leads to.

    None is returned for other sites, anchors of the same page, files that are no pages, and what lies
    outside the root. A place may lack the suffix that its document has, as links of site builders do.
    """
    path = unquote(target.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]).strip()
    if not path or _SCHEME.match(path) or "\0" in path or posixpath.splitext(path)[1].lower() not in _PAGES:
        return None
    if path.startswith("/"):
        joined = posixpath.normpath(path).lstrip("/")
    else:
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(uri), path))
    if joined.startswith(".."):
        return None
    return place("" if joined == "." else joined)
