"""A list that many answers share is shown once, unless something else has a say in how."""

from typing import ClassVar, cast

import msgspec
import pytest
import strawberry
from graphql import get_operation_ast, parse
from graphql.execution.values import VariableValues, get_variable_values

from api.graphql.context import Context
from api.graphql.plan import Plan
from api.graphql.run import Uncovered
from api.graphql.shared import Rows, Seen, Shared, named, shared
from api.services.answers import Lasting
from api.services.shown import Shown

pytestmark = pytest.mark.anyio

NAMES: Lasting[str] = Lasting(["a", "b"])


class Counting(Context):
    """A context of nothing but look-ups."""

    def __init__(self, lookups: int) -> None:
        self._left = lookups

    @property
    def shown(self) -> Shown:
        """Everybody asks about the same picture."""
        return PICTURE


@strawberry.type
class Thing:
    """Costs a look-up."""

    name: str

    @strawberry.field
    def size(self, info: strawberry.Info[Counting, None], times: int = 1) -> int:
        """Look it up."""
        info.context.spend(1)
        return len(self.name) * times

    @strawberry.field
    async def later(self) -> str:
        """Take a while."""
        return self.name


@strawberry.type
class Famous(Thing):
    """Is in many answers, the same by its id."""

    shown_once: ClassVar = True
    id: str


@strawberry.type
class Row:
    """A row of a page."""

    placed: ClassVar = frozenset({"at"})
    node: Famous
    at: int


PICTURE = Shown()
MADE: list[int] = []


def row(at: int) -> Row:
    """Make a row."""
    MADE.append(at)
    return Row(node=Famous(name="ab"[at], id=f"famous/{at}"), at=at)


def thing(name: str) -> Thing:
    """Return a thing."""
    return Thing(name=name)


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    def things(self) -> list[Thing]:
        """Return the same list to everyone."""
        return shared(NAMES, thing)

    @strawberry.field
    def famous(self) -> list[Famous]:
        """Return one that is the same for everyone."""
        return [Famous(name="a", id="famous/a")]

    @strawberry.field
    def one(self) -> Famous:
        """Return one that is all of an answer."""
        return Famous(name="one", id="famous/one")

    @strawberry.field
    def named(self) -> list[Thing]:
        """Return things of which their names say all."""
        return named(["a", "b"], ["thing/a", "thing/b"], thing)

    @strawberry.field
    def rows(self) -> list[Row]:
        """Return rows that stand for nodes."""
        return cast("list[Row]", Rows([0, 1], row))


SCHEMA = strawberry.Schema(query=Query)._schema


def plan(text: str, **variables: object) -> tuple[Plan, VariableValues]:
    """Return a plan, and the values of its variables."""
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation
    values = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    assert isinstance(values, VariableValues)
    return Plan(SCHEMA, document, operation, values, lasts=True), values


def test_what_lasts_keeps_how_it_was_shown() -> None:
    """How they were shown is kept with them; items that are somebody's own are shown for them alone."""
    first, second = shared(NAMES, thing), shared(NAMES, thing)
    assert isinstance(first, Shared)
    assert isinstance(second, Shared)
    assert first.seen is second.seen
    assert [one.name for one in first] == [first[0].name, first[1:][0].name] == ["a", "b"]
    assert type(shared(("a",), thing)) is list


async def test_a_shared_list_is_shown_once_and_counted_each_time() -> None:
    """The second answer has the same bytes, and costs whoever asks as many look-ups."""
    found, values = plan("{ things { name size } }")
    first, second = Counting(2), Counting(2)
    shown = await found.run(first, values)
    assert msgspec.json.encode(shown) == b'{"things":[{"name":"a","size":1},{"name":"b","size":1}]}'
    again = await found.run(second, values)
    assert isinstance(again, dict)
    assert isinstance(again["things"], msgspec.Raw)
    assert msgspec.json.encode(again) == msgspec.json.encode(shown)
    assert (first.left, second.left) == (0, 0)
    with pytest.raises(Uncovered):
        await found.run(Counting(1), values)


@pytest.mark.parametrize(
    "text",
    [
        "query($n: Int!) { things { ...Sized } } fragment Sized on Thing { size(times: $n) }",
        "query($n: Int!) { things { size(times: $n) } }",
        "query($n: Int!) { things { size later } }",
    ],
)
async def test_what_depends_on_more_is_shown_anew(text: str) -> None:
    """A variable below it, or something that is still being computed, keeps nothing."""
    found, values = plan(text, n=2)
    for _ in range(2):
        data = await found.run(Counting(9), values)
        assert isinstance(data, dict)
        assert isinstance(data["things"], list)


async def test_an_object_of_many_answers_is_shown_once() -> None:
    """It is what it would be otherwise, whatever is asked of it."""
    for text, shown in (("{ famous { name } }", "name"), ("{ famous { other: name } }", "other")):
        found, values = plan(text)
        for _ in range(2):
            data = await found.run(Counting(0), values)
            assert isinstance(data, dict)
            (found_one,) = data["famous"]
            assert isinstance(found_one, msgspec.Raw)
            assert bytes(found_one) == f'{{"{shown}":"a"}}'.encode()


async def test_rows_are_made_once_and_counted_each_time() -> None:
    """What was shown of a node is shown again without a look at it, for as many look-ups."""
    found, values = plan("{ rows { node { name size } } }")
    expected = b'{"rows":[{"node":{"name":"a","size":1}},{"node":{"name":"b","size":1}}]}'
    MADE.clear()
    for _ in range(2):
        context = Counting(2)
        assert msgspec.json.encode(await found.run(context, values)) == expected
        assert context.left == 0
    assert MADE == [0, 1]
    with pytest.raises(Uncovered):
        await found.run(Counting(1), values)


async def test_what_an_answer_or_a_row_is_all_of_is_kept_with_it_alone() -> None:
    """Memory holds no text twice: the answer is kept, and so is the row."""
    for text, way, name in (
        ("{ one { id name } }", "{\n  id\n  name\n}", "famous/one"),
        ("{ rows { node { id } } }", "{\n  id\n}", "famous/1"),
    ):
        found, values = plan(text)
        await found.run(Counting(0), values)
        assert name not in PICTURE.by(way).texts


async def test_what_has_a_name_of_its_own_is_shown_once() -> None:
    """Lists of the same things share what was shown of each, wherever they stand."""
    found, values = plan("{ named { name } more: named { name } }")
    data = await found.run(Counting(0), values)
    assert msgspec.json.encode(data) == msgspec.json.encode(
        {"named": [{"name": "a"}, {"name": "b"}], "more": [{"name": "a"}, {"name": "b"}]}
    )
    assert PICTURE.by("{\n  name\n}").texts["thing/b"] == b'{"name":"b"}'


@pytest.mark.parametrize("asked", ["at", "...{ at }", "node { later }", "node { size(times: $n) }"])
async def test_rows_in_which_more_has_a_say_are_made_anew(asked: str) -> None:
    """Their place on the page, something that is still being computed, a variable."""
    found, values = plan(f"query($n: Int! = 1) {{ rows {{ node {{ name }} {asked} }} }}")
    for _ in range(2):
        MADE.clear()
        await found.run(Counting(9), values)
        assert MADE == [0, 1]


def test_what_is_kept_of_nodes_is_bounded() -> None:
    """Above so many bytes it begins anew, in however many ways nodes are shown."""
    shown = Shown(most=10_000)
    for number in range(1_000):
        shown.keep("way", f"node/{number}", b"1", 0)
        shown.keep(f"way {number}", "node/1", b"1", 0)
    assert shown.by("way").texts["node/999"] == b"1"
    assert len(shown.by("way").texts) < 50
    assert not shown.by("way 1").texts


def test_no_more_ways_to_show_something_are_kept_than_are_asked_for_often() -> None:
    """Whoever asks in ever other words fills no memory."""
    seen = Seen()
    for number in range(100):
        seen.keep(number, msgspec.Raw(b"1"), 0)
    assert 99 in seen
    assert len(seen) < 10
