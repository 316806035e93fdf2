"""Templates to responses: what every page gets, and what a browser may do with it."""

import re
from collections.abc import Mapping
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.services.phrases import counted, duration, listed, times
from api.web.assets import Assets
from api.web.links import document_url, evidence_url, goal_url, impact_url, is_web_address, item_url
from api.web.signature import signature
from api.web.visitor import Visitor
from graph.changes import Revision

THEMES: Final = ("light", "dark")
THEME_COOKIE: Final = "theme"

_MARKS: Final = re.compile(r"([\\`*_<>\[\]#|])")
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": _POLICY,
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "private, no-cache",
    "vary": "Cookie",
}


class Renderer:
    """Fills templates; what a document or a person wrote is always escaped."""

    def __init__(self, assets: Assets) -> None:
        self._templates = Environment(
            loader=PackageLoader("api.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            counted=counted,
            times=times,
            duration=duration,
            listed=listed,
            url=item_url,
            goal=goal_url,
            impact=impact_url,
            place=evidence_url,
            document=document_url,
            line=_line,
            shortened=_shortened,
            signature=signature,
        )
        self._templates.tests["web_address"] = is_web_address
        self._templates.globals["asset"] = assets.url

    def page(
        self,
        request: Request,
        template: str,
        *,
        revision: Revision | None = None,
        status: int = 200,
        **context: object,
    ) -> HTMLResponse:
        """Return a page; its footer names the revision that it shows."""
        theme = request.cookies.get(THEME_COOKIE)
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        html = self._templates.get_template(template).render(
            theme=theme if theme in THEMES else None,
            here=here,
            section=request.url.path.split("/")[1],
            revision=revision,
            visitor=Visitor.of(request),
            **context,
        )
        return HTMLResponse(html, status, headers=dict(_HEADERS))

    def text(self, template: str, **context: object) -> str:
        """Return a template that is no page, filled in."""
        return self._templates.get_template(template).render(**context)


def _line(text: str) -> str:
    """Return a text on one line of Markdown, with nothing in it that Markdown reads as a mark."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters: cut after a word, or within one that is nearly all of it."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    words = kept.rpartition(" ")[0].rstrip()
    return (words if len(words) > most // 2 else kept) + "…"
