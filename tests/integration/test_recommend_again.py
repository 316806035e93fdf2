"""What others asked before has no part in an answer, but for the work that it spares."""

import pytest

from api.services.question import KnownQuestion, PathQuestion
from api.services.recommend import learning_path
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio

GOALS = ("data-with-postgresql/skill/deadlocks",)
MODULES = ("First queries, Asking harder questions",)


async def test_who_lacks_the_same_is_told_the_same(workspace: Workspace) -> None:
    """What is said of a path is put together once, whatever else each of them knows."""
    one = await learning_path(workspace, PathQuestion(goals=GOALS, known=KnownQuestion(words=MODULES)))
    known = KnownQuestion(words=(*MODULES, "basket weaving"))
    other = await learning_path(workspace, PathQuestion(goals=GOALS, known=known))
    assert other.known.unmatched == ("basket weaving",)
    assert other.steps is one.steps
    assert other.helpful is one.helpful
    assert other.readings is one.readings


async def test_who_knows_what_would_help_is_told_of_something_else(workspace: Workspace) -> None:
    """However often others asked, an answer is the one that nobody else's question had a part in."""
    one = await learning_path(workspace, PathQuestion(goals=GOALS))
    done = tuple(helper.lesson.id for helper in one.helpful[:1])
    question = PathQuestion(goals=GOALS, known=KnownQuestion(done=done))
    found = await learning_path(workspace, question)
    assert done
    assert done[0] not in {helper.lesson.id for helper in found.helpful}
    anew = Workspace(workspace.store, workspace.encoder, workspace.settings)
    assert found == await learning_path(anew, question)


async def test_what_could_not_be_read_is_told_anew(workspace: Workspace) -> None:
    """An answer without its evidence, as the store was out of reach, is nobody else's answer."""
    question = PathQuestion(goals=GOALS)
    deaf = Workspace(workspace.store, workspace.encoder, workspace.settings)
    deaf._picture, deaf._following, deaf._trouble = await deaf.picture(), True, "out of reach"
    silent = await learning_path(deaf, question)
    assert not any(step.evidence for step in silent.steps)
    deaf._trouble = None
    found = await learning_path(deaf, question)
    assert all(step.evidence for step in found.steps)
