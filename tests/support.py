"""Small helpers for tests."""

import os

import pytest


def require_or_skip(reason: str, *, present: bool) -> None:
    """Go on where ``present``; else skip, or fail under CI, where everything must be there."""
    if present:
        return
    if os.environ.get("CI"):
        pytest.fail(f"missing in CI: {reason}")
    pytest.skip(reason)
