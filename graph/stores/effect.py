"""What a ChangeSet comes to in the graph that a store holds: what it really adds and removes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from graph.changes import ChangeSet, carried, compose, digest_after, redirect_items
from graph.errors import StoreError
from graph.model import NodeId, Origin, Statement, StatementId


@dataclass(frozen=True, slots=True)
class Effect:
    """Statements that are not held yet, ids of ones that are and go, and redirects before and after."""

    added: Mapping[StatementId, Statement]
    removed: Collection[StatementId]
    before: Mapping[NodeId, NodeId]
    after: Mapping[NodeId, NodeId]

    @property
    def is_none(self) -> bool:
        """Return whether the graph stays as it is."""
        return not self.added and not self.removed and self.before == self.after

    @property
    def moved(self) -> Mapping[NodeId, tuple[NodeId | None, NodeId | None]]:
        """Return where each id led and leads of which that changes; None: nowhere."""
        ids = sorted(self.before.keys() | self.after.keys())
        ends = {old: (self.before.get(old), self.after.get(old)) for old in ids}
        return {old: (was, now) for old, (was, now) in ends.items() if was != now}

    def digest(self, before: str) -> str:
        """Return the digest of the graph, given the one before."""
        come = self.added.keys() | redirect_items(self.after)
        return digest_after(before, come=come, gone={*self.removed, *redirect_items(self.before)})


@dataclass(frozen=True, slots=True)
class Intent:
    """What a change asks for once people's judgements have followed its redirects."""

    added: Mapping[StatementId, Statement]
    removed: Collection[StatementId]
    before: Mapping[NodeId, NodeId]
    after: Mapping[NodeId, NodeId]

    @classmethod
    def of(cls, changes: ChangeSet, before: Mapping[NodeId, NodeId], about: Iterable[Statement]) -> "Intent":
        """Return what ``changes`` asks of a store.

        Parameters
        ----------
        before
            The redirects that the store holds.
        about
            What is said of the nodes that the change redirects, and of the edges at them.
        """
        after = compose(before, changes.redirects)
        spared = set(changes.removed)
        judgements = [s for s in about if s.origin is Origin.CURATED and s.id not in spared]
        moved = (carried(statement, after) for statement in (*changes.added, *judgements))
        added = {statement.id: statement for statement in moved if statement is not None}
        removed = {*changes.removed, *(statement.id for statement in judgements)} - added.keys()
        return cls(added, removed, before, after)

    @property
    def named(self) -> set[StatementId]:
        """Return the ids of which it matters whether they hold."""
        return {*self.added, *self.removed}

    def effect(self, held: Collection[StatementId]) -> Effect:
        """Return what this comes to where the statements ``held`` are there already.

        Raises
        ------
        StoreError
            If a statement could not be read back.
        """
        holding = set(held)
        news = {key: statement for key, statement in self.added.items() if key not in holding}
        for statement in news.values():
            if not 0.0 <= statement.confidence <= 1.0:  # NaN is neither
                raise StoreError(
                    f"A confidence is from 0 to 1, not {statement.confidence}: {statement.subject}."
                )
        return Effect(news, holding.intersection(self.removed), self.before, self.after)
