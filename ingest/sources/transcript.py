"""What a reader sees of a document that is no text, written down as one: spans point into it."""

import re

from graph.model import Span
from ingest.records import Block, BlockKind, Link

_SPACES = re.compile(r"\s+")


class Transcript:
    """Blocks in reading order, each on lines of its own."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._length = 0
        self._line = 1

    @property
    def text(self) -> str:
        """Return all that was written."""
        return "".join(self._pieces)

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        ordered: bool = False,
        group: int | None = None,
        links: tuple[Link, ...] = (),
        strong: tuple[str, ...] = (),
        cells: tuple[str, ...] = (),
    ) -> None:
        """Add a block, unless it has no words; white space becomes single blanks."""
        words = _SPACES.sub(" ", text).strip()
        if not words:
            return
        span = Span(self._length, self._length + len(words), self._line, self._line)
        self.blocks.append(
            Block(
                kind=kind,
                text=words,
                span=span,
                level=level,
                ordered=ordered,
                group=group,
                links=links,
                strong=strong,
                cells=cells,
            )
        )
        self._pieces.append(f"{words}\n\n")
        self._length += len(words) + 2
        self._line += 2
