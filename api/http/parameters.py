"""What a GraphQL request asks, however it came."""

import msgspec
from starlette.exceptions import HTTPException

from api.http.persisted import PersistedQueries, PersistedQuery, QueryRefused


class _Extensions(msgspec.Struct):
    """The extensions that mean something here; others are passed over."""

    persistedQuery: PersistedQuery | None = None  # noqa: N815 - the protocol's name


class Parameters(msgspec.Struct):
    """The parameters of a GraphQL request."""

    query: str | None = None
    variables: dict[str, object] | None = None
    operationName: str | None = None  # noqa: N815 - the protocol's name
    extensions: _Extensions | None = None

    def text(self, persisted: PersistedQueries) -> str:
        """Return the text of the query.

        Raises
        ------
        HTTPException
            If there is none, or it is not one to be answered here.
        QueryUnknown
            If it was named by a hash that is not known here.
        """
        named = self.extensions.persistedQuery if self.extensions else None
        try:
            text = persisted.text(self.query, named)
        except QueryRefused as error:
            raise HTTPException(400, str(error)) from error
        if text is None:
            raise HTTPException(400, "The request is no GraphQL request: it has no query.")
        return text


def decoded(text: bytes) -> object:
    """Return what JSON says.

    Raises
    ------
    HTTPException
        If it is none, or nests too deeply.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise HTTPException(400, f"The request cannot be read as JSON: {error}.") from error
    except RecursionError as error:
        raise HTTPException(400, "The request nests too deeply.") from error


def parameters(value: object) -> Parameters:
    """Return the parameters that a JSON value holds.

    Raises
    ------
    HTTPException
        If it is no GraphQL request.
    """
    try:
        return msgspec.convert(value, Parameters)
    except msgspec.ValidationError as error:
        raise HTTPException(400, f"The request is no GraphQL request: {error}.") from error
