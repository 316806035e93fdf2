"""reStructuredText is read as its readers see it, each line in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract import extract
from ingest.records import BlockKind
from ingest.sources import parse

PAGE = """\
=======
Weaving
=======

:Author: T. Ellery

.. a comment
   of two lines

.. note:: This course assumes that you can sew.

.. _warping:

Warping
-------

See `the shop <https://example.org>`_, :doc:`looms`, :term:`warp` and :ref:`Twill <twill>`::

   warp -> weave

.. code-block:: text
   :linenos:

   # no title

.. admonition:: Objectives

   #. thread a loom
   #. tie on

.. image:: loom.png
   :alt: a loom

Twill
~~~~~

Diagonals.
"""


def test_titles_directives_and_roles_are_what_they_show() -> None:
    """Titles by their order, boxes by their word, links by where they lead; comments and pictures go."""
    page = parse("a.rst", PAGE.encode())
    shown = [(block.kind, block.level, block.label, block.text) for block in page.blocks]
    assert shown == [
        (BlockKind.HEADING, 1, None, "Weaving"),
        (BlockKind.PARAGRAPH, 0, None, "Author: T. Ellery"),
        (BlockKind.PARAGRAPH, 0, "note", "This course assumes that you can sew."),
        (BlockKind.HEADING, 2, None, "Warping"),
        (BlockKind.PARAGRAPH, 0, None, "See the shop, looms, warp and Twill:"),
        (BlockKind.CODE, 0, None, "warp -> weave"),
        (BlockKind.CODE, 0, None, "# no title"),
        (BlockKind.HEADING, 6, "admonition", "Objectives"),
        (BlockKind.ITEM, 1, "admonition", "thread a loom"),
        (BlockKind.ITEM, 1, "admonition", "tie on"),
        (BlockKind.HEADING, 3, None, "Twill"),
        (BlockKind.PARAGRAPH, 0, None, "Diagonals."),
    ]
    assert [link.target for link in page.blocks[4].links] == ["https://example.org", "looms", "ref:twill"]
    assert page.labels == {"warping": 12}
    assert all(block.text.split()[0] in PAGE.splitlines()[block.span.first - 1] for block in page.blocks[:5])


PIECES = st.sampled_from(
    [
        *("a\n", "Title\n", "=====\n", "-----\n", "\n", "   ", "      ", ".. note::", ".. code::\n", "::\n"),
        *(
            ".. toctree::\n",
            ":x: y\n",
            ".. _l:\n",
            ":ref:`a`",
            "`a <b>`_",
            "* ",
            "#. ",
            "..\n",
            "é",
            "`",
            "<",
        ),
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_a_page_with_its_words_in_place(text: str) -> None:
    """Whatever is left open or stands askew, each block lies in the document, and nothing is raised."""
    text = f"a{text}"
    draft = extract(parse("a.rst", text.encode()))
    assert draft.lines <= text.count("\n") + 1
    assert all(0 <= b.span.start <= b.span.end <= len(text) for b in parse("a.rst", text.encode()).blocks)


@pytest.mark.parametrize("piece", [".. note::\n", "* a\n", "a\n-\n"])
def test_boxes_in_boxes_without_end_are_read(piece: str) -> None:
    """Each stands further to the right than the one before."""
    text = "\n\n".join(" " * depth + piece for depth in range(400))
    assert parse("a.rst", f"a\n\n{text}".encode()).blocks
