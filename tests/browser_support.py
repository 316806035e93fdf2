"""A server of its own process, and a browser that looks at it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from support import PATIENCE

CAIRN = [sys.executable, "-c", "from api.bootstrap import main; main()"]
PATIENCE_MS = 1_000 * PATIENCE


def chromium() -> str:
    """Return where the browser is; without one skip, or fail where tests may not be skipped."""
    found = shutil.which("chromium")
    if found:
        return found
    message = "no chromium on the path: `make browser` brings it on Debian, else your package manager"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def serving(store: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve a store on a free port of this machine until the block ends; the value is the address."""
    command = [*CAIRN, "--store", str(store), "serve", "--port", "0"]
    surroundings = {**os.environ, **(environment or {})}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=surroundings) as process:
        try:
            assert process.stderr
            found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr)
            yield next(match[0] for match in found if match)
        finally:
            process.kill()


@contextmanager
def browsing() -> Iterator[Browser]:
    """Run a browser until the block ends."""
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@dataclass
class Reader:
    """Someone at a browser; ``complaints`` is what the browser had to say against a page."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"a dialog: {dialog.message}"))

    def open(self, place: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + place)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
