"""Programs for Node.js in a folder of their own, beside the packages that they import."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from support import PATIENCE

PROGRAMS = Path(__file__).parent / "e2e" / "typescript"


@dataclass(frozen=True)
class NodeProject:
    """A folder from which the packages are found."""

    folder: Path

    @classmethod
    def at(cls, folder: Path, packages: Path) -> "NodeProject":
        """Make one, with the programs that belong to these tests."""
        folder.mkdir()
        (folder / "node_modules").symlink_to(packages / "node_modules")
        for program in (*PROGRAMS.glob("*.mjs"), *PROGRAMS.glob("*.json")):
            (folder / program.name).write_bytes(program.read_bytes())
        return cls(folder)

    def node(self, *arguments: str | Path) -> str:
        """Run a program; return what it prints."""
        done = subprocess.run(
            ["node", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
