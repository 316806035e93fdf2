"""The packages of Node.js that tests of clients run: ``python tools/node_packages.py install``.

What they are stands in ``tests/e2e/typescript``, in a lock file with hashes; they are fetched once a lock, by
npm as it is set up for anything else, into Cairn's cache folder. None of their install scripts is run.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import platformdirs

PROJECT = Path(__file__).parent.parent / "tests" / "e2e" / "typescript"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_MIN_NODE = 20


class MissingTool(Exception):
    """Node.js or npm is not there, or too old, or cannot fetch."""


def install() -> Path:
    """Fetch the packages, unless they are there; return the folder that holds ``node_modules``.

    Raises
    ------
    MissingTool
        If that cannot be done here.
    """
    _check_node()
    contents = [(PROJECT / name).read_bytes() for name in _FILES]
    digest = hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]
    target = platformdirs.user_cache_path("cairn", appauthor=False) / "node" / digest
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / "packages"
        made.mkdir()
        for name, content in zip(_FILES, contents, strict=True):
            (made / name).write_bytes(content)
        _fetch(made)
        try:
            made.rename(target)
        except OSError:  # somebody else was first
            if not target.exists():
                raise
    return target


def _fetch(folder: Path) -> None:
    done = subprocess.run(
        ["npm", "ci", "--no-progress"],  # noqa: S607  # the one that is set up here
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MissingTool(f"npm cannot fetch them: {done.stderr.strip()[-400:]}")


def _check_node() -> None:
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            raise MissingTool(f"{tool} is not there; install Node.js {_MIN_NODE} or newer, with npm")
    said = subprocess.run(
        ["node", "--version"],  # noqa: S607  # as above
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.match(r"v(\d+)", said)
    if found is None or int(found[1]) < _MIN_NODE:
        raise MissingTool(f"Node.js {_MIN_NODE} or newer is needed; this is {said.strip()}")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=["install"])
    parser.parse_args()
    try:
        print(os.fspath(install()))
    except MissingTool as error:
        sys.exit(f"No packages of Node.js: {error}.")


if __name__ == "__main__":
    main()
