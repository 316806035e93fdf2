"""``/sign-in`` and ``/sign-out``: a browser shows a key once, and a cookie stands for it from then on."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.web.links import own_address
from api.web.render import Renderer
from graph.errors import InvalidInput

SESSION_COOKIE: Final = "cairn_session"
_OPEN: Final = frozenset({"/sign-in", "/sign-out", "/theme"})
_HERE: Final = "/sign-in"

Begin: TypeAlias = Callable[[str], Awaitable[tuple[str, int]]]
"""Returns the cookie of a key or token, and how many seconds it lasts; InvalidInput says why not."""


def is_open(path: str) -> bool:
    """Tell whether a page is there for people whom nobody can name yet."""
    return path in _OPEN or path.startswith("/static/")


def sign_in_url(back: str) -> str:
    """Return where one signs in and is led back from."""
    return f"{_HERE}?{urlencode({'back': back})}"


class SignIn:
    """Asks for a key, and keeps a cookie for it that no script can read."""

    def __init__(self, renderer: Renderer, begin: Begin) -> None:
        self._renderer = renderer
        self._begin = begin

    async def ask(self, request: Request) -> Response:
        """Answer with the form; whoever came from a page is led back to it."""
        return self._form(request, request.query_params.get("back", "/"), None)

    async def enter(self, request: Request) -> Response:
        """Take a key, and lead on to where its holder wanted to be."""
        form = await request.form(max_files=0, max_fields=4)
        back, key = str(form.get("back", "/")), str(form.get("key", "")).strip()
        try:
            cookie, seconds = await self._begin(key)
        except InvalidInput as error:
            return self._form(request, back, error)
        response = RedirectResponse(own_address(back), 303, headers={"cache-control": "no-store"})
        response.set_cookie(
            SESSION_COOKIE, cookie, max_age=seconds, httponly=True, samesite="lax", secure=_is_secure(request)
        )
        return response

    async def leave(self, request: Request) -> Response:
        """Forget who is signed in."""
        response = RedirectResponse(_HERE, 303, headers={"cache-control": "no-store"})
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=_is_secure(request))
        return response

    def _form(self, request: Request, back: str, error: InvalidInput | None) -> Response:
        response = self._renderer.page(
            request,
            "sign_in.html",
            status=200 if error is None else 401,
            back=own_address(back),
            error=error,
        )
        response.headers["cache-control"] = "no-store"
        return response


def _is_secure(request: Request) -> bool:
    """Tell whether the browser speaks TLS, to us or to what stands before us: so must its cookie then."""
    return "https" in {request.url.scheme, request.headers.get("x-forwarded-proto")}
