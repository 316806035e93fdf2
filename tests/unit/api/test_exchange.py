"""Tables of other tools become curricula."""

import csv
import io
import re

import pytest
from fakes_encoder import HashingEncoder
from hypothesis import given, settings

from api.services.exchange import Table, export_as, import_table
from api.services.question import Scope
from api.services.workspace import Workspace
from api.settings import Settings
from graph.errors import FormatError
from graph.formats import edge_list
from graph.formats.registry import READABLE
from graph.snapshot import View, ViewKind
from graph.stores.sqlite import SqliteStore
from tests.exports import NAMES

pytestmark = pytest.mark.anyio
LIST = b"""source,target,kind,source_kind,confidence,origin
Calculus,Algebra,,,,
Intro,Algebra,TEACHES,Lesson,.5,inferred
"""


async def read_in(store: SqliteStore, table: Table) -> Workspace:
    """Return a workspace that a table was read into."""
    workspace = Workspace(store, HashingEncoder(), Settings.read({}))
    await import_table(workspace, table, None, lambda _stage, _done, _total: None)
    return workspace


async def exported(workspace: Workspace, form: str) -> bytes:
    """Return all that a workspace holds, inferred or not, in a form."""
    out = io.BytesIO()
    await export_as(workspace, form, Scope(view=View(ViewKind.INFERRED, 0)), out)
    return out.getvalue()


def table(name: str, data: bytes) -> Table:
    """Return a file that was read."""
    form = READABLE[name.rpartition(".")[2]]
    return Table(name, form.media_type, data, *form.read(data))


async def test_a_list_of_names_becomes_skills_of_a_curriculum() -> None:
    """Names become ids of the curriculum that the file is called after; kinds and origins are kept."""
    async with await SqliteStore.open(":memory:") as store:
        workspace = await read_in(store, table("Physics one.csv", LIST))
        snapshot = (await workspace.picture()).snapshot
        assert {i for i in snapshot.ids if "/document/" not in i} == {
            "physics-one",
            "physics-one/skill/calculus",
            "physics-one/skill/algebra",
            "physics-one/lesson/intro",
        }
        rows = edge_list.read(await exported(workspace, "csv"))[1]
    assert {(row["kind"], row["origin"]) for row in rows} == {
        ("REQUIRES", "authored"),
        ("TEACHES", "inferred"),
    }


def plain(data: bytes) -> bytes:
    """Return an export without the moment at which its revision was made."""
    return re.sub(rb'"lastChangeDateTime": "[^"]*"', b"", data)


@pytest.mark.parametrize("form", READABLE)
async def test_what_was_exported_is_read_in_and_exported_again_to_the_byte(form: str) -> None:
    """A round trip through another tool's form loses nothing that the form holds."""
    async with await SqliteStore.open(":memory:") as store, await SqliteStore.open(":memory:") as other:
        first = await exported(await read_in(store, table("p.csv", LIST)), form)
        again = await exported(await read_in(other, table(f"p.{form}", first)), form)
    assert plain(again) == plain(first)


@pytest.mark.parametrize("form", READABLE)
@settings(max_examples=settings().max_examples // 10)
@given(names=NAMES.filter(lambda names: all(name == " ".join(name.split()) for name in names)))
async def test_any_names_survive_a_round_trip(form: str, names: list[str]) -> None:
    """Whatever things are called in one line, what was read in from a form is exported again to the byte."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["source", "target", "kind", "source_kind", "origin", "confidence"])
    rows.writerow([names[0], names[1], "REQUIRES", "Skill", "authored", ""])
    rows.writerow([names[2], names[1], "TEACHES", "Lesson", "inferred", ".5"])
    rows.writerow([names[2], names[3], "USES", "Lesson", "", ""])
    data = text.getvalue().encode()
    async with await SqliteStore.open(":memory:") as store, await SqliteStore.open(":memory:") as other:
        first = await exported(await read_in(store, table("p.csv", data)), form)
        again = await exported(await read_in(other, table(f"p.{form}", first)), form)
    assert plain(again) == plain(first)


@pytest.mark.parametrize(("arrows", "told"), [(500, False), (501, True)])
async def test_a_drawing_that_is_too_large_says_what_to_do(arrows: int, told: bool) -> None:  # noqa: FBT001  # of a table
    """What Mermaid would refuse is written all the same; the note is in it, and comes back to be shown."""
    rows = "".join(f"s{number},s{number + 1}\n" for number in range(arrows))
    async with await SqliteStore.open(":memory:") as store:
        workspace = await read_in(store, table("p.csv", f"source,target\n{rows}".encode()))
        out = io.BytesIO()
        note = await export_as(workspace, "mermaid", Scope(), out)
    assert ("maxEdges" in (note or ""), out.getvalue().startswith(b"%% ")) == (told, told)
    assert out.getvalue().count(b" --> ") == arrows


async def test_a_skill_keeps_its_id_in_a_framework_of_another_name() -> None:
    """Whatever it is called by now: its id below its curriculum is in the package."""
    edges = b"source,target,source_name\np/skill/locks,p/skill/sql,Row locks\n"
    async with await SqliteStore.open(":memory:") as store, await SqliteStore.open(":memory:") as other:
        package = await exported(await read_in(store, table("p.csv", edges)), "case")
        workspace = await read_in(other, table("standards.case", package))
        ids = (await workspace.picture()).snapshot.ids
    assert {"standards/skill/locks", "standards/skill/sql"} <= {*ids}


async def test_things_of_one_name_stay_apart() -> None:
    """Two items of a framework that are worded alike are two skills, each with its own id in its id here."""
    items = b"".join(b'{"identifier": "%c", "fullStatement": "Solve it"},' % one for one in b"ab")
    package = b'{"CFItems": [' + items[:-1] + b"]}"
    async with await SqliteStore.open(":memory:") as store:
        snapshot = (await (await read_in(store, table("f.case", package))).picture()).snapshot
    assert {i for i in snapshot.ids if "/skill/" in i} == {"f/skill/solve-it-a", "f/skill/solve-it-b"}


async def test_an_edge_to_nowhere_is_refused() -> None:
    """A table that contradicts itself is an error that names the end."""
    async with await SqliteStore.open(":memory:") as store:
        lost = Table("t", "text/csv", b"", [{"id": "a"}], [{"source": "a", "target": "b"}])
        with pytest.raises(FormatError, match="'b'"):
            await read_in(store, lost)
        with pytest.raises(FormatError, match="Wizard"):
            await read_in(store, Table("t", "text/csv", b"", [{"id": "a", "kind": "Wizard"}], []))
