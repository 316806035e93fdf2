"""Findings as SARIF and as GitHub's annotations have what those formats demand."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from api.services.annotations import to_github, to_sarif
from api.services.answers import Evidence
from api.services.findings import Finding, Severity
from api.services.rules import RULES
from graph.model import NodeId, Origin


def finding(
    code: str = "CYCLE", message: str = "A circle.", lines: Iterable[int | None] = (3, 5), uri: str = "a b.md"
) -> Finding:
    """Return a finding shown by some lines of one document."""
    document = NodeId("c/document/a")
    return Finding(
        code=code,
        severity=RULES[code].severity,
        message=message,
        items=(),
        evidence=tuple(
            Evidence(origin=Origin.AUTHORED, confidence=1, document=document, uri=uri, first=n, last=n)
            for n in lines
        ),
        remedy="Mend it.",
        fingerprint="f00",
    )


def sarif() -> dict[str, Any]:
    """Return a log of findings of every rule, with lines, without lines and without a document."""
    findings = [finding(code, lines=lines) for code in RULES for lines in ((3, 5), (None,), ())]
    log: dict[str, Any] = json.loads(msgspec.json.encode(to_sarif(findings, {None: "docs/"})))
    return log


def test_sarif_follows_the_schema_of_the_standard(node_packages: Path) -> None:
    """The schema of SARIF 2.1.0, as Microsoft's own matchers carry it, finds no error."""
    folder = node_packages / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas"
    schema = json.loads((folder / "sarif-2.1.0-rtm.5.json").read_bytes())
    Draft4Validator.check_schema(schema)
    assert list(Draft4Validator(schema).iter_errors(sarif())) == []


def test_sarif_leads_to_the_line() -> None:
    """Each finding is a result of a declared rule; its first line is its location, the rest are related."""
    (run,) = sarif()["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    first = run["results"][0]
    (place,) = first["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "docs/a%20b.md"
    assert place["physicalLocation"]["region"]["startLine"] == 3
    assert [p["physicalLocation"]["region"]["startLine"] for p in first["relatedLocations"]] == [5]
    assert "locations" not in run["results"][2]


def test_each_curriculum_has_its_own_folder() -> None:
    """A document is looked for in its curriculum's folder, or as it is where none is known."""
    assert "file=site/a b.md," in to_github([finding()], {NodeId("c"): "site"})
    assert "file=a b.md," in to_github([finding()], {NodeId("d"): "site"})
    assert "file=a b.md," in to_github([finding()], {NodeId("c"): "."})


@given(st.text(), st.text(min_size=1))
def test_no_words_end_an_annotation_early(message: str, uri: str) -> None:
    """Whatever a document says, one finding is one command, and its properties stay what they are."""
    line = to_github([finding(message=message, uri=uri, lines=[7])], {})
    assert line.count("\n") == 1
    assert "\r" not in line
    head, properties = line.split("::")[1].split(" ", 1)
    assert head == Severity.ERROR
    assert [pair.partition("=")[0] for pair in properties.split(",")] == ["title", "file", "line", "endLine"]
