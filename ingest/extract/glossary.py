"""What a glossary says of its words: evidence for skills that other pages speak of."""

import re
from collections.abc import Iterator, Sequence

from graph.model import SkillKind
from ingest.extract.cuts import is_title
from ingest.extract.draft import DraftBuilder
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind, Evidence

_TITLE = re.compile(r"^(?:glossary(?: of .+)?|glossar|glossaire|glosario|gloss[áa]rio)$", re.IGNORECASE)
_INLINE = re.compile(r"^\[?(?P<term>[^\[\]:.!?]{2,60}?)\]?\s*(?::|\s[\u2014\u2013-])\s+(?=\w|\()")
_TERM_WORDS = 6
_LINES = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
_HEADS = frozenset({BlockKind.HEADING, BlockKind.ITEM})


def is_glossary(title: str) -> bool:
    """Tell whether a page of that title is a glossary."""
    return bool(_TITLE.match(title.strip()))


def define(draft: DraftBuilder, blocks: Sequence[Block]) -> None:
    """Add each word that a glossary explains, quoted with its explanation."""
    for name, evidence in _definitions(draft, blocks):
        if 0 < len(name.split()) <= _TERM_WORDS and is_title(name):
            draft.skill(name, evidence, SkillKind.CONCEPT, is_beside=True)


def _definitions(draft: DraftBuilder, blocks: Sequence[Block]) -> Iterator[tuple[str, Evidence]]:
    """Yield words and what is said of them: in a line, in a row, or below a word that stands alone."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        inline = _INLINE.match(block.text)
        if block.kind is BlockKind.TABLE_ROW:
            if len(block.cells) > 1:
                yield block.cells[0].strip(), draft.quoter.block(block)
        elif inline and block.kind in _LINES:
            yield inline["term"].strip(), _first_sentence(draft, block)
        elif block.kind in _HEADS and following is not None and following.kind is BlockKind.PARAGRAPH:
            yield block.text.strip(" *_"), _first_sentence(draft, following)


def _first_sentence(draft: DraftBuilder, block: Block) -> Evidence:
    whole = Passage.whole(block)
    return draft.quoter.quote(next(whole.sentences(), whole))
