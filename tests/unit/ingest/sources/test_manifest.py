"""Site manifests give the title, the parts and the order that their builders show."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from graph.model import Edge, EdgeKind, Lesson, Module, NodeId, NodeKind
from ingest.extract import extract
from ingest.records import Page
from ingest.resolve import Resolution, resolve
from ingest.sources import parse
from ingest.sources.manifest import worth_reading

MKDOCS = """\
site_name: Garden School  # not the plugin's
theme:
  name: material
plugins: [search]
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
nav:
  - Home: index.md
  - Soil:
      - soil/index.md
      - Reading soil: soil/reading.md
      - soil/compost.md
  - Water:
      - Drip lines: water/drip.md
  - Forum: https://example.org/forum
"""
SIDEBARS = """\
// what stands left of the pages
/** @type {import('@docusaurus/plugin-content-docs').SidebarsConfig} */
const sidebars = {
  docs: [
    'intro',
    {
      type: 'category', // the first part
      label: 'Soil',
      link: {type: 'doc', id: 'soil/index'},
      items: ['soil/reading', {type: 'doc', id: 'soil/compost', label: 'Compost'}],
    },
    {type: 'link', label: 'Forum', href: 'https://example.org'},
  ],
};
module.exports = sidebars;
"""
TOC = """\
format: jb-book
root: intro
parts:
  - caption: Soil
    chapters:
      - file: soil/reading
      - file: soil/compost
        title: Compost
        sections:
          - file: soil/worms
"""


def _site(pages: Mapping[str, str]) -> Resolution:
    """Resolve pages given by uri."""
    drafts = [extract(parse(uri, text.encode())) for uri, text in pages.items()]
    return resolve(NodeId("garden"), drafts, title=None)


def _nodes(site: Resolution) -> list[tuple[str, str, int | None]]:
    found = [fact for fact in site.facts().values() if isinstance(fact, (Lesson, Module))]
    return sorted((node.kind.value, node.name, node.position) for node in found)


def _items(page: Page) -> list[tuple[int, str, str | None]]:
    return [(b.level, b.text, b.links[0].target if b.links else None) for b in page.blocks]


def test_mkdocs_navigation_is_the_order_of_the_site() -> None:
    """Parts are modules, pages have the places that the navigation gives them, names are the pages' own."""
    site = _site(
        {
            "mkdocs.yml": MKDOCS,
            "docs/soil/index.md": "# All about soil\n\nWhat lives in it.",
            "docs/soil/reading.md": "# Reading your soil\n\nBy hand.",
            "docs/soil/compost.md": "# Compost\n\nA heap.",
            "docs/water/drip.md": "# Drip lines\n\nSlowly.",
        }
    )
    assert _nodes(site) == [
        ("Lesson", "Compost", 2),
        ("Lesson", "Drip lines", 1),
        ("Lesson", "Reading your soil", 1),
        ("Module", "All about soil", 1),
        ("Module", "Water", 2),
    ]
    (curriculum,) = [f for f in site.facts().values() if getattr(f, "kind", None) is NodeKind.CURRICULUM]
    assert getattr(curriculum, "name", None) == "Garden School"


@pytest.mark.parametrize(
    ("uri", "text", "items"),
    [
        (
            "sidebars.js",
            SIDEBARS,
            [
                (1, "Intro", "docs/intro"),
                (1, "Soil", "docs/soil/index"),
                (2, "Reading", "docs/soil/reading"),
                (2, "Compost", "docs/soil/compost"),
            ],
        ),
        (
            "_toc.yml",
            TOC,
            [
                (1, "Soil", None),
                (2, "Reading", "soil/reading"),
                (2, "Compost", "soil/compost"),
                (3, "Worms", "soil/worms"),
            ],
        ),
        (
            "config.yaml",
            "title: T\nepisodes:\n- 01-soil.md\n- 02-water.md\n",
            [(1, "Soil", "episodes/01-soil.md"), (1, "Water", "episodes/02-water.md")],
        ),
        (
            "_quarto.yml",
            "book:\n  title: T\n  chapters:\n    - part: Soil\n      chapters: [a.qmd, b.qmd]\n",
            [(1, "Soil", None), (2, "A", "a.qmd"), (2, "B", "b.qmd")],
        ),
        ("sidebars.js", "module.exports = makeSidebars();", []),
    ],
)
def test_each_builder_is_read(uri: str, text: str, items: list[tuple[int, str, str | None]]) -> None:
    """Nested parts keep their depth; what is computed by a script cannot be read and is left out."""
    assert _items(parse(uri, text.encode())) == items


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("hugo.toml", 'baseURL = "/"\ntitle = "Garden School" # ours\n[params]\ntitle = "x"\n'),
        ("_config.yml", "title: Garden School\ncollections: {}\n"),
        ("mkdocs.yml", "site_name: 'Garden School'\n"),
    ],
)
def test_an_untitled_front_page_takes_the_title_of_the_site(uri: str, text: str) -> None:
    """Nobody calls a module “Index”."""
    front = "## What you will learn\n\n- Dig without hurting your back\n- Sow in rows\n"
    site = _site({uri: text, "index.md": front})
    assert _nodes(site) == [("Module", "Garden School", 1)]


def test_without_a_manifest_the_front_page_takes_the_name_of_the_curriculum() -> None:
    """The folder's name in words is better than the file's."""
    site = _site({"index.md": "## What you will learn\n\n- Dig a bed\n- Sow in rows\n"})
    assert _nodes(site) == [("Module", "Garden", 1)]


def test_a_category_of_docusaurus_is_its_folder() -> None:
    """Label, position and description of a folder without a page of its own."""
    category = (
        '{"label": "Soil", "position": 2, "link": {"type": "generated-index", "description": "All of it."}}'
    )
    site = _site(
        {
            "docs/soil/_category_.json": category,
            "docs/soil/reading.md": "---\nsidebar_position: 1\n---\n# Reading your soil\n\nBy hand.",
        }
    )
    assert _nodes(site) == [("Lesson", "Reading your soil", 1), ("Module", "Soil", 1)]


@pytest.mark.parametrize(
    ("head", "worth"),
    [(b"title: x", True), (b"site_name: x\n", True), (b"nav:\n- a.md", True), (b"db: 1\nport: 2\n", False)],
)
def test_other_configuration_is_passed_over(head: bytes, *, worth: bool) -> None:
    """Programs call their settings by the same names."""
    assert worth_reading(head) is worth


@pytest.mark.parametrize("text", ["nav: [a", "a: &a [*a]\nb: *c", "nav: " + "[" * 5000, "---\na\n---\nb\n"])
def test_malformed_manifests_are_errors(text: str) -> None:
    """A manifest that its builder could not read either is named."""
    with pytest.raises(SourceError, match=r"mkdocs\.yml:\d+: "):
        parse("mkdocs.yml", text.encode())


def test_parts_that_unfold_without_end_are_cut() -> None:
    """A few lines of aliases make no million entries."""
    lines = [
        "a0: &a0 [x.md, x.md]",
        *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)),
        "nav: *a29",
    ]
    assert len(parse("mkdocs.yml", "\n".join(lines).encode()).blocks) < 20_000


@given(
    st.sampled_from(
        ["mkdocs.yml", "sidebars.js", "_toc.yml", "m/_category_.json", "hugo.toml", "_quarto.yml"]
    ),
    st.lists(
        st.sampled_from(
            [
                *["nav:", "\n", "  ", "- ", "a.md", "A: ", "[", "]", "{", "}", ",", "'", '"', "title: "],
                *["file: ", "items: ", "module.exports = {", "//", "/*", "*/", "label", "position: 1"],
                *["&a ", "*a ", "!!x ", "\t", "é", "null", "x"],
            ]
        ),
        max_size=40,
    ).map("".join),
)  # fmt: skip
def test_any_text_is_a_manifest_or_an_error(uri: str, text: str) -> None:
    """Whatever stands in a file of that name, its items lie within it."""
    try:
        page = parse(uri, text.encode())
    except SourceError:
        return
    assert all(0 <= b.span.start <= b.span.end <= len(page.text) for b in page.blocks)
    assert extract(page).lines >= 1


def test_links_follow_permalinks() -> None:
    """A page is also where its front matter says that the builder puts it."""
    site = _site(
        {
            "_posts/one.md": "---\ntitle: Loops\npermalink: /learn/going-round/\n---\n\nWords of it.\n",
            "two.md": "# Sets\n\nWords.\n\n## Prerequisites\n\n- [before](/learn/going-round/)\n",
        }
    )
    required = [
        f.target for f in site.facts().values() if isinstance(f, Edge) and f.kind is EdgeKind.REQUIRES
    ]
    assert required == ["garden/lesson/loops"]
