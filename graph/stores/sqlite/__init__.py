"""The embedded store, on SQLite."""

from graph.stores.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
