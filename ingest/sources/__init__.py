"""Documents of every format, read as pages. A new format is one new file here and one line below.

A format's file has ``read(uri, data) -> Page`` and is imported when the first such document is read, so
that a heavy parser costs only those who need it. Where it also has ``worth_reading(head) -> bool``, files
of a folder are read only if their first bytes look like a document: a table of measurements is none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath
from typing import Protocol, cast

from graph.errors import SourceError
from ingest.records import Page
from ingest.sources.text import decode


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document: what people call it, the module here that reads it, and how to recognise it.

    ``names`` are whole file names in lower case, some with their folder, which go before ``suffixes``;
    ``picky`` formats tell by a file's first bytes whether it is a document at all. Of ``transcribed`` ones a
    transcript is what spans point into.
    """

    title: str
    module: str
    media_type: str
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    picky: bool = False
    transcribed: bool = False


_MANIFESTS = (
    "mkdocs.yml", "mkdocs.yaml", "sidebars.js", "sidebars.ts", "sidebars.json", "_category_.json",
    "_category_.yml", "_category_.yaml", "docusaurus.config.js", "docusaurus.config.ts",
    "_toc.yml", "_config.yml", "_config.yaml", "config.yaml", "config.yml",
    "_quarto.yml", "hugo.toml", "hugo.yaml", "config.toml", "book.toml", "book.json",
    *(f".{tool}/config.{kind}" for tool in ("vitepress", "vuepress") for kind in ("js", "ts", "mjs", "mts")),
)  # fmt: skip


FORMATS = (
    Format("plain text", "plain", "text/plain", (".txt", ".text")),
    Format(
        "Markdown",
        "markdown",
        "text/markdown",
        (".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd", ".rmd"),
    ),
    Format("tables of contents in Markdown", "summary", "text/markdown", names=("summary.md",)),
    Format("reStructuredText", "rst", "text/x-rst", (".rst", ".rest")),
    Format("AsciiDoc", "asciidoc", "text/asciidoc", (".adoc", ".asciidoc")),
    Format("HTML", "html", "text/html", (".html", ".htm", ".xhtml")),
    Format("Jupyter notebooks", "notebook", "application/x-ipynb+json", (".ipynb",), transcribed=True),
    Format(
        "Word documents",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
        transcribed=True,
    ),
    Format("PDF", "pdf", "application/pdf", (".pdf",), transcribed=True),
    Format("site manifests", "manifest", "application/yaml", names=_MANIFESTS, picky=True),
    Format("graphs in the interchange form", "graphs", "application/json", (".json",), picky=True),
    Format("CSV and TSV tables of lessons", "table", "text/csv", (".csv", ".tsv", ".tab"), picky=True),
)

_BY_NAME = {name: form for form in FORMATS for name in form.names}
_BY_SUFFIX = {suffix: form for form in FORMATS for suffix in form.suffixes}


class _Reader(Protocol):
    def read(self, uri: str, data: bytes) -> Page: ...


class _PickyReader(_Reader, Protocol):
    def worth_reading(self, head: bytes) -> bool: ...


def format_of(uri: str) -> Format | None:
    """Return the format of a document, going by its name, or None if it is not known."""
    path = PurePosixPath(uri)
    name = path.name.lower()
    named = _BY_NAME.get(f"{path.parent.name.lower()}/{name}") or _BY_NAME.get(name)
    return named or _BY_SUFFIX.get(path.suffix.lower())


def format_named(name: str) -> Format | None:
    """Return the format of a media type, a suffix or a title (``text/html``, ``.html``, ``html``)."""
    wanted = name.partition(";")[0].strip().lower()
    suffixes = {wanted, f".{wanted}"}
    return next(
        (
            f
            for f in FORMATS
            if wanted in {f.media_type, f.title.lower(), f.module} or suffixes & {*f.suffixes}
        ),
        None,
    )


def titles() -> str:
    """Return what can be read, for people."""
    return ", ".join(form.title for form in FORMATS if form.suffixes)


def supported(uri: str) -> bool:
    """Tell whether a document of that name can be parsed."""
    return format_of(uri) is not None


def worth_reading(uri: str, head: Callable[[], bytes]) -> bool:
    """Tell whether a file that nobody named is a document; ``head`` gives its first bytes if they matter."""
    form = format_of(uri)
    if form is None or not form.picky:
        return form is not None
    return cast("_PickyReader", import_module(f"{__name__}.{form.module}")).worth_reading(head())


def parse(uri: str, data: bytes) -> Page:
    """Parse one document.

    Parameters
    ----------
    uri
        Where the document lies relative to the ingested root, with forward slashes.
    data
        Its bytes.

    Raises
    ------
    SourceError
        The format is unknown, or the document is empty, binary, badly encoded or malformed.
    """
    form = format_of(uri)
    if form is None:
        known = ", ".join(sorted({*_BY_SUFFIX, *_BY_NAME}))
        raise SourceError("Documents of this kind cannot be read.", uri=uri, hint=f"Known are {known}.")
    return cast("_Reader", import_module(f"{__name__}.{form.module}")).read(uri, data)


def readable(uri: str, data: bytes) -> str:
    """Return the text of a document whose lines the statements about it name.

    Raises
    ------
    SourceError
        As :func:`parse` does.
    """
    form = format_of(uri)
    return parse(uri, data).text if form is not None and form.transcribed else decode(uri, data)
