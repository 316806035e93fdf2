"""A folder or file as a revision of a git repository has it."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import InvalidInput

_HINT = "Give a file, a folder, REVISION:PATH within a git repository, or `store`."


@contextmanager
def located(place: str) -> Iterator[Path]:
    """Return where a file, a folder or ``REVISION:PATH`` lies, for as long as it is needed.

    What exists under that name goes before a revision; raises what :func:`checked_out` does.
    """
    revision, separator, path = place.partition(":")
    if separator and not Path(place).exists():
        with checked_out(revision, path) as folder:
            yield folder
    else:
        yield Path(place)


@contextmanager
def checked_out(revision: str, path: str) -> Iterator[Path]:
    """Lay a file or folder as a git revision has it into a temporary place, for as long as it is needed.

    ``path`` is relative to the repository that the current folder is in, as in ``git show``.

    Raises
    ------
    InvalidInput
        If there is no git, no repository, no such revision, or nothing at that path.
    """
    top = _git(["rev-parse", "--show-toplevel"], cwd=".").decode().strip()
    wanted = path.strip("/") or "."
    archive = _git(["archive", "--format=tar", revision, "--", wanted], cwd=top)
    with tempfile.TemporaryDirectory(prefix="cairn-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        yield Path(folder) / wanted


def _git(arguments: list[str], cwd: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, check=False)  # noqa: S603, S607  # the user's own git, no shell
    except OSError as error:
        raise InvalidInput(f"git cannot be run: {error.strerror}.", hint=_HINT) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise InvalidInput(f"git says: {said[0].removeprefix('fatal: ').rstrip('.')}.", hint=_HINT)
    return done.stdout
