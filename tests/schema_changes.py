"""What a change of the public schema breaks, and whether that was announced."""

import re

from graphql import build_schema
from graphql.utilities import find_breaking_changes

_COORDINATE = re.compile(r"[A-Z]\w*\.\w+(?:\(\w+:\))?")
_TYPE = re.compile(r"(?:Standard scalar )?(\w+)")


def unannounced(released: str, now: str, changelog: str) -> list[str]:
    """Return what breaks clients of a released schema and is not named in the topmost part of a changelog.

    A change is named by its coordinate between backticks: `Pitfall`, `Skill.kind`, `Lesson.teaches(role:)`.
    """
    unreleased = re.split(r"^## ", changelog, flags=re.MULTILINE)[1]
    changes = find_breaking_changes(build_schema(released), build_schema(now))
    return [
        change.description for change in changes if f"`{_coordinate(change.description)}`" not in unreleased
    ]


def _coordinate(description: str) -> str:
    """Return what graphql-core's words about a change are about."""
    within = _COORDINATE.search(description)
    if within:
        return within[0]
    of_type = _TYPE.match(description)
    assert of_type, description
    return of_type[1]
