from itertools import compress, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from graph.algorithms import bulk_reduction, reduction
from graph.algorithms.branch_and_bound import Effort, cheapest
from graph.algorithms.bulk import Bulk
from graph.algorithms.bulk_reduction import reduce_in_bulk
from graph.algorithms.core import Core
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.greedy import improved, relaxed_plan, without_surplus
from graph.algorithms.instance import Instance
from graph.algorithms.landmarks import in_every_plan, landmarks
from graph.algorithms.lmcut import goal_bound, lm_cut
from graph.algorithms.milp import solve_program
from graph.algorithms.planner import solve
from graph.algorithms.problem import Action, Fact, FactKind, Goal, Problem
from graph.algorithms.reduced import Reduced
from graph.algorithms.reduction import _on_cycles, reduce, trimmed
from graph.algorithms.support import Plan
from tests.planning_instances import instance_of, instances, plans_of


@given(instances())
def test_a_plan_is_the_cheapest_of_all(instance: Instance) -> None:
    """No set of actions that reaches the goals costs less, and the planner says that it knows."""
    plans = plans_of(instance)
    assume(plans)
    solution = solve(instance, Deadline())
    assert instance.solves(solution.actions)
    assert solution.cost == instance.total(solution.actions) == min(map(instance.total, plans))
    assert solution.lower_bound == solution.cost
    assert solution.proven


@given(instances())
def test_indispensable_actions_are_in_every_plan(instance: Instance) -> None:
    """Exactly those steps are indispensable without which the goals are out of reach."""
    plans = plans_of(instance)
    assume(plans)
    solution = solve(instance, Deadline())
    in_all = set.intersection(*map(set, plans))
    assert solution.indispensable == {action for action in in_all if instance.cost[action]}


def test_a_plan_that_cannot_be_taken_is_never_returned() -> None:
    """Each plan is taken step by step before it leaves: one that does not work is an error, not an answer."""
    lessons = (Action((0,), {0: ()}, {1: ()}), Action((1,), {1: ()}, {0: ()}))
    problem = Problem(
        (Fact(FactKind.KNOWN, 0), Fact(FactKind.KNOWN, 1)),
        lessons,
        (Goal(1, {1: ()}),),
        frozenset(),
        frozenset(),
    )
    with pytest.raises(AssertionError, match="nothing before it gives"):
        Plan.of(problem, [0, 1], lambda number: number)


@given(instances())
def test_landmarks_are_what_every_plan_has(instance: Instance) -> None:
    """A landmark is true or done in every plan, and no action that is done in every plan is missing."""
    plans = plans_of(instance)
    assume(plans)
    core = trimmed(Core.of(instance))
    assert core is not None
    marks = landmarks(core)
    needed = marks.of_facts(core.goals)
    within = [set(plan) for plan in plans if set(plan) <= set(core.cost)]
    assert set(marks.actions_in(needed)) == set.intersection(*within)
    assert in_every_plan(core, list(core.cost)) == set.intersection(*within)
    true = [set(core.fire(plan)[1]) for plan in within]
    assert set(marks.facts_in(needed)) <= set.intersection(*true)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_landmarks_of_chains_are_the_dominators_of_networkx(links: list[tuple[int, int]]) -> None:
    """Where every action needs one fact alone, what is in every plan for a fact dominates it."""
    actions = [(1, frozenset({a}), frozenset({b})) for a, b in links if a != b]
    instance = instance_of([(1, frozenset(), frozenset({0})), *actions], frozenset({0}))
    order, true = instance.fire(range(len(instance.cost)))
    marks = landmarks(Core.of(instance).keeping(order))
    graph: nx.DiGraph[int] = nx.DiGraph([link for link in links if link[0] != link[1]])
    graph.add_node(0)
    above = nx.immediate_dominators(graph, 0)
    for fact in true:
        dominators = [fact]
        while dominators[-1] != 0:
            dominators.append(above[dominators[-1]])
        assert set(marks.facts_in(marks.of_fact[fact])) == set(dominators)


@given(instances())
def test_reduction_keeps_the_cost_of_the_best_plan(instance: Instance) -> None:
    """What is taken for sure and the best plans of the components together cost what the best plan costs."""
    plans = plans_of(instance)
    reduced = reduce(Core.of(instance))
    assert (reduced is None) == (not plans)
    if reduced is not None:
        best = sum(_best(component) for component in reduced.components)
        assert reduced.cost + best == min(map(instance.total, plans))


@given(instances())
def test_reduction_in_bulk_leaves_the_same(instance: Instance) -> None:
    """In arrays the same is taken that costs something, found indispensable and left as in sets."""
    reduced, other = reduce(Core.of(instance)), reduce_in_bulk(Bulk.of(Core.of(instance)), FOREVER)
    assert (reduced is None) == (other is None)
    if reduced is not None and other is not None:
        assert (_paid(instance, other), other.cost, other.indispensable) == (
            _paid(instance, reduced),
            reduced.cost,
            reduced.indispensable,
        )
        assert set(map(_frozen, other.components)) == set(map(_frozen, reduced.components))


def _paid(instance: Instance, reduced: Reduced) -> set[int]:
    return {action for action in reduced.taken if instance.cost[action]}


@pytest.mark.parametrize("most", [0, 1])
def test_reduction_in_bulk_with_few_columns_keeps_the_cost(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no room for a column for each fact less is dropped, and nothing that is needed."""
    monkeypatch.setattr(bulk_reduction, "_MOST", most)
    for seed in range(3):
        instance = _layered(seed)
        reduced = reduce_in_bulk(Bulk.of(Core.of(instance)), FOREVER)
        assert reduced is not None
        programs = [solve_program(component, Deadline.after(20)) for component in reduced.components]
        cost = reduced.cost + sum(program.lower_bound for program in programs)
        assert cost == solve(instance, Deadline.after(20)).cost
        full = reduce(Core.of(instance))
        assert full is not None
        assert reduced.indispensable == full.indispensable


def test_what_is_large_and_wide_is_reduced_in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many actions are reduced in arrays, unless they follow from each other one by one; to the same end."""
    used: list[int] = []

    def spied(bulk: Bulk, deadline: Deadline) -> Reduced | None:
        used.append(len(bulk.actions))
        return reduce_in_bulk(bulk, deadline)

    monkeypatch.setattr(reduction, "reduce_in_bulk", spied)
    monkeypatch.setattr(reduction, "_LARGE", 300)
    wide = instance_of([(1, frozenset(), frozenset({i})) for i in range(400)], frozenset(range(400)))
    deep = instance_of(
        [(1, frozenset({i}) if i else frozenset(), frozenset({i + 1})) for i in range(400)], frozenset({400})
    )
    assert solve(wide, Deadline()).cost == solve(deep, Deadline()).cost == len(wide.cost)
    assert used == [len(wide.cost)]


@given(instances())
def test_facts_on_cycles_are_the_components_of_networkx(instance: Instance) -> None:
    """A fact is on a cycle if it and another rest on each other by whatever actions."""
    graph: nx.DiGraph[int] = nx.DiGraph(
        (fact, need)
        for needs, gives in zip(instance.needs, instance.gives, strict=True)
        for fact in gives
        for need in needs
    )
    circular = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    found = _on_cycles(Core.of(instance), None)
    assert found == set().union(*circular)
    assert _on_cycles(Core.of(instance), found) == found


@given(instances())
def test_the_lower_bound_is_none_too_high(instance: Instance) -> None:
    """LM-cut never claims more than the cheapest plan costs, and each of its cuts hits every plan."""
    plans = plans_of(instance)
    assume(plans)
    core = trimmed(Core.of(instance))
    assert core is not None
    bound = lm_cut(core)
    assert bound.cost <= min(map(instance.total, plans))
    assert all(set(cut) & set(plan) for cut in bound.cuts for plan in plans)


@given(instances())
def test_branch_and_bound_finds_the_cheapest_plan_alone(instance: Instance) -> None:
    """Without any reduction before it, it finds the cheapest plan below a limit, and none below that."""
    core = trimmed(Core.of(instance))
    assume(core is not None and any(core.cost.values()))
    assert core is not None
    best = _best(core)
    found = cheapest(core, best + 1, lm_cut(core), Effort(Deadline(), 10_000))
    assert found is not None
    assert found.cost == best
    assert core.solves(found.actions)
    assert cheapest(core, best, lm_cut(core), Effort(Deadline(), 10_000)) is None


@given(instances())
def test_the_program_finds_the_cheapest_plan_alone(instance: Instance) -> None:
    """Loop cuts keep actions from justifying each other: the plan can be taken, and is the cheapest."""
    core = trimmed(Core.of(instance))
    assume(core is not None)
    assert core is not None
    for cuts in ((), lm_cut(core).cuts):
        program = solve_program(core, Deadline.after(20), cuts)
        assert core.solves(program.actions)
        assert core.total(program.actions) == _best(core) == program.lower_bound


@given(instances())
def test_the_quick_bound_is_none_too_high(instance: Instance) -> None:
    """What is claimed without searching is never more than the cheapest plan costs."""
    core = trimmed(Core.of(instance))
    assume(core is not None)
    assert core is not None
    assert goal_bound(core) <= _best(core)


@given(instances())
def test_quick_plans_work_and_have_no_surplus(instance: Instance) -> None:
    """A quick plan reaches the goals, none of its actions can be left out, and time makes it no dearer."""
    core = trimmed(Core.of(instance))
    assume(core is not None)
    assert core is not None
    quick = relaxed_plan(core, core.cost)
    plan = improved(core, quick, Deadline())
    assert core.solves(plan)
    assert not any(core.solves([other for other in plan if other != action]) for action in plan)
    assert core.total(plan) <= core.total(quick)
    assert without_surplus(core, plan) == plan


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(max(6, settings().max_examples // 25)))
def test_middle_sized_plans_are_those_of_another_formulation(seed: int) -> None:
    """On components too large for brute force the total equals that of a program with positions in time."""
    instance = _layered(seed)
    solution = solve(instance, Deadline.after(30))
    assert solution.proven
    assert instance.solves(solution.actions)
    assert solution.cost == _by_positions(instance)


def test_a_deadline_in_the_past_still_gives_a_plan() -> None:
    """When time is up the best plan so far is returned, with a bound that holds."""
    instance = _layered(1, skills=60)
    solution = solve(instance, Deadline.after(0))
    best = solve(instance, Deadline.after(30))
    assert instance.solves(solution.actions)
    assert solution.lower_bound <= best.cost <= solution.cost


def test_goals_out_of_reach_are_refused() -> None:
    """The planner does not pretend to reach what nothing gives."""
    with pytest.raises(ValueError, match="out of reach"):
        solve(Instance([1], [frozenset({0})], [frozenset({1})], frozenset({1})), Deadline())


def test_two_lessons_do_not_justify_each_other() -> None:
    """Where each of two cheap actions needs what the other gives, the dear way in is taken."""
    x, y = frozenset({0}), frozenset({1})
    instance = Instance([1, 1, 50], [y, x, frozenset()], [x, y, x], y)
    assert solve(instance, Deadline()).actions == (1, 2)


def _frozen(core: Core) -> tuple[frozenset[object], frozenset[int]]:
    return frozenset((a, core.cost[a], core.needs[a], core.gives[a]) for a in core.cost), core.goals


def _best(core: Core) -> int:
    actions = list(core.cost)
    chosen = (tuple(compress(actions, bits)) for bits in product([False, True], repeat=len(actions)))
    return min(core.total(plan) for plan in chosen if core.solves(plan))


def _layered(seed: int, skills: int = 24) -> Instance:
    """Two or so teachers a skill, prerequisites a little before, some a little after."""
    random = np.random.default_rng(seed)
    actions = []
    for skill in np.repeat(np.arange(skills), 2).tolist():
        needs = {skill - int(back) for back in random.integers(1, 6, 2)}
        if random.random() < 0.15:
            needs.add(skill + int(random.integers(1, 4)))
        gives = frozenset({skill, min(skills - 1, skill + int(random.integers(0, 3)))})
        actions.append((int(random.integers(1, 20)), frozenset(n for n in needs if 0 <= n < skills), gives))
    instance = instance_of(actions, frozenset())
    _, true = instance.fire(range(len(actions)))
    goals = frozenset(sorted(true)[-3:])
    return Instance(instance.cost, instance.needs, instance.gives, goals)


def _by_positions(instance: Instance) -> int:
    """Return the least cost by a program that gives each fact one giver and a time after all it rests on."""
    actions, facts = len(instance.cost), 1 + max(f for gives in instance.gives for f in gives)
    uses = [(a, f) for a in range(actions) for f in instance.gives[a]]
    size = actions + len(uses) + facts  # taken, chosen as a fact's giver, a fact's time
    rows: list[tuple[dict[int, float], float]] = []
    for i, (action, fact) in enumerate(uses, actions):
        rows.append(({action: 1, i: -1}, 0))
        for need in instance.needs[action]:
            times = {actions + len(uses) + fact: 1.0, actions + len(uses) + need: -1.0, i: -facts - 1.0}
            rows.append((times, -facts))
    givers = {f: {i: 1.0 for i, use in enumerate(uses, actions) if use[1] == f} for f in range(facts)}
    rows += ((givers[goal], 1) for goal in instance.goals)
    rows += (
        ({**givers[need], i: -1.0}, 0) for i, (a, _) in enumerate(uses, actions) for need in instance.needs[a]
    )
    matrix = np.zeros((len(rows), size))
    for row, (entries, _) in enumerate(rows):
        matrix[row, list(entries)] = list(entries.values())
    cost = np.zeros(size)
    cost[:actions] = instance.cost
    integral = np.ones(size)
    integral[actions + len(uses) :] = 0
    upper = np.concatenate((np.ones(actions + len(uses)), np.full(facts, facts)))
    result = milp(
        cost,
        integrality=integral,
        bounds=Bounds(0, upper),
        constraints=LinearConstraint(matrix, [lower for _, lower in rows], np.inf),
    )
    return round(result.fun)
