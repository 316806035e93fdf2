"""The domain: what a curriculum is, and what can be computed from it.

The names below are the library's public ones (docs/python.md); the rest may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graph.algorithms.closure import closure
    from graph.algorithms.path import find_path
    from graph.changes import ChangeSet, Content
    from graph.columns import columns_of
    from graph.errors import CairnError
    from graph.formats.interchange import Interchange, dump, load
    from graph.model import (
        Audience,
        Curriculum,
        Document,
        Edge,
        EdgeKind,
        Lesson,
        Module,
        NodeId,
        Owner,
        Pitfall,
        Skill,
        Statement,
    )
    from graph.ports import GraphStore
    from graph.snapshot import Snapshot, View, ViewKind

__all__ = [
    "Audience",
    "CairnError",
    "ChangeSet",
    "Content",
    "Curriculum",
    "Document",
    "Edge",
    "EdgeKind",
    "GraphStore",
    "Interchange",
    "Lesson",
    "Module",
    "NodeId",
    "Owner",
    "Pitfall",
    "Skill",
    "Snapshot",
    "Statement",
    "View",
    "ViewKind",
    "closure",
    "columns_of",
    "dump",
    "find_path",
    "load",
]

_HOMES: Final = {
    "Audience": "graph.model",
    "CairnError": "graph.errors",
    "ChangeSet": "graph.changes",
    "Content": "graph.changes",
    "Curriculum": "graph.model",
    "Document": "graph.model",
    "Edge": "graph.model",
    "EdgeKind": "graph.model",
    "GraphStore": "graph.ports",
    "Interchange": "graph.formats.interchange",
    "Lesson": "graph.model",
    "Module": "graph.model",
    "NodeId": "graph.model",
    "Owner": "graph.model",
    "Pitfall": "graph.model",
    "Skill": "graph.model",
    "Snapshot": "graph.snapshot",
    "Statement": "graph.model",
    "View": "graph.snapshot",
    "ViewKind": "graph.snapshot",
    "closure": "graph.algorithms.closure",
    "columns_of": "graph.columns",
    "dump": "graph.formats.interchange",
    "find_path": "graph.algorithms.path",
    "load": "graph.formats.interchange",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: importing the package loads nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
