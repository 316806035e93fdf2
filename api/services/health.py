"""The loose ends of a curriculum: what its authors should look at, each with the lines that say so."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

import anyio.to_thread
from msgspec import structs

from api.services import check_gaps, check_order
from api.services.answers import Evidence
from api.services.curricula import picture_of
from api.services.documents import list_documents
from api.services.findings import Finding, Health, Severity, Tie
from api.services.looking import Found, Look
from api.services.picture import Picture
from api.services.question import Scope
from api.services.rules import RULES
from api.services.workspace import Workspace
from graph.changes import DocumentRecord, DocumentStatus
from graph.model import FactId, NodeId, NodeKind, Origin
from graph.snapshot import Snapshot

_ORDER = list(Severity)
_CHECKS = (*check_order.CHECKS, *check_gaps.CHECKS)


async def health(workspace: Workspace, scope: Scope) -> Health:
    """Return what is wrong or odd in a curriculum, worst first.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await picture_of(workspace, scope.curriculum)
    whole = await _of_the_graph(workspace, picture, scope)
    records = await list_documents(workspace, scope.curriculum, DocumentStatus.FAILED)
    if failed := list(_failed_documents(records)):
        return structs.replace(whole, findings=tuple(sorted((*whole.findings, *failed), key=_worst_first)))
    return whole


async def _of_the_graph(workspace: Workspace, picture: Picture, scope: Scope) -> Health:
    """Return what the graph alone says; worked out once a revision and scope."""
    key = ("health", scope)
    kept: Health | None = picture.memo.get(key, None)
    if kept is not None:
        return kept
    look = Look(picture, scope)
    found, lessons, skills = await anyio.to_thread.run_sync(_check, look)
    facts = [fact for one in found for fact in _facts(picture.snapshot, one)]
    reasons = await workspace.evidence(facts)
    findings = (_finding(picture.snapshot, one, reasons) for one in found)
    whole = Health(
        revision=picture.snapshot.revision,
        lessons=lessons,
        skills=skills,
        findings=tuple(sorted(findings, key=_worst_first)),
    )
    if all(fact in picture.evidence for fact in facts):  # an outage leaves some out
        picture.memo.once(key, lambda: whole)
    return whole


def _check(look: Look) -> tuple[list[Found], int, int]:
    """Return what is found, and how many lessons and skills there are."""
    found = [one for check in _CHECKS for one in check(look)]
    lessons, skills = look.stated(NodeKind.LESSON), look.within(NodeKind.SKILL)
    return found, sum(1 for _ in lessons), sum(1 for _ in skills)


def _worst_first(finding: Finding) -> tuple[int, str, str]:
    return _ORDER.index(finding.severity), finding.code, finding.message


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
        remedy=found.remedy or rule.remedy,
        fingerprint=_fingerprint(rule.code, (item.id for item in found.items)),
        ties=_ties(snapshot, found) if found.weakest else (),
    )


def _ties(snapshot: Snapshot, circle: Found) -> tuple[Tie, ...]:
    ends = (*circle.items[1:], circle.items[0])
    return tuple(
        Tie(
            dependent=dependent,
            prerequisite=prerequisite,
            kind=snapshot.edge_kind_of(edge),
            fact=snapshot.edge_id(edge),
            origin=snapshot.origin(edge),
            confidence=round(float(snapshot.edge_confidence[edge]), 4),
            weakest=edge in circle.weakest,
        )
        for dependent, prerequisite, edge in zip(circle.items, ends, circle.edges, strict=True)
    )


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
