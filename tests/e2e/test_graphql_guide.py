"""The programs of the GraphQL guide, run against a server as its readers run them."""

import re
import subprocess
import sys
from pathlib import Path

from cli_support import Cairn
from server_support import running

GUIDE = Path(__file__).parents[2] / "docs" / "graphql.md"


def test_the_python_of_the_guide_runs(cairn: Cairn, library: Path) -> None:
    """What is there to be copied works as it stands, but for the port, and prints what it promises."""
    (program,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    with running(library, cairn.environment) as server:
        code = program.replace(":8000", f":{server.port}")
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 0, done.stderr
    assert "because" in done.stdout
    assert "soleTeacher" in done.stdout
    assert "message" in done.stdout
