"""Mutations that are sent again, as a client does that does not know whether the first arrived."""

from typing import Any

import anyio
import pytest
from documents_support import INGEST, SEA, Door
from fakes_encoder import HashingEncoder
from http_support import SETTINGS

from api.services.identity import Principal, Scope
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio


class TestKeys:
    """Mutations that are sent again."""

    REMOVE = "mutation($id: ID!, $k: String) { removeDocument(id: $id, key: $k) { removed { id } warnings } }"

    async def test_a_change_with_a_key_is_done_once(self, door: Door) -> None:
        """Sent again, after the first or beside it, it has the same answer; without the key it has not."""
        async with door.working():
            receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]
        answers: list[Any] = []

        async def remove() -> None:
            answers.append(await door.ask(self.REMOVE, id=receipt["id"], k="one"))

        async with anyio.create_task_group() as group:
            group.start_soon(remove)
            group.start_soon(remove)
        await remove()
        assert answers[0]["removeDocument"]["removed"]
        assert answers == answers[:1] * 3
        assert (await door.workspace.store.revision()).sequence == 2
        assert await door.refusal(self.REMOVE, id=receipt["id"]) == "NOT_FOUND"

    async def test_a_key_is_one_clients_and_one_changes(self, door: Door) -> None:
        """Another client's same key is another one; for other arguments it is refused, and if too long."""
        async with door.working():
            receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]
        await door.ask(self.REMOVE, id=receipt["id"], k="one")
        editor = Principal("editor", frozenset({Scope.INGEST}))
        assert await door.refusal(self.REMOVE, editor, id=receipt["id"], k="one") == "NOT_FOUND"
        assert await door.refusal(self.REMOVE, id="another", k="one") == "INVALID_INPUT"
        assert await door.refusal(self.REMOVE, id=receipt["id"], k="x" * 201) == "INVALID_INPUT"

    async def test_a_key_is_known_to_every_process(self, door: Door) -> None:
        """What one carried out another answers as well, from the store that both have."""
        async with door.working():
            receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]
        first = await door.ask(self.REMOVE, id=receipt["id"], k="one")
        other = Door(Workspace(door.workspace.store, HashingEncoder(), SETTINGS))
        assert first["removeDocument"]["removed"]
        assert await other.ask(self.REMOVE, id=receipt["id"], k="one") == first
        assert await other.refusal(self.REMOVE, id="another", k="one") == "INVALID_INPUT"

    async def test_what_failed_is_tried_again(self, door: Door) -> None:
        """A failure is no answer to keep."""
        id_ = "sea/document/tides.md"
        assert await door.refusal(self.REMOVE, id=id_, k="one") == "NOT_FOUND"
        async with door.working():
            await door.ask(INGEST, i=SEA)
        assert (await door.ask(self.REMOVE, id=id_, k="one"))["removeDocument"]["removed"]
