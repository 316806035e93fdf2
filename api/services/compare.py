"""What a change of a curriculum does: to the graph, and to the paths of learners."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import anyio.to_thread

from api.services.answers import Item
from api.services.cohort import Cohort, Learners, Side, cohort
from api.services.effects import Effect, effect, path_cost, worst_first
from api.services.picture import Picture
from graph.algorithms.difference import Changed, Difference, difference
from graph.algorithms.effects import Cost, cost_of, goals_of, stakes, unnecessary
from graph.snapshot import Snapshot, View

Notify = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """A node that stayed or was renamed: as it was, as it is, and the names of its fields that differ."""

    before: Item
    after: Item
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """An edge, by the nodes at its ends."""

    source: Item
    kind: str
    target: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two states of a curriculum.

    ``effects`` are the goals (audiences and promised outcomes) whose paths change, those first that learners
    feel most, of ``goals`` that were looked at. ``unnecessary`` are lessons that no path leads through any
    more. ``cohort`` is what happens to stored learners, None where none were given.
    """

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    renamed: tuple[Alteration, ...]
    changed: tuple[Alteration, ...]
    linked: tuple[Relation, ...]
    unlinked: tuple[Relation, ...]
    goals: int
    effects: tuple[Effect, ...]
    unnecessary: tuple[Item, ...]
    cohort: Cohort | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether both states say the same."""
        return not (
            self.added or self.removed or self.renamed or self.changed or self.linked or self.unlinked
        )


async def compare(
    before: Picture, after: Picture, view: View, notify: Notify, learners: Learners | None = None
) -> Comparison:
    """Return what differs between two states of the same curricula, as far as it binds in a view.

    Where there are ``learners``, also what that does to their paths.
    """
    return await anyio.to_thread.run_sync(partial(_compare, before, after, view, notify, learners))


def _compare(
    before: Picture, after: Picture, view: View, notify: Notify, learners: Learners | None
) -> Comparison:
    found = difference(before.snapshot, after.snapshot, view)
    paths = _Paths.of(before, after, found, view)
    effects, spare = paths.effects(notify)
    return Comparison(
        added=after.items(found.added),
        removed=before.items(found.removed),
        renamed=tuple(_alteration(before, after, one) for one in found.renamed),
        changed=tuple(_alteration(before, after, one) for one in found.changed),
        linked=tuple(_relation(after, edge) for edge in found.linked),
        unlinked=tuple(_relation(before, edge) for edge in found.unlinked),
        goals=paths.count,
        effects=effects,
        unnecessary=spare,
        cohort=paths.cohort(learners) if learners else None,
    )


@dataclass(frozen=True, slots=True)
class _Paths:
    """The paths to goals before and after a change: planned only where what they depend on differs."""

    before: Side
    after: Side
    view: View
    same: Mapping[int, int]

    @classmethod
    def of(cls, before: Picture, after: Picture, found: Difference, view: View) -> "_Paths":
        old, new = before.snapshot, after.snapshot
        names = _Names(before, after, found.same)
        return cls(
            before=Side(
                before, {g: stakes(old, g, view, names.number) for g in _goals(old, view)}, names.item
            ),
            after=Side(after, {g: stakes(new, g, view, lambda n: n) for g in _goals(new, view)}, after.item),
            view=view,
            same=found.same,
        )

    @property
    def count(self) -> int:
        """How many goals there are, before or after."""
        return len(self.before.stakes) + len(self._fresh)

    def effects(self, notify: Notify) -> tuple[tuple[Effect, ...], tuple[Item, ...]]:
        """Return how paths from nothing change, and the lessons that none leads through any more."""
        olds = [old for old in self.before.stakes if self._differs(old)]
        news = [*self._fresh, *(new for old in olds if (new := self._heir(old)) is not None)]
        was: dict[int, Cost] = {}
        now: dict[int, Cost] = {}
        for costs, side, goals in ((was, self.before, olds), (now, self.after, news)):
            for goal in goals:
                costs[goal] = cost_of(side.picture.snapshot, goal, self.view)
                notify("planning", len(was) + len(now), len(olds) + len(news))
        costs_now = {new: path_cost(cost, self.after.item) for new, cost in now.items()}
        found = []
        for old in olds:
            heir, cost = self._heir(old), path_cost(was[old], self.before.item)
            found.append(effect(self.before.item(old), cost, None if heir is None else costs_now[heir]))
        found += [effect(self.after.item(new), None, costs_now[new]) for new in self._fresh]
        telling = [one for one in found if one.is_telling]
        return worst_first(telling), self._unnecessary(was.values(), now)

    def cohort(self, learners: Learners) -> Cohort:
        """Return what becomes of learners' paths."""
        goals = [(old, self._heir(old)) for old in self.before.stakes if self._differs(old)]
        kept = [(old, new) for old, new in goals if new is not None]
        return cohort(learners, self.before, self.after, kept, self.view)

    @property
    def _fresh(self) -> list[int]:
        """The goals that are new."""
        heirs = {self._heir(old) for old in self.before.stakes}
        return [new for new in self.after.stakes if new not in heirs]

    def _heir(self, goal: int) -> int | None:
        """Return the goal that one of before is now, if it still is one."""
        new = self.same.get(goal)
        return new if new in self.after.stakes else None

    def _differs(self, goal: int) -> bool:
        new = self._heir(goal)
        return new is None or self.before.stakes[goal].problem != self.after.stakes[new].problem

    def _unnecessary(self, was: Iterable[Cost], now: Mapping[int, Cost]) -> tuple[Item, ...]:
        """Return lessons that no path leads through any more, unless one that did not change does."""
        spare = set(unnecessary(was, now.values(), self.same))
        for goal, stake in self.after.stakes.items():
            if goal not in now and spare & stake.nodes:
                spare.difference_update(cost_of(self.after.picture.snapshot, goal, self.view).lessons)
        return self.after.picture.items(self.after.picture.in_reading_order(spare))


def _goals(snapshot: Snapshot, view: View) -> list[int]:
    return goals_of(snapshot, range(len(snapshot)), view)


@dataclass(frozen=True, slots=True)
class _Names:
    """Names what was there before as it is called now, so that a rename alone changes no path."""

    before: Picture
    after: Picture
    same: Mapping[int, int]

    def number(self, node: int) -> int:
        """Return which node this is afterwards; what is there no more has a number of its own."""
        return self.same.get(node, -1 - node)

    def item(self, node: int) -> Item:
        return self.after.item(self.same[node]) if node in self.same else self.before.item(node)


def _alteration(before: Picture, after: Picture, one: Changed) -> Alteration:
    return Alteration(before=before.item(one.before), after=after.item(one.after), fields=one.fields)


def _relation(picture: Picture, edge: int) -> Relation:
    snapshot = picture.snapshot
    source, target = snapshot.source_of(edge), snapshot.target_of(edge)
    kind = snapshot.edge_kind_of(edge).value
    return Relation(source=picture.item(source), kind=kind, target=picture.item(target))
