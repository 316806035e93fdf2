"""The headers of a request, read without making anything of them first."""

from starlette.types import Scope


def header(scope: Scope, name: bytes) -> bytes:
    """Return the first value of a header, empty where there is none; ASGI has names in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""
