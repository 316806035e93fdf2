"""How often everyday words find the right lesson: phrases about sample and public curricula, read as wishes.

Prints the share of phrases whose right lesson comes first, or among the first three, beside the cosine with
title and summary alone, and beside the same signals with the weights that do best on the other curricula.
``refused`` are phrases that fit and are not planned for, ``other`` those about other things that are.

    python -m benchmarks.matching --data FOLDER

The phrases about public curricula (``phrases.json``) were written before any of them was ranked, and no
weight was chosen by them. Their folders have the shapes that :mod:`benchmarks.curricula` says, or are read as
they are; without ``--data`` or CAIRN_DATA the samples alone are tried.
"""

import argparse
import asyncio
import itertools
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from api.bootstrap import open_workspace
from api.services.answers import Reading
from api.services.ingest import ingest_path
from api.services.match import read_clauses, stands_out
from api.services.picture import Picture
from api.services.question import Scope
from api.services.wish import read_wish
from api.services.workspace import Workspace
from api.settings import Settings
from benchmarks.curricula import track_pages
from embeddings.fusion import standardised
from tests.gold import EXAMPLES, Phrase, read_phrases

CURRICULA = {
    "Data with PostgreSQL": EXAMPLES / "data-with-postgresql",
    "When the Pager Rings": EXAMPLES / "incident-response.txt",
}
_PUBLIC = Path(__file__).parent / "phrases.json"
_WEIGHTS: Final = list(
    itertools.product((1.0,), (0.0, 0.5, 1.0, 2.0), (0.0, 0.25, 0.5, 1.0), (0.0, 0.5, 1.0))
)
"""Of summary, body, words and relative: what is tried when weights are fitted."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The phrases about one curriculum, as Cairn ranks its lessons for them.

    For each phrase ``read`` has the 1-based rank of the first right reading, ``alone`` that of the first
    right lesson by title and summary, ``signals`` what speaks for each lesson, standardised, (4, lessons),
    and ``right`` which lessons answer.
    """

    curriculum: str
    label: str
    read: list[float]
    alone: list[float]
    signals: list[NDArray[np.float64]]
    right: list[NDArray[np.bool_]]
    refused: int
    other: str

    def ranks(self, weights: Sequence[float]) -> list[float]:
        """Return the rank of the first right lesson for each phrase, by a weighted sum of the signals."""
        pairs = zip(self.signals, self.right, strict=True)
        return [place(np.array(weights) @ signals, right) for signals, right in pairs]


async def main(data: Path | None) -> None:
    """Ingest each curriculum into a store of its own, and print a row each."""
    trials = [
        await trial(curriculum, label, path) for curriculum, label, path in _sources(data) if path.exists()
    ]
    print(
        f"{'curriculum':<52}{'phrases':>8}{'first / in 3':>14}{'summary alone':>15}{'fitted elsewhere':>18}"
        f"{'refused':>9}{'other':>8}"
    )
    for one in trials:
        others = [t for t in trials if t.curriculum != one.curriculum]
        fitted = shares(one.ranks(fitted_weights(others))) if others else "-"
        print(
            f"{one.label:<52}{len(one.read):>8}{shares(one.read):>14}{shares(one.alone):>15}{fitted:>18}"
            f"{one.refused:>9}{one.other:>8}"
        )


def _sources(data: Path | None) -> Iterator[tuple[str, str, Path]]:
    """Yield each curriculum that there are phrases about: its name, what is told of it, where it lies."""
    for name, path in CURRICULA.items():
        yield name, name, path
    for name in dict.fromkeys(phrase.curriculum for phrase in public_phrases()) if data else ():
        folder = data / name
        if not (folder / "config.json").exists():
            yield name, name, folder
            continue
        for label, bodies in (("", True), (", titles and sentences", False)):
            with tempfile.TemporaryDirectory() as place:
                for uri, content in track_pages(folder, bodies=bodies).items():
                    (Path(place) / uri).write_bytes(content)
                yield name, name + label, Path(place)


def public_phrases() -> tuple[Phrase, ...]:
    """Decode the phrases about public curricula."""
    return msgspec.json.decode(_PUBLIC.read_bytes(), type=tuple[Phrase, ...])


async def trial(curriculum: str, label: str, path: Path) -> Trial:
    """Ingest a curriculum and rank its lessons for the phrases about it."""
    phrases = [p for p in (*read_phrases(), *public_phrases()) if p.lessons and p.curriculum == curriculum]
    others = [p for p in read_phrases() if not p.lessons]
    with tempfile.TemporaryDirectory() as folder:
        async with open_workspace(Settings.read({}, store=str(Path(folder) / "graph.db"))) as workspace:
            await ingest_path(workspace, path)
            picture = await workspace.picture()
            signals, right = zip(*(lesson_signals(workspace, picture, p) for p in phrases), strict=True)
            return Trial(
                curriculum,
                label,
                [reading_rank(main_readings(workspace, picture, p), p) for p in phrases],
                [place(s[0], r) for s, r in zip(signals, right, strict=True)],
                list(signals),
                list(right),
                sum(not planned(workspace, picture, p) for p in phrases),
                f"{sum(planned(workspace, picture, p) for p in others)} of {len(others)}",
            )


def planned(workspace: Workspace, picture: Picture, phrase: Phrase) -> bool:
    """Return whether a phrase is taken to be about the curriculum."""
    return stands_out(picture, main_readings(workspace, picture, phrase))


def main_readings(workspace: Workspace, picture: Picture, phrase: Phrase) -> tuple[Reading, ...]:
    """Return the readings of a phrase's main clause."""
    clauses = read_wish(phrase.phrase).clauses[:1]
    (readings,) = read_clauses(picture, clauses, workspace.encoder.encode(clauses), Scope())
    return readings


def reading_rank(readings: Sequence[Reading], phrase: Phrase) -> float:
    """Return the 1-based rank of the first reading that leads to a right lesson."""
    ranked = enumerate(({lesson.name for lesson in reading.lessons} for reading in readings), start=1)
    return next((float(i) for i, lessons in ranked if not lessons.isdisjoint(phrase.lessons)), np.inf)


def lesson_signals(
    workspace: Workspace, picture: Picture, phrase: Phrase
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what speaks for each lesson, standardised, and which of them are right."""
    leads = picture.leads(Scope().view)
    vector = workspace.encoder.encode([phrase.phrase])[0]
    found = picture.index.rank(phrase.phrase, vector, among=leads.lessons, relatives=leads.relatives)
    raw = np.array([[m.summary, m.body, m.words, m.relative] for m in found], dtype=np.float64).T
    names = [picture.snapshot.names[picture.snapshot.index(match.node)] for match in found]
    return np.vstack([standardised(row) for row in raw]), np.isin(names, phrase.lessons)


def place(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the 1-based rank of the best of the right ones."""
    return 1.0 + float((scores > scores[right].max()).sum()) if right.any() else np.inf


def fitted_weights(trials: Sequence[Trial]) -> Sequence[float]:
    """Return the weights with the highest mean reciprocal rank over some curricula, each counting once."""
    return max(_WEIGHTS, key=lambda weights: sum(reciprocal(trial.ranks(weights)) for trial in trials))


def reciprocal(ranks: Sequence[float]) -> float:
    """Return the mean reciprocal rank."""
    return float(np.mean(1.0 / np.array(ranks)))


def shares(ranks: Sequence[float]) -> str:
    """Return the shares of ranks of 1, and of up to 3, as ``.57 / .80``."""
    found = np.array(ranks)
    return " / ".join(f"{(found <= most).mean():.2f}".removeprefix("0") for most in (1, 3))


def data_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where public curricula are."""
    default = os.environ.get("CAIRN_DATA")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(default) if default else None,
        help="a folder of public curricula, one folder each",
    )


if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description=__doc__)
    data_option(_parser)
    asyncio.run(main(_parser.parse_args().data))
