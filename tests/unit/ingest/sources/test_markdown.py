"""Markdown becomes blocks that stand where their words do."""

import pytest

from ingest.records import Block, BlockKind, Link, Page
from ingest.sources import parse


def _page(text: str, uri: str = "a.md") -> Page:
    return parse(uri, text.encode())


def _block(text: str) -> Block:
    (block,) = _page(text).blocks
    return block


def _quoted(page: Page) -> list[str]:
    return [page.text[block.span.start : block.span.end] for block in page.blocks]


def test_blocks_have_the_words_that_a_reader_sees() -> None:
    """Markup is gone, links and code are kept beside the words."""
    block = _block('A **bold** word, `code()`, and a [link *here*](b.md#x "t")\nin two lines.\n')
    assert block.text == "A bold word, code(), and a link here in two lines."
    assert block.strong == ("bold",)
    assert block.code == ("code()",)
    assert block.links == (Link(text="link here", target="b.md#x"),)
    assert block.text[block.breaks[0] :] == "in two lines."


def test_spans_hold_the_very_words() -> None:
    """Markers before and behind a block are no part of it."""
    page = _page("## Heading ##\n\n> quoted\n> words\n\n- item\n  goes on\n\n1. first\n\nTitle\n=====\n")
    assert _quoted(page) == ["Heading", "quoted\n> words", "item\n  goes on", "first", "Title"]
    assert [(b.span.first, b.span.last) for b in page.blocks] == [(1, 1), (3, 4), (6, 7), (9, 9), (11, 11)]


def test_lists_are_told_apart() -> None:
    """Each list has its number, each item its depth and kind."""
    blocks = _page("- a\n  - b\n- c\n\n1. d\n").blocks
    assert [(b.text, b.level, b.ordered) for b in blocks] == [
        ("a", 1, False),
        ("b", 2, False),
        ("c", 1, False),
        ("d", 1, True),
    ]
    assert blocks[0].group == blocks[2].group
    assert len({b.group for b in blocks}) == 3


def test_table_rows_have_cells() -> None:
    """A table of lessons can be read by its columns."""
    blocks = _page("| Lesson | Time |\n|---|---|\n| [Loops](l.md) | 20 min |\n").blocks
    assert [b.cells for b in blocks] == [("Lesson", "Time"), ("Loops", "20 min")]
    assert blocks[1].links == (Link(text="Loops", target="l.md"),)
    assert {b.kind for b in blocks} == {BlockKind.TABLE_ROW}


@pytest.mark.parametrize(
    "text",
    [
        "::: prereq\n\nKnow loops.\n\n:::\n",
        ":::::::::::::: {.prereq}\nKnow loops.\n::::::::::::::\n",
        "!!! prereq\n    Know loops.\n",
        "> [!PREREQ]\n> Know loops.\n",
        "> Know loops.\n{: .prereq}\n",
        "{{% notice prereq %}}\nKnow loops.\n{{% /notice %}}\n",
        "{{< prereq >}}\nKnow loops.\n{{< /prereq >}}\n",
    ],
)
def test_boxes_of_every_notation_label_their_blocks(text: str) -> None:
    """What the author set apart stays apart, and the notation itself is no text."""
    page = _page(text + "\nAfter the box.\n")
    assert [(b.text, b.label) for b in page.blocks] == [("Know loops.", "prereq"), ("After the box.", None)]
    assert _quoted(page)[0] == "Know loops."


def test_the_title_of_a_box_is_a_line_of_it() -> None:
    """An admonition's own words are not lost."""
    blocks = _page('!!! note "Before you start"\n    Know loops.\n').blocks
    assert [(b.text, b.label) for b in blocks] == [("Before you start", "note"), ("Know loops.", "note")]


def test_comments_tags_and_attributes_are_no_text() -> None:
    """Only what a reader sees is read."""
    page = _page(
        "<!-- secret\nwords -->\n# Title {#anchor .big}\n\n"
        "<div>\n<p>Some <b>words</b></p>\n</div>\n\nA {{< icon x >}} b.\n"
    )
    assert [b.text for b in page.blocks] == ["Title", "Some words", "A b."]


def test_code_is_left_alone() -> None:
    """In code, notations are what they look like."""
    block = _block("```text\n::: note\n<!-- x -->\n{{< y >}}\n```\n")
    assert (block.kind, block.text) == (BlockKind.CODE, "::: note\n<!-- x -->\n{{< y >}}")


def test_imports_of_mdx_are_no_text() -> None:
    """Docusaurus pages begin with code that nobody reads."""
    assert [b.text for b in _page("import X from './x'\n\n# Title\n", "a.mdx").blocks] == ["Title"]


def test_windows_line_ends_change_nothing_but_offsets() -> None:
    """The same page from another system has the same blocks on the same lines."""
    text = "---\ntitle: T\n---\n# T\n\n- a\n  b\n\n> c\n"
    unix, windows = _page(text), _page(text.replace("\n", "\r\n"))
    assert [(b.text, b.span.first, b.span.last) for b in unix.blocks] == [
        (b.text, b.span.first, b.span.last) for b in windows.blocks
    ]
    assert unix.meta == windows.meta


def test_long_lines_are_paragraphs_even_without_blank_lines() -> None:
    """Pages of plain text are saved as Markdown too; an editor that wraps leaves no line that long."""
    text = "A sentence that nobody wrapped goes on " + "and on " * 20 + "to its end."
    page = _page(f"- Item one.\nWhat follows:\n- Item two.\nA Title\n{text}\nAnother Title\n{text}\n")
    assert [(b.kind, b.text) for b in page.blocks] == [
        (BlockKind.ITEM, "Item one."),
        (BlockKind.PARAGRAPH, "What follows:"),
        (BlockKind.ITEM, "Item two."),
        (BlockKind.PARAGRAPH, "A Title"),
        (BlockKind.PARAGRAPH, text),
        (BlockKind.PARAGRAPH, "Another Title"),
        (BlockKind.PARAGRAPH, text),
    ]


@pytest.mark.parametrize(
    "link", ['{{< ref "loops.md" >}}', '{{% relref "loops.md" %}}', "{% link loops.md %}"]
)
def test_links_by_shortcode_keep_their_target(link: str) -> None:
    """Site builders write links to pages in their own way."""
    assert _block(f"See [Loops]({link}).\n").links == (Link(text="Loops", target="loops.md"),)


def test_the_box_of_a_task_is_no_text() -> None:
    """A list to tick off is a list."""
    assert [b.text for b in _page("- [ ] one\n- [x] two\n").blocks] == ["one", "two"]


JEKYLL = """\
---
layout: page
---
{% include base_path.html %}
See [lists]({{ page.root }}/04-lists/) on {{ page.title | escape }}.

{{ include.note }}

{% highlight python %}
{% raw %}x = 1
{% endhighlight %}

{{< figure src="a.png" title="A picture" >}}

Write `{{ name }}` for a name.
"""


def test_what_templates_would_fill_in_is_no_text() -> None:
    """Liquid and shortcodes leave neither words nor headings behind; links lead on, code stays code."""
    blocks = parse("a.md", JEKYLL.encode()).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.PARAGRAPH, "See lists on ."),
        (BlockKind.CODE, "{% raw %}x = 1"),
        (BlockKind.PARAGRAPH, "Write {{ name }} for a name."),
    ]
    assert blocks[0].links == (Link(text="lists", target="/04-lists/"),)


MDX = """\
import Tabs from '@theme/Tabs';
import {
  A,
} from 'x';

export const X = ({children}) => (
  <span>{children}</span>
);

# Loops

<Tabs groupId="os">

Words for {props.name}, and `{braces}` in code.

</Tabs>

{/* a comment */} {/* of two

lines */}

```js
export const y = {1: 2};
```
"""


def test_what_a_script_would_fill_in_is_no_text() -> None:
    """Modules, components, expressions and comments of MDX are gone; its code blocks are not."""
    assert [block.text for block in parse("a.mdx", MDX.encode()).blocks] == [
        "Loops",
        "Words for {props.name}, and {braces} in code.",
        "export const y = {1: 2};",
    ]
