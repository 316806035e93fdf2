import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from graph.algorithms.belief import propagate
from graph.algorithms.diagnosis import Answer, Diagnosis, Noise, diagnose
from graph.algorithms.domain import Domain, _redundant
from graph.errors import InvalidInput
from graph.model import EdgeKind
from tests.courses import Course, Named


def _chain(length: int) -> Named:
    """Return a course of skills s0 … of which each requires the one before."""
    course = Course()
    for i in range(length):
        course.lesson(f"l{i}", 10, teaches=[f"s{i}"], requires=[f"s{i - 1}"] if i else [])
    return course.snapshot()


def _relation(domain: Domain, named: Named) -> dict[tuple[str, str], float]:
    names = named.names(domain.skills)
    return {(names[i], names[j]): share for i, j, share in zip(*domain.links, strict=True)}


def _session(
    domain: Domain, knows: set[int], noise: float, random: np.random.Generator
) -> tuple[int, Diagnosis]:
    """Ask a learner until there is nothing worth asking; return how often, and what was found."""
    answers: list[Answer] = []
    while (diagnosis := diagnose(domain, answers)).question is not None:
        truth = diagnosis.question in knows
        answers.append(Answer(diagnosis.question, bool(truth ^ (random.random() < noise))))
    return len(answers), diagnosis


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_what_leads_directly_is_the_transitive_reduction_of_networkx(pairs: list[tuple[int, int]]) -> None:
    """Of skills that lead to each other in no circle exactly the pairs that networkx drops are redundant."""
    pairs = [(a, b) for a, b in pairs if a > b]
    leads = np.zeros((8, 8), np.bool_)
    leads[[a for a, _ in pairs], [b for _, b in pairs]] = True
    graph: nx.DiGraph[int] = nx.DiGraph(pairs)
    dropped = set(zip(*map(np.ndarray.tolist, np.nonzero(_redundant(leads))), strict=True))
    assert dropped == set(graph.edges) - set(nx.transitive_reduction(graph).edges)


def test_a_domain_is_what_a_goal_rests_on_with_the_share_of_ways() -> None:
    """What all teachers of a skill require leads to it wholly, what one of two requires by half."""
    course = Course()
    course.lesson("base", 10, teaches=["a"])
    course.lesson("other", 10, teaches=["b"])
    course.lesson("first", 10, teaches=["c"], requires=["a", "b"])
    course.lesson("second", 10, teaches=["c"], requires=["a"])
    course.lesson("beside", 10, teaches=["d"])
    named = course.snapshot()
    domain = Domain.of(named.snapshot, named.at("c"))
    assert sorted(named.names(domain.skills)) == ["a", "b", "c"]
    assert _relation(domain, named) == {("c", "a"): 1.0, ("c", "b"): 0.5}


def test_a_required_lesson_stands_for_what_it_teaches() -> None:
    """Where lessons require lessons, skills lead to skills; what follows from other pairs is left out."""
    course = Course()
    course.lesson("first", 10, teaches=["a"])
    course.lesson("silent", 10)
    course.lesson("last", 10, teaches=["b"])
    course.link("silent", EdgeKind.REQUIRES, "first")
    course.link("last", EdgeKind.REQUIRES, "silent")
    course.lesson("asks", 10, teaches=["c"], requires=["a"])
    course.link("last", EdgeKind.REQUIRES, "asks")
    named = course.snapshot()
    relation = _relation(Domain.of(named.snapshot, named.at("b")), named)
    assert relation == {("b", "c"): 1.0, ("c", "a"): 1.0}


def test_answers_say_something_of_what_comes_before_and_after() -> None:
    """A yes speaks for what leads to the skill, a no against what rests on it, both less the farther away."""
    named = _chain(5)
    domain = Domain.of(named.snapshot, named.at("s4"))
    places = [domain.place(skill) for skill in named.at("s0", "s1", "s2", "s3", "s4")]
    (middle,) = named.at("s2")
    yes = diagnose(domain, [Answer(middle, yes=True)]).mastery[places].tolist()
    no = diagnose(domain, [Answer(middle, yes=False)]).mastery[places].tolist()
    assert min(yes[:3]) > 0.7
    assert max(no[2:]) < 0.3
    assert no[4] < 0.5 < yes[0]


def test_without_answers_nothing_is_more_likely_than_not() -> None:
    """A diagnosis begins without an opinion, and with a question."""
    named = _chain(4)
    domain = Domain.of(named.snapshot, named.at("s3"))
    start = diagnose(domain, [])
    assert np.allclose(start.mastery, 0.5)
    assert start.question in domain.skills
    assert start.remaining == 4


def test_a_diagnosis_can_be_taken_up_anywhere() -> None:
    """Answers are all the state: in any order, the last about a skill counts, others' skills say nothing."""
    named = _chain(6)
    domain = Domain.of(named.snapshot, named.at("s4"))
    a, b, beyond = named.at("s1", "s3", "s5")
    one = diagnose(domain, [Answer(a, yes=True), Answer(b, yes=False)])
    other = diagnose(
        domain,
        [Answer(b, yes=True), Answer(beyond, yes=True), Answer(b, yes=False), Answer(a, yes=True)],
    )
    assert np.array_equal(one.mastery, other.mastery)
    assert one.question == other.question


def test_what_is_on_record_is_not_asked_again() -> None:
    """Recorded mastery counts as said, and spares the questions that it answers."""
    named = _chain(6)
    domain = Domain.of(named.snapshot, named.at("s5"))
    recorded = dict.fromkeys(domain.skills, 0.97)
    assert diagnose(domain, [], recorded=recorded).question is None
    known = diagnose(domain, [], recorded={named.at("s5")[0]: 0.97})
    assert known.mastery.min() > 0.5


def test_an_answer_that_may_mean_anything_is_refused() -> None:
    """Slip and guess stay below a half, where a yes would mean no."""
    for slip, guess in [(0.5, 0.1), (0.1, 0.0), (0.1, 0.6)]:
        with pytest.raises(InvalidInput, match="between"):
            Noise(slip, guess)


def test_a_goal_that_nobody_teaches_asks_nothing() -> None:
    """An empty domain is a diagnosis that is over."""
    course = Course()
    course.skill("alone")
    named = course.snapshot()
    diagnosis = diagnose(Domain.of(named.snapshot, named.at("alone")), [])
    assert (diagnosis.question, diagnosis.remaining, len(diagnosis.mastery)) == (None, 0, 0)


@pytest.mark.parametrize(("noise", "most", "right"), [(0.0, 30, 0.9), (0.1, 35, 0.85)])
def test_few_questions_locate_a_learner(noise: float, most: int, right: float) -> None:
    """In a course of 60 skills about half of them are asked, and most skills are told right at the end."""
    course = Course()
    random = np.random.default_rng(7)
    below: list[set[int]] = []
    for i in range(60):
        near = random.choice(np.arange(max(0, i - 8), i), min(i, 2), replace=False).tolist() if i else []
        below.append({i}.union(*(below[j] for j in near)))
        course.lesson(f"l{i}", 10, teaches=[f"s{i}"], requires=[f"s{j}" for j in near])
    named = course.snapshot()
    skills = named.at(*(f"s{i}" for i in range(60)))
    domain = Domain.of(named.snapshot, skills)
    asked, told = [], []
    for seed in range(12):
        random = np.random.default_rng(seed)
        tips = random.choice(60, 3, replace=False).tolist()
        knows = {skills[j] for tip in tips for j in below[tip]}
        questions, diagnosis = _session(domain, knows, noise, random)
        asked.append(questions)
        found = {skill for skill, m in zip(domain.skills, diagnosis.mastery, strict=True) if m >= 0.5}
        told.append(1 - len(found ^ knows) / 60)
    assert np.median(asked) <= most
    assert np.mean(told) >= right


def _implications() -> SearchStrategy[list[tuple[tuple[int, int], float]]]:
    """Return who implies whom, and how surely; circles among them."""
    place = st.integers(0, 5)
    pair = st.tuples(place, place).filter(lambda ends: ends[0] != ends[1])
    return st.dictionaries(pair, st.floats(0, 1), max_size=12).map(lambda found: list(found.items()))


@given(_implications(), st.integers(0, 5), st.floats(-3, 3))
def test_evidence_moves_beliefs_one_way(
    implications: list[tuple[tuple[int, int], float]], place: int, evidence: float
) -> None:
    """What speaks for a thing speaks against nothing that it is tied to; no evidence moves nothing."""
    pairs = np.array([ends for ends, _ in implications], np.intp).reshape(-1, 2)
    ties = pairs[:, 0], pairs[:, 1], np.array([strength for _, strength in implications])
    given = np.zeros(6)
    assert np.allclose(propagate(given, *ties), 0)
    given[place] = evidence
    found = propagate(given, *ties)
    assert found[place] * evidence >= 0 or abs(evidence) < 0.01
    assert (found * np.sign(evidence) >= -0.02).all()
