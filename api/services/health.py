"""The loose ends of a curriculum: what its authors should look at, each with the lines that say so."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import anyio.to_thread

from api.services import check_gaps, check_order
from api.services.answers import Evidence
from api.services.curricula import picture_of
from api.services.documents import list_documents
from api.services.findings import Finding, Health, Severity, Survey, Tie
from api.services.looking import Found, Look
from api.services.question import Scope
from api.services.rules import RULES
from api.services.workspace import Workspace
from graph.changes import DocumentRecord, DocumentStatus
from graph.model import FactId, NodeId, NodeKind, Origin
from graph.snapshot import Snapshot

_ORDER = list(Severity)
_Coded = TypeVar("_Coded", Found, Finding)
_CHECKS = (*check_order.CHECKS, *check_gaps.CHECKS)


async def health(workspace: Workspace, scope: Scope) -> Health:
    """Return what is wrong or odd in a curriculum, worst first.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    whole = await _of_the_graph(workspace, scope)
    failed = await _failed(workspace, scope)
    findings = (*await _told(workspace, whole, whole.found), *failed)
    return Health(
        revision=whole.snapshot.revision,
        lessons=whole.lessons,
        skills=whole.skills,
        findings=tuple(sorted(findings, key=_worst_first)),
    )


async def survey(workspace: Workspace, scope: Scope, *, code: str, span: slice, each: int) -> Survey:
    """Return a run of the findings of one code, or the first ``each`` of every code where it has none.

    Nothing is read that tells of other findings. Raises as :func:`health` does.
    """
    whole = await _of_the_graph(workspace, scope)
    failed = sorted(await _failed(workspace, scope), key=_worst_first)
    totals = Counter(one.code for one in whole.found) + Counter(one.code for one in failed)
    code = code if code in totals else ""
    shown = span if code else slice(each)
    chosen = [one for found in _by_code(whole.found, code) for one in found[shown]]
    told = (
        *await _told(workspace, whole, chosen),
        *(one for found in _by_code(failed, code) for one in found[shown]),
    )
    return Survey(
        revision=whole.snapshot.revision,
        lessons=whole.lessons,
        skills=whole.skills,
        totals=dict(sorted(totals.items(), key=lambda entry: _rank(entry[0]))),
        findings=tuple(sorted(told, key=_worst_first)),
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """All that a graph is found to have, worst first, before anything was read that tells of it."""

    snapshot: Snapshot
    found: tuple[Found, ...]
    lessons: int
    skills: int


async def _of_the_graph(workspace: Workspace, scope: Scope) -> _Whole:
    """Return what the graph alone says; worked out once a revision and scope."""
    picture = await picture_of(workspace, scope.curriculum)
    check = partial(_check, Look(picture, scope))
    return await anyio.to_thread.run_sync(
        picture.memo.together, ("health", scope), check, abandon_on_cancel=True
    )


def _check(look: Look) -> _Whole:
    found = [one for check in _CHECKS for one in check(look)]
    lessons, skills = look.stated(NodeKind.LESSON), look.within(NodeKind.SKILL)
    return _Whole(
        look.snapshot,
        tuple(sorted(found, key=lambda one: (*_rank(one.code), one.message))),
        sum(1 for _ in lessons),
        sum(1 for _ in skills),
    )


async def _told(workspace: Workspace, whole: _Whole, found: Sequence[Found]) -> list[Finding]:
    """Return findings with the statements that show them, and what mends each."""
    facts = [fact for one in found for fact in _facts(whole.snapshot, one)]
    reasons = await workspace.evidence(facts)
    return await anyio.to_thread.run_sync(lambda: [_finding(whole.snapshot, one, reasons) for one in found])


def _by_code(found: Sequence[_Coded], code: str) -> Iterable[list[_Coded]]:
    """Return findings of one code, or of all where it is empty, code by code."""
    by_code: dict[str, list[_Coded]] = {}
    for one in found:
        if code in {"", one.code}:
            by_code.setdefault(one.code, []).append(one)
    return by_code.values()


def _rank(code: str) -> tuple[int, str]:
    return _ORDER.index(RULES[code].severity), code


def _worst_first(finding: Finding) -> tuple[int, str, str]:
    return *_rank(finding.code), finding.message


def _facts(snapshot: Snapshot, found: Found) -> list[FactId]:
    edges: list[FactId] = [snapshot.edge_id(edge) for edge in found.edges]
    return edges + [NodeId(snapshot.ids[node]) for node in found.nodes]


def _finding(snapshot: Snapshot, found: Found, reasons: Mapping[FactId, tuple[Evidence, ...]]) -> Finding:
    rule = RULES[found.code]
    return Finding(
        code=rule.code,
        severity=rule.severity,
        message=found.message,
        items=found.items,
        evidence=tuple(reasons[fact][0] for fact in _facts(snapshot, found) if reasons[fact]),
        remedy=found.remedy() if found.remedy else rule.remedy,
        fingerprint=_fingerprint(rule.code, (item.id for item in found.items)),
        ties=_ties(snapshot, found, found.weakest()) if found.weakest else (),
    )


def _ties(snapshot: Snapshot, circle: Found, weakest: frozenset[int]) -> tuple[Tie, ...]:
    ends = (*circle.items[1:], circle.items[0])
    return tuple(
        Tie(
            dependent=dependent,
            prerequisite=prerequisite,
            kind=snapshot.edge_kind_of(edge),
            fact=snapshot.edge_id(edge),
            origin=snapshot.origin(edge),
            confidence=round(snapshot.confidence(edge), 4),
            weakest=edge in weakest,
        )
        for dependent, prerequisite, edge in zip(circle.items, ends, circle.edges, strict=True)
    )


async def _failed(workspace: Workspace, scope: Scope) -> list[Finding]:
    records = await list_documents(workspace, scope.curriculum, DocumentStatus.FAILED)
    return list(_failed_documents(records))


def _failed_documents(records: Iterable[DocumentRecord]) -> Iterator[Finding]:
    rule = RULES["FAILED_DOCUMENT"]
    for record in records:
        if record.failure:
            place = Evidence(
                id=f"{record.id}#failure",
                origin=Origin.AUTHORED,
                confidence=1,
                document=record.id,
                uri=record.uri,
            )
            yield Finding(
                code=rule.code,
                severity=rule.severity,
                message=f"{record.failure.message} It is not in the graph as it stands now.",
                items=(),
                evidence=(place,),
                remedy=rule.remedy,
                fingerprint=_fingerprint(rule.code, [record.id]),
            )


def _fingerprint(code: str, ids: Iterable[str]) -> str:
    """Return what identifies a finding however it is worded and wherever its lines move."""
    content = "\n".join((code, *sorted(ids)))
    return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()
