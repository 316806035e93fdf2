"""Which of GraphQL's media types a client wants; see RFC 9110, section 12.5.1."""

from functools import lru_cache
from typing import Final

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"
EVENT_STREAM: Final = "text/event-stream"
_REMEMBERED: Final = 128
"""Headers of which is remembered what they mean: clients of one kind send the same."""


@lru_cache(_REMEMBERED)
def takes_events(accept: str | None) -> bool:
    """Tell whether a client names event streams among what it accepts."""
    return weight_of(EVENT_STREAM, accept) > 0


@lru_cache(_REMEMBERED)
def weight_of(name: str, header: str | None, *, default: str = "") -> float:
    """Return the weight of something in a header of preferences, 0 to 1; ``default`` stands for all else."""
    weights = _weights(header or "")
    return weights.get(name, weights.get(default, 0.0))


@lru_cache(_REMEMBERED)
def negotiate(accept: str | None) -> str | None:
    """Return the media type to answer in, or None if the client accepts neither.

    Whoever names no preference gets ``application/json``, as clients did before there was another.
    """
    weights = _weights(accept or "*/*")
    fallback = weights.get("application/*", weights.get("*/*", 0.0))

    def rank(media_type: str) -> tuple[float, bool, bool]:
        named = media_type in weights
        return weights.get(media_type, fallback), named, named == (media_type == GRAPHQL_JSON)

    best = max((JSON, GRAPHQL_JSON), key=rank)
    return best if rank(best)[0] > 0 else None


def _weights(header: str) -> dict[str, float]:
    """Return the weight of each thing that a header names; between two commas there may be nothing."""
    return dict(_weight(part) for part in header.split(",") if part.strip())


def _weight(part: str) -> tuple[str, float]:
    """Return a media range and its weight; a weight that is no number counts as none."""
    media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
    given = (value for name, _, value in (p.partition("=") for p in parameters) if name == "q")
    try:
        return media_range, float(next(given, "1"))
    except ValueError:
        return media_range, 0.0
