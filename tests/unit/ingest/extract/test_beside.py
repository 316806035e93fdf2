"""Pages beside the lessons become none; lessons that only sound like such pages stay."""

import pytest

from graph.model import Lesson, NodeId, Skill
from ingest.drafting import draft_of
from ingest.resolve import resolve

LOOPS = "# Loops\n\nCovers for loops and while loops.\n"
LISTS = "# Lists\n\nCovers lists and tuples.\n"
TERMS = "\n".join(f"**term {n}**\n: What it means, in a sentence.\n" for n in range(4))
INSTALL = "\n\n1. Download the archive for Windows, macOS or Linux.\n2. Unzip it and install what is in it.\n"
ELSEWHERE = "\n".join(f"- [Book {n}](https://example.org/{n}), a good one" for n in range(5))


def lessons(pages: dict[str, str]) -> set[str]:
    """Return the names of the lessons of a curriculum of some pages, Loops and Lists among them."""
    whole = {"loops.md": LOOPS, "lists.md": LISTS, **pages}
    resolution = resolve(
        NodeId("c"), [draft_of(uri, text.encode()) for uri, text in whole.items()], title=None
    )
    return {fact.name for fact in resolution.facts().values() if isinstance(fact, Lesson)}


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("reference.md", f"---\ntitle: Glossary\n---\n\n{TERMS}"),
        ("12-glossar.md", f"# Glossar\n\n{TERMS}"),
        ("setup.md", f"# Setup{INSTALL}"),
        ("learners/install.md", f"---\ntitle: Software installation\n---{INSTALL}"),
        ("faq.md", "# Frequently asked questions\n\n## Can I join later?\n\nYes, at any time.\n"),
        ("links.md", f"# Further reading\n\n{ELSEWHERE}\n"),
        ("refs.md", f"# References\n\n{ELSEWHERE}\n"),
        ("help.md", "# Contributing\n\nSend a change, and somebody reads it.\n"),
        ("rules.md", "# Code of Conduct\n\nBe kind to each other.\n"),
        ("legal.md", "# Licence\n\nYou may copy all of it.\n"),
        ("extras/teach.md", "# Instructor Notes\n\nLeave time for questions.\n"),
        ("talk.md", "---\ntitle: Discussion\n---\n\nThere is more than one way.\n"),
        ("about/index.md", "# About\n\nWritten by two who wanted to know it themselves.\n"),
        ("faq/index.md", "# FAQ\n\n## Can I join later?\n\nYes.\n"),
    ],
)
@pytest.mark.parametrize("nav", [False, True])
def test_a_page_beside_the_lessons_is_none(uri: str, text: str, *, nav: bool) -> None:
    """Nobody is sent to a glossary, a list of links or the rules, though a site's navigation names them."""
    listed = "".join(f"  - {name}\n" for name in ("loops.md", "lists.md", uri))
    manifest = {"mkdocs.yml": f"site_name: C\ndocs_dir: .\nnav:\n{listed}"} if nav else {}
    assert lessons({uri: text, **manifest}) == {"Loops", "Lists"}


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("01-setup.md", f"# Setup{INSTALL}"),
        ("setup.md", f"---\ntitle: Setup\nminutes: 20\n---{INSTALL}"),
        ("setup.md", f"# Setup\n\n## Objectives\n\n- Explain what an interpreter is\n{INSTALL}"),
        ("setup.md", f"# Setup\n\nIn this lesson you will learn what a shell does.{INSTALL}"),
        (
            "setup.md",
            "# Setup\n\nA test has three parts: setup, act, assert. The first builds what is tested.\n",
        ),
        ("links.md", "# Links\n\nAn anchor leads to another page.\n\n```html\n<a href='x'>x</a>\n```\n"),
        (
            "references.md",
            "# References\n\nA reference borrows a value. The borrow ends with its last use.\n",
        ),
        (
            "11-licensing.md",
            "---\ntitle: Licensing\nteaching: 5\n---\n\nA licence says what others may do.\n",
        ),
        ("week-1/setup.md", f"# Setup{INSTALL}"),
        ("setup.md", f"---\ntitle: Setup\nweight: 1\n---{INSTALL}"),
        ("concepts/sets/about.md", "# About\n\nA set holds each of its members once. Covers union.\n"),
        ("security.md", "# Security\n\nCovers injection and forged requests.\n"),
        ("glossaries.md", "# Building a glossary with RDF\n\nCovers SKOS.\n"),
    ],
)
def test_a_lesson_that_sounds_like_one_stays(uri: str, text: str) -> None:
    """A number, a duration, objectives, a body that teaches: each tells that a page is a lesson."""
    assert len(lessons({uri: text})) == 3


@pytest.mark.parametrize(
    "index",
    [
        {"index.md": "# C\n\n## Lessons\n\n1. [Setup](setup.md)\n2. [Loops](loops.md)\n"},
        {"mkdocs.yml": "site_name: C\ndocs_dir: .\nnav:\n  - Start:\n    - setup.md\n    - loops.md\n"},
    ],
)
def test_what_is_listed_among_the_lessons_is_one(index: dict[str, str]) -> None:
    """A setup page that a list or a part of a site counts in is studied like the rest."""
    assert lessons({"setup.md": f"# Setup{INSTALL}", **index}) == {"Loops", "Lists", "Setup"}


def test_a_list_that_names_a_glossary_does_not_make_it_a_lesson() -> None:
    """Neither by a link to its page nor by its name alone."""
    text = "# C\n\n## Lessons\n\n- [Loops](loops.md)\n- [Lists](lists.md)\n- [Words](glossary.md)\n- FAQ\n"
    assert lessons({"index.md": text, "glossary.md": f"# Glossary\n\n{TERMS}"}) == {"Loops", "Lists"}


def test_what_leads_to_a_page_that_was_set_aside_requires_no_lesson() -> None:
    """A link to the setup among what is required is no lesson that somebody forgot to write."""
    lists = (
        "# Lists\n\n## Prerequisites\n\nYou should know [loops](loops.md); see also the [Setup](setup.md).\n"
    )
    assert lessons({"lists.md": lists, "setup.md": f"# Setup{INSTALL}"}) == {"Loops", "Lists"}


def test_the_report_says_what_was_set_aside() -> None:
    """Silence would lose data: the page is named."""
    drafts = [draft_of("setup.md", f"# Setup{INSTALL}".encode()), draft_of("loops.md", LOOPS.encode())]
    (note,) = resolve(NodeId("c"), drafts, title=None).warnings
    assert note.startswith("setup.md: a page beside the lessons")


@pytest.mark.parametrize(
    "glossary",
    [
        "Tuple\n:   Some values in a fixed order.\n\nCaldera\n:   What is left of a volcano.\n",
        "**tuples**: Some values in a fixed order. There is more to it.\n\n**Caldera** — A hole.\n",
        "- Tuples: Some values in a fixed order.\n- Caldera: A hole.\n",
        "## Tuples\n\nSome values in a fixed order. There is more to it.\n\n## Caldera\n\nA hole.\n",
        "| Word | Meaning |\n|---|---|\n| tuple | Some values in a fixed order. |\n| caldera | A hole. |\n",
    ],
)
def test_a_glossary_explains_skills_that_lessons_speak_of(glossary: str) -> None:
    """Its words become evidence for the skill as the lessons name it, and no skill of their own."""
    pages = {"loops.md": LOOPS, "lists.md": LISTS, "glossary.md": f"# Glossary\n\n{glossary}"}
    drafts = [draft_of(uri, text.encode()) for uri, text in pages.items()]
    resolution = resolve(NodeId("c"), drafts, title=None)
    said = [s for s in resolution.statements if s.document == "c/document/glossary.md" and s.quote]
    assert {(s.subject, getattr(s.says, "name", None)) for s in said} == {("c/skill/tuples", "tuples")}
    (quote,) = {s.quote for s in said}
    assert "Some values in a fixed order" in quote
    without = resolve(NodeId("c"), drafts[:2], title=None)
    skills = {fact for fact in without.facts().values() if isinstance(fact, Skill)}
    assert skills == {fact for fact in resolution.facts().values() if isinstance(fact, Skill)}
