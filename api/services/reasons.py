"""Why a path is as it is, in sentences and quotes."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from api.services.answers import (
    Assumption,
    Evidence,
    Guard,
    InferredEdge,
    Item,
    Step,
    Suggestion,
    Unreachable,
)
from api.services.picture import Picture
from api.services.suggest import Helper
from api.services.workspace import Workspace
from graph.algorithms import explain
from graph.algorithms.path import Path
from graph.algorithms.ready import Recommendation
from graph.algorithms.requirements import bound_out
from graph.model import EdgeKind, FactId, NodeId, NodeKind, Origin
from graph.snapshot import View, ViewKind

T = TypeVar("T")

_NAMED = 3
_QUOTED = 4
_KEY = 12
_ORDER = {EdgeKind.REQUIRES: 0, EdgeKind.GUARDS_AGAINST: 1, EdgeKind.PART_OF: 2}
"""What explains a step best goes first; then what it teaches."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """A path with the statements behind it, read in one batch; ``complete`` if all could be read."""

    picture: Picture
    path: Path
    view: View
    found: Mapping[FactId, tuple[Evidence, ...]]
    complete: bool

    @classmethod
    async def read(
        cls, workspace: Workspace, picture: Picture, path: Path, view: View, helpers: Sequence[Helper] = ()
    ) -> "Reasons":
        """Read the statements of all that the path, its budget and its helpers rely on."""
        snapshot = picture.snapshot
        steps = (*path.steps, *(path.budget.steps if path.budget else ()))
        edges = {edge for step in steps for edge in (*step.because, *step.guards)}
        edges.update(edge for assumed in path.assumes for edge in assumed.because)
        edges.update(edge for helper in helpers for edge in helper.because)
        edges.update(path.hidden)
        lessons = {step.lesson for step in steps} | {helper.lesson for helper in helpers}
        edges.update(edge for lesson in lessons for edge in snapshot.edges_out(lesson, EdgeKind.TEACHES))
        facts: list[FactId] = [snapshot.edge_id(edge) for edge in sorted(edges)]
        facts += [NodeId(snapshot.ids[lesson]) for lesson in sorted(lessons)]
        found = await workspace.evidence(facts)
        return cls(picture, path, view, found, found.keys() <= picture.evidence.keys())

    def steps(self, steps: Sequence[explain.Step]) -> tuple[Step, ...]:
        """Return steps of the path or of its budget, in order."""
        return tuple(self._step(position, step) for position, step in enumerate(steps, start=1))

    def relied_on(self) -> tuple[InferredEdge, ...]:
        """Return the inferred edges that made steps necessary or assumptions needed."""
        steps = {edge for step in self.path.steps for edge in step.because}
        edges = sorted(steps.union(*(assumed.because for assumed in self.path.assumes)))
        inferred = [e for e in edges if self.picture.snapshot.origin(e) is Origin.INFERRED]
        return tuple(map(self._inferred, inferred))

    def left_out(self) -> tuple[InferredEdge, ...]:
        """Return the inferred edges about steps and goals that the view leaves out."""
        return tuple(map(self._inferred, self.path.hidden))

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return what is required and taught by nobody, what is claimed known first."""
        assumed = sorted(self.path.assumes, key=lambda assumption: not assumption.known)
        return tuple(
            Assumption(skill=self.picture.item(a.node), known=a.known, evidence=self._evidence(a.because))
            for a in assumed
        )

    def unreachable(self) -> tuple[Unreachable, ...]:
        """Return the goals that no path reaches."""
        return tuple(
            Unreachable(self.picture.item(u.goal), self.picture.items(u.missing))
            for u in self.path.unreachable
        )

    def suggestions(self, helpers: Iterable[Helper]) -> tuple[Suggestion, ...]:
        """Return what helps beside the path, in the given order."""
        return tuple(
            Suggestion(
                lesson=self.picture.card(helper.lesson),
                because=helper.reason,
                evidence=self._evidence(helper.because, helper.lesson),
            )
            for helper in helpers
        )

    def _step(self, position: int, step: explain.Step) -> Step:
        items = self.picture.items
        return Step(
            position=position,
            lesson=self.picture.card(step.lesson),
            minutes=step.minutes,
            cumulative=step.cumulative,
            adds=items((*step.adds, *step.also)),
            closes=items(step.closes),
            needed_by=items(step.needed_by),
            guards=tuple(self._guard(edge) for edge in step.guards),
            together=items(step.together),
            indispensable=step.indispensable,
            because=self._sentence(step),
            evidence=self._evidence(step.because, step.lesson),
        )

    def _inferred(self, edge: int) -> InferredEdge:
        snapshot = self.picture.snapshot
        reasons = self.found[snapshot.edge_id(edge)]
        return InferredEdge(
            source=self.picture.item(snapshot.source_of(edge)),
            kind=snapshot.edge_kind_of(edge),
            target=self.picture.item(snapshot.target_of(edge)),
            confidence=round(snapshot.confidence(edge), 2),
            because=next((reason.because for reason in reasons if reason.because), None),
        )

    def _guard(self, edge: int) -> Guard:
        return self._once((edge, self.view), lambda: self._guard_anew(edge))

    def _guard_anew(self, edge: int) -> Guard:
        snapshot, evidence = self.picture.snapshot, self._chosen([edge], None)
        pitfall = self.picture.item(snapshot.target_of(edge))
        return Guard(pitfall=pitfall, fact=snapshot.edge_id(edge), evidence=evidence)

    def _sentence(self, step: explain.Step) -> str:
        """Say what the lesson gives, and who wants it: the learner, or which later steps."""
        taught = self.picture.items(step.adds or step.also)
        gives = f"Teaches {_named(taught)}" if taught else "Is needed itself"
        wanted = [self._wanted(self.picture.item(goal), taught) for goal in step.closes]
        if wanted:
            return f"{gives}: {' and '.join(wanted)}."
        if step.needed_by:
            builds = "builds" if len(step.needed_by) == 1 else "build"
            return f"{gives}, which {_quoted(self.picture.items(step.needed_by))} {builds} on."
        return f"{gives}, a part of what you want."

    def _wanted(self, goal: Item, taught: Sequence[Item]) -> str:
        """Say what a goal is to the learner."""
        if goal.kind is NodeKind.PITFALL:
            return f"it guards against “{goal.name}”"
        if goal.kind is NodeKind.LESSON or goal in taught:
            return "this is what you asked for"
        return f"with it you reach “{goal.name}”"

    def _evidence(self, edges: tuple[int, ...], lesson: int | None = None) -> tuple[Evidence, ...]:
        """Return the reasons that :meth:`_chosen` does."""
        return self._once((edges, lesson, self.view), lambda: self._chosen(edges, lesson))

    def _once(self, key: Hashable, say: Callable[[], T]) -> T:
        """Return what is said of a thing: once a picture, unless some of it could not be read."""
        return self.picture.said.once(key, say) if self.complete else say()

    def _chosen(self, edges: Iterable[int], lesson: int | None) -> tuple[Evidence, ...]:
        """Return the reasons for edges, then what a lesson says of itself; the same words are given once.

        A title says least, so it is quoted only where there is nothing else. What the view does not believe
        is no reason.
        """
        snapshot, view = self.picture.snapshot, self.view
        teaches = [] if lesson is None else bound_out(snapshot, lesson, EdgeKind.TEACHES, view)
        ranked = sorted(edges, key=lambda edge: _ORDER.get(snapshot.edge_kind_of(edge), len(_ORDER)))
        facts: list[FactId] = [snapshot.edge_id(edge) for edge in dict.fromkeys((*ranked, *teaches))]
        facts += [NodeId(snapshot.ids[lesson])] if lesson is not None else []
        reasons = (self._believed(fact) for fact in facts)
        first = (found[0] for found in reasons if found)
        told = {(e.uri, e.first, e.quote or e.because): e for e in first}
        title = "" if lesson is None else snapshot.names[lesson]
        telling = [e for e in told.values() if not _is_title(e.quote, title)]
        return tuple(telling or told.values())[:_QUOTED]

    def _believed(self, fact: FactId) -> Sequence[Evidence]:
        """Return the reasons for a fact that count in the view."""
        found = self.found.get(fact, ())
        if self.view.kind is not ViewKind.AUTHORED:
            return found
        return [reason for reason in found if reason.origin is not Origin.INFERRED]


def recommendation_reason(picture: Picture, recommendation: Recommendation) -> str:
    """Say in a sentence why a lesson is worth starting now."""
    parts = []
    if recommendation.serves:
        parts.append(f"serves {_quoted(picture.items(recommendation.serves))}")
    if recommendation.unlocks:
        count = recommendation.unlocks
        parts.append(f"opens the way to {count} more {'lesson' if count == 1 else 'lessons'}")
    taught = picture.items(recommendation.adds)
    if taught:
        parts.insert(0, f"teaches {_named(taught)}")
    text = ", ".join(parts) or "needs nothing that you do not know"
    return f"{text[0].upper()}{text[1:]}."


def _is_title(quote: str | None, title: str) -> bool:
    """Return whether a quote is a title, perhaps with a mark or a key before it."""
    return bool(title) and quote is not None and title in quote and len(quote) <= len(title) + _KEY


def _named(items: Sequence[Item]) -> str:
    names = [item.name for item in items[:_NAMED]]
    if len(items) > _NAMED:
        names.append(f"{len(items) - _NAMED} more")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _quoted(items: Sequence[Item]) -> str:
    """Return the first of some names between quotation marks, and how many more there are."""
    rest = f" and {len(items) - 1} more" if len(items) > 1 else ""
    return f"“{items[0].name}”{rest}"
