"""Everything that can go wrong in Cairn, as one tree.

::

    CairnError
    ├── InvalidInput          what the user gave cannot be used
    │   ├── SourceError       a document: unreadable, empty, not text, malformed front matter
    │   ├── UnknownId         no node of that id or name
    │   └── FormatError       an interchange file that does not hold what it should
    ├── StoreError            the store cannot do what was asked
    │   ├── StoreUnavailable  it cannot be opened or reached
    │   ├── StoreReadOnly     it cannot be written to
    │   ├── StoreFull         no space left
    │   ├── StoreTooNew       written by a newer Cairn
    │   ├── StoreCorrupt      what it holds is not what was written
    │   └── RevisionConflict  someone else wrote first; nothing was written
    └── EncoderError          the embedding model is missing, damaged or does not fit the stored vectors

A message is one sentence that says what happened and where; ``hint`` says what to do about it. ``code``
is the stable name that programs see (``extensions.code`` in GraphQL, ``error.code`` in ``--json``) and
``exit_code`` what the command line ends with. Drivers' own errors are mapped to these where the driver is
called, and never leave the adapter.
"""

from typing import ClassVar


class CairnError(Exception):
    """The root; never raised itself."""

    code: ClassVar[str] = "INTERNAL"
    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidInput(CairnError):
    """What the user gave cannot be used."""

    code = "INVALID_INPUT"
    exit_code = 2


class SourceError(InvalidInput):
    """A document cannot be read; ``line`` is 1-based where the place is known."""

    code = "INVALID_DOCUMENT"
    exit_code = 65

    def __init__(self, message: str, *, uri: str, line: int | None = None, hint: str | None = None) -> None:
        place = uri if line is None else f"{uri}:{line}"
        super().__init__(f"{place}: {message}", hint=hint)
        self.uri = uri
        self.line = line


class UnknownId(InvalidInput):
    """Nothing in the graph has that id or name."""

    code = "NOT_FOUND"
    exit_code = 66


class FormatError(InvalidInput):
    """An interchange file does not hold what it should."""

    code = "INVALID_FORMAT"
    exit_code = 65


class StoreError(CairnError):
    """The store cannot do what was asked."""

    code = "STORE_ERROR"
    exit_code = 74


class StoreUnavailable(StoreError):
    """The store cannot be opened or reached."""

    code = "STORE_UNAVAILABLE"
    exit_code = 69


class StoreReadOnly(StoreError):
    """The store cannot be written to."""

    code = "STORE_READ_ONLY"
    exit_code = 77


class StoreFull(StoreError):
    """No space is left where the store lives; nothing was written."""

    code = "STORE_FULL"
    exit_code = 73


class StoreTooNew(StoreError):
    """A newer version of Cairn wrote this store."""

    code = "STORE_TOO_NEW"
    exit_code = 76


class StoreCorrupt(StoreError):
    """What the store holds is not what was written."""

    code = "STORE_CORRUPT"
    exit_code = 74


class RevisionConflict(StoreError):
    """The graph moved on since it was read; nothing was written."""

    code = "REVISION_CONFLICT"
    exit_code = 75

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(
            f"The store is at revision {actual}, not {expected}: someone else wrote first.",
            hint="Run the command again.",
        )
        self.expected = expected
        self.actual = actual


class EncoderError(CairnError):
    """The embedding model is missing, damaged or does not fit the stored vectors."""

    code = "ENCODER_UNAVAILABLE"
    exit_code = 78
