"""Documents that are at hand as bytes: from standard input or the network."""

from dataclasses import dataclass

from graph.errors import SourceError


@dataclass(frozen=True, slots=True)
class Given:
    """A document that is at hand: from standard input, an archive or the network."""

    uri: str
    data: bytes

    def read(self, limit: int) -> bytes:
        """Return the bytes; see :meth:`Source.read`."""
        return bounded(self.uri, self.data, limit)


def bounded(uri: str, data: bytes, limit: int) -> bytes:
    """Return ``data`` unless it is larger than ``limit``; see :meth:`Source.read`."""
    if len(data) > limit:
        raise SourceError(
            f"The document is larger than {limit:,} bytes.",
            uri=uri,
            hint="Split it, or raise CAIRN_MAX_BYTES.",
        )
    return data
