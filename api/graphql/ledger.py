"""Pages of the ledger of documents, which the store reads and counts."""

from api.graphql.connection import Connection, name_after, part
from api.graphql.context import Context
from api.graphql.evidence import Document, document
from api.graphql.inputs import page_size
from api.services.documents import page_of_documents
from graph.changes import DocumentStatus


async def documents_page(
    context: Context, curriculum: str | None, status: DocumentStatus | None, first: int, after: str | None
) -> Connection[Document]:
    """Return the ``first`` documents after a cursor, by id, of one curriculum and status or of all.

    Raises
    ------
    InvalidInput
        As :func:`api.graphql.connection.page` does.
    """
    found = await page_of_documents(
        context.workspace, curriculum, status, after=name_after(after), first=page_size(first)
    )
    shown = [document(record) for record in found.records]
    return part(shown, [record.id for record in found.records], found.before, found.total)
