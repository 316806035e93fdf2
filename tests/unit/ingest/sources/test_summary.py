"""Tables of contents in Markdown give parts, chapters within chapters and their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from graph.model import Lesson, Module, NodeId
from ingest.drafting import draft_of
from ingest.resolve import resolve
from ingest.sources import parse

MDBOOK = """\
# Summary

[Welcome](README.md)

# Growing

- [Soil](soil.md)
- [Water](water.md)
  - [Drip lines](water/drip.md)
  - [Rain barrels](./water/rain.md)
- [Not written yet]()

# Eating

- [Harvest](harvest.md)

---

[What the words mean](words.md)
"""
GITBOOK = """\
# Table of contents

* [Welcome](README.md)

## Growing

* [Soil](soil.md)
* [Water](water.md)
  * [Drip lines](water/drip.md)
  * [Joints](water/drip.md#joints)
* [Forum](https://example.org/forum)

## Eating

* [Harvest](harvest.md)
"""
PAGES = ("soil", "water", "water/drip", "water/rain", "harvest", "words")


def parts(summary: str, *, place: str = "src/") -> list[tuple[str, str, int | None]]:
    """Return the modules and lessons of a book, each with its holder and its place there."""
    found = {f"{place}SUMMARY.md": summary, "book.toml": '[book]\ntitle = "A Garden Book"\n'}
    found |= {f"{place}{name}.md": f"# On {name}\n\nHow it is done.\n" for name in PAGES}
    resolution = resolve(
        NodeId("c"), [draft_of(uri, text.encode()) for uri, text in found.items()], title=None
    )
    facts = resolution.facts()
    assert getattr(facts[NodeId("c")], "name", None) == "A Garden Book"
    nodes = [facts[profile.id] for profile in resolution.profiles]
    holders = [facts[profile.module] if profile.module else None for profile in resolution.profiles]
    return [
        (getattr(holder, "name", ""), node.name, node.position)
        for node, holder in zip(nodes, holders, strict=True)
        if isinstance(node, (Lesson, Module))
    ]


def test_mdbook_chapters_keep_their_order_and_nesting() -> None:
    """Headings are parts; a chapter with chapters is a module, and its own page comes first in it."""
    assert parts(MDBOOK) == [
        ("", "Growing", 1),
        ("Growing", "On soil", 1),
        ("Growing", "Water", 2),
        ("Water", "On water", 1),
        ("Water", "On water/drip", 2),
        ("Water", "On water/rain", 3),
        ("", "Eating", 2),
        ("Eating", "On harvest", 1),
        ("", "On words", 3),
    ]


def test_gitbook_groups_are_parts() -> None:
    """An anchor of a page that is listed already is no page of its own, and neither is another site."""
    found = parts(GITBOOK, place="")
    assert [part for part in found if part[1] not in {"On words", "On water/rain"}] == [
        ("", "Growing", 1),
        ("Growing", "On soil", 1),
        ("Growing", "Water", 2),
        ("Water", "On water", 1),
        ("Water", "On water/drip", 2),
        ("", "Eating", 2),
        ("Eating", "On harvest", 1),
    ]


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("SUMMARY.md", "# Summary\n\nWe saw how soil holds water, and why [roots](roots.md) need air.\n"),
        ("summary.md", MDBOOK),
    ],
)
def test_a_page_of_that_name_that_tells_something_is_a_page(uri: str, text: str) -> None:
    """Its form decides: a summary of a chapter is prose, whatever it is called."""
    assert not parse(uri, text.encode()).is_manifest


_LINE = st.sampled_from(
    ["# A", "- [B](b.md)", "  - [C](c/d.md#e)", "[F](README.md)", "---", "", "* x", "- []()"]
)


@given(st.lists(_LINE, max_size=12).map("\n".join) | st.text(max_size=80))
def test_any_text_is_a_page_or_an_error(text: str) -> None:
    """Whatever stands in it, places are inside the text, and what it lists becomes a draft."""
    try:
        page = parse("SUMMARY.md", text.encode("utf-8", "surrogatepass"))
    except SourceError:
        return
    assert all(0 <= block.span.start <= block.span.end <= len(page.text) for block in page.blocks)
    draft_of("SUMMARY.md", text.encode())
