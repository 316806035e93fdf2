"""Zip archives of documents, read like the folder that was packed."""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from graph.errors import SourceError
from ingest.sources import titles, worth_reading
from ingest.sources.folders import passed_over
from ingest.sources.given import bounded
from ingest.sources.unpack import member, unzip

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Archived:
    """A document in an archive; ``uri`` is its path there, without the one folder that may hold all."""

    uri: str
    name: str
    archive: zipfile.ZipFile = field(compare=False, repr=False)

    def read(self, limit: int) -> bytes:
        """Return the bytes; see :meth:`ingest.sources.files.Source.read`."""
        return bounded(self.uri, member(self.uri, self.archive, self.name, limit), limit)


def is_archive(name: str) -> bool:
    """Tell whether a file is an archive of documents, going by its suffix."""
    return PurePosixPath(name).suffix.lower() == ".zip"


def archived(uri: str, packed: bytes | Path) -> Iterator[Archived]:
    """Yield the documents of an archive in the order in which those of the same folder come.

    Archives inside it are not opened, links are not followed.

    Raises
    ------
    SourceError
        It is damaged or not safe to unpack, a name leads out of it, or it holds no document.
    """
    archive = unzip(uri, packed)
    names = _files(uri, archive)
    top = _common_folder(names)
    found = [Archived(name.removeprefix(top), name, archive) for name in names]
    known = _without_passed_over(found)
    documents = [
        one for one in known if worth_reading(one.uri, partial(member, uri, archive, one.name, _HEAD))
    ]
    if not documents:
        raise SourceError("There is no document in this archive.", uri=uri, hint=f"What is read: {titles()}.")
    yield from sorted(documents, key=lambda one: _order(one.uri))


def _files(uri: str, archive: zipfile.ZipFile) -> list[str]:
    names = []
    for info in archive.infolist():
        path = PurePosixPath(info.filename)
        outside = (
            path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in info.filename[:2]
        )
        if outside:
            raise SourceError(f"“{info.filename}” in this archive leads out of it.", uri=uri)
        mode = info.external_attr >> 16
        if not info.is_dir() and not stat.S_ISLNK(mode) and info.filename:
            names.append(info.filename)
    return list(dict.fromkeys(names))


def _common_folder(names: list[str]) -> str:
    """Return the folder that all files lie in, as archives of repositories have it, or an empty text."""
    tops = {name.partition("/")[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""


def _without_passed_over(found: list[Archived]) -> list[Archived]:
    """Leave out hidden files and what lies in folders that hold no documents."""
    folders: dict[str, set[str]] = {}
    files: dict[str, set[str]] = {}
    for one in found:
        *parts, name = one.uri.split("/")
        files.setdefault("/".join(parts), set()).add(name)
        for depth, part in enumerate(parts):
            folders.setdefault("/".join(parts[:depth]), set()).add(part)
    skipped = {
        "/".join(filter(None, (place, name)))
        for place, names in folders.items()
        for name in passed_over(names, files.get(place, set()))
    }

    def is_kept(uri: str) -> bool:
        *parts, name = uri.split("/")
        above = ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
        return not name.startswith(".") and not any(place in skipped for place in above)

    return [one for one in found if is_kept(one.uri)]


def _order(uri: str) -> list[tuple[bool, str]]:
    """Sort as a folder is walked: its files by name, then its folders by name."""
    *parts, name = uri.split("/")
    return [*((True, part) for part in parts), (False, name)]
