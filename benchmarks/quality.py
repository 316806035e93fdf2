"""How good is what Cairn concludes? Key terms, prerequisites, guards and outcome parts against known answers.

Our own two curricula have expected graphs; public ones of the shape of an Exercism track (``config.json``
and ``concepts/*/about.md``) can be added: ``python -m benchmarks.quality --data FOLDER``. Prerequisites are
ranked among the earlier lessons, or among all others where a track lists its concepts in no teaching order.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.minilm import MiniLM
from embeddings.ports import Encoder
from graph.model import Edge, EdgeKind, Fact, FactId, NodeId
from ingest.extract import extract
from ingest.infer import infer
from ingest.infer.corpus import Corpus
from ingest.infer.signals import Signals, standardised
from ingest.records import Draft
from ingest.resolution import Resolution
from ingest.resolve import resolve, texts
from ingest.resolve.names import exact_key, skill_key
from ingest.sources import parse
from tests.gold import EXAMPLES, Gold, read_gold

Vectors = Mapping[NodeId, NDArray[np.float32]]
Pairs = set[tuple[str, str]]

BASELINES = {"exercism-python": 0.529}
"""Average precision of the sum of z-scores, as measured before on the same track."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked pairs against known ones: average precision, precision of the first 20, share of known pairs."""

    average_precision: float
    precision_at_20: float
    base: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Concluded pairs against known ones."""

    precision: float
    recall: float

    @classmethod
    def of(cls, found: Pairs, known: Pairs) -> "Overlap":
        """Compare two sets."""
        hits = len(found & known)
        return cls(hits / max(len(found), 1), hits / max(len(known), 1))


def read_example(name: str) -> list[Draft]:
    """Extract one of our own curricula: a file, or a folder of pages."""
    file = EXAMPLES / f"{name}.txt"
    if file.exists():
        return [extract(parse(file.name, file.read_bytes()))]
    folder = EXAMPLES / name
    pages = sorted(folder.rglob("*.md"))
    return [extract(parse(page.relative_to(folder).as_posix(), page.read_bytes())) for page in pages]


def read_track(folder: Path) -> tuple[list[Draft], Pairs]:
    """Extract the concept documents of a track as weighted pages, and return its prerequisites by title."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    titles = {concept["slug"]: concept["name"] for concept in config["concepts"]}
    needs: dict[str, set[str]] = {}
    for exercise in config["exercises"]["concept"]:
        for concept in exercise["concepts"]:
            needs.setdefault(concept, set()).update(exercise["prerequisites"])
    drafts = []
    for weight, concept in enumerate(needs, start=1):
        page = folder / "concepts" / concept / "about.md"
        body = page.read_text(encoding="utf-8").partition("\n")[2]
        text = f'---\ntitle: "{titles[concept]}"\nweight: {weight}\n---\n{body}'
        drafts.append(extract(parse(f"{concept}.md", text.encode())))
    known = {(titles[c], titles[p]) for c, others in needs.items() for p in others if p in needs and p != c}
    return drafts, known


def embed(resolution: Resolution, encoder: Encoder) -> Vectors:
    """Return the vectors of a resolution's texts, by node."""
    passages = texts(resolution)
    rows: defaultdict[NodeId, list[NDArray[np.float32]]] = defaultdict(list)
    for (node, _, _), row in zip(passages, encoder.encode([text for _, _, text in passages]), strict=True):
        rows[node].append(row)
    return {node: np.vstack(parts) for node, parts in rows.items()}


def prerequisite_ranking(resolution: Resolution, vectors: Vectors, known: Pairs) -> Ranking:
    """Rank pairs of lessons by their signs and compare with known prerequisites, by name."""
    corpus = Corpus.of(resolution, resolution.facts())
    signals = Signals.of(corpus, resolution.terms, vectors)
    names = corpus.names
    truth = np.array([[(one, other) in known for other in names] for one in names])
    earlier = np.tril(np.ones_like(truth), -1)
    ordered = (truth & earlier).sum() > 0.9 * truth.sum()
    candidates = earlier if ordered else ~np.eye(len(names), dtype=bool)
    blocks = [
        standardised(signs, candidates[start : start + len(signs[0])])
        for start, signs in signals.blocks(np.full(len(names), ordered))
    ]
    scores, hits = np.vstack(blocks)[candidates], truth[candidates]
    ranked = hits[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    average = float((precision * ranked).sum() / max(ranked.sum(), 1))
    return Ranking(average, float(ranked[:20].mean()), float(hits.mean()))


def key_term_scores(resolution: Resolution, gold: Gold) -> tuple[float, float]:
    """Return the mean recall of the first ten and precision of the first five key terms of a lesson."""
    facts = resolution.facts()
    taught: defaultdict[str, set[str]] = defaultdict(set)
    for teaching in gold.teaches:
        taught[teaching.lesson].add(skill_key(teaching.skill))
    recalls, precisions = [], []
    for lesson, terms in resolution.terms.items():
        known = taught.get(_name(facts, lesson))
        if known:
            keys = [term.key for term in terms]
            recalls.append(len(known & set(keys[:10])) / len(known))
            precisions.append(len(known & set(keys[:5])) / 5)
    return float(np.mean(recalls)), float(np.mean(precisions))


def guard_overlap(resolution: Resolution, vectors: Vectors, gold: Gold) -> Overlap:
    """Compare guards of modules' pitfalls, (lesson, pitfall), with those of an expected graph."""
    facts = resolution.facts()
    found = {
        (_name(facts, edge.source), exact_key(_name(facts, edge.target)))
        for edge in _concluded(resolution, vectors, EdgeKind.GUARDS_AGAINST)
        if Edge(source=edge.source, kind=EdgeKind.WARNS_OF, target=edge.target).id not in facts
    }
    return Overlap.of(found, {(guard.lesson, exact_key(guard.pitfall)) for guard in gold.guards})


def outcome_overlap(resolution: Resolution, vectors: Vectors, gold: Gold) -> Overlap:
    """Compare (lesson, outcome) pairs, where modules' outcomes draw on lessons, with an expected graph."""
    facts = resolution.facts()
    teachers: defaultdict[str, set[str]] = defaultdict(set)
    for teaching in gold.teaches:
        teachers[skill_key(teaching.skill)].add(teaching.lesson)
    known = {
        (lesson, exact_key(parts.outcome))
        for parts in gold.outcome_parts
        for skill in parts.skills
        for lesson in teachers[skill_key(skill)]
    }
    outcomes = {outcome for _, outcome in known}
    teaches = [e for e in facts.values() if isinstance(e, Edge) and e.kind is EdgeKind.TEACHES]
    taught: defaultdict[NodeId, set[str]] = defaultdict(set)
    for edge in teaches:
        taught[edge.target].add(_name(facts, edge.source))
    found = {
        (lesson, outcome)
        for edge in _concluded(resolution, vectors, EdgeKind.PART_OF)
        if (outcome := exact_key(_name(facts, edge.target))) in outcomes
        for lesson in taught[edge.source]
    }
    return Overlap.of(found, known)


def _concluded(resolution: Resolution, vectors: Vectors, kind: EdgeKind) -> Iterator[Edge]:
    for statement in infer(resolution, vectors):
        if isinstance(statement.says, Edge) and statement.says.kind is kind:
            yield statement.says


def _name(facts: Mapping[FactId, Fact], node: NodeId) -> str:
    fact = facts[node]
    assert not isinstance(fact, Edge)
    return fact.name


def _report_example(name: str, encoder: Encoder) -> None:
    gold = read_gold(name)
    resolution = resolve(NodeId(name), read_example(name), title=None)
    recall, precision = key_term_scores(resolution, gold)
    print(f"{name:24} key terms  R@10 {recall:.2f}  P@5 {precision:.2f}   (other sites, earlier: .65 .54)")
    for label, vectors in (("with meaning", embed(resolution, encoder)), ("words alone", {})):
        guards = guard_overlap(resolution, vectors, gold)
        parts = outcome_overlap(resolution, vectors, gold)
        print(
            f"{name:24} {label:12} guards P {guards.precision:.2f} R {guards.recall:.2f}"
            f"   outcomes' lessons P {parts.precision:.2f} R {parts.recall:.2f}"
        )


def _report_track(folder: Path, encoder: Encoder) -> None:
    drafts, known = read_track(folder)
    resolution = resolve(NodeId(folder.name), drafts, title=None)
    for label, vectors in (("with meaning", embed(resolution, encoder)), ("words alone", {})):
        ranking = prerequisite_ranking(resolution, vectors, known)
        before = BASELINES.get(folder.name)
        compared = f"   (baseline {before})" if before else ""
        print(
            f"{folder.name:24} {label:12} prerequisites AP {ranking.average_precision:.3f}"
            f" P@20 {ranking.precision_at_20:.2f} base {ranking.base:.3f}{compared}"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of tracks, one folder each")
    options = parser.parse_args(arguments)
    encoder = MiniLM(cache=Path(tempfile.gettempdir()) / "cairn-benchmark")
    for name in ("incident-response", "data-with-postgresql"):
        _report_example(name, encoder)
    for folder in sorted(options.data.iterdir()) if options.data else ():
        if (folder / "config.json").exists():
            _report_track(folder, encoder)


if __name__ == "__main__":
    main()
