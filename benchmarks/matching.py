"""How often everyday words find the right lesson: the phrases of the sample curricula, read as a wish is.

Prints the share of phrases whose right lesson comes first, or among the first three, beside the cosine with
title and summary alone, and how many phrases about other things are planned for all the same.

    python -m benchmarks.matching
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from api.bootstrap import open_workspace
from api.services.answers import Reading
from api.services.ingest import ingest_path
from api.services.match import read_clauses, stands_out
from api.services.picture import Picture
from api.services.question import Scope
from api.services.wish import read_wish
from api.services.workspace import Workspace
from api.settings import Settings
from tests.gold import EXAMPLES, Phrase, read_phrases

CURRICULA = {
    "Data with PostgreSQL": EXAMPLES / "data-with-postgresql",
    "When the Pager Rings": EXAMPLES / "incident-response.txt",
}
FIRST = 3


async def main() -> None:
    """Ingest each sample into a store of its own, and print a row a curriculum."""
    print(
        f"{'curriculum':<24}{'phrases':>8}{'first':>8}{'in 3':>8}{'summary alone':>18}"
        f"{'refused':>9}{'other':>8}"
    )
    for name, path in CURRICULA.items():
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings.read({}, store=str(Path(folder) / "graph.db"))
            async with open_workspace(settings) as workspace:
                await ingest_path(workspace, path)
                print(row(workspace, await workspace.picture(), name))


def row(workspace: Workspace, picture: Picture, name: str) -> str:
    """Return a curriculum's figures.

    ``refused`` are phrases that fit and are not planned for, ``other`` those that do not fit and are.
    """
    phrases = [p for p in read_phrases() if p.lessons and p.curriculum == name]
    others = [p for p in read_phrases() if not p.lessons]
    ranks = [rank(read(workspace, picture, p), p) for p in phrases]
    alone = [rank(by_summary(workspace, picture, p), p) for p in phrases]
    refused = sum(not planned(workspace, picture, p) for p in phrases)
    other = sum(planned(workspace, picture, p) for p in others)
    return (
        f"{name:<24}{len(phrases):>8}{share(ranks, 1):>8}{share(ranks, FIRST):>8}"
        f"{share(alone, 1) + ' /' + share(alone, FIRST):>18}{refused:>9}{f'{other} of {len(others)}':>8}"
    )


def read(workspace: Workspace, picture: Picture, phrase: Phrase) -> list[set[str]]:
    """Return the lessons of each reading of a phrase's main clause, best first."""
    return [
        {lesson.name for lesson in reading.lessons} for reading in main_readings(workspace, picture, phrase)
    ]


def planned(workspace: Workspace, picture: Picture, phrase: Phrase) -> bool:
    """Return whether a phrase is taken to be about the curriculum."""
    return stands_out(picture, main_readings(workspace, picture, phrase))


def main_readings(workspace: Workspace, picture: Picture, phrase: Phrase) -> tuple[Reading, ...]:
    """Return the readings of a phrase's main clause."""
    clauses = read_wish(phrase.phrase).clauses[:1]
    (readings,) = read_clauses(picture, clauses, workspace.encoder.encode(clauses), Scope())
    return readings


def by_summary(workspace: Workspace, picture: Picture, phrase: Phrase) -> list[set[str]]:
    """Return lessons by the cosine of the phrase with their titles and summaries alone."""
    vector = workspace.encoder.encode([phrase.phrase])[0]
    found = picture.index.rank(phrase.phrase, vector, among=picture.leads(Scope().view).lessons)
    ordered = sorted(found, key=lambda match: -(match.summary or 0.0))
    return [{picture.snapshot.names[picture.snapshot.index(match.node)]} for match in ordered]


def rank(readings: list[set[str]], phrase: Phrase) -> int:
    """Return the 1-based rank of the first reading that leads to a right lesson."""
    right = set(phrase.lessons)
    return next((i for i, lessons in enumerate(readings, start=1) if lessons & right), sys.maxsize)


def share(ranks: list[int], most: int) -> str:
    """Return the share of ranks up to ``most``, as ``.57``."""
    return f"{sum(r <= most for r in ranks) / len(ranks):.2f}".removeprefix("0")


if __name__ == "__main__":
    asyncio.run(main())
