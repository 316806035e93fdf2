"""Folders of documents ingested into one curriculum."""

from pathlib import Path

from fakes_encoder import HashingEncoder

from graph.model import NodeId
from graph.stores.sqlite import SqliteStore
from ingest.pipeline import IngestReport, ingest
from ingest.sources.files import discover

SITE = NodeId("site")


async def run(store: SqliteStore, root: Path, *, prune: bool = False, preview: bool = False) -> IngestReport:
    """Ingest a folder into the curriculum ``site``."""
    files = list(discover(root))
    return await ingest(
        store, HashingEncoder(), files, SITE, prune=prune, preview=preview, max_bytes=1_000_000
    )
