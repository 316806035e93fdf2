"""Pages that are plain text in one element of HTML: old handouts, mails in an archive."""

from collections.abc import Iterator

from ingest.lines import Lines
from ingest.records import Block
from ingest.sources.boilerplate import is_boilerplate, is_marked
from ingest.sources.html_tree import Element, Text
from ingest.sources.html_words import blanked
from ingest.sources.plain import blocks_of

_MOSTLY = 0.8
_FEWEST = 40
"""With fewer words it may be a page about one command."""


def preformatted(source: str, main: Element) -> tuple[list[Text], tuple[Block, ...]] | None:
    """Return the texts and the blocks of a page nearly all of which stands in ``<pre>``, else None.

    What marks its language, or has ``<code>`` in it, is code.
    """
    whole = list(_shown(main, inside=is_marked(main)))
    texts = [text for element in main.walk() if _is_prose(element) for text in element.texts()]
    words, said = (sum(len(text.words.split()) for text in some) for some in (whole, texts))
    if said < _FEWEST or said < _MOSTLY * words:
        return None
    return texts, blocks_of(Lines(blanked(source, texts)))


def _is_prose(element: Element) -> bool:
    coded = any(below.tag in {"code", "samp", "kbd"} for below in element.walk())
    return element.tag == "pre" and not coded and not element.classes()


def _shown(element: Element, *, inside: bool) -> Iterator[Text]:
    for child in element.children:
        if isinstance(child, Text):
            yield child
        elif not is_boilerplate(child, inside=inside):
            yield from _shown(child, inside=inside)
