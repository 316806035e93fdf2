"""What a store keeps of learners: beside the graph, under today's ids, and forgotten on request."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_support import SKILL, OpenStore, add, apply, said
from strategies import node_ids, text

from graph.changes import ChangeSet
from graph.learner import Completion, LearnerId, LearnerState, Mastery
from graph.model import NodeId, NodeKind

pytestmark = pytest.mark.anyio

ADA, BOB = LearnerId("ada-7"), LearnerId("bob' OR 1=1")
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
MOMENTS = st.datetimes(timezones=st.just(UTC))
LEVELS = st.floats(0, 1)
MASTERIES = st.builds(Mastery, node_ids(NodeKind.SKILL), LEVELS, MOMENTS, text())
COMPLETIONS = st.builds(Completion, node_ids(NodeKind.LESSON), MOMENTS, st.none() | LEVELS)


def knows(skill: str, level: float, at: datetime = NOON) -> Mastery:
    """Return a mastery of a skill."""
    return Mastery(NodeId(f"c/skill/{skill}"), level, at, "said so")


def finished(lesson: str, at: datetime = NOON) -> Completion:
    """Return a finished lesson."""
    return Completion(NodeId(f"c/lesson/{lesson}"), at)


@settings(max_examples=settings().max_examples // 8)  # each example makes a store of its own
@given(
    recorded=st.lists(
        st.tuples(
            st.lists(MASTERIES, max_size=5, unique_by=lambda m: m.skill),
            st.lists(COMPLETIONS, max_size=5, unique_by=lambda c: c.lesson),
        ),
        min_size=8,
        max_size=8,
    )
)
async def test_states_come_back_as_they_were_recorded(
    open_store: OpenStore, recorded: list[tuple[list[Mastery], list[Completion]]]
) -> None:
    """Levels, moments, words and scores survive, sorted by id, and those of each learner are their own."""
    states = {
        LearnerId(f"learner {number}"): (
            tuple(sorted(masteries, key=lambda m: m.skill)),
            tuple(sorted(completions, key=lambda c: c.lesson)),
        )
        for number, (masteries, completions) in enumerate(recorded)
    }
    async with open_store() as store:
        for learner, (masteries, completions) in zip(states, recorded, strict=True):
            state = await store.record(learner, knows=masteries, completed=completions)
            assert state == LearnerState(learner, *states[learner])
        for learner, (knows, completed) in states.items():
            assert await store.learner(learner) == LearnerState(learner, knows, completed)


async def test_an_unknown_learner_has_an_empty_state(open_store: OpenStore) -> None:
    """Asking about somebody does not make them known."""
    async with open_store() as store:
        assert await store.learner(ADA) == LearnerState(ADA)
        assert await store.forget(ADA) is False


async def test_a_new_record_replaces_the_old_one_of_its_skill(open_store: OpenStore) -> None:
    """The last word counts, even if it speaks of an earlier time; other skills stay."""
    async with open_store() as store:
        await store.record(ADA, knows=[knows("a", 0.9, LATER), knows("b", 0.5)], completed=[finished("x")])
        state = await store.record(ADA, knows=[knows("a", 0.1)])
        assert state == LearnerState(ADA, (knows("a", 0.1), knows("b", 0.5)), (finished("x"),))


async def test_learners_do_not_touch_the_revision(open_store: OpenStore) -> None:
    """Progress is no change of the graph: whoever expects a revision still finds it."""
    async with open_store() as store:
        await add(store, *said(SKILL))
        before = await store.revision()
        await store.record(ADA, knows=[Mastery(SKILL.id, 1.0, NOON, "test")])
        await store.forget(ADA)
        assert await store.revision() == before


async def test_a_completion_can_be_taken_back(open_store: OpenStore) -> None:
    """What was ticked by mistake is gone, under its old id too; all else stays, and everybody else's."""
    async with open_store() as store:
        await store.record(ADA, knows=[knows("a", 1.0)], completed=[finished("x"), finished("y")])
        kept = await store.record(BOB, completed=[finished("x")])
        await apply(store, ChangeSet(redirects={finished("x").lesson: finished("z").lesson}))
        state = await store.take_back(ADA, [finished("z").lesson])
        assert state == LearnerState(ADA, (knows("a", 1.0),), (finished("y"),))
        assert await store.take_back(ADA, [finished("z").lesson]) == state
        assert [c.lesson for c in (await store.learner(BOB)).completed] == [finished("z").lesson]
        assert len(kept.completed) == 1


async def test_forgetting_is_complete_and_touches_nobody_else(open_store: OpenStore) -> None:
    """After forgetting there is nothing left of that learner, and all of the others."""
    async with open_store() as store:
        await store.record(ADA, knows=[knows("a", 1.0)], completed=[finished("x")])
        kept = await store.record(BOB, knows=[knows("a", 0.3)])
        assert await store.forget(ADA) is True
        assert await store.learner(ADA) == LearnerState(ADA)
        assert await store.learner(BOB) == kept
        assert await store.forget(ADA) is False


async def test_a_state_follows_renames(open_store: OpenStore) -> None:
    """What was known under an old id is known under the new one, over several renames."""
    a, b, c = (NodeId(f"c/skill/{name}") for name in "abc")
    async with open_store() as store:
        await store.record(ADA, knows=[knows("a", 0.9)])
        await apply(store, ChangeSet(redirects={a: b}), ChangeSet(redirects={b: c}))
        assert (await store.learner(ADA)).knows == (knows("c", 0.9),)
        assert (await store.record(ADA, knows=[knows("a", 0.2)])).knows == (knows("c", 0.2),)


async def test_all_learners_can_be_read_page_by_page(open_store: OpenStore) -> None:
    """Pages hold whole states in the order of ids; somebody forgotten is on none."""
    ids = [LearnerId(name) for name in ("A", "a-1", "a-10", "a-2", "z", "ä", "漢")]
    async with open_store() as store:
        for learner in reversed(ids):
            await store.record(learner, knows=[knows("a", 0.9)], completed=[finished("x"), finished("y")])
        await store.record(LearnerId("lessons only"), completed=[finished("x")])
        await store.record(ADA, knows=[knows("a", 0.9)])
        await store.forget(ADA)
        first = await store.learners(limit=5)
        rest = await store.learners(after=first[-1].id, limit=5)
        assert [s.id for s in first + rest] == sorted([*ids, LearnerId("lessons only")])
        assert first[1] == await store.learner(ids[1])
        assert await store.learners(after=rest[-1].id, limit=5) == ()


async def test_pages_of_learners_follow_renames(open_store: OpenStore) -> None:
    """What a page says is what asking for the learner says."""
    async with open_store() as store:
        await store.record(ADA, knows=[knows("a", 0.9)])
        await apply(store, ChangeSet(redirects={NodeId("c/skill/a"): NodeId("c/skill/b")}))
        assert await store.learners(limit=9) == (await store.learner(ADA),)
        assert (await store.learner(ADA)).knows == (knows("b", 0.9),)


async def test_of_merged_skills_the_latest_record_counts(open_store: OpenStore) -> None:
    """Two skills that became one have one mastery: the latest; a new record replaces both."""
    a, b = NodeId("c/skill/a"), NodeId("c/skill/b")
    async with open_store() as store:
        await store.record(ADA, knows=[knows("a", 0.9), knows("b", 0.4, LATER)])
        await apply(store, ChangeSet(redirects={a: b}))
        assert (await store.learner(ADA)).knows == (knows("b", 0.4, LATER),)
        assert (await store.record(ADA, knows=[knows("b", 0.7)])).knows == (knows("b", 0.7),)
        await apply(store, ChangeSet(redirects={a: a}))
        assert (await store.learner(ADA)).knows == (knows("b", 0.7),)
