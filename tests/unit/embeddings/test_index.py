from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index import Index, Match
from graph.model import NodeId
from tests.fakes_encoder import HashingEncoder

ENCODER = HashingEncoder()

JOBS, QUEUES, INDEXES, GO = (NodeId(f"c/lesson/{name}") for name in ("jobs", "queues", "indexes", "go"))

PASSAGES = [
    (JOBS, 0, "Background jobs. Work that survives a deploy."),
    (JOBS, 1, "A worker takes a job from the table and marks it done."),
    (JOBS, 2, "When a node stops, its jobs are rescued and run elsewhere."),
    (QUEUES, 0, "Back-pressure. Slow a producer down."),
    (QUEUES, 1, "A bounded mailbox makes the sender wait."),
    (INDEXES, 0, "Database indexes. Find rows without reading them all."),
    (GO, 0, "Go. A compiled language."),
]
NAMES = {
    JOBS: ("Background jobs", "Oban"),
    QUEUES: ("Back-pressure",),
    INDEXES: ("Database indexes",),
    GO: ("Go",),
}


def build(passages: Sequence[tuple[NodeId, int, str]] = PASSAGES) -> Index:
    """Index passages with the vectors of the hashing encoder."""
    nodes, parts, texts = zip(*passages, strict=True)
    return Index(nodes, parts, texts, ENCODER.encode(texts), NAMES)


def rank(
    index: Index, phrase: str, *, among: list[NodeId] | None = None, limit: int | None = None
) -> list[Match]:
    """Rank by a phrase and its vector."""
    return index.rank(phrase, ENCODER.encode([phrase])[0], among=among, limit=limit)


@pytest.mark.parametrize(
    ("phrase", "node"),
    [
        ("backpressure", QUEUES),
        ("BACK PRESSURES", QUEUES),
        ("I want to learn about back-pressure", QUEUES),
        ("oban", JOBS),
        ("database index", INDEXES),
        ("go", GO),
    ],
)
def test_an_equal_name_goes_first(phrase: str, node: NodeId) -> None:
    """Case, hyphens, plural and the frame of a sentence do not hide a name or an alias."""
    first = rank(build(), phrase)[0]
    assert (first.node, first.named) == (node, True)


def test_words_of_the_body_find_a_node() -> None:
    """A phrase that only a body answers leads to its node, and the signals say why."""
    first = rank(build(), "sender waits for a bounded mailbox")[0]
    assert first.node == QUEUES
    assert first.words is not None
    assert first.words > 0
    assert first.body is not None
    assert first.summary is not None
    assert first.body > first.summary


def test_signals_are_missing_where_a_node_has_no_text() -> None:
    """A node without a body is ranked by its name and summary, and says so."""
    (match,) = rank(build(), "rows found without reading", among=[INDEXES])
    assert match.summary is not None
    assert match.body is None


def test_among_bounds_the_candidates() -> None:
    """Only candidates are returned; unknown ones are ignored, an equal name outside does not come in."""
    matches = rank(build(), "back-pressure", among=[JOBS, INDEXES, NodeId("c/lesson/unknown")])
    assert {match.node for match in matches} == {JOBS, INDEXES}
    assert rank(build(), "back-pressure", among=[]) == []


def test_the_limit_cuts_and_changes_no_order() -> None:
    """The first two of all are the same two."""
    index = build()
    assert rank(index, "jobs and tables", limit=2) == rank(index, "jobs and tables")[:2]
    assert rank(index, "jobs and tables", limit=0) == []


def test_scores_fall_where_nothing_is_named() -> None:
    """Best first; the average candidate has 0."""
    scores = [match.score for match in rank(build(), "a worker in the database")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0 > scores[-1]


def test_relatives_speak_for_a_node() -> None:
    """A phrase that is near what a lesson leads to finds the lesson, though its own words are others."""
    index = build()
    pairs = index.relatives([(GO, QUEUES), (GO, NodeId("c/skill/unknown"))])
    vector = ENCODER.encode(["slow a producer"])[0]
    alone = index.rank("slow a producer", vector, among=[GO, INDEXES, JOBS])
    helped = index.rank("slow a producer", vector, among=[GO, INDEXES, JOBS], relatives=pairs)
    assert helped[0].node == GO
    assert helped[0].relative == helped[0].similarity
    assert all(match.relative is None for match in alone)


@given(st.permutations(PASSAGES), st.sampled_from(["jobs", "a bounded table", "", "⁂", "go"]))
def test_the_order_of_passages_does_not_matter(passages: list[tuple[NodeId, int, str]], phrase: str) -> None:
    """The same passages in any order give the same answer."""
    assert rank(build(passages), phrase) == rank(build(), phrase)


def test_equal_nodes_come_in_the_order_of_their_ids() -> None:
    """Nothing but the id decides between nodes of the same text."""
    nodes = [NodeId(f"c/skill/{letter}") for letter in "dbca"]
    texts = ["the same words"] * 4
    index = Index(nodes, [0] * 4, texts, ENCODER.encode(texts), dict.fromkeys(nodes, ()))
    assert [match.node for match in rank(index, "words")] == sorted(nodes)


def test_a_node_without_passages_is_found_by_name_alone() -> None:
    """Its exact name finds it; no other phrase does."""
    lonely = NodeId("c/skill/lonely")
    index = Index(
        [JOBS], [0], ["Background jobs"], ENCODER.encode(["Background jobs"]), {lonely: ("Lonely",)}
    )
    first = rank(index, "lonely")[0]
    assert (first.node, first.named, first.similarity) == (lonely, True, None)
    assert [match.node for match in rank(index, "jobs")] == [JOBS]


def test_marks_alone_name_nothing() -> None:
    """A name without letters is not equal to every phrase without letters."""
    vectors = np.eye(2, 64, dtype=np.float32)
    index = Index([JOBS, GO], [0, 0], ["???", "text"], vectors, {JOBS: ("???",), GO: ("text",)})
    assert not any(match.named for match in rank(index, "!!!"))


def test_passages_need_their_parts() -> None:
    """Arrays of different lengths are refused."""
    with pytest.raises(ValueError, match="shorter"):
        Index([JOBS, GO], [0], ["one", "two"], ENCODER.encode(["one", "two"]), {})
