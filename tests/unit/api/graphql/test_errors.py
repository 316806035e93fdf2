"""How errors look to clients."""

import logging

import pytest
from graphql import GraphQLError

from api.graphql.errors import INTERNAL, VALIDATION_FAILED, present
from graph.errors import StoreUnavailable, UnknownId


def shown(error: GraphQLError) -> dict[str, object]:
    """Return an error as a client of request r1 sees it."""
    (one,) = present([error], code=VALIDATION_FAILED, request_id="r1")
    return one


def test_cairns_own_errors_keep_their_code_and_hint() -> None:
    """A client can tell what went wrong by code, and what to do by hint."""
    cause = UnknownId("No skill is called 'x'.", hint="Did you mean y?")
    error = shown(GraphQLError("wrapped", path=["skill"], original_error=cause))
    assert error["message"] == cause.message
    assert error["extensions"] == {"code": "NOT_FOUND", "hint": "Did you mean y?"}
    assert error["path"] == ["skill"]


def test_an_error_without_a_hint_shows_none() -> None:
    """There is no empty hint."""
    error = shown(GraphQLError("wrapped", original_error=StoreUnavailable("The store is locked.")))
    assert error["extensions"] == {"code": "STORE_UNAVAILABLE"}


def test_the_query_languages_own_messages_are_shown() -> None:
    """A mistake in a query is the client's to mend: the message stays, with a code."""
    error = shown(GraphQLError("Cannot query field 'x'."))
    assert (error["message"], error["extensions"]) == ("Cannot query field 'x'.", {"code": VALIDATION_FAILED})


def test_faults_are_masked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A client learns the request's id, the log the traceback, and nobody the other's."""
    fault = ZeroDivisionError("secret of the server")
    with caplog.at_level(logging.ERROR):
        error = shown(GraphQLError("secret of the server", path=["health"], original_error=fault))
    assert "secret" not in str(error)
    assert error["extensions"] == {"code": INTERNAL, "requestId": "r1"}
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is fault
    assert "r1" in record.getMessage()
