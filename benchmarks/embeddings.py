"""How fast texts become vectors: the light encoder beside sentence-transformers with the same weights.

Prints each figure beside its peer's from the same run; rounds alternate, and the best of each counts.

    python -m benchmarks.embeddings [--texts 200] [--rounds 3]
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from embeddings.index import Index
from embeddings.minilm import MiniLM
from embeddings.nearest import cosines, top
from embeddings.ports import Encoder
from embeddings.sentence_transformers import SentenceTransformerEncoder
from graph.model import NodeId

ROOT = Path(__file__).resolve().parent.parent
PHRASE = "my deploys keep breaking"
WORDS = """
    queue job retry table index query lock thread process message worker deploy release test error log trace
    cache cluster node replica schema migration transaction commit branch merge review token session request
""".split()  # noqa: SIM905  # thirty quoted words would be hard to read
COLD = "from pathlib import Path; import sys; from embeddings.minilm import MiniLM; "


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=200, help="texts of 3 to 120 words")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; the best counts")
    options = parser.parse_args()
    texts = sample(options.texts)
    with tempfile.TemporaryDirectory() as folder:
        encoders: dict[str, Encoder] = {"MiniLM, light": MiniLM(Path(folder))}
        if find_spec("sentence_transformers"):
            encoders["sentence-transformers"] = SentenceTransformerEncoder()
        else:
            print("sentence-transformers is not installed: no peer to compare with\n")
        throughput(encoders, texts, options.rounds)
        cold_start(Path(folder))
        ranking(encoders["MiniLM, light"], texts)


def sample(count: int) -> list[str]:
    """Return texts of 3 to 120 words, the same in every run."""
    rng = random.Random(0)
    return [" ".join(rng.choices(WORDS, k=rng.choice((3, 5, 8, 20, 40, 80, 120)))) for _ in range(count)]


def throughput(encoders: dict[str, Encoder], texts: list[str], rounds: int) -> None:
    """Print texts a second and the time of one short text, and the ratios to the first encoder."""
    for encoder in encoders.values():
        encoder.encode(texts[:4])
    best = dict.fromkeys(encoders, float("inf"))
    single: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(rounds):
        for name, encoder in encoders.items():
            best[name] = min(best[name], seconds(lambda e=encoder: e.encode(texts)))
            single[name] += [seconds(lambda e=encoder: e.encode([PHRASE])) for _ in range(20)]
    first = next(iter(encoders))
    print(f"{'':24}{'texts/s':>10}{'ratio':>8}{'one phrase, p50':>18}{'ratio':>8}")
    for name in encoders:
        p50 = statistics.median(single[name])
        ratio = statistics.median(single[first]) / p50
        print(
            f"{name:24}{len(texts) / best[name]:10.0f}{best[first] / best[name]:8.2f}"
            f"{p50 * 1e3:15.2f} ms{ratio:8.2f}"
        )


def cold_start(cache: Path) -> None:
    """Print what the first vector costs a fresh process beyond Python and numpy."""
    runs = {
        "Python and numpy": "import numpy",
        "and a first vector": f"{COLD}MiniLM(Path(sys.argv[1])).encode(['{PHRASE}'])",
    }
    print()
    for name, script in runs.items():
        command = [sys.executable, "-c", script, str(cache)]
        times = [seconds(lambda c=command: subprocess.run(c, cwd=ROOT, check=True)) for _ in range(5)]
        print(f"{name:24}{statistics.median(times) * 1e3:7.0f} ms a process")


def ranking(encoder: Encoder, texts: list[str]) -> None:
    """Print what the first and a later ranking of 500 passages cost, and exact cosine at 100,000."""
    passages = (texts * 500)[:500]
    nodes = [NodeId(f"c/lesson/{number // 4}") for number in range(500)]
    vectors = np.resize(encoder.encode(texts), (500, encoder.dimensions))
    (query,) = encoder.encode([PHRASE])
    index = Index(nodes, [n % 4 for n in range(500)], passages, vectors, {node: (node,) for node in nodes})
    print()
    print(f"{'first ranking of 500':24}{seconds(lambda: index.rank(PHRASE, query, limit=10)) * 1e3:7.1f} ms")
    print(f"{'each further':24}{seconds(lambda: index.rank(PHRASE, query, limit=10)) * 1e3:7.1f} ms")
    many = np.resize(vectors, (100_000, encoder.dimensions))
    print(f"{'cosine, 10 of 100,000':24}{seconds(lambda: top(cosines(many, query), 10)) * 1e3:7.1f} ms")


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
