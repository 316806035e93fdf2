"""Findings as the tools that show them beside the source read them: SARIF, and GitHub's annotations."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Final, TypeAlias
from urllib.parse import quote

from api.services.answers import Evidence
from api.services.findings import Finding, Severity
from api.services.rules import RULES
from graph.model import NodeId, curriculum_of

Folders: TypeAlias = Mapping[NodeId | None, str]
"""Where the documents of each curriculum lie, as seen from the repository's root; None for all others."""
Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(findings: Iterable[Finding], folders: Folders) -> dict[str, Json]:
    """Return findings as a SARIF 2.1.0 log with one run (OASIS standard, 2020).

    The first line that shows a finding is its location, the others are related locations.
    """
    order = {code: number for number, code in enumerate(RULES)}
    rules: list[Json] = [
        {
            "id": rule.code,
            "shortDescription": {"text": rule.title},
            "help": {"text": rule.remedy},
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        }
        for rule in RULES.values()
    ]
    driver: dict[str, Json] = {"name": "Cairn", "version": version("cairn-curriculum"), "rules": rules}
    results: list[Json] = [_result(finding, order[finding.code], folders) for finding in findings]
    run: dict[str, Json] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def to_github(findings: Iterable[Finding], folders: Folders) -> str:
    """Return findings as workflow commands, one a line, which GitHub shows beside the lines of a change."""
    return "".join(f"{_command(finding, folders)}\n" for finding in findings)


def _result(finding: Finding, rule: int, folders: Folders) -> dict[str, Json]:
    places: list[Json] = [_location(one, folders) for one in finding.evidence if one.uri]
    result: dict[str, Json] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.remedy}"},
        "partialFingerprints": {"cairn/v1": finding.fingerprint},
    }
    if places:
        result["locations"] = places[:1]
    if places[1:]:
        related = [dict(place) for place in places[1:] if isinstance(place, dict)]
        result["relatedLocations"] = [{"id": number, **place} for number, place in enumerate(related, 1)]
    return result


def _location(evidence: Evidence, folders: Folders) -> dict[str, Json]:
    place: dict[str, Json] = {"artifactLocation": {"uri": quote(_path(evidence, folders))}}
    if evidence.first is not None:
        place["region"] = {"startLine": evidence.first, "endLine": evidence.last or evidence.first}
    return {"physicalLocation": place}


def _command(finding: Finding, folders: Folders) -> str:
    properties = {"title": RULES[finding.code].title}
    shown = next((one for one in finding.evidence if one.uri), None)
    if shown is not None:
        properties["file"] = _path(shown, folders)
        if shown.first is not None:
            properties |= {"line": str(shown.first), "endLine": str(shown.last or shown.first)}
    listed = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{finding.severity} {listed}::{_escaped(f'{finding.message} {finding.remedy}')}"


def _path(evidence: Evidence, folders: Folders) -> str:
    curriculum = curriculum_of(evidence.document) if evidence.document else None
    folder = folders.get(curriculum, folders.get(None, "")).rstrip("/")
    return f"{folder}/{evidence.uri}" if folder not in {"", "."} else evidence.uri or ""


def _escaped(text: str, also: str = "") -> str:
    """Return text with what would end a workflow command, or a property of it, in percent form."""
    for mark in "%\r\n" + also:
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text
