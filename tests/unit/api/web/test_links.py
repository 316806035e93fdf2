"""Addresses of pages, and addresses from documents."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.links import is_web_address, node_id, node_url
from graph.model import NodeId, NodeKind

PIECE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="/"), min_size=1, max_size=20)


@given(curriculum=PIECE, slug=st.lists(PIECE, min_size=1, max_size=3).map("/".join))
def test_a_page_leads_back_to_its_node(curriculum: str, slug: str) -> None:
    """Whatever characters an id has, its address names it and nothing else."""
    node = NodeId(f"{curriculum}/skill/{slug}")
    parts = urlsplit(node_url(NodeKind.SKILL, node))
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    _, kind, first, rest = parts.path.split("/", 3)
    assert kind == "skill"
    assert node_id(NodeKind.SKILL, unquote(first), unquote(rest)) == node


@pytest.mark.parametrize(
    ("address", "may_be_a_link"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("lesson.html", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, may_be_a_link: bool) -> None:  # noqa: FBT001 - a case
    """What a document calls an address may run nothing."""
    assert is_web_address(address) is may_be_a_link
