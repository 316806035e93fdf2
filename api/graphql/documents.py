"""Query texts, parsed, bounded and validated once: clients send the same few over and over."""

from dataclasses import dataclass
from functools import lru_cache

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse, validate

from api.graphql.limits import LimitExceeded, Limits, check_limits

_KEPT = 128
_GAVE_UP = "Parsing aborted."
"""How the parser's message ends where a limit stopped it, and no mistake in the text."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A parsed document within its limits, and what validation found wrong with it."""

    document: DocumentNode
    errors: tuple[GraphQLError, ...]


class Documents:
    """The documents of one schema; those used last are kept."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._kept = lru_cache(maxsize=_KEPT)(self._prepare)

    def prepare(self, text: str) -> Prepared:
        """Return the document of a query text.

        Raises
        ------
        GraphQLSyntaxError
            If the text is no document.
        LimitExceeded
            If it asks for more than one request may.
        """
        if len(text) > self._limits.characters:
            raise LimitExceeded(f"The query has more than {self._limits.characters} characters.")
        return self._kept(text)

    def _prepare(self, text: str) -> Prepared:
        document = self._parse(text)
        check_limits(document, self._limits)
        found = validate(self._schema, document, max_errors=self._limits.errors)
        return Prepared(document, tuple(found))

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(text, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            if error.message.endswith(_GAVE_UP):
                raise LimitExceeded(f"The query has more than {self._limits.tokens} tokens.") from error
            raise
