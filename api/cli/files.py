"""Files that commands read and write, with errors that say which and why."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from graph.errors import InvalidInput


def read_bytes(file: Path) -> bytes:
    """Return what a file holds.

    Raises
    ------
    InvalidInput
        If it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"{file} cannot be read: {error.strerror}.", hint="Name a file that is there and can be read."
        ) from error


def read_input(file: Path) -> bytes:
    """Return what a file holds, or standard input where it is ``-``; raises as :func:`read_bytes` does."""
    return sys.stdin.buffer.read() if str(file) == "-" else read_bytes(file)


def write_bytes(file: Path, data: bytes) -> None:
    """Write a file whole; raises as :func:`whole` does."""
    with whole(file) as out:
        out.write(data)


@contextmanager
def whole(file: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that is there only when all of it is.

    Raises
    ------
    InvalidInput
        If it cannot be written.
    """
    draft = file.with_name(f".{file.name}.part")
    try:
        with draft.open("wb") as out:
            yield out
        draft.replace(file)
    except OSError as error:
        raise InvalidInput(
            f"{file} cannot be written: {error.strerror}.", hint="Name a file that can be written to."
        ) from error
    finally:
        with suppress(OSError):  # it never came to be
            draft.unlink(missing_ok=True)
