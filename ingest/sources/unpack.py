"""Zip archives, opened without trusting them: what is in them is counted and weighed before it is read."""

import io
import lzma
import zipfile
import zlib
from pathlib import Path

from graph.errors import SourceError

MAX_MEMBERS = 20_000
MAX_BYTES = 512 * 1024 * 1024
"""What an archive may hold in all, unpacked."""

_MAX_RATIO = 200
_FREE = 1024 * 1024
"""Below this size a member may be as well packed as it likes: blank pages are."""

_ENCRYPTED = 0x1


def unzip(uri: str, packed: bytes | Path) -> zipfile.ZipFile:
    """Open an archive whose members are safe to read.

    Raises
    ------
    SourceError
        It is no archive or damaged, is encrypted, or holds too much: too many members, too many bytes, or
        a member that unpacks to more than 200 times its size.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed) if isinstance(packed, bytes) else packed)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise SourceError(f"This archive is damaged: {error}.", uri=uri) from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise SourceError(f"This archive holds more than {MAX_MEMBERS:,} files.", uri=uri)
    if sum(member.file_size for member in members) > MAX_BYTES:
        raise SourceError(f"This archive unpacks to more than {MAX_BYTES:,} bytes.", uri=uri)
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise SourceError(f"“{member.filename}” in this archive is encrypted.", uri=uri)
        if member.file_size > _FREE and member.file_size > _MAX_RATIO * member.compress_size:
            raise SourceError(f"“{member.filename}” in this archive unpacks to far too much.", uri=uri)
    return archive


def member(uri: str, archive: zipfile.ZipFile, name: str, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a member: no more than ``limit`` and one, nor more than the archive said there are.

    Raises
    ------
    SourceError
        There is no such member, or it is damaged.
    """
    try:
        with archive.open(name) as stream:
            return stream.read(limit + 1)
    except KeyError as error:
        raise SourceError(f"“{name}” is missing in this archive.", uri=uri) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        ValueError,
        RuntimeError,
        OSError,
    ) as error:
        raise SourceError(f"“{name}” in this archive is damaged: {error}.", uri=uri) from error
