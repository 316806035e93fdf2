"""Files beside a GraphQL request: the GraphQL multipart request specification.

A form can be sent by any web site without the browser asking first, so a header that no form can set is
required with it: then the browser asks, and CORS answers.

Reference: https://github.com/jaydenseric/graphql-multipart-request-spec
"""

from collections.abc import Collection
from http import HTTPStatus
from typing import Any, Final

import msgspec
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Scope

from api.graphql.uploads import SentFile
from api.http.bounds import OVERLOADED, SOON, Allowance, Places
from api.http.identity import principal_of
from api.http.parameters import Parameters, decoded, parameters
from api.http.responses import refusal
from api.services.identity import Scope as Allowed

FORM: Final = "multipart/form-data"
PREFLIGHT: Final = ("graphql-require-preflight", "apollo-require-preflight")
"""Headers of which one has to be there, with any value."""
_AROUND: Final = 64 * 1024
"""Bytes of a body beside the file itself."""
_FILES: Final = 10
_DIGITS: Final = 7
_AT_A_TIME: Final = 4
"""Uploads that are taken in, and so in memory."""


class Uploads:
    """Says how large a body may be: one with files is larger, for few at a time and who may ingest.

    Files are taken in at some ``paths`` alone.
    """

    def __init__(self, paths: Collection[str], *, most: int, most_with_files: int) -> None:
        self._paths = frozenset(paths)
        self._plain, self._most_with_files = Allowance(most), most_with_files + _AROUND
        self._places = Places(_AT_A_TIME)

    def __call__(self, scope: Scope) -> Allowance:
        """Return what one request may bring."""
        if scope["path"] not in self._paths or not is_form(Headers(scope=scope)):
            return self._plain
        if not principal_of(scope).may(Allowed.INGEST):
            status = HTTPStatus.FORBIDDEN
            return Allowance(0, refusal=refusal(status, status.name, "Files need the scope ingest."))
        leave = self._places.take()
        if leave is None:
            busy = refusal(
                503, OVERLOADED, "Other files are taken in; try again.", headers={"retry-after": SOON}
            )
            return Allowance(0, refusal=busy)
        return Allowance(self._most_with_files, leave=leave)


def is_form(headers: Headers) -> bool:
    """Tell whether a request is a form."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() == FORM


async def from_form(request: Request) -> Parameters:
    """Return the parameters of a request with files, which stand in the variables.

    Raises
    ------
    HTTPException
        If it is no such request, or one that a form of another site could have sent.
    """
    if not any(name in request.headers for name in PREFLIGHT):
        raise HTTPException(403, f"A form needs the header {PREFLIGHT[0]}, as `{PREFLIGHT[0]}: 1`.")
    async with request.form(max_files=_FILES, max_fields=2, max_part_size=_AROUND) as form:
        asked = parameters(decoded(_text(form, "operations")))
        for name, paths in _map(form).items():
            sent = form.get(name)
            if not isinstance(sent, UploadFile):
                raise HTTPException(400, f"The map names {name!r}, which is no file of the form.")
            file = SentFile(await sent.read())
            for path in paths:
                _put(asked, path, file)
        return asked


def _text(form: FormData, name: str) -> bytes:
    value = form.get(name)
    if not isinstance(value, str):
        raise HTTPException(400, f"The form has no field {name!r}.")
    return value.encode("utf-8", "replace")


def _map(form: FormData) -> dict[str, list[str]]:
    try:
        return msgspec.convert(decoded(_text(form, "map")), dict[str, list[str]])
    except msgspec.ValidationError as error:
        raise HTTPException(400, f"The map is none: {error}.") from error


def _put(asked: Parameters, path: str, file: SentFile) -> None:
    """Put a file in its place in the variables, where null stands."""
    root, _, rest = path.partition(".")
    *way, last = rest.split(".")
    place: Any = asked.variables if root == "variables" else None
    for step in way:
        key = _key(place, step)
        place = None if key is None else place[key]
    key = _key(place, last)
    if key is None or place[key] is not None:
        raise HTTPException(400, f"There is no null at {path[:80]!r}.")
    place[key] = file


def _key(place: object, step: str) -> str | int | None:
    """Return what a step of a path leads to in an object or a list, None if it leads nowhere."""
    if isinstance(place, dict):
        return step if step in place else None
    if isinstance(place, list) and step.isdecimal() and len(step) < _DIGITS and int(step) < len(place):
        return int(step)
    return None
