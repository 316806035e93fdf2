from hypothesis import assume, given

from graph.algorithms.core import Core
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.instance import Instance
from graph.algorithms.lmcut import lm_cut
from graph.algorithms.reduction import trimmed
from graph.algorithms.relaxation import relax
from tests.planning_instances import instance_of, instances, plans_of


@given(instances())
def test_what_is_left_of_the_costs_is_beyond_the_bound(instance: Instance) -> None:
    """Every plan costs at least the bound and what is left of its actions; no bound of cuts is higher."""
    core = trimmed(Core.of(instance))
    assume(core is not None)
    assert core is not None
    cuts = lm_cut(core)
    relaxation = relax(core, cuts, FOREVER)
    assert relaxation is not None
    bound = relaxation.bound
    assert bound.cost >= cuts.cost
    for plan in plans_of(instance):
        if set(plan) <= core.cost.keys():
            assert core.total(plan) >= bound.cost + sum(bound.left[action] for action in plan)


def test_what_the_program_takes_has_no_rest() -> None:
    """Of two ways to a goal, that of a cheap plan has no rest, and the other all its costs."""
    none = frozenset[int]()
    ways = [(3, none, frozenset({0})), (4, none, frozenset({0})), (2, frozenset({0}), frozenset({1}))]
    core = Core.of(instance_of(ways, frozenset({1})))
    relaxation = relax(core, lm_cut(core), FOREVER)
    assert relaxation is not None
    assert relaxation.rest == {0: 0, 1: 4, 2: 0}
    assert relaxation.bound.cost == 5


def test_without_time_nothing_is_told() -> None:
    """After the deadline there is no answer, rather than a wrong one."""
    core = Core.of(instance_of([(1, frozenset(), frozenset({0}))] * 2, frozenset({0})))
    assert relax(core, lm_cut(core), Deadline.after(-1)) is None
