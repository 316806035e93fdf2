"""Check that every lock in requirements/ serves what pyproject.toml asks for; needs no network.

A lock must hold each requirement at a version that satisfies it, a hash for every package, no
address and no path, and the locks must agree with one another.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ROOT / "requirements"
Pins = dict[str, set[str]]


def main() -> int:
    """Print what is wrong with the locks, one line each; return 1 if anything is."""
    wanted = _wanted()
    full = _pins(LOCKS / "full.lock")
    problems: list[str] = []
    for name, requirements in wanted.items():
        lock = LOCKS / f"{name}.lock"
        pins = _pins(lock)
        problems += [f"{lock.name}: {problem}" for problem in _unmet(requirements, pins)]
        if name in {"light", "dev"}:
            strays = (p for p, versions in pins.items() if not versions <= full.get(p, set()))
            problems += [f"{lock.name}: {p} differs from full.lock" for p in strays]
        problems += [f"{lock.name}: {problem}" for problem in _malformed(lock.read_text())]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print("Run: make lock", file=sys.stderr)
    return 1 if problems else 0


def _wanted() -> dict[str, list[Requirement]]:
    """Return what each lock must hold, by the lock's name."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = data["dependency-groups"]
    plain = {name: [r for r in group if isinstance(r, str)] for name, group in groups.items()}
    light = data["project"]["dependencies"] + data["build-system"]["requires"] + plain["build"]
    dev = light + plain["dev"]
    extras = [r for extra in data["project"]["optional-dependencies"].values() for r in extra]
    own = {name: (LOCKS / f"{name}.in").read_text().splitlines() for name in ("bootstrap", "model")}
    lists = {"light": light, "dev": dev, "full": dev + extras, **own}
    return {name: [Requirement(r) for r in requirements] for name, requirements in lists.items()}


def _entries(text: str) -> list[str]:
    return [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]


def _pins(lock: Path) -> Pins:
    """Return the versions of each package: one, or one per range of Pythons."""
    pins: Pins = {}
    for entry in _entries(lock.read_text()):
        name, _, rest = entry.partition("==")
        pins.setdefault(canonicalize_name(name), set()).add(rest.split(maxsplit=1)[0])
    return pins


def _unmet(requirements: Iterable[Requirement], pins: Pins) -> Iterator[str]:
    for requirement in requirements:
        versions = pins.get(canonicalize_name(requirement.name), set())
        if not versions:
            yield f"{requirement.name} is missing"
        yield from (
            f"{requirement} is not met by {version}"
            for version in sorted(versions)
            if not requirement.specifier.contains(version, prereleases=True)
        )


def _malformed(text: str) -> Iterator[str]:
    if "://" in text or "file:" in text:
        yield "holds an address"
    yield from (
        f"no exact version and hash: {entry.splitlines()[0]}"
        for entry in _entries(text)
        if not re.match(r"[A-Za-z0-9._-]+==\S+(?s:.)*--hash=sha256:[0-9a-f]{64}", entry)
    )


if __name__ == "__main__":
    sys.exit(main())
