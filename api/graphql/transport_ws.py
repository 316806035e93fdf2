"""The protocol graphql-transport-ws: Strawberry speaks it, Cairn's executor gives the answers.

Reference: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NotRequired, Protocol, TypedDict, cast

import msgspec
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.async_base_view import AsyncWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    SubscribeMessage,
    SubscribeMessagePayload,
)
from strawberry.types.unset import UNSET, UnsetType

from api.graphql.execution import Answer, Outcome

SUBPROTOCOL: Final = GRAPHQL_TRANSPORT_WS_PROTOCOL
_INITIATION: Final = timedelta(seconds=10)
"""How long a client may take to begin."""


class Gone(Exception):
    """The other side is not there any more."""


class Refused(Exception):
    """An operation is not begun; ``errors`` say why, as a response has them."""

    def __init__(self, errors: Sequence[Mapping[str, object]]) -> None:
        super().__init__()
        self.errors = errors


class Wire(Protocol):
    """An open socket. Reading and writing raise Gone."""

    async def receive(self) -> str | None:
        """Return the next message, None if it is no text."""
        ...

    async def send(self, text: str) -> None:
        """Send a message, as soon as the other side takes one."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close the socket; what is received afterwards raises Gone."""
        ...


class Client(Protocol):
    """Whoever is at the other end."""

    async def begin(self, payload: Mapping[str, object]) -> bool:
        """Take in who they say they are; false if they may not go on."""
        ...

    def text(self, payload: Mapping[str, object]) -> str:
        """Return the text of the query that they mean; raise Refused if there is none for them."""
        ...

    def answers(
        self, text: str, variables: Mapping[str, object] | None, operation: str | None
    ) -> AsyncGenerator[Answer, None]:
        """Answer a query as often as there is something to say."""
        ...


async def converse(wire: Wire, client: Client, *, most: int) -> None:
    """Serve one socket until it is closed; at most so many operations run over it at a time."""
    await _Conversation(wire, client, most).handle()


class _Incoming(TypedDict):
    """What any message looks like; the protocol says what more it has."""

    type: str
    id: NotRequired[str]
    payload: NotRequired[dict[str, object]]


class _Payload(TypedDict):
    """What the payload of ``subscribe`` may hold, beside what names the query."""

    variables: NotRequired[dict[str, object] | None]
    operationName: NotRequired[str | None]


@dataclass(slots=True)
class _Begun:
    """Where Strawberry leaves the payload of ``connection_init``."""

    connection_params: Mapping[str, object] = field(default_factory=dict)


class _Adapter(AsyncWebSocketAdapter):
    """Messages as Strawberry wants them."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:  # noqa: ARG002 - part of the interface
        while True:
            try:
                text = await self._wire.receive()
            except Gone:
                return
            if text is None:
                raise NonTextMessageReceived
            try:
                yield msgspec.json.decode(text, type=_Incoming)
            except (msgspec.MsgspecError, RecursionError) as error:
                raise NonJsonMessageReceived from error

    async def send_json(self, message: Mapping[str, object]) -> None:
        try:
            await self._wire.send(msgspec.json.encode(message).decode())
        except Gone as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        await self._wire.close(code, reason)


class _Conversation(BaseGraphQLTransportWSHandler[_Begun, None]):
    """One connection; it is its own view, as far as Strawberry asks a view anything."""

    def __init__(self, wire: Wire, client: Client, most: int) -> None:
        super().__init__(
            view=self,  # type: ignore[arg-type]  # of a view only on_ws_connect is called
            websocket=_Adapter(wire),
            context=_Begun(),
            root_value=None,
            schema=None,  # type: ignore[arg-type]  # run_operation asks the client instead
            connection_init_wait_timeout=_INITIATION,
            max_subscriptions_per_connection=most,
        )
        self._client = client

    async def on_ws_connect(self, context: _Begun) -> UnsetType:
        """Let nobody begin who may not."""
        if not await self._client.begin(context.connection_params):
            raise ConnectionRejectionError
        return cast("UnsetType", UNSET)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation, if it is one."""
        if self.connection_acknowledged and message["id"] not in self.operations:
            given = message["payload"]
            try:
                text = self._client.text({**given})
                rest = msgspec.convert(given, _Payload)
            except Refused as refused:
                await self._refuse(message["id"], refused.errors)
                return
            except msgspec.ValidationError as error:
                await self.handle_invalid_message(f"The payload is no GraphQL request: {error}."[:120])
                return
            payload: SubscribeMessagePayload = {"query": text}
            payload["variables"] = rest.get("variables")
            payload["operationName"] = rest.get("operationName")
            message = {"id": message["id"], "type": "subscribe", "payload": payload}
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[_Begun, None]) -> None:
        """Send the answers of an operation."""
        id_ = operation.id
        asked = self._client.answers(operation.query, operation.variables, operation.operation_name)
        try:
            async with aclosing(asked) as answers:
                async for answer in answers:
                    if answer.outcome is not Outcome.EXECUTED:
                        self.forget_id(id_)
                        await self._refuse(id_, msgspec.json.decode(answer.body)["errors"])
                        return
                    await self._send({"id": id_, "type": "next", "payload": msgspec.Raw(answer.body)})
            await operation.send_operation_message({"id": id_, "type": "complete"})
        except WebSocketDisconnected:
            return  # the conversation ends by itself

    async def _refuse(self, id_: str, errors: Sequence[Mapping[str, object]]) -> None:
        await self._send({"id": id_, "type": "error", "payload": errors})

    async def _send(self, message: Mapping[str, Any]) -> None:
        await self.websocket.send_json(message)
