"""Take pictures of every page at three widths, in both themes: ``tools/screenshots.py [FOLDER]``.

Needs the development environment and a Chromium on the path. The sample curricula are ingested into a store
that is thrown away.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
SAMPLES = (ROOT / "examples/data-with-postgresql", ROOT / "examples/incident-response.txt")
WIDTHS = (360, 768, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {
    "home": "/",
    "path": "/path?gap=my+query+got+slow+when+the+table+grew&know=First+queries&hours=2",
    "no-match": "/path?gap=bake+sourdough+bread",
    "skill": "/skill/data-with-postgresql/query-plans",
    "lesson": "/lesson/data-with-postgresql/how-a-b-tree-index-works",
    "document": "/document/data-with-postgresql/05-fast-queries/btree-indexes.md?lines=9-9",
    "curriculum": "/curriculum",
    "documents": "/documents",
    "coverage": "/coverage",
    "parts": "/coverage/parts",
    "health": "/health",
    "map": "/map",
    "impact": "/impact/lesson/data-with-postgresql/joining-tables",
    "unfolded": "/skill/data-with-postgresql/query-plans?unfold="
    "data-with-postgresql/lesson/query-plans-in-twenty-minutes",
    "explorer": "/explorer",
    "review": "/review",
    "history": "/history?to=1",
    "me": "/me",
    "sign-in": "/sign-in",
    "missing": "/no-such-page",
}

PICTURES = ROOT / "docs/pictures"
IN_DOCS = ("path", "coverage", "map", "skill", "documents", "review")
"""Pages of which the docs show the upper part."""


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=ROOT / ".cache/screenshots", type=Path)
    parser.add_argument("--page", action="append", choices=list(PAGES), help="only this one; may be repeated")
    parser.add_argument("--docs", action="store_true", help="take the pictures of docs/pictures as well")
    arguments = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no chromium on the path; on Debian `apt-get install chromium` brings it.")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        take(browser, address, arguments.folder, arguments.page or list(PAGES))
        if arguments.docs:
            picture(browser, address)
        browser.close()


def take(browser: Browser, address: str, folder: Path, pages: list[str]) -> None:
    """Take a picture of each page at each width, in each theme."""
    for theme in THEMES:
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
            for name in pages:
                page.goto(address + PAGES[name])
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
            page.close()


def picture(browser: Browser, address: str) -> None:
    """Take the pictures that the docs show: the upper part of some pages, in the light."""
    page = browser.new_page(viewport={"width": 1120, "height": 1010}, color_scheme="light")
    page.set_default_timeout(120_000)
    for name in IN_DOCS:
        page.goto(address + PAGES[name])
        page.screenshot(path=PICTURES / f"{name}.png")
    page.close()


@contextmanager
def serving() -> Iterator[str]:
    """Serve the samples on a free port until the block ends; the value is the address."""
    cairn = [sys.executable, "-c", "from api.bootstrap import main; main()"]
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/samples.db"
        subprocess.run(
            [*cairn, "--store", store, "ingest", *map(str, SAMPLES)], check=True, stdout=subprocess.DEVNULL
        )
        command = [*cairn, "--store", store, "serve", "--port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as server:
            try:
                assert server.stderr
                yield next(found[0] for line in server.stderr if (found := _address(line)))
            finally:
                server.terminate()


def _address(line: str) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:\d+", line)


if __name__ == "__main__":
    main()
