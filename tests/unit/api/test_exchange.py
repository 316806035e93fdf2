"""Tables of other tools become curricula."""

import io
import re

import pytest
from fakes_encoder import HashingEncoder

from api.services.exchange import Table, export_as, import_table
from api.services.question import Scope
from api.services.workspace import Workspace
from api.settings import Settings
from graph.errors import FormatError
from graph.formats import edge_list
from graph.formats.registry import READABLE
from graph.snapshot import View, ViewKind
from graph.stores.sqlite import SqliteStore

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
