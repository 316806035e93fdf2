"""What a path costs depends on what it has at stake, and on nothing else."""

from hypothesis import given
from hypothesis import strategies as st
from lesson_plans import SKILLS, LessonPlan, as_course, lesson_plans

from graph.algorithms.effects import Stakes, cost_of, stakes
from graph.algorithms.known import NOTHING, Known
from graph.model import NodeId
from graph.snapshot import Snapshot, View

VIEW = View()


def at_stake(snapshot: Snapshot, goal: str) -> Stakes:
    """Return what a goal depends on, with nodes called by a number of their id."""
    number = {node: hash(node) for node in snapshot.ids}
    return stakes(snapshot, snapshot.index(NodeId(goal)), VIEW, lambda n: number[snapshot.ids[n]])


@given(lesson_plans(), lesson_plans(), st.sampled_from(SKILLS))
def test_equal_stakes_are_equal_paths(before: list[LessonPlan], after: list[LessonPlan], skill: int) -> None:
    """Where what a goal depends on is the same in two curricula, so are minutes and what is missing."""
    one, other = (as_course(plans).snapshot for plans in (before, [*before[:3], *after]))
    goal = f"c/skill/s{skill}"
    if at_stake(one, goal).problem == at_stake(other, goal).problem:
        costs = [cost_of(side, side.index(NodeId(goal)), VIEW) for side in (one, other)]
        assert costs[0].minutes == costs[1].minutes
        missing = [{side.ids[n] for n in c.missing} for side, c in zip((one, other), costs, strict=True)]
        assert missing[0] == missing[1]


@given(lesson_plans(), st.sampled_from(SKILLS), st.integers(1, 60))
def test_another_length_of_a_lesson_on_the_way_is_seen(
    plans: list[LessonPlan], skill: int, minutes: int
) -> None:
    """A path never changes unseen: other minutes for the goal are other stakes."""
    changed = [LessonPlan(minutes, plans[0].teaches, plans[0].requires), *plans[1:]]
    one, other = (as_course(some).snapshot for some in (plans, changed))
    goal = f"c/skill/s{skill}"
    costs = [cost_of(side, side.index(NodeId(goal)), VIEW) for side in (one, other)]
    if costs[0].minutes != costs[1].minutes:
        assert at_stake(one, goal).problem != at_stake(other, goal).problem


@given(lesson_plans(), st.sampled_from(SKILLS), st.frozensets(st.sampled_from(SKILLS)))
def test_what_is_known_beside_the_stakes_changes_nothing(
    plans: list[LessonPlan], skill: int, known: frozenset[int]
) -> None:
    """Of what somebody knows only what is at stake matters for their path."""
    snapshot = as_course(plans).snapshot
    goal = snapshot.index(NodeId(f"c/skill/s{skill}"))
    nodes = at_stake(snapshot, f"c/skill/s{skill}").nodes
    skills = frozenset(snapshot.index(NodeId(f"c/skill/s{k}")) for k in known)
    whole, part = Known(skills, frozenset()), Known(skills & nodes, frozenset())
    assert cost_of(snapshot, goal, VIEW, known=whole) == cost_of(snapshot, goal, VIEW, known=part)
    assert cost_of(snapshot, goal, VIEW, known=NOTHING) == cost_of(snapshot, goal, VIEW)
