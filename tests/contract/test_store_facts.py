"""When a fact lives and what it then is, in cases that a person can follow."""

from dataclasses import replace

import pytest
from reference_store import graph_of
from store_support import (
    LESSON,
    OTHER_PAGE,
    PAGE,
    SKILL,
    TEACHES,
    OpenStore,
    add,
    apply,
    judged,
    living,
    remove,
    said,
)

from graph.changes import ChangeSet
from graph.model import (
    Edge,
    EdgeKind,
    NodeId,
    Origin,
    Owner,
    Pitfall,
    Skill,
    Statement,
    StatementId,
    TeachingRole,
    Verdict,
)

pytestmark = pytest.mark.anyio


async def test_an_edge_waits_for_both_its_ends(open_store: OpenStore) -> None:
    """An edge is no part of the graph before the later of its ends is, and then it is."""
    async with open_store() as store:
        await add(store, *said(TEACHES))
        assert await living(store) == set()
        await add(store, *said(LESSON))
        assert await living(store) == {LESSON.id}
        before = (await store.revision()).sequence
        await add(store, *said(SKILL))
        assert await living(store) == {LESSON.id, SKILL.id, TEACHES.id}
        assert {s.fact.id for s in (await store.delta(before)).living} == {SKILL.id, TEACHES.id}


async def test_an_edge_goes_with_its_end_and_returns_with_it(open_store: OpenStore) -> None:
    """Removing a node takes its edges out of the graph but not what was said about them."""
    async with open_store() as store:
        await add(store, *said(LESSON, SKILL, TEACHES))
        before = (await store.revision()).sequence
        await remove(store, said(SKILL))
        assert await living(store) == {LESSON.id}
        assert set((await store.delta(before)).gone) == {SKILL.id, TEACHES.id}
        assert await store.statements([TEACHES.id]) == {TEACHES.id: said(TEACHES)}
        await add(store, *said(SKILL, owner=OTHER_PAGE))
        assert await living(store) == {LESSON.id, SKILL.id, TEACHES.id}


async def test_what_another_document_states_too_stays(open_store: OpenStore) -> None:
    """Removing one document's statements takes away only what it alone stated."""
    async with open_store() as store:
        await add(store, *said(LESSON, SKILL, TEACHES), *said(SKILL, owner=OTHER_PAGE))
        await remove(store, said(LESSON, SKILL, TEACHES))
        assert await living(store) == {SKILL.id}


async def test_fields_of_a_fact_fall_back_when_a_statement_goes(open_store: OpenStore) -> None:
    """Minutes and role that one document alone gave are forgotten with it."""
    plain = replace(LESSON, minutes=None)
    main = replace(TEACHES, role=TeachingRole.MAIN)
    async with open_store() as store:
        await add(store, *said(SKILL, plain, TEACHES), *said(LESSON, main, owner=OTHER_PAGE))
        full = graph_of(await store.columns())
        assert (full[LESSON.id].fact, full[TEACHES.id].fact) == (LESSON, main)
        await remove(store, said(LESSON, main, owner=OTHER_PAGE))
        bare = graph_of(await store.columns())
        assert (bare[LESSON.id].fact, bare[TEACHES.id].fact) == (plain, TEACHES)


async def test_a_rejection_hides_a_fact_and_outlives_its_documents(open_store: OpenStore) -> None:
    """What a person rejected stays away when its document is read anew, until the rejection is withdrawn."""
    rejection = judged(TEACHES, Verdict.REJECT)
    async with open_store() as store:
        await add(store, *said(LESSON, SKILL, TEACHES))
        await add(store, rejection)
        assert await living(store) == {LESSON.id, SKILL.id}
        await remove(store, said(TEACHES))
        await add(store, *said(TEACHES, owner=OTHER_PAGE))
        assert await living(store) == {LESSON.id, SKILL.id}
        await remove(store, [rejection])
        assert await living(store) == {LESSON.id, SKILL.id, TEACHES.id}


async def test_a_judgement_follows_a_rename(open_store: OpenStore) -> None:
    """A rejection of what is renamed holds under the new name; one made under the old name later does too."""
    renamed = replace(SKILL, id=NodeId("c/skill/iteration"))
    taught = replace(TEACHES, target=renamed.id)
    async with open_store() as store:
        await add(store, *said(LESSON, SKILL, TEACHES), judged(TEACHES, Verdict.REJECT))
        await apply(
            store,
            ChangeSet(
                added=said(renamed, taught),
                removed=tuple(s.id for s in said(SKILL, TEACHES)),
                redirects={SKILL.id: renamed.id},
            ),
        )
        assert await living(store) == {LESSON.id, renamed.id}
        await add(store, judged(SKILL, Verdict.REJECT))
        assert await living(store) == {LESSON.id}
        assert await store.statements([SKILL.id, TEACHES.id]) == {}


async def test_statements_that_take_one_id_for_different_kinds_are_survived(open_store: OpenStore) -> None:
    """An id is one thing: of statements that disagree about its kind the first in rank is believed."""
    impostor = Pitfall(id=SKILL.id, name="Loops")
    async with open_store() as store:
        await add(store, *said(SKILL), *said(impostor, owner=OTHER_PAGE))
        kinds = {type(s.fact) for s in graph_of(await store.columns()).values()}
        assert len(kinds) == 1


async def test_an_edge_from_a_node_to_itself_is_kept(open_store: OpenStore) -> None:
    """A document that requires itself says so in the graph, for others to report."""
    circle = Edge(source=SKILL.id, kind=EdgeKind.REQUIRES, target=SKILL.id)
    async with open_store() as store:
        await add(store, *said(SKILL, circle))
        assert await living(store) == {SKILL.id, circle.id}


async def test_names_may_hold_what_separates_columns(open_store: OpenStore) -> None:
    """NUL, line feeds, commas and quotes in a name reach the reader unharmed."""
    names = ["a\x00b", "a\nb\r", 'a,"b\\', "\x1f\x1e", "\U0001f9ff", "a' || 'b"]
    nodes = [Skill(id=NodeId(f"c/skill/{n}"), name=name) for n, name in enumerate(names)]
    async with open_store() as store:
        await add(store, *said(*nodes))
        columns = await store.columns()
        assert dict(zip(columns.ids, columns.names, strict=True)) == {node.id: node.name for node in nodes}
        assert [s.says for s in await store.statements_of()] == [
            s.says for s in sorted(said(*nodes), key=lambda s: s.id)
        ]


async def test_curricula_whose_names_begin_alike_are_told_apart(open_store: OpenStore) -> None:
    """A curriculum's statements are those of its own nodes and of the edges that leave them."""
    ids = ["c", "c/skill/a", "c-1/skill/a", "c.d/skill/a", "c0/skill/a", "cc/skill/a"]
    nodes = {node: Skill(id=NodeId(node), name=node) for node in ids}
    leaving = Edge(source=NodeId("c/skill/a"), kind=EdgeKind.SAME_AS, target=NodeId("c-1/skill/a"))
    arriving = Edge(source=NodeId("c-1/skill/a"), kind=EdgeKind.SAME_AS, target=NodeId("c/skill/a"))
    own = said(nodes["c"], nodes["c/skill/a"], leaving)
    async with open_store() as store:
        await add(store, *said(*nodes.values(), leaving, arriving))
        assert await store.statements_of(NodeId("c")) == tuple(sorted(own, key=lambda s: s.id))
        assert (await store.statement_owners(NodeId("c"))).keys() == {s.id for s in own}


async def test_statements_by_id_are_those_that_hold(open_store: OpenStore) -> None:
    """What was withdrawn, what was never there and what was not asked for is not among them."""
    person = judged(SKILL, Verdict.ACCEPT)
    (lesson,), (skill,) = said(LESSON), said(SKILL)
    async with open_store() as store:
        await add(store, person, lesson, skill)
        await apply(store, ChangeSet(removed=(lesson.id,)))
        found = await store.statements_by_id([person.id, skill.id, lesson.id, StatementId("none")])
        assert found == tuple(sorted((person, skill), key=lambda s: s.id))
        assert await store.statements_by_id([]) == ()


async def test_statements_of_some_origins_alone(open_store: OpenStore) -> None:
    """What people said is found without reading what documents say, whatever words stand in a quote."""
    trap = Statement(says=LESSON, owner=PAGE, quote='{"origin":"curated"}', because='"origin":"curated"')
    guess = Statement(says=TEACHES, owner=Owner("inference:c"), origin=Origin.INFERRED, confidence=0.5)
    person = judged(SKILL, Verdict.ACCEPT)
    async with open_store() as store:
        await add(store, trap, guess, person, *said(SKILL))
        for curriculum in (None, NodeId("c")):
            found = [
                await store.statements_of(curriculum, origins=origins)
                for origins in ((Origin.CURATED,), (Origin.INFERRED, Origin.CURATED), ())
            ]
            assert [set(statements) for statements in found] == [{person}, {guess, person}, set()]
        assert await store.statements_of(NodeId("d"), origins=tuple(Origin)) == ()
