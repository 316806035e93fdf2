"""An immutable, compiled picture of one revision of the graph: what every algorithm reads."""

from graph.snapshot.order import dependency_levels, gather, strong_components
from graph.snapshot.relations import Links
from graph.snapshot.snapshot import Snapshot
from graph.snapshot.view import View, ViewKind

__all__ = ["Links", "Snapshot", "View", "ViewKind", "dependency_levels", "gather", "strong_components"]
