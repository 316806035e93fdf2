"""Who uses the embedded store does not wait for the driver of another."""

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import sys
import anyio
from api.bootstrap import open_workspace
from api.cli.app import Absent
from api.settings import Settings

async def opened():
    async with open_workspace(Settings.read({}, store=sys.argv[1]), absent=Absent.MAKE) as workspace:
        await workspace.store.columns()

anyio.run(opened)
print("neo4j" in sys.modules)
"""


def test_the_embedded_store_loads_no_driver_of_neo4j(tmp_path: Path) -> None:
    """Opening and reading a SQLite store does not import the Neo4j driver."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path / "a.db")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
