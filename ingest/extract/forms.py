"""Headings that only say what form the items below them have: *4 videos*, *What's included*."""

import re
from dataclasses import replace

from ingest.extract.outline import Section
from ingest.extract.topics import Topic
from ingest.records import Block, BlockKind

_COUNTED = (
    r"\d+ (?:videos?|readings?|articles?|lectures?|lessons?|items?|quizz?(?:es)?|assignments?|exercises?"
    r"|labs?|discussion prompts?|plugins?|app items?|programming assignments?|peer reviews?)"
)
_FORM = re.compile(
    rf"^(?:{_COUNTED}(?:\s*[•·|,(\u2013-].*)?|(?:what(?:'|\u2019)s|what is) (?:included|inside)"
    r"|(?:module|week|section) (?:details|content))$",
    re.IGNORECASE,
)
_COUNTS = re.compile(rf"^(?:{_COUNTED}[\s,•·|]*)+$", re.IGNORECASE)


def without_forms(section: Section) -> Section:
    """Return a section in which what stands below such headings is its own."""
    blocks, sections = [block for block in section.blocks if not _counts(block)], []
    for child in section.sections:
        if child.topic is not Topic.PRACTICE and child.heading is not None and _FORM.match(child.title):
            inner = without_forms(child)
            blocks += inner.blocks
            sections += inner.sections
        else:
            sections.append(child)
    return replace(section, blocks=blocks, sections=sections)


def _counts(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and bool(_COUNTS.match(block.text))
