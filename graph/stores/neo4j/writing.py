"""Applying a ChangeSet: statements come and go, and the facts that they are about are settled anew."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain

from graph.changes import ChangeSet, Revision
from graph.model import Edge, NodeId, Statement
from graph.stores.effect import Effect, Intent
from graph.stores.neo4j import facts, history, ledger, memos, passages, statements
from graph.stores.neo4j.database import Transaction


async def apply(tx: Transaction, changes: ChangeSet, expected: int, now: datetime) -> Revision:
    """Write a change inside the caller's transaction and return the revision that results.

    Raises
    ------
    RevisionConflict
        If the store is not at ``expected``.
    StoreError
        If a statement could not be read back.
    """
    await history.lock(tx)
    before = await history.require(tx, expected)
    effect = await _effect_of(tx, changes)
    await facts.name(tx, {passage.node for passage in changes.passages})
    await ledger.store(tx, changes, now)
    await passages.store(tx, changes)
    await memos.store(tx, changes)
    if effect.is_none:
        return before
    revision = Revision(before.sequence + 1, effect.digest(before.digest), now.astimezone(UTC))
    await history.enter(tx, revision, changes.message)
    await facts.name(tx, chain(*effect.after.items()))
    await history.redirect(tx, effect.moved, revision.sequence)
    await _write(tx, effect, revision.sequence)
    return revision


async def _effect_of(tx: Transaction, changes: ChangeSet) -> Effect:
    redirected = changes.redirects.keys()
    about = chain(*(await statements.about(tx, redirected)).values(), await statements.at(tx, redirected))
    intent = Intent.of(changes, await history.redirects(tx), about)
    return intent.effect(await statements.held(tx, intent.named))


async def _write(tx: Transaction, effect: Effect, sequence: int) -> None:
    added = effect.added.values()
    withdrawn = await statements.withdraw(tx, effect.removed, sequence)
    kept = await statements.about(tx, {s.subject for s in chain(withdrawn, added)})
    settled = facts.Settled.of([*withdrawn, *added], chain(added, *kept.values()))
    standing = await facts.standing(tx, settled.nodes, sequence)
    revived = [n for n, s in settled.nodes.items() if s is not None and standing.turned[n] == sequence]
    waiting = await statements.at(tx, revived)
    settled.add(facts.Settled.of(waiting, waiting))
    await facts.name(tx, _named(added) - settled.nodes.keys())
    await facts.write_nodes(tx, settled.nodes, standing)
    known = kept.keys() | {s.subject for s in chain(withdrawn, waiting)}
    await facts.write_edges(tx, settled.edges, known)
    await statements.add(tx, added, sequence)


def _named(added: Iterable[Statement]) -> set[NodeId]:
    """Return every id that statements lead to."""
    named: set[NodeId] = set()
    for statement in added:
        if statement.document is not None:
            named.add(statement.document)
        if isinstance(statement.says, Edge):
            named |= {statement.says.source, statement.says.target}
    return named
