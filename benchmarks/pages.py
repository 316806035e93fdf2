"""Pages of a large curriculum: how many bytes, and how much processor time the server takes for each.

The curriculum is made up, with modules of forty lessons and no documents; its picture is compiled before, as
a server has it. Time is that of this process in all its threads, to a page the first time after a new
revision and the time after; the ratio is to the same page of the sample site in the same run.

    python -m benchmarks.pages [--skills 100000]
"""

import argparse
import asyncio
import time
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import numpy as np

from api.http.app import create_app
from api.services.ingest import ingest_path
from api.services.picture import Picture
from api.services.workspace import Workspace
from api.settings import Settings
from benchmarks.synthetic import Shape, lesson_columns
from embeddings.minilm import MiniLM
from graph.codec import EDGE_CODES, NODE_CODES, ORIGIN_CODES, encode_node
from graph.columns import GraphColumns
from graph.model import EdgeKind, Lesson, Module, NodeId, NodeKind, Origin, Skill
from graph.snapshot import Snapshot
from graph.stores.sqlite import SqliteStore

SAMPLE = Path(__file__).resolve().parent.parent / "examples" / "data-with-postgresql"
SETTINGS = Settings.read({})
_A_MODULE = 40
_UNFINISHED = "data-reload"
"""Stands in a page that says that it is being worked out: the first time is until there is another."""


@dataclass(frozen=True)
class Cost:
    """What a page took: bytes, and milliseconds of processor time, the first time and the next."""

    size: int
    first: float
    again: float


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--skills", type=int, default=100_000, help="how large the curriculum is")
    asyncio.run(measure(parser.parse_args().skills))


async def measure(skills: int) -> None:
    """Ask for every page of both curricula, and print what that took."""
    async with await SqliteStore.open(":memory:") as store:
        sample = Workspace(store, MiniLM(cache=SETTINGS.cache), SETTINGS)
        await ingest_path(sample, SAMPLE)
        picture = (await sample.picture()).snapshot
        small = await costs(sample, pages(picture))
    async with await SqliteStore.open(":memory:") as store:
        columns = with_modules(lesson_columns(Shape(skills), seed=1))
        made_up = Workspace(store, MiniLM(cache=SETTINGS.cache), SETTINGS)
        snapshot = Snapshot.compile(columns)
        made_up._picture = Picture(snapshot, ())  # noqa: SLF001 - no store holds what is made up
        large = await costs(made_up, pages(snapshot))
    print(f"{len(snapshot):,} nodes, {len(snapshot.source):,} edges; milliseconds of processor time")
    print(f"{'page':<26}{'KB':>6}{'first':>9}{'again':>8}{'ratio':>8}")
    for name, cost in large.items():
        ratio = cost.again / max(small[name].again, 0.1)
        print(f"{name:<26}{cost.size / 1000:>6.1f}{cost.first:>9.0f}{cost.again:>8.1f}{ratio:>8.1f}")


def pages(snapshot: Snapshot) -> dict[str, str]:
    """Return the pages to ask for, by name."""
    lesson, skill = (
        snapshot.ids[int(snapshot.of_kind(kind)[len(snapshot.of_kind(kind)) // 2])].split("/", 2)
        for kind in (NodeKind.LESSON, NodeKind.SKILL)
    )
    return {
        "home": "/",
        "names while typing": "/names?q=ski",
        "lessons": "/curriculum",
        "lessons, in the middle": "/curriculum?page=500",
        "skills": "/curriculum?list=skills",
        "search by name": "/curriculum?q=77",
        "lesson": f"/lesson/{lesson[0]}/{lesson[2]}",
        "skill": f"/skill/{skill[0]}/{skill[2]}",
        "path to a skill": f"/path?goal={'/'.join(skill)}",
        "map": "/map",
        "coverage": "/coverage",
        "coverage of skills": "/coverage?rows=skill",
        "coverage by module": "/coverage/parts",
        "health": "/health",
        "review": "/review",
        "documents": "/documents",
        "explorer": "/explorer",
    }


async def costs(workspace: Workspace, addresses: dict[str, str]) -> dict[str, Cost]:
    """Return what each page took."""
    transport = httpx.ASGITransport(create_app(workspace, replace(SETTINGS, deadline=600.0)))
    headers = {"accept": "text/html", "accept-encoding": "identity"}
    found = {}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8000", headers=headers, timeout=600
    ) as client:
        for name, address in addresses.items():
            times = []
            for _ in range(4):
                start = time.process_time()
                response = await client.get(address)
                while _UNFINISHED in response.text:
                    await asyncio.sleep(0.1)
                    response = await client.get(address)
                times.append(1000 * (time.process_time() - start))
                assert response.status_code == 200, (address, response.text[:2000])
            found[name] = Cost(len(response.content), times[0], min(times[1:]))
    return found


def with_modules(columns: GraphColumns) -> GraphColumns:
    """Return a curriculum of lessons and skills with its lessons in modules, and with all that nodes hold."""
    lessons = np.flatnonzero(columns.kinds == NODE_CODES[NodeKind.LESSON])
    count = -(-len(lessons) // _A_MODULE)
    n = len(columns.ids)
    modules = [NodeId(f"synthetic/module/{number:05d}") for number in range(count)]
    target = n + np.arange(len(lessons)) // _A_MODULE
    position = np.arange(len(lessons)) % _A_MODULE
    kinds = np.concatenate([columns.kinds, np.full(count, NODE_CODES[NodeKind.MODULE], np.uint8)])
    held = len(lessons)
    return replace(
        columns,
        ids=[*columns.ids, *modules],
        names=[*columns.names, *(f"module {i}" for i in range(count))],
        data=[_data(columns, i) for i in range(n)]
        + [encode_node(Module(id=id_, name=f"module {i}")) for i, id_ in enumerate(modules)],
        kinds=kinds,
        origins=np.full(n + count, ORIGIN_CODES[Origin.AUTHORED], np.uint8),
        confidences=np.ones(n + count, np.float32),
        minutes=np.concatenate([columns.minutes, np.full(count, -1, np.int32)]),
        source=np.concatenate([columns.source, lessons.astype(np.int32)]),
        target=np.concatenate([columns.target, target.astype(np.int32)]),
        edge_kind=np.concatenate([columns.edge_kind, np.full(held, EDGE_CODES[EdgeKind.PART_OF], np.uint8)]),
        edge_origin=np.concatenate(
            [columns.edge_origin, np.full(held, ORIGIN_CODES[Origin.AUTHORED], np.uint8)]
        ),
        edge_confidence=np.concatenate([columns.edge_confidence, np.ones(held, np.float32)]),
        edge_role=np.concatenate([columns.edge_role, np.zeros(held, np.uint8)]),
        edge_position=np.concatenate([columns.edge_position, position.astype(np.int32)]),
    )


def _data(columns: GraphColumns, node: int) -> bytes:
    id_, name = NodeId(columns.ids[node]), columns.names[node]
    if columns.kinds[node] == NODE_CODES[NodeKind.LESSON]:
        return encode_node(Lesson(id=id_, name=name, minutes=int(columns.minutes[node])))
    return encode_node(Skill(id=id_, name=name))


if __name__ == "__main__":
    main()
