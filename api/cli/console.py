"""How answers look in a terminal: one console, a few styles, and the marks that every command shares.

Words of documents are set in italics between quotation marks; what Cairn concluded is marked ``≈``.
"""

import os
from collections.abc import Callable, Iterable
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from api.cli.app import Call
from api.services.answers import Evidence
from api.services.phrases import counted, duration, listed
from graph.model import Origin

__all__ = [
    "BAD", "GOOD", "QUIET", "TITLE", "WARN",
    "console", "counted", "duration", "indented", "listed", "place", "quote", "respond",
]  # fmt: skip

T = TypeVar("T")

_WIDTH = 100

QUIET = "dim"
TITLE = "bold"
GOOD = "green"
WARN = "yellow"
BAD = "red"


def console() -> Console:
    """Return a console on standard output, at most 100 columns wide so that lines stay readable."""
    screen = Console(highlight=False)
    screen.width = min(screen.width, _WIDTH) if screen.is_terminal or "COLUMNS" in os.environ else _WIDTH
    return screen


def respond(call: Call, answer: T, show: Callable[[Console, T], None]) -> None:
    """Print an answer: as JSON where a program reads it, else as ``show`` does."""
    if call.json:
        call.print_json(answer)
    else:
        show(console(), answer)


def place(evidence: Evidence) -> str:
    """Return where a document says something, as ``uri:line``, so that editors can jump there."""
    if evidence.uri is None:
        return ""
    return evidence.uri if evidence.first is None else f"{evidence.uri}:{evidence.first}"


def quote(evidence: Evidence) -> Text:
    """Return one reason as a line: the document's words and their place, or what Cairn concluded it from."""
    text = Text()
    if evidence.origin is Origin.INFERRED:
        text.append(f"≈ {evidence.because or 'inferred'} ({evidence.confidence:.0%})", style=QUIET)
        if evidence.quote is None:
            return text
        text.append("  ")
    if evidence.origin is Origin.CURATED and evidence.quote is None:
        return text.append("a person said so", style=QUIET)
    if evidence.quote is not None:
        words = " ".join(evidence.quote.split())
        text.append(f"“{words}”", style="italic")
    text.append(f"  {place(evidence)}", style=QUIET)
    return text


def indented(
    screen: Console, lines: Iterable[Text | str], by: int, *, mark: str = "", hanging: int = 0
) -> None:
    """Print lines with a left margin that wrapped lines keep; ``mark`` stands in it before each line.

    What wraps is ``hanging`` columns further in, where a list would not show what begins with an item.
    """
    for line in lines:
        text = Text(line) if isinstance(line, str) else line
        for number, part in enumerate(text.wrap(screen, screen.width - by - hanging)):
            part.rstrip()
            margin = mark.ljust(by) if number == 0 else " " * (by + hanging)
            screen.print(Text.assemble(margin, part), no_wrap=True)
