"""Which lessons build on which, where no author says so."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.model import Edge, EdgeKind, NodeId, Statement, TeachingRole
from ingest.infer.affinity import Affinity
from ingest.infer.corpus import Corpus
from ingest.infer.grounds import Grounds
from ingest.infer.pairs import number_of_pairs, scored
from ingest.infer.reasons import Reasons
from ingest.infer.signals import Signals

_SLOPE = 1.1
USUAL_NUMBER = 2.5
_AS_GOOD_AS = 5
"""So many lessons for which the author lists prerequisites weigh as much as what is usual elsewhere."""

LIKELIEST = 0.27
"""The prior of a pair is at most so much, however few lessons there are."""

_LEAST = 0.3
_LEAST_BESIDE_AUTHORED = 0.5
_SUREST = 0.95
_SLACK = 1e-6
"""So much below the least score a pair is looked at exactly: that spares the logistic of all others."""

_MOST = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """A pair of lessons by row, the later building on the earlier with some probability."""

    lesson: int
    prerequisite: int
    confidence: float


def prerequisites(
    grounds: Grounds, corpus: Corpus, signals: Signals, affinity: Affinity
) -> Iterator[Statement]:
    """Yield REQUIRES conclusions between lessons, at most a few for each, surest first.

    Nothing is concluded that authored prerequisites state already, imply or contradict, nor between lessons
    that mainly teach the same skill: they are alternatives. A lesson whose author lists prerequisites gets
    only what is more likely than not.
    """
    authored = _authored(grounds)
    listed = {edge.source for edge in grounds.edges(EdgeKind.REQUIRES)}
    alternatives = _main_skills(grounds)
    reasons = Reasons(corpus, signals, affinity)
    found = estimate(corpus, signals, _sequenced(grounds, corpus), number=_usual_number(grounds))
    guesses = sorted(found, key=lambda guess: -guess.confidence)
    taken: defaultdict[int, int] = defaultdict(int)
    for guess in guesses:
        lesson, other = corpus.lessons[guess.lesson].id, corpus.lessons[guess.prerequisite].id
        least = _LEAST_BESIDE_AUTHORED if lesson in listed else _LEAST
        if guess.confidence < least or taken[guess.lesson] == _MOST:
            continue
        if alternatives[lesson] & alternatives[other] or _connected(authored, lesson, other):
            continue
        because, place = reasons.why(guess.lesson, guess.prerequisite)
        if because:
            taken[guess.lesson] += 1
            authored.add_edge(lesson, other)
            edge = Edge(source=lesson, kind=EdgeKind.REQUIRES, target=other)
            yield grounds.conclude(edge, guess.confidence, because, place)


def estimate(
    corpus: Corpus, signals: Signals, sequenced: NDArray[np.bool_], *, number: float = USUAL_NUMBER
) -> Iterator[Guess]:
    """Yield the probable pairs of a curriculum's lessons.

    ``sequenced`` (n,) are the lessons that an author put in order: of two such only the earlier can be a
    prerequisite. ``number`` is how many a lesson of the curriculum has: whatever the number of lessons, so
    that a pair is the likelier the fewer there are. Its default and the slope of the logistic are means over
    three curricula with known prerequisites. The prior is bounded by hand: most of a handful are siblings.
    """
    n = len(corpus.lessons)
    prior = min(LIKELIEST, number * n / max(number_of_pairs(sequenced), 1))
    offset = math.log(prior / (1 - prior))
    enough = (math.log(_LEAST / (1 - _LEAST)) - offset) / _SLOPE - _SLACK
    for block in scored(signals, sequenced):
        rows, columns = np.nonzero(block.candidates & (block.scores >= enough))
        probable = 1 / (1 + np.exp(-_SLOPE * block.scores[rows, columns] - offset))
        for row, column, probability in zip(rows.tolist(), columns.tolist(), probable.tolist(), strict=True):
            if probability >= _LEAST:
                yield Guess(block.start + row, column, min(_SUREST, round(probability, 2)))


def expected_number(authored: Sequence[int], usual: float = USUAL_NUMBER) -> float:
    """Return how many prerequisites a lesson of a curriculum has on average.

    ``authored`` are the numbers that lessons have for which their author lists any; without such lessons it
    is the usual number. Authors differ by a factor of three, and no text tells which kind one is.
    """
    return (_AS_GOOD_AS * usual + sum(authored)) / (_AS_GOOD_AS + len(authored))


def _usual_number(grounds: Grounds) -> float:
    """Return how many prerequisites a lesson has, by the lessons and taught skills that authors list."""
    taught = {edge.target for edge in grounds.edges(EdgeKind.TEACHES)}
    known = {*grounds.lessons_of.get(grounds.resolution.curriculum, ())}
    listed = Counter(
        edge.source
        for edge in grounds.edges(EdgeKind.REQUIRES)
        if edge.source in known and edge.target in taught | known
    )
    return expected_number([*listed.values()])


def _sequenced(grounds: Grounds, corpus: Corpus) -> NDArray[np.bool_]:
    """Return which lessons stand in a sequence that an author chose."""
    ends = {end for edge in grounds.edges(EdgeKind.FOLLOWS) for end in (edge.source, edge.target)}
    return np.array([lesson.id in ends for lesson in corpus.lessons], dtype=np.bool_)


def _main_skills(grounds: Grounds) -> defaultdict[NodeId, set[NodeId]]:
    """Return what each lesson is about."""
    found: defaultdict[NodeId, set[NodeId]] = defaultdict(set)
    for edge in grounds.edges(EdgeKind.TEACHES):
        if edge.role is TeachingRole.MAIN:
            found[edge.source].add(edge.target)
    return found


def _authored(grounds: Grounds) -> "nx.DiGraph[str]":
    """Return what authored prerequisites imply, as a graph from what requires to what is required.

    A lesson requires what its modules do; who requires a module requires its lessons; who requires a skill
    requires, for this purpose, every lesson that teaches it.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for edge in grounds.edges(EdgeKind.REQUIRES):
        graph.add_edge(edge.source, _required(edge.target))
    for edge in grounds.edges(EdgeKind.TEACHES):
        graph.add_edge(_required(edge.target), edge.source)
    for holder, lessons in grounds.lessons_of.items():
        for lesson in lessons:
            if lesson != holder:
                graph.add_edge(lesson, holder)
                graph.add_edge(_required(holder), lesson)
    for lesson in grounds.lessons_of.get(grounds.resolution.curriculum, ()):
        graph.add_edge(_required(lesson), lesson)
    return graph


def _required(node: NodeId) -> str:
    """Return the vertex for being required, apart from the one for requiring."""
    return f"required {node}"


def _connected(graph: "nx.DiGraph[str]", one: NodeId, other: NodeId) -> bool:
    """Return whether one of two lessons requires the other already, directly or not."""
    known = graph.has_node(one) and graph.has_node(other)
    return known and (nx.has_path(graph, one, other) or nx.has_path(graph, other, one))
