"""Properties of Notion's exports name other pages with their path behind."""

from ingest.sources import parse


def test_a_related_page_is_a_link() -> None:
    """Behind a property's name; a path in prose stays as it is written."""
    needs = "Requires: Loops (Course/Loops%201f.md), Maps (Course/Maps%202e.md)"
    text = f"# Budgets\n\n{needs}\n\nSee x (a%20b.md) now.\n"
    _, related, prose = parse("a.md", text.encode()).blocks
    assert related.text == "Requires: Loops, Maps"
    assert [link.target for link in related.links] == ["Course/Loops%201f.md", "Course/Maps%202e.md"]
    assert prose.links == ()
