"""A picture finds nodes by what people call them."""

import pytest
from courses import Course

from api.services.picture import Picture
from graph.model import NodeKind


@pytest.mark.parametrize("words", ["property-based testing", "Property based tests", "pbt", "PBTs"])
def test_a_skill_is_found_by_name_or_alias_but_for_case_hyphen_and_plural(words: str) -> None:
    """An alias in another spelling leads to the skill as its name does."""
    course = Course()
    course.skill("property-based testing", aliases=("PBT", "property-based test"))
    course.skill("load testing")
    named = course.snapshot()
    found = Picture(named.snapshot, ()).named(words, [NodeKind.SKILL])
    assert named.names(found) == ["property-based testing"]
