"""A list, or some prose, that stands under a known heading."""

from dataclasses import dataclass, field

from ingest.extract.outline import Section
from ingest.extract.passages import Passage
from ingest.extract.topics import Topic
from ingest.records import Block


@dataclass(slots=True)
class Stated:
    """A list (or some prose) under a topic; ``guessed`` where the items, not the heading, told the topic."""

    topic: Topic
    section: Section
    items: list[Passage]
    prose: list[Block] = field(default_factory=list)
    guessed: bool = False
