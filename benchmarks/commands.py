"""How long a person waits for a command: the first path of the day, and an ingest with nothing to do.

Prints each figure beside a peer taken in the same run: the start of Python itself, hashing the same files.

    python benchmarks/commands.py [--documents 1000] [--runs 5]
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAIRN = (str(Path(sys.executable).parent / "cairn"),)
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000, help="unchanged documents to ingest again")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command; the median is printed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cold = cold_path(Path(folder) / "cold.db", options.runs)
        again = ingest_again(Path(folder), options.documents, options.runs)
    print(f"{'what':<44}{'median':>12}{'peer':>28}{'ratio':>8}")
    for what, figure, peer, ratio in (cold, again):
        print(f"{what:<44}{figure:>12}{peer:>28}{ratio:>8.1f}")


def cold_path(store: Path, runs: int) -> tuple[str, str, str, float]:
    """Time `cairn path` on the sample site, against a Python that starts and imports numpy."""
    run([*CAIRN, "ingest", str(ROOT / "examples" / "data-with-postgresql"), "--store", str(store)])
    ask = [*CAIRN, "path", "--gap", GAP, "--store", str(store)]
    peer = [sys.executable, "-c", "import numpy"]
    run(ask), run(peer)
    times = [(run(ask), run(peer)) for _ in range(runs)]
    ours, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    return "cold `cairn path` on the sample", f"{ours:.2f} s", f"python + numpy {theirs:.2f} s", ours / theirs


def ingest_again(folder: Path, documents: int, runs: int) -> tuple[str, str, str, float]:
    """Time an ingest in which nothing changed, less that of one document, against hashing alone."""
    site, store = folder / "site", folder / "again.db"
    site.mkdir()
    for n in range(documents):
        text = LESSON.format(n=n, previous=max(n - 1, 0), minutes=10 + n % 50)
        (site / f"lesson-{n:05}.md").write_text(text, encoding="utf-8")
    ingest = [*CAIRN, "ingest", str(site), "--store", str(store), "--json"]
    lone = folder / "lone"
    lone.mkdir()
    (lone / "lesson.md").write_text(LESSON.format(n=0, previous=0, minutes=10), encoding="utf-8")
    start = [*CAIRN, "ingest", str(lone), "--store", str(folder / "lone.db"), "--json"]
    run(ingest), run(start)
    before = store.read_bytes()
    times = [run(ingest) - run(start) for _ in range(runs)]
    if store.read_bytes() != before:
        sys.exit("an ingest of unchanged documents wrote to the store")
    ours = statistics.median(times)
    theirs = min(hashing(site) for _ in range(runs))
    rate, peer = documents / ours, documents / theirs
    return (
        f"ingest {documents:,} unchanged documents",
        f"{rate:,.0f}/s",
        f"read + SHA-256 {peer:,.0f}/s",
        peer / rate,
    )


def hashing(site: Path) -> float:
    """Return the seconds that reading and hashing every file takes."""
    start = time.perf_counter()
    for path in site.iterdir():
        hashlib.sha256(path.read_bytes()).hexdigest()
    return time.perf_counter() - start


def run(command: list[str]) -> float:
    """Run a command to its end, and return the seconds it took; a failure ends the benchmark."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "COLUMNS": "100"})
    if done.returncode > 1:
        sys.exit(f"{json.dumps(command)} failed: {done.stderr.decode()}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
