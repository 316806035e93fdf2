"""What MyST adds to Markdown is read as boxes, links and words."""

from graph.model import Edge, EdgeKind, NodeId
from ingest.extract import extract
from ingest.records import BlockKind
from ingest.resolve import resolve
from ingest.sources import parse
from ingest.sources.myst import without_directives
from tests.quality.scoring import ends

PAGE = """\
(plots)=
# Plots

```{admonition} Learning objectives
:class: tip
- Draw a histogram
- Choose a scale
```

**Prerequisites**: {doc}`data`

```{code-cell}
:tags: [hide]
# no heading
```

:::{warning}
Trusting the default bins.
:::
"""


def test_directives_are_boxes_and_roles_are_links() -> None:
    """Objectives under a directive's title, the page that a role names, and a warning are found."""
    draft = extract(parse("book/plots.md", PAGE.encode()))
    assert [target for _, target, *_ in ends(draft, EdgeKind.PROMISES)] == [
        "Draw a histogram",
        "Choose a scale",
    ]
    assert [target for _, target, *_ in ends(draft, EdgeKind.REQUIRES)] == ["data"]
    assert [target for _, target, *_ in ends(draft, EdgeKind.WARNS_OF)] == ["Trusting the default bins"]


def test_code_stays_code() -> None:
    """A directive that holds no prose is the block of code that it looks like."""
    page = parse("plots.md", PAGE.encode())
    assert [block.text for block in page.blocks if block.kind is BlockKind.CODE] == [
        ":tags: [hide]\n# no heading"
    ]


def test_lines_are_kept_one_for_one() -> None:
    """What is said of a line holds for the original, code in a note and a div of another kind included."""
    lines = [
        "````{note}",
        "```python",
        "(x)=",
        "```",
        "````",
        "::: {.callout-tip}",
        ":::",
        "(a)=",
        "{ref}`b <c>`",
    ]
    assert list(without_directives(lines)) == [
        *(":::note []", "```python", "(x)=", "```", ":::", "::: {.callout-tip}", ":::", "", "[b](ref:c)"),
    ]


BOOK = {
    "intro.md": "# Maps\n\n- [Plots](plots.md)\n- [Scales](scales.md)\n- [Ink](ink.qmd)\n",
    "plots.md": "(sec:plots)=\n# Plots\n\nPoints and lines.\n",
    "scales.md": "# Scales {#sec-scales}\n\n:::{admonition} Prerequisites\n{ref}`sec:plots`\n:::\n\nLog.\n",
    "ink.qmd": "# Ink\n\nThis builds on @sec-scales and [](plots.md). See @fig-pot first.\n",
}


def test_references_by_label_lead_to_the_page_that_has_it() -> None:
    """A label of MyST, of Quarto, and a link that shows the other page's title are prerequisites alike."""
    drafts = [extract(parse(uri, text.encode())) for uri, text in BOOK.items()]
    facts = resolve(NodeId("maps"), drafts, title=None).facts()
    required = {
        (fact.source, fact.target)
        for fact in facts.values()
        if isinstance(fact, Edge) and fact.kind is EdgeKind.REQUIRES
    }
    lesson = "maps/lesson/{}".format
    assert required == {
        (lesson("scales"), lesson("plots")),
        (lesson("ink"), lesson("scales")),
        (lesson("ink"), lesson("plots")),
    }
