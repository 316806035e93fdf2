"""iCalendar: a study plan with the lessons on successive days (RFC 5545)."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import BinaryIO, Final

from graph.formats.content import Content
from graph.model import Lesson

_A_DAY: Final = 60
"""Minutes of study; a longer lesson has its days to itself."""
_WIDTH: Final = 75
"""Octets of a line before it is folded."""


def write(content: Content, out: BinaryIO) -> None:
    """Write an all-day event for each lesson in order, an hour a day from the day after the revision on.

    A lesson whose minutes nobody states takes a day.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Cairn//Study plan//EN"]
    stamp = f"{content.at:%Y%m%dT%H%M%SZ}"
    for lesson, first, last in _plan(content):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{sha256(lesson.id.encode()).hexdigest()[:32]}@cairn",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{last:%Y%m%d}",
            f"SUMMARY:{_text(lesson.name)}",
            *([f"DESCRIPTION:{_text(lesson.summary)}"] if lesson.summary else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    out.write("".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode())


def _plan(content: Content) -> Iterator[tuple[Lesson, date, date]]:
    """Yield each lesson with its first day and the day after its last."""
    day, left = content.at.date() + timedelta(days=1), _A_DAY
    for lesson in content.lessons:
        minutes = content.minutes.get(lesson.id, _A_DAY)
        if minutes > left and left < _A_DAY:
            day, left = day + timedelta(days=1), _A_DAY
        days = max(1, -(-minutes // _A_DAY))
        yield lesson, day, day + timedelta(days=days)
        left = left - minutes if days == 1 else 0
        if left <= 0:
            day, left = day + timedelta(days=days), _A_DAY


def _text(text: str) -> str:
    plain = " ".join(text.split())
    for mark in "\\;,":
        plain = plain.replace(mark, f"\\{mark}")
    return "".join(mark for mark in plain if mark.isprintable() or mark == " ")


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each but the first after a blank, no character parted."""
    pieces: list[str] = []
    piece = ""
    for mark in line:
        if len((piece + mark).encode()) > _WIDTH - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += mark
    return "\r\n ".join([*pieces, piece])
