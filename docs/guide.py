"""A guided tour for analysts: from a folder of documents to three findings, each with a picture.

    python docs/guide.py                          the sample curriculum; pictures go to ./guide
    python docs/guide.py my-course/ -o pictures/

Everything below works on any curriculum: the sentences are made of what is found. It needs matplotlib beside
Cairn. Read it from `main` downwards.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten

import matplotlib as mpl

mpl.use("Agg")  # draws to files: no window is needed

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from api import Cairn, open_cairn
from api.services.effects import Change
from graph.model import NodeKind

INK, ACCENT, MUTED = "#1f2933", "#0b6e69", "#9aa5b1"
SAMPLE = Path(__file__).parents[1] / "examples" / "data-with-postgresql"


def main(arguments: Sequence[str] | None = None) -> None:
    """Ingest documents, and print and draw what is worth knowing about them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("documents", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("-o", "--output", type=Path, default=Path("guide"))
    asked = parser.parse_args(arguments)
    asked.output.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False})

    with open_cairn() as cairn:  # a store in memory; give it a file to keep the graph
        done = cairn.ingest(asked.documents)
        print("Read:", ", ".join(f"{number} {noun}s" for noun, number in done.counts.items()), "\n")
        bottlenecks(cairn, asked.output)
        gaps(cairn, asked.output)
        neighbours(cairn, asked.output)


def bottlenecks(cairn: Cairn, output: Path) -> None:
    """Show the lessons without which most of the others cannot be reached (dominators)."""
    found = cairn.central(first=500)
    lessons = [one for one in found.weights if one.item.kind is NodeKind.LESSON]
    gates = [one for one in lessons if one.share > 0.5]
    skippable = found.lessons - sum(one.gates > 0 for one in lessons)
    print(
        f"1. {len(gates)} of {found.lessons} lessons are a gate to more than half of the rest; "
        f"{skippable} are a gate to none: no other lesson has to wait for them."
    )
    if gates:
        worst = gates[-1].item.name
        impact = cairn.impact(worst)
        changed = [one for one in impact.effects if one.change is not Change.SAME]
        print(f"   Without “{worst}” alone, {len(changed)} paths to a promised goal would be others.")
    shown = lessons[:20][::-1]
    _, axes = plt.subplots(figsize=(8, 0.26 * len(shown) + 1.2), layout="constrained")
    colours = [ACCENT if one.share > 0.5 else MUTED for one in shown]
    axes.barh([_short(one.item.name) for one in shown], [100 * one.share for one in shown], color=colours)
    axes.set_xlabel("other lessons that cannot be reached without it, %")
    axes.set_title("What most of the curriculum rests on", loc="left", color=INK)
    _save(output / "bottlenecks.png")


def gaps(cairn: Cairn, output: Path) -> None:
    """Show, module by module, what is promised, warned of, required or taught without an answer."""
    table = cairn.coverage(by="module")
    rows = [row for row in table.rows if row.item]
    kinds = {
        "taught,\nnever required": [(len(row.unused), len(row.taught)) for row in rows],
        "required,\nnever taught": [(len(row.untaught), len(row.required)) for row in rows],
        "promised,\nunsupported": [(len(row.unkept), len(row.promised)) for row in rows],
        "warned of,\nunguarded": [(len(row.unguarded), len(row.warned)) for row in rows],
    }
    total = table.total
    print(
        f"2. {len(total.unused)} of {len(total.taught)} taught skills are required or promised by nothing, "
        f"{len(total.untaught)} of {len(total.required)} required ones are taught by nothing; "
        f"nothing leads to {len(total.unkept)} of {len(total.promised)} promised outcomes."
    )
    for outcome in total.unkept:
        print(f"   Promised in vain: “{outcome.name}”")
    shares = np.array([[gap / max(1, whole) for gap, whole in cells] for cells in kinds.values()]).T
    words = [[f"{gap} of {whole}" if whole else "–" for gap, whole in cells] for cells in kinds.values()]  # noqa: RUF001  # a dash is meant
    _, axes = plt.subplots(figsize=(8, 0.45 * len(rows) + 1.4), layout="constrained")
    _heat(axes, shares, [_short(row.item.name) for row in rows if row.item], list(kinds), words)
    axes.set_title("Where the curriculum is thin", loc="left", color=INK)
    _save(output / "gaps.png")


def neighbours(cairn: Cairn, output: Path) -> None:
    """Show which modules hold together by what they are about, and which are scattered over themes."""
    found = cairn.clusters()
    snapshot = cairn.snapshot()
    modules: dict[str, list[int]] = {}
    themes = [one for one in found.clusters if len(one.lessons) > 1]
    for column, theme in enumerate(themes):
        for lesson in theme.lessons:
            module = snapshot.module_of(snapshot.index(lesson.id))
            if module is not None:
                modules.setdefault(snapshot.names[module], [0] * len(themes))[column] += 1
    counts = np.array(list(modules.values()), float).reshape(-1, len(themes))
    shares = counts / counts.sum(axis=1, keepdims=True)
    scattered = sorted(zip(shares.max(axis=1, initial=0), modules, strict=True))
    print(f"3. Lessons fall into {len(themes)} themes (modularity {found.modularity:.2f}).")
    if scattered:
        share, name = scattered[0]
        parts = int((counts[list(modules).index(name)] > 0).sum())
        print(f"   “{name}” is spread over {parts} of them: its largest part is {share:.0%} of it.")
    titles = ["\n".join(_short(skill.name, 14) for skill in theme.skills[:2]) for theme in themes]
    words = [[f"{int(n)}" if n else "" for n in column] for column in counts.T]
    _, axes = plt.subplots(figsize=(8, 0.45 * len(modules) + 1.6), layout="constrained")
    _heat(axes, shares, [_short(name) for name in modules], titles, words)
    axes.set_title("Modules and what their lessons are about", loc="left", color=INK)
    _save(output / "themes.png")


def _heat(
    axes: Axes,
    shares: NDArray[np.float64],
    rows: Sequence[str],
    columns: Sequence[str],
    words: Sequence[Sequence[str]],
) -> None:
    """Draw shares (rows, columns) as colours, with a word in each field; words are given column by column."""
    axes.imshow(shares, cmap="YlGnBu", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    for spine in axes.spines.values():
        spine.set_visible(False)
    for row, column in np.ndindex(shares.shape):
        dark = shares[row, column] > 0.5
        axes.text(column, row, words[column][row], ha="center", va="center", color="white" if dark else INK)


def _short(text: str, most: int = 42) -> str:
    return shorten(text, most, placeholder=" …")


def _save(file: Path) -> None:
    plt.savefig(file, dpi=120)
    plt.close()
    print(f"   → {file}\n")


if __name__ == "__main__":
    main()
