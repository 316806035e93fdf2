"""How long a person waits for a command: the first path of the day, and an ingest with nothing to do.

Prints each figure beside a peer taken in the same run: the start of Python and numpy, and reading and
hashing the same files. The figure of a command is its fastest run, seen from outside: slower ones were
disturbed. What an ingest costs beyond its start is its time less that of one with a single document.

    python -m benchmarks.commands [--documents 1000] [--runs 7]
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAIRN = (sys.executable, "-c", "from api.bootstrap import main; main()")
SAMPLE = ROOT / "examples" / "data-with-postgresql"
GAP = "my query got slow when the table grew"

LESSON = """---
title: Lesson {n}
summary: What number {n} is about.
minutes: {minutes}
---

# Lesson {n}

Number {n} has its own term, gadget-{n}, and builds on gadget-{previous}.
"""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000, help="unchanged documents to ingest again")
    parser.add_argument("--runs", type=int, default=7, help="runs of each command; the fastest counts")
    options = parser.parse_args()
    print(f"{'what':<42}{'Cairn':>12}  {'peer':<28}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.runs)
        bench.cold_path()
        bench.ingest_again(options.documents)


class Bench:
    """Runs commands of this Python in a folder of their own, with compiled bytecode."""

    def __init__(self, folder: Path, runs: int) -> None:
        self._folder = folder
        self._runs = runs
        self._environment: Mapping[str, str] = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "COLUMNS": "100",
        }

    def cold_path(self) -> None:
        """Time `cairn path` on the sample site, against a Python that starts and imports numpy."""
        store = self._folder / "cold.db"
        self._run([*CAIRN, "ingest", str(SAMPLE), "--store", str(store)])
        ours, theirs = self._fastest(
            [*CAIRN, "path", "--gap", GAP, "--store", str(store)], [sys.executable, "-c", "import numpy"]
        )
        row(
            "cold `cairn path` on the sample",
            f"{ours:.2f} s",
            f"python, numpy: {theirs:.2f} s",
            ours / theirs,
        )

    def ingest_again(self, documents: int) -> None:
        """Time an ingest in which nothing changed; the store must be the same to the byte."""
        many, one = self._site("many", documents), self._site("one", 1)
        store = self._folder / "again.db"
        ingests = [[*CAIRN, "ingest", str(site), "--store", str(store)] for site in (many, one)]
        for ingest in ingests:
            self._run(ingest)
        before = store.read_bytes()
        whole, start = self._fastest(*ingests)
        if store.read_bytes() != before:
            sys.exit("an ingest of unchanged documents wrote to the store")
        hashed = min(hashing(many) for _ in range(self._runs))
        peer = f"read, SHA-256: {documents / hashed:,.0f}/s"
        beyond = max(whole - start, 1e-9)
        row(f"{documents:,} unchanged documents", f"{documents / beyond:,.0f}/s", peer, beyond / hashed)
        row("  the whole command", f"{whole:.2f} s", f"with one document: {start:.2f} s", whole / start)

    def _site(self, name: str, documents: int) -> Path:
        site = self._folder / name
        site.mkdir()
        for n in range(documents):
            text = LESSON.format(n=n, previous=max(n - 1, 0), minutes=10 + n % 50)
            (site / f"lesson-{n:05}.md").write_text(text, encoding="utf-8")
        return site

    def _fastest(self, *commands: Sequence[str]) -> list[float]:
        """Return the least seconds of each command, run in turn so that a busy moment meets them all."""
        for command in commands:
            self._run(command)
        times = [[self._run(command) for command in commands] for _ in range(self._runs)]
        return [min(column) for column in zip(*times, strict=True)]

    def _run(self, command: Sequence[str]) -> float:
        """Return the seconds that a command takes; a failure ends the benchmark."""
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=False, env=self._environment)
        if done.returncode:
            sys.exit(f"{command} failed: {done.stderr.decode()}")
        return time.perf_counter() - start


def hashing(site: Path) -> float:
    """Return the seconds that reading and hashing every file takes."""
    start = time.perf_counter()
    for path in site.iterdir():
        hashlib.sha256(path.read_bytes()).hexdigest()
    return time.perf_counter() - start


def row(what: str, ours: str, peer: str, ratio: float) -> None:
    """Print a line of the table."""
    print(f"{what:<42}{ours:>12}  {peer:<28}{ratio:>8.1f}")


if __name__ == "__main__":
    main()
