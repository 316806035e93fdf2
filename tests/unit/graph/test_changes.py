"""What a change is: nothing too much, nothing too little, and a digest that forgets history."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from graph.changes import ChangeSet, carried, compose, difference, digest_after, leading, redirect_items
from graph.model import Edge, EdgeKind, NodeId, Origin, Owner, Skill, Statement, StatementId, Verdict
from tests.strategies import change_sets, graphs, node_ids, statements

EMPTY = "0" * 64
IDS = st.sets(st.text("0123456789abcdef", min_size=32, max_size=32), max_size=6)
REDIRECTS = st.dictionaries(node_ids(), node_ids(), max_size=4)


@given(graphs(max_nodes=3, max_edges=3), graphs(max_nodes=3, max_edges=3))
def test_difference_leads_from_one_state_to_the_other(
    before: tuple[Statement, ...], after: tuple[Statement, ...]
) -> None:
    """What documents said and no longer say goes, what they newly say comes, and no more is touched."""
    stored = {s.id: s.owner for s in before}
    added, removed = difference(stored, after)
    people = {i for i, owner in stored.items() if owner.startswith("person:")}
    assert (stored.keys() - set(removed)) | {s.id for s in added} == {s.id for s in after} | people
    assert not {s.id for s in added} & stored.keys()
    assert not set(removed) & people


@given(graphs(max_nodes=4, max_edges=4), st.randoms())
def test_difference_is_the_same_in_any_order(stated: tuple[Statement, ...], random: Random) -> None:
    """Equal changes are equal values, whatever the order of reading."""
    shuffled = random.sample(stated, len(stated))
    assert difference({}, shuffled) == difference({}, stated)
    assert difference({s.id: s.owner for s in shuffled}, stated) == ((), ())


def test_a_change_of_nothing_is_empty() -> None:
    """A message alone writes nothing."""
    assert ChangeSet(message="nothing new").is_empty


@given(change_sets())
def test_a_change_of_something_is_not_empty(changes: ChangeSet) -> None:
    """Whatever a change carries, it is not taken for nothing."""
    assert not changes.is_empty
    assert not ChangeSet(removed=(StatementId("a"),)).is_empty
    assert not ChangeSet(dropped=(NodeId("a"),)).is_empty
    assert not ChangeSet(forgotten=((NodeId("a"), 0),)).is_empty
    assert not ChangeSet(memos={NodeId("a"): b""}).is_empty


@given(IDS, IDS)
def test_digest_depends_on_content_alone(one: set[str], other: set[str]) -> None:
    """Any way to the same content gives the same digest, and other content another."""
    direct = digest_after(EMPTY, come=one, gone=())
    detour = digest_after(digest_after(EMPTY, come=one | other, gone=()), come=(), gone=other - one)
    assert detour == direct
    assert (digest_after(EMPTY, come=other, gone=()) == direct) == (one == other)
    assert digest_after(direct, come=(), gone=one) == EMPTY


def test_digest_is_the_same_on_every_machine() -> None:
    """Exports carry it: what it is must never change."""
    assert digest_after(EMPTY, come=["a"], gone=()) == (
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    )
    assert redirect_items({NodeId("a"): NodeId("b")}) == {"a -> b"}


@given(REDIRECTS, REDIRECTS)
def test_redirects_arrive_in_one_step(old: dict[NodeId, NodeId], new: dict[NodeId, NodeId]) -> None:
    """However many renames, following one redirect is enough, and none leads back."""
    composed = compose(compose({}, old), new)
    assert not composed.keys() & set(composed.values())
    assert compose(composed, {}) == composed


@given(REDIRECTS, REDIRECTS)
def test_any_redirects_can_be_led_back(one: dict[NodeId, NodeId], other: dict[NodeId, NodeId]) -> None:
    """What leads from some redirects to others arrives there, chains of renames included."""
    now, wanted = compose({}, one), compose({}, other)
    assert compose(now, leading(now, wanted)) == wanted
    assert leading(wanted, wanted) == {}


def test_a_second_rename_carries_the_first_along() -> None:
    """Who knows the oldest name is led to the newest; naming it as at first ends the journey."""
    a, b, c = map(NodeId, "abc")
    assert compose({a: b}, {b: c}) == {a: c, b: c}
    assert compose({a: b}, {b: a}) == {b: a}


@given(statements(), REDIRECTS)
def test_only_judgements_are_carried(statement: Statement, redirects: dict[NodeId, NodeId]) -> None:
    """What a document or inference says stays as it is: it will be read anew."""
    after = carried(statement, redirects)
    if statement.origin is not Origin.CURATED:
        assert after is statement
    elif after is not None:
        assert replace(after, says=statement.says) == statement


def test_a_judgement_about_two_things_that_became_one_ends() -> None:
    """A rejected relation means nothing once its ends are the same thing."""
    a, b = NodeId("c/skill/a"), NodeId("c/skill/b")
    person = Owner("person:x")
    edge = Edge(source=a, kind=EdgeKind.REQUIRES, target=b)
    judged = Statement(says=edge, owner=person, origin=Origin.CURATED, verdict=Verdict.REJECT)
    assert carried(judged, {a: b}) is None
    named = Statement(says=Skill(id=a, name="a"), owner=person, origin=Origin.CURATED)
    moved = carried(named, {a: b})
    assert moved is not None
    assert moved.subject == b


def test_a_judgement_about_two_names_stays_when_they_become_one() -> None:
    """A merge does not erase its own reason; of skills in two curricula the judgement follows a rename."""
    a, b, c, d = map(NodeId, ("c/skill/a", "c/skill/b", "c/skill/c", "d/skill/a"))
    for verdict in Verdict:
        said = [
            Statement(
                says=Edge(source=a, kind=EdgeKind.SAME_AS, target=target),
                owner=Owner("person:x"),
                origin=Origin.CURATED,
                verdict=verdict,
            )
            for target in (b, d)
        ]
        assert carried(said[0], {a: b}) == said[0]
        followed = carried(said[1], {a: c})
        assert followed is not None
        assert followed.subject == f"{c} SAME_AS {d}"
