"""The pages as one application, to be mounted at the root."""

from dataclasses import dataclass

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
    failures = Failures(renderer, backing.refuse)
    home = HomePage(workspace, renderer)
    path = PathPage(workspace, renderer)
    lesson = NodePage(workspace, renderer, NodeKind.LESSON, lesson_details)
    skill = NodePage(workspace, renderer, NodeKind.SKILL, skill_details)
    sign_in = SignIn(renderer, backing.begin)
    progress = ProgressPage(workspace, renderer)
    heat = HeatPage(workspace, renderer)
    review = ReviewQueuePage(workspace, renderer)
    history = HistoryPage(workspace, renderer)
    publishing = PublishingPage(workspace, renderer, backing.publications, backing.queue)
    explorer = ExplorerPage(renderer, backing.ask, backing.introspection)
    pages = {
        "/": home.answer,
        "/names": home.names,
        "/path": path.answer,
        "/path.md": path.checklist,
        "/curriculum": CurriculumPage(workspace, renderer).answer,
        "/lesson/{curriculum}/{slug:path}": lesson.answer,
        "/skill/{curriculum}/{slug:path}": skill.answer,
        "/impact/{kind}/{curriculum}/{slug:path}": ImpactPage(workspace, renderer).answer,
        "/map": MapPage(workspace, renderer).answer,
        "/documents": DocumentsPage(workspace, renderer).answer,
        SENT_TO + "/{id}": publishing.answer,
        "/history": history.answer,
        "/review": review.answer,
        "/document/{curriculum}/{uri:path}": DocumentPage(workspace, renderer).answer,
        "/coverage": heat.answer,
        "/coverage.csv": heat.table,
        "/coverage.svg": heat.drawing,
        "/coverage/parts": CoveragePage(workspace, renderer).answer,
        "/health": HealthPage(workspace, renderer).answer,
        "/explorer": explorer.answer,
        "/explorer/schema.json": explorer.schema,
        "/me": progress.answer,
        "/sign-in": sign_in.ask,
    }
    actions = {
        SENT_TO: publishing.propose,
        SENT_TO + "/{id}/publish": publishing.publish,
        SENT_TO + "/{id}/discard": publishing.discard,
        "/documents/retry": publishing.retry,
        "/documents/remove": publishing.remove,
        "/history": history.go_back,
        "/review": review.judge,
        "/explorer": explorer.run,
        "/progress": progress.mark,
        "/me/forget": progress.forget,
        "/sign-in": sign_in.enter,
        "/sign-out": sign_in.leave,
    }
    return Starlette(
        routes=[
            *(Route(place, answer, methods=["GET"]) for place, answer in pages.items()),
            *(Route(place, act, methods=["POST"]) for place, act in actions.items()),
            Route("/theme", _set_theme, methods=["GET"]),
            Route("/static/{digest}/{name}", assets.answer, methods=["GET"]),
        ],
        exception_handlers={
            HTTPException: failures.refused,
            CairnError: failures.failed,
            Exception: failures.broken,
        },
    )


async def _set_theme(request: Request) -> Response:
    """Keep the colours that a reader chose, and lead back; only this browser shows them."""
    theme = request.query_params.get("theme")
    response = RedirectResponse(own_address(request.query_params.get("back", "/")), 303)
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=_A_YEAR, httponly=True, samesite="lax")
    else:
        response.delete_cookie(THEME_COOKIE, httponly=True, samesite="lax")
    return response
