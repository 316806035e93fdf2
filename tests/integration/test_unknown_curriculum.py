"""Whatever is asked about a curriculum that there is not, it is the curriculum that is named."""

from collections.abc import Awaitable, Callable

import pytest
from http_support import sample_workspace

from api.services.coverage import central, clusters, coverage
from api.services.deeds import import_progress
from api.services.details import lesson_details, skill_details
from api.services.health import health
from api.services.impact import impact
from api.services.learners import Progress, learner_id, record_progress
from api.services.neighbourhood import Direction, neighbourhood
from api.services.pitfalls import pitfalls
from api.services.question import PathQuestion, Scope
from api.services.recommend import learning_path
from api.services.states import between, published
from api.services.targets import against_names
from api.services.workspace import Workspace
from graph.algorithms.coverage import Dimension
from graph.errors import UnknownId
from graph.formats.deeds import Deeds
from graph.model import NodeKind

pytestmark = pytest.mark.anyio
NOWHERE = Scope(curriculum="nowhere")
ADA = learner_id("ada")
QUESTIONS: dict[str, Callable[[Workspace], Awaitable[object]]] = {
    "skill": lambda w: skill_details(w, "joins", NOWHERE),
    "lesson": lambda w: lesson_details(w, "Joining tables", NOWHERE),
    "impact": lambda w: impact(w, ["Joining tables"], NOWHERE),
    "path": lambda w: learning_path(w, PathQuestion(gap="joins", scope=NOWHERE)),
    "health": lambda w: health(w, NOWHERE),
    "coverage": lambda w: coverage(w, NOWHERE, Dimension.MODULE),
    "central": lambda w: central(w, NOWHERE, first=3),
    "clusters": lambda w: clusters(w, NOWHERE),
    "pitfalls": lambda w: pitfalls(w, NOWHERE),
    "targets": lambda w: against_names(w, [("joins",)], NOWHERE),
    "state": lambda w: published(w, "nowhere"),
    "diff": lambda w: between(w, 1, None, NOWHERE),
    "progress": lambda w: record_progress(w, ADA, Progress(name="Joining tables"), NOWHERE),
    "import": lambda w: import_progress(w, Deeds(()), NOWHERE),
    "around": lambda w: neighbourhood(
        w, "Joining tables", NodeKind.LESSON, NOWHERE, depth=1, direction=Direction.BOTH
    ),
}


async def test_the_curriculum_is_named_with_those_that_there_are() -> None:
    """Not the lesson or skill, which may well be there."""
    async with sample_workspace() as workspace:
        for asked, question in QUESTIONS.items():
            with pytest.raises(UnknownId, match="no curriculum 'nowhere'") as caught:
                await question(workspace)
            assert "data-with-postgresql" in (caught.value.hint or ""), asked
