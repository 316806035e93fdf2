"""How good is what Cairn finds and concludes? One table, each figure beside what it is measured against.

Structure is measured on pages whose content is known, written in many layouts; key terms, guards, outcomes
and matching on our own two curricula, which have expected graphs; prerequisites on these and on public tracks
(:mod:`benchmarks.curricula` says of which shape): ``python -m benchmarks.quality --data FOLDER``, or
CAIRN_DATA. Prerequisites are ranked among the earlier lessons, or among all others where a track is listed in
no teaching order. What is fitted for a curriculum is fitted to the others alone. Of the two calibration
errors (ECE) the second is for lessons without a list where the other half's prerequisites are listed.
"""

import argparse
import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from benchmarks import matching
from benchmarks.curricula import Pairs, read_example, read_track
from benchmarks.figures import Evidence, Ranking, calibration
from embeddings.minilm import MiniLM
from embeddings.ports import Encoder
from graph.model import Edge, EdgeKind, Fact, FactId, NodeId
from ingest.infer import infer
from ingest.infer.corpus import Corpus
from ingest.infer.pairs import scored
from ingest.infer.prerequisites import LIKELIEST
from ingest.infer.signals import Signals
from ingest.resolution import Resolution
from ingest.resolve import resolve, texts
from ingest.resolve.names import abbreviations, exact_key, same_skills, skill_key
from tests.gold import EXAMPLES, Gold, read_gold
from tests.quality.layouts import expected_layouts, found_in
from tests.quality.scoring import Score, compare, drafts, measure
from tests.quality.variations import BREAD, TELESCOPE, UNLISTED_HEADINGS, layouts, mixtures

__all__ = ["Ranking", "main", "read_example", "read_track"]

Vectors = Mapping[NodeId, NDArray[np.float32]]
Row = tuple[str, str, str]

_PAIRS = Path(__file__).parents[1] / "tests" / "quality" / "skill_pairs.json"
_EXAMPLES = ("data-with-postgresql", "incident-response")


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


class SkillPair(msgspec.Struct, forbid_unknown_fields=True):
    """Two names, whether they mean the same skill, and what their curriculum is about, if that decides."""

    one: str
    other: str
    same: bool
    subject: str | None = None

    @property
    def judged(self) -> bool:
        """Whether rules call them one."""
        names = [self.one, self.other]
        subjects = frozenset({self.subject} - {None})
        return bool(same_skills(names, spelt_out=abbreviations(names), subjects=subjects))


def embed(resolution: Resolution, encoder: Encoder) -> Vectors:
    """Return the vectors of a resolution's texts, by node."""
    passages = texts(resolution)
    rows: defaultdict[NodeId, list[NDArray[np.float32]]] = defaultdict(list)
    for (node, _, _), row in zip(passages, encoder.encode([text for _, _, text in passages]), strict=True):
        rows[node].append(row)
    return {node: np.vstack(parts) for node, parts in rows.items()}


def prerequisite_evidence(resolution: Resolution, vectors: Vectors, known: Pairs) -> Evidence:
    """Score the candidate pairs of lessons by their signs, beside known prerequisites by name."""
    corpus = Corpus.of(resolution, resolution.facts())
    signals = Signals.of(corpus, resolution.terms, vectors)
    names = corpus.names
    truth = np.array([[(one, other) in known for other in names] for one in names])
    earlier = np.tril(np.ones_like(truth), -1)
    ordered = (truth & earlier).sum() > 0.9 * truth.sum()
    candidates = earlier if ordered else ~np.eye(len(names), dtype=bool)
    scores = np.zeros(truth.shape)
    for block in scored(signals, np.full(len(names), ordered)):
        rows, width = block.scores.shape
        scores[block.start : block.start + rows, :width] = block.scores
    dependents, _ = np.nonzero(candidates)
    return Evidence(resolution.curriculum, scores[candidates], truth[candidates], len(names), dependents)


def prerequisite_ranking(resolution: Resolution, vectors: Vectors, known: Pairs) -> Ranking:
    """Rank pairs of lessons by their signs and compare with known prerequisites, by name."""
    evidence = prerequisite_evidence(resolution, vectors, known)
    return Ranking.of(evidence.scores, evidence.hits)


def example_prerequisites(gold: Gold) -> Pairs:
    """Return the declared prerequisites of an example between lessons; a skill stands for who teaches it."""
    lessons = {lesson.name for lesson in gold.lessons}
    teachers: defaultdict[str, set[str]] = defaultdict(set)
    for teaching in gold.teaches:
        if teaching.role == "main":
            teachers[skill_key(teaching.skill)].add(teaching.lesson)
    return {
        (required.dependent, lesson)
        for required in gold.requires
        for lesson in ({required.prerequisite} & lessons or teachers[skill_key(required.prerequisite)])
        if lesson != required.dependent
    }


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


def structure_rows() -> Iterator[Row]:
    """Yield how well sections and lessons are found, by kind, in layouts listed and not."""
    for label, cases in (("listed layouts", list(layouts())), ("layouts at random", list(mixtures(120)))):
        scores = [measure(cases, matter) for matter in (BREAD, TELESCOPE)]
        for kind in scores[0]:
            yield (
                f"{label}: {kind.lower()}",
                _prf(_sum(score[kind] for score in scores)),
                ".95 rules of 60 lines",
            )
    unlisted = [replace(layout, headings=h) for h in UNLISTED_HEADINGS for layout in layouts()]
    found = measure(unlisted, TELESCOPE)
    sections = _sum(found[kind] for kind in ("FOR", "PROMISES", "WARNS_OF"))
    yield "unlisted headings: sections", _prf(sections), "0 by headings alone"
    bare = measure([replace(layout, missing=frozenset({0, 1, 2})) for layout in layouts()], BREAD)
    invented = sum(bare[kind].found for kind in ("FOR", "PROMISES", "WARNS_OF"))
    yield "sections found where there are none", str(invented), "0"
    for kind, score in _layout_scores().items():
        yield f"{len(expected_layouts())} kinds of pages: {kind}", _prf(score), "-"
    for name in _EXAMPLES:
        gold = read_gold(name)
        for kind, score in compare(gold, drafts(EXAMPLES / gold.source)).items():
            yield f"{name}: {kind}", _prf(score), "-"


def _layout_scores() -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for name, expected in expected_layouts().items():
        found = msgspec.structs.asdict(found_in(name))
        for kind, values in msgspec.structs.asdict(expected).items():
            pairs = [tuple(v.items()) if isinstance(v, dict) else v for v in (values, found[kind])]
            scores.setdefault(kind, Score()).add(*pairs)
    return scores


def _sum(scores: Iterator[Score]) -> Score:
    total = Score()
    for score in scores:
        total.found += score.found
        total.right += score.right
        total.expected += score.expected
    return total


def _prf(score: Score) -> str:
    return f"P {score.precision:.2f} R {score.recall:.2f} F1 {score.f1:.2f}"


def conclusion_rows(encoder: Encoder) -> Iterator[Row]:
    """Yield key terms, guards and outcomes of our own curricula, beside what words alone conclude."""
    for name in _EXAMPLES:
        gold = read_gold(name)
        resolution = resolve(NodeId(name), read_example(name), title=None)
        recall, precision = key_term_scores(resolution, gold)
        yield f"{name}: key terms", f"R@10 {recall:.2f} P@5 {precision:.2f}", "TF-IDF .57 .44, YAKE .37 .30"
        vectors = embed(resolution, encoder)
        for label, overlap in (("guards", guard_overlap), ("lessons of outcomes", outcome_overlap)):
            with_meaning, words = overlap(resolution, vectors, gold), overlap(resolution, {}, gold)
            yield (
                f"{name}: {label}",
                f"P {with_meaning.precision:.2f} R {with_meaning.recall:.2f}",
                f"words alone {words.precision:.2f} {words.recall:.2f}",
            )


def same_skill_row(encoder: Encoder) -> Row:
    """Return how well names of one skill are told from names of two, beside the cosine alone."""
    pairs = msgspec.json.decode(_PAIRS.read_bytes(), type=list[SkillPair])
    judged = [pair.judged for pair in pairs]
    ends = (encoder.encode([p.one for p in pairs]), encoder.encode([p.other for p in pairs]))
    cosines = np.einsum("ij,ij->i", *ends)
    return (
        f"same skill in other words, {len(pairs)} pairs",
        _pr(judged, pairs),
        f"cosine of .8 or more: {_pr(list(cosines >= 0.8), pairs)}",
    )


def _pr(judged: Sequence[bool], pairs: Sequence[SkillPair]) -> str:
    right = sum(j and p.same for j, p in zip(judged, pairs, strict=True))
    return f"P {right / max(1, sum(judged)):.2f} R {right / sum(p.same for p in pairs):.2f}"


def prerequisite_rows(data: Path | None, encoder: Encoder) -> Iterator[Row]:
    """Yield how known prerequisites rank, and how far confidences fitted to other curricula are off."""
    gold = read_gold(_EXAMPLES[0])
    sample = resolve(NodeId(_EXAMPLES[0]), read_example(_EXAMPLES[0]), title=None)
    found = [prerequisite_evidence(sample, embed(sample, encoder), example_prerequisites(gold))]
    for folder in sorted(data.iterdir()) if data else ():
        if not (folder / "config.json").exists():
            continue
        for label, bodies, ordered in _WAYS:
            pages, known = read_track(folder, bodies=bodies, in_teaching_order=ordered)
            resolution = resolve(NodeId(folder.name), pages, title=None)
            evidence = prerequisite_evidence(resolution, embed(resolution, encoder), known)
            found.append(replace(evidence, name=f"{folder.name}, {label}"))
    for evidence in found:
        ranking = Ranking.of(evidence.scores, evidence.hits)
        own = evidence.name.partition(",")[0]
        others = [e for e in found if e.name.partition(",")[0] != own and "sentences" not in e.name]
        figures = f"AP {ranking.average_precision:.3f} P@20 {ranking.precision_at_20:.2f}"
        chance = f"chance {ranking.base:.3f}"
        if others:
            off = calibration(others, evidence, LIKELIEST)
            figures += f" ECE {off.error:.3f} {off.half_listed:.3f}"
            chance += f", of ECE {off.by_chance:.3f}"
        yield f"prerequisites: {evidence.name}", figures, chance


_WAYS = (
    ("as listed", True, False),
    ("in teaching order", True, True),
    ("titles and sentences, as listed", False, False),
    ("titles and sentences, in teaching order", False, True),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    matching.data_option(parser)
    options = parser.parse_args(arguments)
    encoder = MiniLM(cache=Path(tempfile.gettempdir()) / "cairn-benchmark")
    parts = (
        structure_rows(),
        conclusion_rows(encoder),
        iter([same_skill_row(encoder)]),
        prerequisite_rows(options.data, encoder),
    )
    print(f"{'what':<74}{'Cairn':<36}peer, or measured elsewhere")
    for part in parts:
        for what, figures, peer in part:
            print(f"{what:<74}{figures:<36}{peer}", flush=True)
    asyncio.run(matching.main(options.data))


if __name__ == "__main__":
    main()
