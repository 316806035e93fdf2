"""The loose ends of a curriculum: what its authors should look at, each with the lines that say so."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import anyio.to_thread

from api.services.answers import Evidence, Finding, Health, Severity
from api.services.curricula import require_curriculum
from api.services.question import Scope
from api.services.workspace import Picture, Workspace
from graph.algorithms.cycles import cycles
from graph.changes import DocumentRecord, DocumentStatus
from graph.model import EdgeKind, FactId, NodeId, NodeKind

_ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding before its evidence is read: the edges and nodes whose statements show it."""

    finding: Finding
    edges: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()


_Check: TypeAlias = Callable[[Picture, Scope], Iterator[_Found]]


async def health(workspace: Workspace, scope: Scope) -> Health:
    """Return what is wrong or odd in a curriculum, worst first.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await workspace.picture()
    require_curriculum(scope.curriculum, picture.curricula)
    found = await anyio.to_thread.run_sync(lambda: [f for check in _CHECKS for f in check(picture, scope)])
    reasons = await workspace.evidence(_facts(picture, found))
    findings = [_with_evidence(picture, one, reasons) for one in found]
    records = await workspace.store.documents(NodeId(scope.curriculum) if scope.curriculum else None)
    findings += _failed_documents(records)
    return Health(
        revision=picture.snapshot.revision,
        lessons=sum(1 for _ in _stated(picture, scope, NodeKind.LESSON)),
        skills=sum(1 for _ in _within(picture, scope, NodeKind.SKILL)),
        findings=tuple(sorted(findings, key=lambda f: (_ORDER.index(f.severity), f.code, f.message))),
    )


def _facts(picture: Picture, found: Iterable[_Found]) -> list[FactId]:
    snapshot = picture.snapshot
    edges: list[FactId] = [snapshot.edge_id(edge) for one in found for edge in one.edges]
    return edges + [NodeId(snapshot.ids[node]) for one in found for node in one.nodes]


def _with_evidence(
    picture: Picture, found: _Found, reasons: Mapping[FactId, tuple[Evidence, ...]]
) -> Finding:
    evidence = tuple(reasons[fact][0] for fact in _facts(picture, [found]) if reasons[fact])
    return replace(found.finding, evidence=evidence)


def _cycles(picture: Picture, scope: Scope) -> Iterator[_Found]:
    """Lessons that wait for one another: answers have them studied together."""
    for cycle in cycles(picture.snapshot, scope.view):
        if not _is_within(picture, scope, cycle.path[0]):
            continue
        names = [picture.snapshot.names[node] for node in (*cycle.path, cycle.path[0])]
        if len(cycle.path) == 1:
            finding = _finding(
                picture, "SELF_REFERENCE", Severity.WARNING, f"“{names[0]}” requires itself.", cycle.path
            )
        else:
            message = f"A circle of prerequisites: {' → '.join(names)}."
            finding = _finding(picture, "CYCLE", Severity.ERROR, message, cycle.path)
        yield _Found(finding, cycle.edges)


def _dangling(picture: Picture, scope: Scope) -> Iterator[_Found]:
    """Prerequisites that point at nothing."""
    snapshot = picture.snapshot
    for kind in (NodeKind.LESSON, NodeKind.MODULE):
        for node in _within(picture, scope, kind):
            if not snapshot.referenced[node]:
                continue
            edges = snapshot.edges_into(node, EdgeKind.REQUIRES)
            names = _names(picture, (snapshot.source_of(edge) for edge in edges))
            message = f"“{snapshot.names[node]}” is required by {names}, and no document is about it."
            finding = _finding(picture, "DANGLING_PREREQUISITE", Severity.ERROR, message, [node])
            yield _Found(finding, tuple(edges))


def _untaught(picture: Picture, scope: Scope) -> Iterator[_Found]:
    """Skills that are required and that no lesson teaches: what learners are assumed to bring along."""
    snapshot = picture.snapshot
    for skill in _within(picture, scope, NodeKind.SKILL):
        required = snapshot.edges_into(skill, EdgeKind.REQUIRES)
        if required and not _served(picture, scope, skill):
            message = f"“{snapshot.names[skill]}” is assumed, and no lesson here teaches it."
            finding = _finding(picture, "UNTAUGHT_SKILL", Severity.NOTICE, message, [skill])
            yield _Found(finding, tuple(required))


def _unsupported_outcomes(picture: Picture, scope: Scope) -> Iterator[_Found]:
    """Outcomes that are promised and that nothing taught is a part of."""
    snapshot = picture.snapshot
    for skill in _within(picture, scope, NodeKind.SKILL):
        promises = snapshot.edges_into(skill, EdgeKind.PROMISES)
        if promises and not _served(picture, scope, skill):
            message = f"“{snapshot.names[skill]}” is promised, and no lesson was found that leads to it."
            finding = _finding(picture, "UNSUPPORTED_OUTCOME", Severity.WARNING, message, [skill])
            yield _Found(finding, tuple(promises))


def _unguarded(picture: Picture, scope: Scope) -> Iterator[_Found]:
    """Pitfalls of modules that no lesson was found to guard against."""
    snapshot = picture.snapshot
    for pitfall in _within(picture, scope, NodeKind.PITFALL):
        guards = snapshot.edges_into(pitfall, EdgeKind.GUARDS_AGAINST)
        if not any(snapshot.binds(edge, scope.view) for edge in guards):
            warned = snapshot.edges_into(pitfall, EdgeKind.WARNS_OF)
            message = (
                f"“{snapshot.names[pitfall]}” is warned of, and no lesson was found that helps against it."
            )
            finding = _finding(picture, "UNGUARDED_PITFALL", Severity.NOTICE, message, [pitfall])
            yield _Found(finding, tuple(warned))


def _empty_lessons(picture: Picture, scope: Scope) -> Iterator[_Found]:
    """Lessons that teach nothing that was recognised: no path leads through them."""
    snapshot = picture.snapshot
    for lesson in _stated(picture, scope, NodeKind.LESSON):
        taught = snapshot.edges_out(lesson, EdgeKind.TEACHES)
        if not any(snapshot.binds(edge, scope.view) for edge in taught):
            message = f"“{snapshot.names[lesson]}” teaches no skill that was recognised."
            yield _Found(
                _finding(picture, "TEACHES_NOTHING", Severity.NOTICE, message, [lesson]), nodes=(lesson,)
            )


_CHECKS: tuple[_Check, ...] = (
    _cycles,
    _dangling,
    _untaught,
    _unsupported_outcomes,
    _unguarded,
    _empty_lessons,
)


def _failed_documents(records: Iterable[DocumentRecord]) -> Iterator[Finding]:
    for record in records:
        if record.status is DocumentStatus.FAILED and record.failure:
            message = f"{record.failure.message} It is not in the graph as it stands now."
            yield Finding(code="FAILED_DOCUMENT", severity=Severity.ERROR, message=message, items=())


def _served(picture: Picture, scope: Scope, skill: int) -> bool:
    """Return whether a lesson teaches a skill, or it has parts."""
    snapshot = picture.snapshot
    kinds = (EdgeKind.TEACHES, EdgeKind.PART_OF)
    edges = (edge for kind in kinds for edge in snapshot.edges_into(skill, kind))
    return any(snapshot.binds(edge, scope.view) for edge in edges)


def _within(picture: Picture, scope: Scope, kind: NodeKind) -> Iterator[int]:
    """Return the nodes of a kind in the scope, in reading order."""
    for node in picture.in_reading_order(picture.snapshot.of_kind(kind).tolist()):
        if _is_within(picture, scope, node):
            yield node


def _stated(picture: Picture, scope: Scope, kind: NodeKind) -> Iterator[int]:
    """Return the nodes of a kind that documents describe, not merely point at."""
    return (node for node in _within(picture, scope, kind) if not picture.snapshot.referenced[node])


def _is_within(picture: Picture, scope: Scope, node: int) -> bool:
    return scope.includes(NodeId(picture.snapshot.ids[node]))


def _names(picture: Picture, nodes: Iterable[int]) -> str:
    return " and ".join(f"“{picture.snapshot.names[node]}”" for node in nodes) or "nothing"


def _finding(picture: Picture, code: str, severity: Severity, message: str, nodes: Iterable[int]) -> Finding:
    return Finding(code=code, severity=severity, message=message, items=picture.items(nodes))
