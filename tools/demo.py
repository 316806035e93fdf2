"""Write README's first screen anew: the very output of the commands that `make demo` runs.

python tools/demo.py            print the block
python tools/demo.py --write    put it into README.md
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
START, END = "<!-- demo -->", "<!-- /demo -->"
SITE = "examples/data-with-postgresql"
GAP = "my query got slow when the table grew"
KNOW = "First queries, Asking harder questions"


def main() -> None:
    """Print the block, or write it into the README."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the block into README.md")
    block = demo()
    if not parser.parse_args().write:
        print(block)
        return
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(START)
    README.write_text(f"{before}{START}\n{block}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def demo() -> str:
    """Return the path that the README shows, as a fenced block of text."""
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "demo.db")
        cairn("ingest", SITE, "--store", store)
        answer = cairn("path", "--gap", GAP, "--know", KNOW, "--store", store)
    shown = f'$ cairn path --gap "{GAP}" --know "{KNOW}"\n{answer.strip()}'
    return f"```text\n{shown}\n```"


def cairn(*arguments: str) -> str:
    """Run the command in the project's root, 100 columns wide, and return what it prints."""
    command = [sys.executable, "-c", "from api.bootstrap import main; main()", *arguments]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
