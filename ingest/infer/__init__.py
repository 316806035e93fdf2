"""What Cairn concludes from the texts of a curriculum, each time with confidence and reason."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from graph.model import NodeId, Statement
from ingest.infer.affinity import Affinity
from ingest.infer.corpus import Corpus
from ingest.infer.grounds import Grounds
from ingest.infer.guards import guards
from ingest.infer.outcomes import components
from ingest.infer.prerequisites import prerequisites
from ingest.infer.signals import Signals
from ingest.resolution import Resolution

__all__ = ["infer"]


def infer(resolution: Resolution, vectors: Mapping[NodeId, NDArray[np.float32]]) -> tuple[Statement, ...]:
    """Return what can be concluded about a curriculum, sorted by id.

    ``vectors`` has for each node the (parts, d) unit rows of its :func:`ingest.resolve.texts`; where it is
    empty, words alone decide. Nothing is concluded that a document states, and nothing where nothing
    supports it.
    """
    grounds = Grounds.of(resolution)
    corpus = Corpus.of(resolution, grounds.facts)
    if not corpus.lessons:
        return ()
    affinity = Affinity(corpus, vectors)
    signals = Signals.of(corpus, resolution.terms, vectors)
    found = (
        *guards(grounds, affinity),
        *components(grounds, affinity),
        *prerequisites(grounds, corpus, signals, affinity),
    )
    return tuple(sorted({s.id: s for s in found}.values(), key=lambda statement: statement.id))
