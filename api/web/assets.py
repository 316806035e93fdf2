"""Stylesheets, scripts and pictures: kept in memory, at addresses that change with their content."""

import hashlib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_TYPES: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"


class Assets:
    """The files of ``api/web/static``.

    One digest over all of them stands in every address, so that modules import each other by plain relative
    names, and a browser never mixes the files of two releases.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        content = b"".join(name.encode() + b"\0" + files[name] for name in sorted(files))
        self._digest = hashlib.sha256(content).hexdigest()[:16]

    @classmethod
    def read(cls) -> "Assets":
        """Read the files that are part of this package."""
        return cls(dict(_files()))

    def url(self, name: str) -> str:
        """Return the address of a file; KeyError if there is none, so that a template cannot misspell it."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self._digest}/{name}"

    async def answer(self, request: Request) -> Response:
        """Answer with a file; under the digest of another release with the file as it is now.

        Raises
        ------
        HTTPException
            404 if there is no such file.
        """
        name = request.path_params["name"]
        content = self._files.get(name)
        if content is None:
            raise HTTPException(404)
        etag = f'"{self._digest}"'
        current = request.path_params["digest"] == self._digest
        headers = {"etag": etag, "cache-control": _FOR_A_YEAR if current else "no-cache"}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, headers={**headers, "content-type": _TYPES[name.rpartition(".")[2]]})


def _files() -> Iterator[tuple[str, bytes]]:
    for file in resources.files("api.web").joinpath("static").iterdir():
        yield file.name, file.read_bytes()
