"""A curriculum held against lists of what it should teach."""

import json
from collections.abc import Sequence

import pytest
from fakes_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st

from api.services.coverage import central, coverage
from api.services.question import Scope
from api.services.targets import Reached, against_curriculum, against_names, read_targets
from api.services.workspace import Workspace
from api.settings import Settings
from embeddings.ports import Vectors
from graph.algorithms.coverage import Dimension
from graph.changes import ChangeSet
from graph.errors import InvalidInput, UnknownId
from graph.model import Owner, Statement
from graph.stores.sqlite import SqliteStore
from tests.courses import Course

pytestmark = pytest.mark.anyio


def workspace_of(store: SqliteStore) -> Workspace:
    """Return a workspace on a store."""
    return Workspace(store, HashingEncoder(), Settings.read({}))


async def filled(store: SqliteStore) -> Workspace:
    """Return a workspace with two curricula that share one skill."""
    mine, theirs = Course("mine"), Course("theirs")
    mine.lesson("a", teaches=["joins"], requires=["sorting"])
    theirs.lesson("b", teaches=["Joins", "views"])
    facts = [fact for course in (mine, theirs) for fact in (*course.nodes.values(),)]
    edges = [edge for course in (mine, theirs) for edge, _, _ in course.edges]
    statements = [Statement(says=fact, owner="person:t") for fact in (*facts, *edges)]  # type: ignore[arg-type]  # a name
    await store.apply(ChangeSet(added=tuple(statements)), expected=0)
    return workspace_of(store)


async def test_a_list_of_names() -> None:
    """What is taught, what is only required, and what is not there are told apart, in the list's order."""
    async with await SqliteStore.open(":memory:") as store:
        workspace = await filled(store)
        found = await against_names(
            workspace, [("JOINS",), ("sorting",), ("nets",)], Scope(curriculum="mine")
        )
    assert [one.reached for one in found] == [Reached.TAUGHT, Reached.MENTIONED, Reached.MISSING]
    assert [lesson.name for lesson in found[0].lessons] == ["a"]
    assert [one.name for one in found] == ["JOINS", "sorting", "nets"]


async def test_another_curriculum() -> None:
    """The skills of the other are the targets; who is asked for and not there is an error."""
    async with await SqliteStore.open(":memory:") as store:
        workspace = await filled(store)
        found = await against_curriculum(workspace, "theirs", Scope(curriculum="mine"))
        with pytest.raises(UnknownId):
            await against_curriculum(workspace, "nobody", Scope(curriculum="mine"))
    assert {one.name: one.reached for one in found} == {"Joins": Reached.TAUGHT, "views": Reached.MISSING}


async def test_coverage_and_centrality_look_at_one_curriculum() -> None:
    """What lies outside the scope is neither counted nor shown."""
    async with await SqliteStore.open(":memory:") as store:
        workspace = await filled(store)
        table = await coverage(workspace, Scope(curriculum="mine"), Dimension.KIND)
        found = await central(workspace, Scope(curriculum="mine"), first=5)
    assert [skill.name for skill in table.total.taught] == ["joins"]
    assert [row.value for row in table.rows] == ["concept"]
    assert {weight.item.name: weight.share for weight in found.weights} == {"sorting": 1.0}


def test_lists_are_read_as_people_write_them() -> None:
    """Bullets, comments and blank lines are no names; a CSV column is found by its head, wherever it is."""
    listed = read_targets(b"# profile\n\n- joins\n* views\n  ACID\njoins\n")
    assert listed == (("joins",), ("views",), ("ACID",))
    table = read_targets(b'\xef\xbb\xbfid,Skill\n1,joins\n2,"views, and more"\n')
    assert table == (("joins",), ("views, and more",))
    for nothing in (b"# nothing\n\n", b"\xff", b'{"CFItems": []}'):
        with pytest.raises(InvalidInput):
            read_targets(nothing)


async def test_a_framework_is_a_list_of_targets() -> None:
    """Items of a CASE package are found by statement, code or keyword; headings are no targets."""
    items = [
        {"identifier": "a", "fullStatement": "Query several tables", "conceptKeywords": ["joins"]},
        {"identifier": "b", "fullStatement": "Draw nets", "humanCodingScheme": "DB.7"},
        {"identifier": "c", "fullStatement": "Databases"},
    ]
    links = [
        {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": one},
            "destinationNodeURI": {"identifier": "c"},
        }
        for one in "ab"
    ]
    package = json.dumps({"CFDocument": {}, "CFItems": items, "CFAssociations": links}).encode()
    wanted = read_targets(package)
    assert wanted == (("Query several tables", "joins"), ("Draw nets", "DB.7"))
    async with await SqliteStore.open(":memory:") as store:
        found = await against_names(await filled(store), wanted, Scope(curriculum="mine"))
    assert [(one.name, one.reached) for one in found] == [
        ("Query several tables", Reached.TAUGHT),
        ("Draw nets", Reached.MISSING),
    ]


@given(st.text().map(str.encode) | st.binary())
def test_any_bytes_are_a_list_or_refused(text: bytes) -> None:
    """Whatever a file holds, the names are distinct and not blank, or the list is refused."""
    try:
        names = read_targets(text)
    except InvalidInput:
        return
    assert len(set(names)) == len(names) > 0
    assert all(name.strip() for one in names for name in one)


async def test_a_large_curriculum_is_held_against_another_with_bounded_work() -> None:
    """Each of its skills has a row; words are encoded for the first hundred that are not taught."""
    theirs = Course("theirs")
    theirs.lesson("b", teaches=[f"matter {number}" for number in range(150)])
    mine = Course("mine")
    mine.lesson("a", teaches=["joins"])
    facts = [
        *theirs.nodes.values(),
        *mine.nodes.values(),
        *(e for c in (theirs, mine) for e, _, _ in c.edges),
    ]
    texts: list[str] = []

    class Counting(HashingEncoder):
        def encode(self, asked: Sequence[str]) -> Vectors:
            texts.extend(asked)
            return super().encode(asked)

    async with await SqliteStore.open(":memory:") as store:
        statements = [Statement(says=fact, owner=Owner("person:t")) for fact in facts]
        await store.apply(ChangeSet(added=tuple(statements)), expected=0)
        workspace = Workspace(store, Counting(), Settings.read({}))
        found = await against_curriculum(workspace, "theirs", Scope(curriculum="mine"))
    assert [one.reached for one in found] == [Reached.MISSING] * 150
    assert len(texts) == 100
