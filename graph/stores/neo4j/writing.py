"""Applying a ChangeSet: statements come and go, and the facts that they are about are settled anew."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain

from graph.changes import ChangeSet, Revision
from graph.model import Edge, NodeId, Statement
from graph.stores.effect import Effect, Intent
from graph.stores.neo4j import facts, history, ledger, passages, statements
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
    await facts.name(tx, _named(changes, effect))
    await ledger.store(tx, changes)
    await passages.store(tx, changes)
    if effect.is_none:
        return before
    revision = Revision(before.sequence + 1, effect.digest(before.digest), now.astimezone(UTC))
    await history.enter(tx, revision, changes.message)
    await history.redirect(
        tx, effect.before.keys() - effect.after.keys(), effect.after.items() - effect.before.items()
    )
    await _write(tx, effect, revision.sequence)
    return revision


async def _effect_of(tx: Transaction, changes: ChangeSet) -> Effect:
    redirected = changes.redirects.keys()
    about = chain(*(await statements.about(tx, redirected)).values(), await statements.at(tx, redirected))
    intent = Intent.of(changes, await history.redirects(tx), about)
    return intent.effect(await statements.held(tx, intent.named))


def _named(changes: ChangeSet, effect: Effect) -> Iterator[NodeId]:
    """Yield every id that the change leads to."""
    yield from (passage.node for passage in changes.passages)
    yield from chain(*effect.after.items())
    for statement in effect.added.values():
        if statement.document is not None:
            yield statement.document
        if isinstance(statement.says, Edge):
            yield statement.says.source
            yield statement.says.target
        else:
            yield statement.says.id


async def _write(tx: Transaction, effect: Effect, sequence: int) -> None:
    added = effect.added.values()
    touched = [*await statements.withdraw(tx, effect.removed, sequence), *added]
    kept = await _about(tx, touched)
    settled = facts.Settled.of(touched, [*kept, *added])
    before = await facts.alive(tx, settled.nodes)
    turned = {
        node: before[node][1] if before[node][0] == (supported is not None) else sequence
        for node, supported in settled.nodes.items()
    }
    revived = [n for n, s in settled.nodes.items() if s is not None and not before[n][0]]
    waiting = await statements.at(tx, revived)
    settled.add(facts.Settled.of(waiting, waiting))
    await statements.add(tx, added, sequence)
    await facts.write_nodes(tx, settled.nodes, turned)
    await facts.write_edges(tx, settled.edges)


async def _about(tx: Transaction, touched: Iterable[Statement]) -> Iterator[Statement]:
    """Return what is said already of the facts that some statements are about."""
    return chain(*(await statements.about(tx, {s.subject for s in touched})).values())
