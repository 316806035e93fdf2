"""The words of a Markdown block: markup removed, links, code and emphasis kept beside them."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.records import Link

_MARKUP = re.compile(r"[*_`\[\]<>&~\\!{]|:\w+:")
_ATTRIBUTES = re.compile(r"\{(?:[#.:%][^{}]*|\w+=[^{}]*)\}")
_EMOJI = re.compile(r"(?<!\w):[a-z][a-z0-9_+-]{1,30}:(?!\w)")
_MAX_INLINE = 1 << 16
"""A longer block is no prose; its markup is left as it stands rather than parsed at any price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """What a reader sees of a block; ``breaks`` are the offsets in ``text`` where a line ended."""

    text: str
    links: tuple[Link, ...] = ()
    code: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()


class InlineReader:
    """Reads blocks of one document, whose reference definitions ``environment`` holds."""

    def __init__(self, parser: MarkdownIt, environment: dict[str, object]) -> None:
        self.parser = parser
        self.environment = environment

    def read(self, content: str) -> Inline:
        """Return the words of one block."""
        words = _Words()
        if len(content) > _MAX_INLINE or not _MARKUP.search(content):
            words.lines(content)
        else:
            tokens: list[Token] = []
            self.parser.inline.parse(content, self.parser, self.environment, tokens)
            for token in tokens:
                words.token(token)
        return words.finish()


class _Words:
    """Gathers the visible text of a block, with single blanks between words."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.breaks: list[int] = []
        self.code: list[str] = []
        self.links: list[Link] = []
        self.strong: list[str] = []
        self.opened: list[tuple[int, str]] = []

    def lines(self, content: str) -> None:
        """Add text that has no markup."""
        first, *rest = content.split("\n")
        self.say(first)
        for line in rest:
            self.end_line()
            self.say(line)

    def say(self, text: str) -> None:
        """Add words; white space becomes single blanks, none at the very beginning."""
        words = re.sub(r"\s+", " ", text)
        if words.startswith(" ") and (not self.pieces or self.pieces[-1].endswith(" ")):
            words = words[1:]
        if words:
            self.pieces.append(words)
            self.length += len(words)

    def end_line(self) -> None:
        """Mark the end of a line of the original."""
        self.say(" ")
        self.breaks.append(self.length)

    def token(self, token: Token) -> None:
        """Add one token of the inline parser."""
        match token.type:
            case "text" | "text_special":
                self.say(_EMOJI.sub("", _ATTRIBUTES.sub("", token.content)))
            case "code_inline":
                self.code.append(token.content)
                self.say(token.content)
            case "softbreak" | "hardbreak":
                self.end_line()
            case "html_inline" if token.content.lower().startswith("<br"):
                self.end_line()
            case "link_open" | "strong_open":
                self.opened.append((len(self.pieces), str(token.attrs.get("href", ""))))
            case "link_close" | "strong_close":
                self._close(token.type)

    def _close(self, kind: str) -> None:
        since, target = self.opened.pop()
        words = "".join(self.pieces[since:]).strip()
        if kind == "strong_close":
            self.strong.append(words)
        else:
            self.links.append(Link(text=words, target=target))

    def finish(self) -> Inline:
        """Return what was gathered."""
        text = "".join(self.pieces).rstrip()
        return Inline(
            text=text,
            links=tuple(self.links),
            code=tuple(self.code),
            strong=tuple(words for words in self.strong if words),
            breaks=tuple(dict.fromkeys(at for at in self.breaks if 0 < at < len(text))),
        )
