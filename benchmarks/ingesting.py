"""How fast documents become a graph, and in how much memory.

A tree of pages is made up: modules of lessons with front matter, prose, lists, code and links, in words of a
vocabulary that repeats as words do. Each ingest is a process of its own, so that its peak of memory is its
own. Figures are pages per second of processor time; the peer is markdown-it, which parses the same pages and
does nothing else. (A file named ``ingest`` would hide the package from the other benchmarks.)

    python -m benchmarks.ingesting [--pages 1000] [--embed 200] [--keep FOLDER]
"""

import argparse
import gc
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import accumulate, pairwise
from pathlib import Path

import anyio
import numpy as np
from markdown_it import MarkdownIt

from api.bootstrap import ONE_THREAD, SELDOM
from api.settings import Settings
from embeddings.minilm import MiniLM
from embeddings.ports import Encoder, Vectors
from graph.model import NodeId
from graph.stores.sqlite import SqliteStore
from ingest.pipeline import ingest
from ingest.sources.files import discover

ROOT = Path(__file__).resolve().parent.parent
LESSONS_A_MODULE = 12
VOCABULARY = 4_000
STAGES = ("reading", "resolving", "embedding", "inferring", "writing")
PAGE = """---
title: {title}
weight: {weight}
summary: {summary}
---

# {title}

{intro} Covers {terms}.

## {heading}

{body}

- {one}
- {two}
- {three}

```python
{name} = make_{name}(count={weight})
```

## What goes wrong

- {mistake}

See [{before}]({link}) first.
"""


class Words:
    """Made-up words, a few of them frequent and most of them rare."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # makes up texts, guards nothing
        syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
        self._words = ["".join(self._random.choices(syllables, k=3)) for _ in range(VOCABULARY)]
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(VOCABULARY)))

    def some(self, count: int) -> str:
        """Return a phrase."""
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))

    def sentences(self, count: int) -> str:
        """Return as many sentences of a dozen words."""
        made = (f"{self.some(3).capitalize()} is the {self.some(4)} of {self.some(3)}." for _ in range(count))
        return " ".join(made)


def make_tree(folder: Path, pages: int) -> int:
    """Write a tree of about so many pages; return the number of its bytes."""
    words = Words(pages)
    before, link, size = "the beginning", "../index.md", 0
    module = folder
    for number in range(pages):
        if number % LESSONS_A_MODULE == 0:
            module = folder / f"{number // LESSONS_A_MODULE:04}-{words.some(1)}"
            module.mkdir(parents=True)
        title = f"{words.some(2).capitalize()} {number}"
        text = PAGE.format(
            title=title,
            weight=number % LESSONS_A_MODULE + 1,
            summary=words.sentences(1),
            intro=words.sentences(2),
            terms=f"{words.some(2)}, {words.some(2)}, and {words.some(1)}",
            heading=words.some(2).capitalize(),
            body="\n\n".join(words.sentences(6) for _ in range(3)),
            one=words.sentences(1),
            two=words.sentences(1),
            three=words.sentences(1),
            name=words.some(1),
            mistake=f"Forgetting the {words.some(3)}",
            before=before,
            link=link,
        )
        path = module / f"lesson-{number:05}.md"
        path.write_text(text, encoding="utf-8")
        before, link, size = title, f"../{module.name}/{path.name}", size + len(text)
    return size


class Blind:
    """An encoder that costs next to nothing, and to which no two texts are alike."""

    id = "blind/64/fp32"
    dimensions = 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows of the texts' hashes."""
        hashes = b"".join(blake2b(text.encode(), digest_size=self.dimensions).digest() for text in texts)
        rows = np.frombuffer(hashes, np.uint8).reshape(-1, self.dimensions).astype(np.float32) - 127.5
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def measured(work: Callable[[], object]) -> dict[str, float]:
    """Return what work cost this process: processor and wall seconds, and its peak of memory in MB."""
    before, start = time.process_time(), time.perf_counter()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": time.process_time() - before, "wall": time.perf_counter() - start, "peak": peak}


def ingest_tree(folder: Path, store: Path, encoder: Encoder) -> dict[str, float]:
    """Ingest a folder into a store; beside the costs return when each stage began, in processor seconds."""
    stages: dict[str, float] = {}
    start = time.process_time()

    def notify(stage: str, _done: int, _total: int) -> None:
        stages.setdefault(stage, time.process_time() - start)

    async def run() -> None:
        async with await SqliteStore.open(store) as opened:
            files = list(discover(folder))
            await ingest(opened, encoder, files, NodeId("tree"), max_bytes=10_000_000, progress=notify)

    return {**measured(lambda: anyio.run(run)), **stages}


def parse_tree(folder: Path) -> dict[str, float]:
    """Parse every page with markdown-it, and keep nothing."""
    parser = MarkdownIt("commonmark").enable("table")

    def run() -> None:
        for path in sorted(folder.rglob("*.md")):
            parser.parse(path.read_text(encoding="utf-8"))

    return measured(run)


def child(what: str, folder: Path, store: Path) -> None:
    """Do one thing in this process, set as ``cairn`` sets its own, and print what it cost as JSON."""
    gc.set_threshold(*SELDOM)
    if what == "parse":
        cost = parse_tree(folder)
    elif what == "embed":
        cost = ingest_tree(folder, store, MiniLM(cache=Settings.read({}).cache))
    else:
        cost = ingest_tree(folder, store, Blind())
    print(json.dumps(cost))


def run_child(what: str, folder: Path, store: Path) -> dict[str, float]:
    """Do one thing in a process of its own; return what it cost."""
    options = ["--child", what, "--folder", str(folder), "--store", str(store)]
    command = [sys.executable, "-m", "benchmarks.ingesting", *options]
    as_cairn = {**dict([ONE_THREAD]), **os.environ}
    done = subprocess.run(command, capture_output=True, check=False, text=True, cwd=ROOT, env=as_cairn)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(folder: Path, pages: int, embed: int) -> None:
    """Measure all, and print the table."""
    tree, store = folder.resolve() / "tree", folder.resolve() / "tree.db"
    size = make_tree(tree, pages)
    parse = run_child("parse", tree, store)
    print(f"{pages:,} pages, {size / pages / 1024:.1f} KB each")
    print(f"{'what':<44}{'pages/s':>9}{'of peer':>9}{'peak MB':>9}")
    show("markdown-it, parsing alone", pages, parse, parse)
    first = run_child("ingest", tree, store)
    show("ingest into an empty store, no embeddings", pages, first, parse)
    show_stages(first)
    show("the same again, nothing changed", pages, run_child("ingest", tree, store), parse)
    change_a_page(tree)
    changed = run_child("ingest", tree, store)
    show("one page of it changed", pages, changed, parse)
    show_stages(changed)
    if embed:
        small, store, scale = folder / "small", folder / "small.db", embed / pages
        make_tree(small, embed)
        show(f"{embed:,} pages with MiniLM", embed, run_child("embed", small, store), parse, scale=scale)
        change_a_page(small)
        changed = run_child("embed", small, store)
        show("one page of these changed", embed, changed, parse, scale=scale)
        show_stages(changed)


def change_a_page(tree: Path) -> None:
    """Add a sentence to a page."""
    page = next(tree.rglob("*.md"))
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more sentence here.\n", encoding="utf-8")


def show_stages(cost: dict[str, float]) -> None:
    """Print the processor time of each stage of an ingest that changed something, and of all together."""
    begun = [*(stage for stage in STAGES if stage in cost), "cpu"]
    for stage, next_ in pairwise(begun):
        print(f"    {stage:<40}{cost[next_] - cost[stage]:>8.2f} s")
    print(f"    {'all':<40}{cost['cpu']:>8.2f} s", flush=True)


def show(what: str, pages: int, cost: dict[str, float], peer: dict[str, float], scale: float = 1.0) -> None:
    """Print a line of the table."""
    rate, ratio = pages / cost["cpu"], scale * peer["cpu"] / cost["cpu"]
    print(f"{what:<44}{rate:>9,.0f}{ratio:>9.3f}{cost['peak']:>9,.0f}", flush=True)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=1_000, help="pages of the made-up tree")
    parser.add_argument("--embed", type=int, default=200, help="pages to embed as well; 0 for none")
    parser.add_argument("--keep", type=Path, help="an empty folder to work in, and to leave as it is")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.folder, options.store)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(options.keep or Path(folder), options.pages, options.embed)


if __name__ == "__main__":
    main()
