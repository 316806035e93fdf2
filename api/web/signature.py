"""A type of a GraphQL schema as it is written."""

from collections.abc import Mapping
from typing import Any


def signature(type_: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return a type as it is written: what stands before its name, the name, and what stands behind it."""
    if type_["kind"] == "NON_NULL":
        before, name, after = signature(type_["ofType"])
        return before, name, f"{after}!"
    if type_["kind"] == "LIST":
        before, name, after = signature(type_["ofType"])
        return f"[{before}", name, f"{after}]"
    return "", type_["name"], ""
