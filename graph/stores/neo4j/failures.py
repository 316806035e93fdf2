"""The one place where the errors of Neo4j's driver become Cairn's."""

from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLCertVerificationError
from typing import Final

import msgspec
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Forbidden,
    ForbiddenOnReadOnlyDatabase,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.errors import FormatError, StoreCorrupt, StoreError, StoreFull, StoreReadOnly, StoreUnavailable


@contextmanager
def mapped_errors(url: str) -> Iterator[None]:
    """Raise what the driver raises inside as a :class:`graph.errors.StoreError` that names the store."""
    try:
        yield
    except Neo4jError as error:
        raise _of_server(error, url) from error
    except DriverError as error:
        raise _of_driver(error, url) from error
    except TimeoutError as error:
        raise StoreUnavailable(
            f"{url} has not answered in time.",
            hint="See whether the server is overloaded; CAIRN_NEO4J_TIMEOUT sets how long to wait.",
        ) from error
    except OSError as error:
        raise _unreachable(url, str(error)) from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise StoreError(f"{url} cannot hold a value: {error}.") from error
    except _UNREADABLE as error:
        raise StoreCorrupt(
            f"{url} holds what Cairn did not write: {error}.",
            hint="Restore it from a backup, or name another database; nothing was changed.",
        ) from error


_UNREADABLE: Final = (FormatError, msgspec.MsgspecError, LookupError, ValueError, TypeError)
"""What decoding raises on a value that was not written by Cairn."""


@contextmanager
def full_is_final(url: str) -> Iterator[None]:
    """Let the driver not try again what is too large for the memory of the server."""
    try:
        yield
    except TransientError as error:
        if _is_full(error):
            raise _full(url) from error
        raise


def is_distrusted(error: BaseException) -> bool:
    """Return whether a server's certificate is behind an error of the driver: no new try mends that."""
    return _certificate_error(error) is not None


def _certificate_error(error: BaseException | None) -> SSLCertVerificationError | None:
    """Return the first of its kind among causes; who routes has one for each server that was asked."""
    if error is None or isinstance(error, SSLCertVerificationError):
        return error
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    found = (_certificate_error(cause) for cause in (error.__cause__, *parts))
    return next((cause for cause in found if cause is not None), None)


def _of_server(error: Neo4jError, url: str) -> StoreError:
    """Choose by class and status code (neo4j.com/docs/status-codes)."""
    if isinstance(error, AuthError) or _code(error).endswith("AuthenticationRateLimit"):
        return _refused(url)
    if _is_full(error):
        return _full(url)
    if _is_read_only(error):
        return StoreReadOnly(
            f"{url} is read-only.", hint="Let the server write to the database, or name another store."
        )
    if _code(error).endswith("DatabaseNotFound"):
        return StoreUnavailable(
            f"There is no database at {url}.", hint="Name one that the server has, or none for its own."
        )
    if isinstance(error, TransientError) or _code(error).startswith("Neo.ClientError.Transaction"):
        return _unreachable(url, _words(error))
    return StoreError(f"{url} failed: {_words(error)}.")


def _of_driver(error: DriverError, url: str) -> StoreError:
    if (refused := _certificate_error(error)) is not None:
        return StoreUnavailable(
            f"{url} shows a certificate that cannot be trusted: {refused.verify_message}.",
            hint="Let SSL_CERT_FILE name the authority that signed it; +ssc takes any certificate unchecked.",
        )
    if isinstance(error, IncompleteCommit):
        return StoreUnavailable(
            f"The connection to {url} broke while a change was being committed: it may have been written.",
            hint="Run the command again: what is there already is not written twice.",
        )
    if isinstance(error, ConfigurationError):
        return StoreUnavailable(f"{url} cannot be used: {error}.", hint="See the address and its scheme.")
    if isinstance(error, ServiceUnavailable | SessionExpired | ConnectionAcquisitionTimeoutError):
        return _unreachable(url, str(error))
    return StoreError(f"{url} failed: {error}.")


_FULL: Final = ("MemoryPoolOutOfMemoryError", "OutOfMemoryError", "StackOverFlowError")


def _is_full(error: Neo4jError) -> bool:
    return _code(error).endswith(_FULL)


def _is_read_only(error: Neo4jError) -> bool:
    return isinstance(error, Forbidden | ForbiddenOnReadOnlyDatabase) or "read-only" in _words(error).lower()


def _code(error: Neo4jError) -> str:
    return error.code or ""


def _words(error: Neo4jError) -> str:
    return error.message or _code(error)


def _refused(url: str) -> StoreError:
    return StoreUnavailable(
        f"{url} does not accept the user or the password.",
        hint="Set CAIRN_NEO4J_USER and CAIRN_NEO4J_PASSWORD to those of the server.",
    )


def _full(url: str) -> StoreError:
    return StoreFull(
        f"The change is too large for the memory of {url}; nothing was written.",
        hint="Raise server.memory.heap.max_size of the server, or ingest fewer documents at a time.",
    )


def _unreachable(url: str, words: str) -> StoreError:
    why = words.partition("\n")[0].rstrip(". ")
    return StoreUnavailable(
        f"{url} cannot be reached: {why or 'no reason given'}.",
        hint="See whether the server runs and the address is right.",
    )
