"""The pages as one application, to be mounted at the root."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.services.details import lesson_details, skill_details
from api.services.publication import Publications
from api.services.queue import Queue
from api.services.workspace import Workspace
from api.web.assets import Assets
from api.web.coverage import CoveragePage
from api.web.curriculum import CurriculumPage
from api.web.documents import DocumentPage, DocumentsPage
from api.web.explorer import Ask, ExplorerPage, Introspection
from api.web.failures import Failures, Refusal
from api.web.health import HealthPage
from api.web.heat import HeatPage
from api.web.history import HistoryPage
from api.web.home import HomePage
from api.web.impact import ImpactPage
from api.web.links import own_address
from api.web.map import MapPage
from api.web.nodes import NodePage
from api.web.path import PathPage
from api.web.progress import ProgressPage
from api.web.publishing import SENT_TO, PublishingPage
from api.web.render import THEME_COOKIE, THEMES, Renderer
from api.web.review import ReviewQueuePage
from api.web.sign_in import Begin, SignIn
from graph.errors import CairnError
from graph.model import NodeKind

_Answer: TypeAlias = Callable[[Request], Awaitable[Response]]
_A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """What pages need of the server that they are part of.

    ``refuse`` answers a client that asks for no HTML, when an address leads nowhere; ``begin`` signs one in;
    ``ask`` answers GraphQL of the schema in ``introspection``; ``publications`` and ``queue`` take documents.
    """

    refuse: Refusal
    begin: Begin
    ask: Ask
    publications: Publications
    queue: Queue
    introspection: Introspection


def create_pages(workspace: Workspace, backing: Backing) -> Starlette:
    """Return the application that shows a workspace to people."""
    assets = Assets.read()
    renderer = Renderer(assets)
    failures = Failures(workspace, renderer, backing.refuse)
    return Starlette(
        routes=[
            *_for_learners(workspace, renderer),
            *_for_teams(workspace, renderer, backing),
            *_for_analysts(workspace, renderer),
            *_of_documents(workspace, renderer, backing),
            *_of_visitors(renderer, backing),
            Route("/static/{digest}/{name}", assets.answer, methods=["GET"]),
        ],
        exception_handlers={
            HTTPException: failures.refused,
            CairnError: failures.failed,
            Exception: failures.broken,
        },
    )


def _for_learners(workspace: Workspace, renderer: Renderer) -> list[Route]:
    home, path = HomePage(workspace, renderer), PathPage(workspace, renderer)
    progress = ProgressPage(workspace, renderer)
    return [
        _shown("/", home.answer),
        _shown("/names", home.names),
        _shown("/path", path.answer),
        _shown("/path.md", path.checklist),
        _shown("/me", progress.answer),
        _done("/progress", progress.mark),
        _done("/me/forget", progress.forget),
    ]


def _for_teams(workspace: Workspace, renderer: Renderer, backing: Backing) -> list[Route]:
    lesson = NodePage(workspace, renderer, NodeKind.LESSON, lesson_details)
    skill = NodePage(workspace, renderer, NodeKind.SKILL, skill_details)
    explorer = ExplorerPage(renderer, backing.ask, backing.introspection)
    return [
        _shown("/curriculum", CurriculumPage(workspace, renderer).answer),
        _shown("/lesson/{curriculum}/{slug:path}", lesson.answer),
        _shown("/skill/{curriculum}/{slug:path}", skill.answer),
        _shown("/impact/{kind}/{curriculum}/{slug:path}", ImpactPage(workspace, renderer).answer),
        _shown("/map", MapPage(workspace, renderer).answer),
        _shown("/health", HealthPage(workspace, renderer).answer),
        _shown("/explorer", explorer.answer),
        _shown("/explorer/schema.json", explorer.schema),
        _done("/explorer", explorer.run),
    ]


def _for_analysts(workspace: Workspace, renderer: Renderer) -> list[Route]:
    heat, review = HeatPage(workspace, renderer), ReviewQueuePage(workspace, renderer)
    return [
        _shown("/coverage", heat.answer),
        _shown("/coverage.csv", heat.table),
        _shown("/coverage.svg", heat.drawing),
        _shown("/coverage/parts", CoveragePage(workspace, renderer).answer),
        _shown("/review", review.answer),
        _done("/review", review.judge),
    ]


def _of_documents(workspace: Workspace, renderer: Renderer, backing: Backing) -> list[Route]:
    history = HistoryPage(workspace, renderer)
    publishing = PublishingPage(workspace, renderer, backing.publications, backing.queue)
    return [
        _shown("/documents", DocumentsPage(workspace, renderer).answer),
        _shown("/document/{curriculum}/{uri:path}", DocumentPage(workspace, renderer).answer),
        _shown(SENT_TO + "/{id}", publishing.answer),
        _done(SENT_TO, publishing.propose),
        _done(SENT_TO + "/{id}/publish", publishing.publish),
        _done(SENT_TO + "/{id}/discard", publishing.discard),
        _done("/documents/retry", publishing.retry),
        _done("/documents/remove", publishing.remove),
        _shown("/history", history.answer),
        _done("/history", history.go_back),
    ]


def _of_visitors(renderer: Renderer, backing: Backing) -> list[Route]:
    sign_in = SignIn(renderer, backing.begin)
    return [
        _shown("/theme", _set_theme),
        _shown("/sign-in", sign_in.ask),
        _done("/sign-in", sign_in.enter),
        _done("/sign-out", sign_in.leave),
    ]


def _shown(place: str, answer: _Answer) -> Route:
    return Route(place, answer, methods=["GET"])


def _done(place: str, act: _Answer) -> Route:
    return Route(place, act, methods=["POST"])


async def _set_theme(request: Request) -> Response:
    """Keep the colours that a reader chose, and lead back; only this browser shows them."""
    theme = request.query_params.get("theme")
    response = RedirectResponse(own_address(request.query_params.get("back", "/")), 303)
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=_A_YEAR, httponly=True, samesite="lax")
    else:
        response.delete_cookie(THEME_COOKIE, httponly=True, samesite="lax")
    return response
