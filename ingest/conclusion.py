"""What settling a curriculum came to: the facts that a change adds, alters and ends."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.changes import ChangeSet, Content, Delta, Revision, is_merge
from graph.model import Fact, FactId, NodeId, Statement, settle
from graph.patch import between
from ingest.resolve import Merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What concluding changed: facts sorted by id, as they are now (or were, for ``removed``).

    ``renamed`` leads from the old to the new ids of documents, lessons and modules that are still the same.
    ``changes`` is what was applied, or would be; then ``delta`` leads from ``revision`` to what the graph
    would hold of the curriculum. It is None otherwise.
    """

    revision: Revision
    changes: ChangeSet
    added: tuple[Fact, ...]
    changed: tuple[Fact, ...]
    removed: tuple[Fact, ...]
    renamed: Mapping[NodeId, NodeId]
    merges: tuple[Merge, ...]
    warnings: tuple[str, ...]
    delta: Delta | None


def concluded(
    before: Sequence[Statement],
    changes: ChangeSet,
    *,
    revision: Revision,
    renamed: Mapping[NodeId, NodeId],
    merges: tuple[Merge, ...],
    warnings: tuple[str, ...],
    delta: Delta | None,
) -> Conclusion:
    """Say which facts a change adds, alters and ends."""
    removed = set(changes.removed)
    touched = {s.subject for s in changes.added} | {s.subject for s in before if s.id in removed}
    old: dict[FactId, list[Statement]] = defaultdict(list)
    new: dict[FactId, list[Statement]] = defaultdict(list)
    for statement in before:
        if statement.subject in touched:
            old[statement.subject].append(statement)
            if statement.id not in removed:
                new[statement.subject].append(statement)
    for statement in changes.added:
        new[statement.subject].append(statement)
    pairs = [(settle(old[subject]), settle(new[subject])) for subject in sorted(touched)]
    pairs = [pair for pair in pairs if not any(side and is_merge(side.fact) for side in pair)]  # told apart
    return Conclusion(
        revision=revision,
        changes=changes,
        added=tuple(now.fact for was, now in pairs if now and not was),
        changed=tuple(now.fact for was, now in pairs if now and was and now != was),
        removed=tuple(was.fact for was, now in pairs if was and not now),
        renamed=renamed,
        merges=merges,
        warnings=warnings,
        delta=delta,
    )


def imagined(
    before: Iterable[Statement], redirects: Mapping[NodeId, NodeId], changes: ChangeSet, base: Revision
) -> Delta:
    """Return what a change would do to a graph that it is not applied to."""
    content = Content({statement.id: statement for statement in before}, redirects)
    return between(content, content.after(changes), base)
