"""Headings that count videos and readings hold no lessons apart from their module's."""

from graph.model import NodeKind
from ingest.extract import extract
from ingest.sources import parse
from tests.quality.scoring import names

PAGE = """\
# Keeping bees

## There are 2 modules in this course

### Bees and the city

#### What's included

2 videos 1 reading

##### 2 videos • Total 13 minutes

- Who lives in a hive • 6 minutes
- Forage nearby • 7 minutes

##### 1 assignment • Total 30 minutes

- Map your forage • 30 minutes

### Setting up

##### 1 video • Total 9 minutes

- Choosing a hive • 9 minutes

##### 1 reading • Total 5 minutes

- Shopping list • 5 minutes

## Earn a career certificate

- Show it to others
- Add it to your profile

## Recommended if you're interested in gardening

- Balcony vegetables
- Soil
"""


def test_what_stands_below_a_count_belongs_to_the_module() -> None:
    """Videos and readings are the module's lessons; what the shop says beside the course is nothing."""
    draft = extract(parse("bees.md", PAGE.encode()))
    assert names(draft, NodeKind.MODULE) == ["Keeping bees", "Bees and the city", "Setting up"]
    assert names(draft, NodeKind.LESSON) == [
        *("Who lives in a hive", "Forage nearby", "Choosing a hive", "Shopping list"),
    ]
