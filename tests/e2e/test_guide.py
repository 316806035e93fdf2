"""The guide for analysts runs on the sample: three findings, three pictures."""

import re
import subprocess
import sys
from pathlib import Path

import matplotlib.image
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_guide_finds_and_draws(tmp_path: Path) -> None:
    """What it says is about the sample's own lessons and promises, and each picture has something on it."""
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "guide.py", "-o", tmp_path],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout
    gates = re.search(r"1\. (\d+) of 49 lessons are a gate to more than half", said)
    assert gates is not None, said
    assert 1 <= int(gates[1]) < 49
    assert "Build operations that are safe to repeat" in said
    assert re.search(r"3\. Lessons fall into \d+ themes", said)
    assert "“PostgreSQL behind an application” is spread over" in said
    pictures = sorted(tmp_path.glob("*.png"))
    assert [one.stem for one in pictures] == ["bottlenecks", "gaps", "themes"]
    for one in pictures:
        pixels = matplotlib.image.imread(one)
        assert min(pixels.shape[:2]) > 200
        assert pixels[..., :3].std() > 0.05
