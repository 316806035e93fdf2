"""Signs over all pairs of lessons, a block of them at a time."""

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.model import NodeId
from ingest.infer import pairs
from ingest.infer.corpus import Corpus
from ingest.infer.signals import Signals
from ingest.resolve import resolve
from tests.drafts import DraftWriter

TEXTS = (
    "Rows are stored in pages. A row lock waits.",
    "A join reads two tables. Hash joins build a table of rows.",
    "Row locks block a join. Deadlocks are found by the server.",
    "An index finds rows without a scan. Index pages split.",
    "The planner chooses a join or an index. It counts rows.",
    "Deadlocks end a transaction. The planner is not asked.",
    "Vacuum frees pages. Dead rows go.",
)


@pytest.fixture(scope="module")
def signals() -> Signals:
    """Return what the texts of a handful of lessons have in common."""
    drafts = []
    for number, text in enumerate(TEXTS):
        writer = DraftWriter(f"{number}.md")
        writer.body(writer.lesson(f"{text.split()[0]} {text.split()[1]}", uri=f"{number}.md"), text)
        drafts.append(writer.draft())
    resolution = resolve(NodeId("c"), drafts, title=None)
    corpus = Corpus.of(resolution, resolution.facts())
    return Signals.of(corpus, resolution.terms, {})


def whole(signals: Signals, sequenced: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the scores of all pairs as one matrix."""
    scores = np.zeros((len(sequenced), len(sequenced)))
    for block in pairs.scored(signals, sequenced):
        rows, width = block.scores.shape
        scores[block.start : block.start + rows, :width] = block.scores
    return scores


@pytest.mark.parametrize("loose", [(), (2,), (0, 6), range(7)])
def test_how_lessons_are_cut_into_blocks_does_not_show(
    signals: Signals, loose: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lesson's candidates and their scores are the same, whichever lessons are looked at beside it."""
    sequenced = np.ones(len(TEXTS), np.bool_)
    sequenced[list(loose)] = False
    at_once = whole(signals, sequenced)
    monkeypatch.setattr(pairs, "_BLOCK", 2)
    assert np.allclose(whole(signals, sequenced), at_once, atol=1e-12)
    blocks = list(pairs.scored(signals, sequenced))
    assert sum(int(block.candidates.sum()) for block in blocks) == pairs.number_of_pairs(sequenced)
    assert np.abs(at_once).sum() > 0


def test_of_lessons_in_order_only_earlier_ones_have_a_score(signals: Signals) -> None:
    """Where an author put all lessons in order nothing is looked at twice."""
    scores = whole(signals, np.ones(len(TEXTS), np.bool_))
    assert not np.triu(scores).any()


def test_the_greatest_are_those_of_a_stable_sort() -> None:
    """Of equal values the first goes first, also where more are equal than are asked for."""
    block = np.array([[0.0, 3.0, 1.0, 3.0, 1.0, 1.0], [0.0] * 6, [5.0, 4.0, 3.0, 2.0, 1.0, 0.0]])
    sorted_whole = np.argsort(-block, axis=1, kind="stable")
    for most in range(1, 7):
        assert pairs._greatest(block, most).tolist() == sorted_whole[:, :most].tolist()
