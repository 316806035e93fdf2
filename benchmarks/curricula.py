"""Curricula with known answers, as drafts: our own samples, and public tracks in a folder.

A track has the shape of an Exercism track: ``config.json`` with concepts and the concept exercises that teach
and require them, ``concepts/*/about.md`` with their texts, ``concepts/*/.meta/config.json`` with a sentence.
"""

import json
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from ingest.extract import extract
from ingest.records import Draft
from ingest.sources import parse
from tests.gold import EXAMPLES

Pairs = set[tuple[str, str]]


def read_example(name: str) -> list[Draft]:
    """Extract one of our own curricula: a file, or a folder of pages."""
    file = EXAMPLES / f"{name}.txt"
    if file.exists():
        return [extract(parse(file.name, file.read_bytes()))]
    folder = EXAMPLES / name
    pages = sorted(folder.rglob("*.md"))
    return [extract(parse(page.relative_to(folder).as_posix(), page.read_bytes())) for page in pages]


def read_track(
    folder: Path, *, bodies: bool = True, in_teaching_order: bool = False
) -> tuple[list[Draft], Pairs]:
    """Extract the pages of a track, and return its prerequisites by title."""
    pages = track_pages(folder, bodies=bodies, in_teaching_order=in_teaching_order)
    titles, needs = _taught(folder)
    known = {(titles[c], titles[p]) for c, others in needs.items() for p in others if p in needs and p != c}
    return [extract(parse(uri, content)) for uri, content in pages.items()], known


def track_pages(folder: Path, *, bodies: bool = True, in_teaching_order: bool = False) -> dict[str, bytes]:
    """Return the taught concepts of a track as weighted pages, by file name.

    Parameters
    ----------
    folder
        The track.
    bodies
        Whether pages have their text, or their title and a sentence alone.
    in_teaching_order
        Whether pages stand in an order in which each comes after what it requires, names among equals, as
        the track's own map shows them; else in that of the configuration.
    """
    titles, needs = _taught(folder)
    order = _teaching_order(needs) if in_teaching_order else list(needs)
    return {
        f"{concept}.md": _page(folder / "concepts" / concept, titles[concept], weight, bodies)
        for weight, concept in enumerate(order, start=1)
    }


def _taught(folder: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Return the titles of a track's concepts, and what each taught one requires, by slug."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    titles = {concept["slug"]: concept["name"] for concept in config["concepts"]}
    needs: dict[str, set[str]] = {}
    for exercise in config["exercises"]["concept"]:
        for concept in exercise["concepts"]:
            needs.setdefault(concept, set()).update(exercise["prerequisites"])
    return titles, needs


def _page(folder: Path, title: str, weight: int, bodies: bool) -> bytes:  # noqa: FBT001  # two shapes of one page
    if bodies:
        body = (folder / "about.md").read_text(encoding="utf-8").partition("\n")[2]
        return f'---\ntitle: "{title}"\nweight: {weight}\n---\n{body}'.encode()
    told = json.loads((folder / ".meta" / "config.json").read_text(encoding="utf-8")).get("blurb", "")
    return f'---\ntitle: "{title}"\ndescription: {json.dumps(told)}\nweight: {weight}\n---\n'.encode()


def _teaching_order(needs: Mapping[str, set[str]]) -> list[str]:
    """Return the concepts level by level; rings are broken at the concept that comes first by name."""
    graph = {concept: sorted((others & needs.keys()) - {concept}) for concept, others in needs.items()}
    while True:
        try:
            sorter = TopologicalSorter(graph)
            sorter.prepare()
        except CycleError as error:
            first = min(error.args[1])
            graph[first] = [other for other in graph[first] if other not in error.args[1]]
            continue
        order: list[str] = []
        while sorter.is_active():
            ready = sorted(sorter.get_ready())
            order += ready
            sorter.done(*ready)
        return order
