"""What can be studied now: the outer fringe of lessons, best first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from graph.algorithms.explain import Step
from graph.algorithms.foundations import Matters
from graph.algorithms.goals import compile_goals
from graph.algorithms.known import Known
from graph.algorithms.path import find_path
from graph.algorithms.requirements import bound_into, bound_out, taught_by
from graph.algorithms.startable import can_start, dependents, lessons_behind, startable
from graph.model import EdgeKind, Skill, SkillKind
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A lesson that can be started now; nodes and edges are indices of the snapshot.

    Attributes
    ----------
    minutes
        As stated or estimated; None if there is nothing to go by.
    adds
        Skills that it newly teaches.
    serves
        Outcomes and pitfalls that it newly serves: it teaches the outcome or a part, or guards.
    guards
        The GUARDS_AGAINST edges.
    unlocks
        How many lessons can be started after it that cannot be now; of those that may serve the goals, where
        there are goals.
    on_path
        Whether the shortest path to the goals has it; False without goals.
    relevance
        1 on the path, .5 where it may serve the goals otherwise, else 0.
    """

    lesson: int
    minutes: int | None
    adds: tuple[int, ...]
    serves: tuple[int, ...]
    guards: tuple[int, ...]
    unlocks: int
    on_path: bool
    relevance: float


def ready(
    snapshot: Snapshot,
    *,
    known_skills: Collection[int] = (),
    done: Collection[int] = (),
    not_known: Collection[int] = (),
    toward: Sequence[int] | None = None,
    matters: Matters | None = None,
    view: View | None = None,
) -> tuple[Recommendation, ...]:
    """Return the lessons that can be started now and add something, best first.

    Those on the way ``toward`` goals come first (only they, where goals are given), then those that newly
    serve most outcomes and pitfalls, then those that unlock most, then in reading order. What nobody
    teaches blocks nothing. ``matters`` are those of pitfalls, as for a path.

    Raises
    ------
    InvalidInput
        If a goal is a document or a curriculum.
    """
    view = view or View()
    known = Known.of(snapshot, view, skills=known_skills, done=done, not_known=not_known)
    on_path: set[int] = set()
    useful: set[int] | None = None
    if toward:
        path = find_path(
            snapshot,
            toward,
            known_skills=known.skills,
            done=done,
            not_known=not_known,
            matters=matters,
            view=view,
        )
        on_path = {step.lesson for step in path.steps}
        useful = _useful(snapshot, toward, known, view)
        candidates = _startable_among(snapshot, useful, path.steps, known, view)
    else:
        candidates = startable(snapshot, known, view)
    relevance = 0.5 if toward else 0.0
    found = [
        _recommend(snapshot, lesson, known, view, 1.0 if lesson in on_path else relevance, among=useful)
        for lesson in candidates
    ]
    found.sort(key=lambda r: (-r.relevance, -len(r.serves), -r.unlocks, int(snapshot.reading[r.lesson])))
    return tuple(r for r in found if r.adds or r.serves or r.on_path)


def to_review(snapshot: Snapshot, known: Known, view: View) -> tuple[int, ...]:
    """Return the skills that were learnt last, in reading order of what teaches them: the inner fringe.

    A known skill is among them if no lesson that is met requires it: nothing that is known practises it.
    """
    last = [
        skill
        for skill in known.skills
        if not any(
            known.meets(snapshot, lesson, view)
            for edge in bound_into(snapshot, skill, EdgeKind.REQUIRES, view)
            for lesson in lessons_behind(snapshot, snapshot.source_of(edge), view)
        )
    ]
    return tuple(sorted(last, key=lambda skill: (int(snapshot.reading[skill]), skill)))


def _useful(snapshot: Snapshot, goals: Sequence[int], known: Known, view: View) -> set[int]:
    """Return the lessons that may serve goals."""
    return {i for action in compile_goals(snapshot, goals, known, view).actions for i in action.lessons}


def _startable_among(
    snapshot: Snapshot, useful: set[int], steps: Iterable[Step], known: Known, view: View
) -> list[int]:
    """Return the useful lessons that can be started, alone or with those of their step, ascending."""
    units = [step.lesson for step in steps if _starts_together(snapshot, step, known, view)]
    alone = {lesson for lesson in useful if can_start(snapshot, lesson, known, view)}
    return sorted(alone | useful.intersection(units))


def _starts_together(snapshot: Snapshot, step: Step, known: Known, view: View) -> bool:
    """Return whether a step can be started with the lessons that it is studied together with."""
    if not step.together:
        return False
    taught = {skill for lesson in step.together for skill in taught_by(snapshot, lesson, view)}
    return can_start(
        snapshot, step.lesson, Known(known.skills | taught, known.done.union(step.together)), view
    )


def _recommend(
    snapshot: Snapshot, lesson: int, known: Known, view: View, relevance: float, *, among: set[int] | None
) -> Recommendation:
    minutes = int(snapshot.estimated_minutes[lesson])
    guards = bound_out(snapshot, lesson, EdgeKind.GUARDS_AGAINST, view)
    adds = [skill for skill in taught_by(snapshot, lesson, view) if skill not in known.skills]
    return Recommendation(
        lesson=lesson,
        minutes=minutes if minutes >= 0 else None,
        adds=tuple(adds),
        serves=(*_outcomes(snapshot, adds, view), *_unguarded(snapshot, guards, known)),
        guards=tuple(guards),
        unlocks=sum(among is None or i in among for i in _unlocked(snapshot, lesson, adds, known, view)),
        on_path=relevance == 1,
        relevance=relevance,
    )


def _outcomes(snapshot: Snapshot, skills: Iterable[int], view: View) -> list[int]:
    """Return the outcomes that skills are, or are part of."""
    found: dict[int, None] = {}
    for skill in skills:
        wholes = [snapshot.target_of(edge) for edge in bound_out(snapshot, skill, EdgeKind.PART_OF, view)]
        found.update(dict.fromkeys(i for i in (skill, *wholes) if _is_outcome(snapshot, i)))
    return list(found)


def _is_outcome(snapshot: Snapshot, node: int) -> bool:
    skill = snapshot.node(node)
    return isinstance(skill, Skill) and skill.skill_kind is SkillKind.OUTCOME


def _unguarded(snapshot: Snapshot, guards: Iterable[int], known: Known) -> list[int]:
    """Return the pitfalls of guards that no finished lesson guards against."""
    pitfalls = dict.fromkeys(snapshot.target_of(edge) for edge in guards)
    return [
        pitfall
        for pitfall in pitfalls
        if not any(
            snapshot.source_of(edge) in known.done
            for edge in snapshot.edges_into(pitfall, EdgeKind.GUARDS_AGAINST)
        )
    ]


def _unlocked(snapshot: Snapshot, lesson: int, adds: Collection[int], known: Known, view: View) -> list[int]:
    """Return the lessons that wait for this one alone."""
    after = Known(known.skills.union(adds), known.done | {lesson})
    lessons = dependents(snapshot, (lesson, *adds), view) - {lesson}
    return [
        i for i in lessons if not can_start(snapshot, i, known, view) and can_start(snapshot, i, after, view)
    ]
