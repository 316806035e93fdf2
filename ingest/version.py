"""The version of all that documents become: it goes into whatever is kept of them."""

from typing import Final

VERSION: Final = "2026-11-28.4"
"""Changing how documents become statements changes it: what was made before is then made anew."""
