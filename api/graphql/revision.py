"""The state of the graph that an answer is about."""

from datetime import datetime

import strawberry
from strawberry import field

from graph import changes


@strawberry.type(description="A state of the graph.")
class Revision:
    """See :class:`graph.changes.Revision`."""

    sequence: int = field(description="Counts the writes; an empty store is at 0.")
    digest: str = field(description="Hexadecimal; equal content has equal digests in any store.")
    at: datetime = field(description="When it was written.")


def revision(state: changes.Revision) -> Revision:
    """Return a revision as the schema shows it."""
    return Revision(sequence=state.sequence, digest=state.digest, at=state.at)
