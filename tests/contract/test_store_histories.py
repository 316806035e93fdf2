"""What a store makes of any sequence of changes, against a store made of dictionaries."""

from dataclasses import fields
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_store import ReferenceStore, after, graph_of, rounded
from store_histories import histories
from store_support import OpenStore, apply
from strategies import graphs

from graph.changes import ChangeSet, Content
from graph.columns import columns_of
from graph.model import NodeId, Statement, StatementId, curriculum_of
from graph.patch import patched
from graph.snapshot import Snapshot

pytestmark = pytest.mark.anyio

FEWER = settings(max_examples=settings().max_examples // 8)  # each example is a history on a real store


@FEWER
@given(changes=histories())
async def test_a_history_gives_the_graph_of_the_statements_that_it_leaves(
    open_store: OpenStore, changes: list[ChangeSet]
) -> None:
    """Columns, digest, sequence, redirects and statements are right after every single change.

    The same columns come of the statements without a store.
    """
    reference = ReferenceStore()
    async with open_store() as store:
        for change in changes:
            revision = await store.apply(change, expected=reference.sequence)
            reference.apply(change)
            columns = await store.columns()
            assert graph_of(columns) == rounded(reference.graph)
            assert columns.redirects == reference.redirects
            content = Content(reference.statements, reference.redirects)
            assert graph_of(columns_of(content, revision)) == graph_of(columns)
            assert (revision.sequence, revision.digest) == (reference.sequence, reference.digest)
            assert await store.revision() == columns.revision == revision
            held = tuple(reference.statements[key] for key in sorted(reference.statements))
            assert await store.statements_of() == held


@FEWER
@given(statements=graphs(max_nodes=5, max_edges=6), order=st.randoms(use_true_random=False))
async def test_content_alone_decides_graph_and_digest(
    open_store: OpenStore, statements: tuple[Statement, ...], order: Random
) -> None:
    """Statements one by one in any order, with a detour, end where all of them at once do."""
    shuffled = order.sample(statements, len(statements))
    steps = [ChangeSet(added=(statement,)) for statement in shuffled]
    detour = [ChangeSet(removed=(shuffled[0].id,)), ChangeSet(added=(shuffled[0],))]
    async with open_store() as store:
        await apply(store, *steps, *detour)
        digest, graph = (await store.revision()).digest, graph_of(await store.columns())
    async with open_store() as store:
        await apply(store, ChangeSet(added=statements))
        assert (await store.revision()).digest == digest
        assert graph_of(await store.columns()) == graph


@FEWER
@given(changes=histories())
async def test_a_delta_brings_any_earlier_graph_up_to_date(
    open_store: OpenStore, changes: list[ChangeSet]
) -> None:
    """Reading the delta since any revision into the graph of that revision gives the graph of now."""
    reference = ReferenceStore()
    graphs_by_sequence = {0: reference.graph}
    async with open_store() as store:
        for change in changes:
            await store.apply(change, expected=reference.sequence)
            reference.apply(change)
            graphs_by_sequence[reference.sequence] = reference.graph
        for sequence, graph in graphs_by_sequence.items():
            delta = await store.delta(sequence)
            assert after(graph, delta) == reference.graph
            assert delta.redirects == reference.redirects
            assert delta.revision == await store.revision()


@FEWER
@given(changes=histories())
async def test_a_delta_makes_the_contents_of_now_of_any_earlier_ones(
    open_store: OpenStore, changes: list[ChangeSet]
) -> None:
    """Graph and passages follow from those of any moment before, and give the same snapshot to the bit."""
    async with open_store() as store:
        moments = [await store.contents()]
        for change in changes:
            await apply(store, change)
            moments.append(await store.contents())
        now = moments[-1]
        for earlier in moments:
            delta = await store.delta(earlier.columns.revision.sequence, edition=earlier.edition)
            then = patched(earlier, delta)
            assert (then.passages, then.edition) == (now.passages, now.edition)
            assert (then.columns.revision, then.columns.redirects) == (
                now.columns.revision,
                now.columns.redirects,
            )
            assert_equal(Snapshot.compile(then.columns), Snapshot.compile(now.columns))


def assert_equal(one: Snapshot, other: Snapshot) -> None:
    """Compare two snapshots field by field."""
    for field in fields(Snapshot):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name


@FEWER
@given(changes=histories())
async def test_the_log_tells_how_the_statements_came_to_be(
    open_store: OpenStore, changes: list[ChangeSet]
) -> None:
    """Replaying the log gives the statements and redirects of now; an entry holds what truly changed."""
    held: dict[StatementId, Statement] = {}
    led: dict[NodeId, NodeId] = {}
    async with open_store() as store:
        await apply(store, *changes)
        log = await store.log()
        for entry in log:
            assert not {s.id for s in entry.added} & held.keys()
            assert {s.id for s in entry.removed} <= held.keys()
            assert [s.id for s in entry.added] == sorted(s.id for s in entry.added)
            assert [s.id for s in entry.removed] == sorted(s.id for s in entry.removed)
            held |= {s.id: s for s in entry.added}
            for statement in entry.removed:
                del held[statement.id]
            assert entry.ended.items() <= led.items()
            assert not entry.led.items() & led.items()
            led = {old: target for old, target in led.items() if old not in entry.ended} | dict(entry.led)
        assert (await store.columns()).redirects == led
        assert {s.id: s for s in await store.statements_of()} == held
        assert [entry.revision.sequence for entry in log] == list(range(1, len(log) + 1))
        assert [entry.revision for entry in log[-1:]] == [await store.revision()] * bool(log)
        assert await store.log(after=1) == log[1:]


@FEWER
@given(statements=graphs(max_nodes=5, max_edges=6))
async def test_statements_come_back_as_they_were(
    open_store: OpenStore, statements: tuple[Statement, ...]
) -> None:
    """Text of any script, places, confidences and verdicts survive; each batch is sorted by id."""
    ordered = sorted(statements, key=lambda s: s.id)
    about = {s.subject: tuple(t for t in ordered if t.subject == s.subject) for s in statements}
    curricula = {curriculum_of(s.subject) for s in statements} | {NodeId("elsewhere")}
    async with open_store() as store:
        await store.apply(ChangeSet(added=statements), expected=0)
        assert await store.statements([*about, NodeId("c/skill/nowhere")]) == about
        assert await store.statements_of() == tuple(ordered)
        for curriculum in curricula:
            own = tuple(s for s in ordered if curriculum_of(s.subject) == curriculum)
            assert await store.statements_of(curriculum) == own
            assert await store.statement_owners(curriculum) == {s.id: s.owner for s in own}
