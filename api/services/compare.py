"""What a change of a curriculum does: to the graph, and to the paths of learners."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import anyio.to_thread

from api.services.answers import Item
from api.services.effects import Effect, effect, path_cost, worst_first
from api.services.workspace import Picture
from graph.algorithms.difference import Changed, Difference, difference
from graph.algorithms.effects import Cost, cost_of, goals_of, unnecessary
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
    more.
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

    @property
    def is_empty(self) -> bool:
        """Return whether both states say the same."""
        return not (
            self.added or self.removed or self.renamed or self.changed or self.linked or self.unlinked
        )


async def compare(before: Picture, after: Picture, view: View, notify: Notify) -> Comparison:
    """Return what differs between two states of the same curricula, as far as it binds in a view."""
    return await anyio.to_thread.run_sync(partial(_compare, before, after, view, notify))


def _compare(before: Picture, after: Picture, view: View, notify: Notify) -> Comparison:
    found = difference(before.snapshot, after.snapshot, view)
    effects, spare, goals = _effects(before, after, found, view, notify)
    return Comparison(
        added=after.items(found.added),
        removed=before.items(found.removed),
        renamed=tuple(_alteration(before, after, one) for one in found.renamed),
        changed=tuple(_alteration(before, after, one) for one in found.changed),
        linked=tuple(_relation(after, edge) for edge in found.linked),
        unlinked=tuple(_relation(before, edge) for edge in found.unlinked),
        goals=goals,
        effects=effects,
        unnecessary=spare,
    )


def _effects(
    before: Picture, after: Picture, found: Difference, view: View, notify: Notify
) -> tuple[tuple[Effect, ...], tuple[Item, ...], int]:
    """Return the effects, the lessons that are needed no more, and how many goals were looked at."""
    olds, news = _goals(before.snapshot, view), _goals(after.snapshot, view)
    total = len(olds) + len(news)
    was: dict[int, Cost] = {}
    now: dict[int, Cost] = {}
    for costs, picture, goals in ((was, before, olds), (now, after, news)):
        for goal in goals:
            costs[goal] = cost_of(picture.snapshot, goal, view)
            notify("planning", len(was) + len(now), total)
    name = _Names(before, after, found.same)
    became = {old: found.same.get(old) for old in was}
    costs_now = {new: path_cost(cost, after.item) for new, cost in now.items()}
    effects = [
        effect(
            name.item(old), path_cost(was[old], name.item), costs_now.get(new) if new is not None else None
        )
        for old, new in became.items()
    ]
    fresh = now.keys() - set(became.values())
    effects += [effect(after.item(new), None, costs_now[new]) for new in sorted(fresh)]
    spare = after.items(unnecessary(was.values(), now.values(), found.same))
    telling = [one for one in effects if one.before != one.after]
    return worst_first(telling), spare, len(effects)


def _goals(snapshot: Snapshot, view: View) -> list[int]:
    return goals_of(snapshot, range(len(snapshot)), view)


@dataclass(frozen=True, slots=True)
class _Names:
    """Names what was there before as it is called now, so that a rename alone changes no path."""

    before: Picture
    after: Picture
    same: Mapping[int, int]

    def item(self, node: int) -> Item:
        return self.after.item(self.same[node]) if node in self.same else self.before.item(node)


def _alteration(before: Picture, after: Picture, one: Changed) -> Alteration:
    return Alteration(before=before.item(one.before), after=after.item(one.after), fields=one.fields)


def _relation(picture: Picture, edge: int) -> Relation:
    snapshot = picture.snapshot
    source, target = snapshot.source_of(edge), snapshot.target_of(edge)
    kind = snapshot.edge(edge).kind.value
    return Relation(source=picture.item(source), kind=kind, target=picture.item(target))
