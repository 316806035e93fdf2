from collections.abc import Callable
from itertools import compress, product
from random import Random

import pytest

from graph.algorithms import planner
from graph.algorithms.core import Core
from graph.algorithms.deadline import FOREVER
from graph.algorithms.instance import Instance
from graph.algorithms.lmcut import Bound, lm_cut
from graph.algorithms.planner import solve
from graph.algorithms.promising import promising
from graph.algorithms.reduction import trimmed
from graph.algorithms.relaxation import relax


def _instance(random: Random, facts: int, actions: int) -> Instance:
    """Return actions that need and give a few facts, circles and all."""
    gives = [frozenset(random.sample(range(facts), random.choice((1, 1, 2)))) for _ in range(actions)]
    needs = [frozenset(random.sample(range(facts), random.choice((0, 1, 2)))) - given for given in gives]
    goals = frozenset(random.sample(range(facts), 2))
    return Instance([random.choice((1, 2, 3, 5, 8)) for _ in gives], needs, gives, goals)


def _relaxed(core: Core) -> Bound:
    relaxation = relax(core, lm_cut(core), FOREVER)
    assert relaxation is not None
    return relaxation.bound


@pytest.mark.parametrize("bounded", [lm_cut, _relaxed])
def test_what_may_be_in_a_cheaper_plan_is_kept(bounded: Callable[[Core], Bound]) -> None:
    """Every plan without surplus that costs less than a bound is left, whatever the bound."""
    seen = 0
    for seed in range(150):
        instance = _instance(Random(seed), 5, 8)
        core = trimmed(Core.of(instance))
        if core is None:
            continue
        chosen = (list(compress(core.cost, bits)) for bits in product((False, True), repeat=len(core.cost)))
        plans = [plan for plan in chosen if core.solves(plan)]
        least = [p for p in plans if not any(core.solves([b for b in p if b != a]) for a in p)]
        bound = bounded(core)
        for upper in range(bound.cost, max(map(core.total, plans)) + 1):
            kept = promising(core, bound, upper).cost.keys()
            cheaper = [plan for plan in least if core.total(plan) < upper]
            assert all(kept >= set(plan) for plan in cheaper)
            seen += len(kept) < len(core.cost) and bool(cheaper)
    assert seen


def test_components_are_solved_by_what_is_promising(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans found by what may be cheaper cost what those cost that the search finds by all there is."""
    for seed in range(30):
        instance = _instance(Random(seed), 20, 50)
        if trimmed(Core.of(instance)) is None:
            continue
        every = solve(instance, FOREVER)
        with monkeypatch.context() as patch:
            patch.setattr(planner, "SMALL", 0)
            some = solve(instance, FOREVER)
        assert (some.cost, some.lower_bound) == (every.cost, every.cost)
