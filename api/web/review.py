"""``/review``: what Cairn concluded and merged, for people to accept, reject, or take back."""

from typing import Final

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.services.identity import Scope as Allowed
from api.services.judging import Decision, judge
from api.services.overview import overview
from api.services.phrases import counted
from api.services.question import Scope
from api.services.review import (
    AWAITED,
    ReviewKind,
    ReviewPage,
    ReviewQuestion,
    ReviewState,
    review_item,
    review_queue,
)
from api.services.workspace import Workspace
from api.web.audit import record
from api.web.links import own_address
from api.web.paging import Paging
from api.web.render import Renderer
from api.web.visitor import Visitor
from graph.errors import InvalidInput, UnknownId

_A_PAGE: Final = 20
_SAYS: Final = {
    ReviewKind.MERGE: "is the same as",
    ReviewKind.PREREQUISITE: "requires",
    ReviewKind.GUARD: "guards against",
    ReviewKind.COMPONENT: "is part of",
    ReviewKind.TEACHING: "teaches",
    ReviewKind.USE: "uses",
    ReviewKind.OTHER: "is tied to",
}
_KINDS: Final = {
    ReviewKind.MERGE: "Merges",
    ReviewKind.PREREQUISITE: "Prerequisites",
    ReviewKind.GUARD: "Guards",
    ReviewKind.COMPONENT: "Parts of outcomes",
    ReviewKind.TEACHING: "What lessons teach",
    ReviewKind.USE: "What lessons use",
}
_STATES: Final = {
    ReviewState.PENDING: "Waiting",
    ReviewState.ACCEPTED: "Accepted",
    ReviewState.REJECTED: "Rejected",
}


class ReviewQueuePage:
    """Lists what may be judged, and keeps what people say of it."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with a page of the items that the address asks for, and the one that was just judged."""
        query = request.query_params
        asked = _question(query)
        span = Paging.guess(query, _A_PAGE)
        found = await review_queue(self._workspace, asked, first=_A_PAGE, skip=span.start)
        paging = Paging.read(query, found.total, _A_PAGE)
        if found.total and not found.items:
            found = await review_queue(self._workspace, asked, first=_A_PAGE, skip=paging.span.start)
        held = await overview(self._workspace, Scope(), first=0)
        return self._renderer.page(
            request,
            "review.html",
            revision=found.revision,
            found=found,
            asked=asked,
            awaited=AWAITED,
            just=await self._just(query.get("just", "")),
            says=_SAYS,
            kinds=_KINDS,
            states=_STATES,
            curricula=held.curricula,
            verdict=_verdict(found, asked),
            back=f"/review?{request.url.query}",
            paging=paging,
        )

    async def judge(self, request: Request) -> Response:
        """Keep what somebody says of an item, and lead back to the queue."""
        visitor = Visitor.of(request)
        visitor.require(Allowed.INGEST)
        form = await request.form(max_files=0, max_fields=4)
        chosen = [(one, str(form[one.value])) for one in Decision if one.value in form]
        if len(chosen) != 1:
            raise InvalidInput("Nothing was decided.", hint="Accept, reject or undo one item.")
        ((decision, item),) = chosen
        await judge(self._workspace, item, decision, by=visitor.principal.name)
        record(request, "judgeStatement", id=item, decision=decision.value)
        back = own_address(str(form.get("back", "/review")))
        return RedirectResponse(_with(back, item), 303, headers={"cache-control": "no-store"})

    async def _just(self, key: str) -> object:
        """Return the item that an address names as just judged; None if nothing is said of it any more."""
        if not key:
            return None
        try:
            return await review_item(self._workspace, key)
        except UnknownId:
            return None


def _question(query: QueryParams) -> ReviewQuestion:
    """Return what an address asks for; raises InvalidInput for what there is not."""
    try:
        kinds = tuple(ReviewKind(name) for name in query.getlist("kind") if name)
        state = ReviewState(query.get("state") or ReviewState.PENDING)
    except ValueError as error:
        raise InvalidInput(
            "The address asks for what the queue has not.",
            hint=f"Kinds: {', '.join(ReviewKind)}; states: {', '.join(ReviewState)}.",
        ) from error
    return ReviewQuestion(curriculum=query.get("curriculum") or None, kinds=kinds, state=state)


def _with(back: str, item: str) -> str:
    """Return an address that says which item was just judged."""
    path, _, query = back.partition("?")
    kept = [(name, value) for name, value in QueryParams(query).multi_items() if name != "just"]
    return f"{path}?{QueryParams([*kept, ('just', item)])}"


def _verdict(found: ReviewPage, asked: ReviewQuestion) -> str:
    """Say in a sentence what there is to do."""
    if asked.state is ReviewState.PENDING:
        if not found.total:
            return "Nothing waits for your judgement"
        return f"{counted(found.total, 'conclusion waits', 'conclusions wait')} for your judgement"
    said = "accepted" if asked.state is ReviewState.ACCEPTED else "rejected"
    return f"{counted(found.total, 'conclusion')} {said}" if found.total else f"Nothing was {said} yet"
