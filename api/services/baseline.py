"""Findings that are known and accepted: what a baseline file holds, and what is new beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from api.services.findings import Finding
from graph.errors import FormatError

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings beside a baseline: those that are ``new`` to it, how many it ``knows``, and what is ``gone``.

    ``gone`` are the messages of known findings that are mended, so that the file can be brought up to date.
    """

    new: tuple[Finding, ...]
    known: int
    gone: tuple[str, ...]


class _Known(msgspec.Struct):
    fingerprint: str
    code: str
    message: str


class _File(msgspec.Struct):
    version: int
    findings: list[_Known]


def write_baseline(findings: Iterable[Finding]) -> bytes:
    """Return a baseline that knows some findings: JSON with one finding a line, for a readable diff."""
    known = sorted({(f.code, f.message, f.fingerprint) for f in findings})
    lines = [msgspec.json.encode(_Known(print_, code, message)) for code, message, print_ in known]
    body = b",\n".join(lines)
    return b'{"version":%d,"findings":[\n%s\n]}\n' % (_VERSION, body)


def compare(findings: Iterable[Finding], baseline: bytes) -> Compared:
    """Return what is new beside a baseline.

    A finding is known by its fingerprint, whatever its words and lines became.

    Raises
    ------
    FormatError
        If ``baseline`` is none that :func:`write_baseline` made.
    """
    known = _read(baseline)
    findings = tuple(findings)
    new = tuple(f for f in findings if f.fingerprint not in known)
    living = {f.fingerprint for f in findings}
    gone = tuple(entry.message for print_, entry in known.items() if print_ not in living)
    return Compared(new, len(findings) - len(new), gone)


def _read(baseline: bytes) -> dict[str, _Known]:
    hint = "`cairn health --write-baseline FILE` makes one."
    try:
        file = msgspec.json.decode(baseline, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"This is no baseline: {error}.", hint=hint) from error
    if file.version != _VERSION:
        raise FormatError(
            f"The baseline is of version {file.version}, and this Cairn reads {_VERSION}.", hint=hint
        )
    return {entry.fingerprint: entry for entry in file.findings}
