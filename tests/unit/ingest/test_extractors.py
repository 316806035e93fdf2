"""Extractors that other packages bring along: taken as inferred, with words of the page, and harmless."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fakes_encoder import HashingEncoder

from graph.errors import InvalidInput
from graph.model import EdgeKind, NodeId, Origin
from graph.stores.sqlite import SqliteStore
from ingest import extractors
from ingest.drafting import draft_of
from ingest.extractors import Finding, Installed, Text
from ingest.pipeline import ingest
from ingest.records import Draft
from ingest.resolve import resolve
from ingest.sources.given import Given

DOCS = Path(__file__).parents[3] / "docs" / "extractors.md"
PAGE = "# Queues\n\nHere back pressure means that a full queue slows its senders down.\n"


class Says:
    """An extractor that finds what it was told to."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        self.seen: list[Text] = []

    def extract(self, page: Text) -> Iterable[Finding]:
        """Return it."""
        self.seen.append(page)
        return self.findings


class Fails:
    """An extractor that breaks after its first finding."""

    def extract(self, page: Text) -> Iterator[Finding]:
        """Yield, and break."""
        yield found(subject=page.subjects[0])
        raise ZeroDivisionError("out of luck")


def found(
    kind: EdgeKind = EdgeKind.TEACHES,
    *,
    subject: str = "Queues",
    name: str = "back pressure",
    quote: str = "back pressure means",
    confidence: float = 0.8,
) -> Finding:
    """Return a finding."""
    return Finding(
        kind=kind, subject=subject, name=name, quote=quote, confidence=confidence, because="it is explained"
    )


def read(*findings: Finding) -> Draft:
    """Read the page with an extractor."""
    return draft_of("queues.md", PAGE.encode(), extractors=[Installed("mine", Says(*findings))])


def test_a_finding_becomes_an_inferred_statement() -> None:
    """With its confidence, the extractor's name in its reason, and the words at their place."""
    resolution = resolve(NodeId("c"), [read(found())], title=None)
    (statement,) = [s for s in resolution.statements if s.because and "TEACHES" in s.subject]
    assert statement.subject == "c/lesson/queues TEACHES c/skill/back-pressure"
    assert (statement.origin, statement.confidence) == (Origin.INFERRED, 0.8)
    assert statement.because == "mine: it is explained"
    assert statement.span is not None
    assert PAGE[statement.span.start : statement.span.end] == statement.quote == "back pressure means"


@pytest.mark.parametrize(
    ("kind", "name", "target"),
    [
        (EdgeKind.USES, "queue", "c/skill/queue"),
        (EdgeKind.PROMISES, "slow a sender down", "c/skill/slow-a-sender-down"),
        (EdgeKind.REQUIRES, "Threads", "c/skill/threads"),
        (EdgeKind.WARNS_OF, "Senders that never wait", "c/pitfall/senders-that-never-wait"),
        (EdgeKind.FOR, "people who run queues", "c/audience/people-who-run-queues"),
    ],
)
def test_each_kind_leads_to_what_it_is_about(kind: EdgeKind, name: str, target: str) -> None:
    """Skills, outcomes, prerequisites, pitfalls and audiences."""
    facts = resolve(NodeId("c"), [read(found(kind, name=name))], title=None).facts()
    assert f"c/lesson/queues {kind.value} {target}" in facts


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (found(quote="never written"), "does not stand in the page"),
        (found(quote=""), "does not stand in the page"),
        (found(confidence=0), "confidence"),
        (found(confidence=float("nan")), "confidence"),
        (found(name=" "), "no name"),
        (found(name="two\nlines"), "no name"),
        (found(subject="Stacks"), "describes no “Stacks”"),
        (found(EdgeKind.SAME_AS), "not for extractors"),
    ],
)
def test_what_does_not_hold_together_is_not_taken(wrong: Finding, why: str) -> None:
    """What no page says stays out, the rest of the findings goes in, and the report says why."""
    draft = read(wrong, found())
    assert draft.relations == (*draft_of("queues.md", PAGE.encode()).relations, draft.relations[-1])
    (warning,) = draft.warnings
    assert why in warning


def test_what_the_author_says_stays_the_authors() -> None:
    """A finding that the page states itself adds nothing."""
    page = "# Queues\n\nCovers back pressure, and retries. Here back pressure means waiting.\n"
    draft = draft_of("q.md", page.encode())
    (key,) = [c.key for c in draft.candidates if c.name == "back pressure"]
    again = draft_of("q.md", page.encode(), extractors=[Installed("mine", Says(found()))])
    assert [c for c in again.candidates if c.name == "back pressure"] == [draft.candidates[key]]
    assert again.relations == draft.relations


def test_one_that_fails_costs_no_document() -> None:
    """The page is read without it, and the next extractor is asked."""
    says = Says(found())
    draft = draft_of("q.md", PAGE.encode(), extractors=[Installed("bad", Fails()), Installed("good", says)])
    assert draft.warnings == ("The extractor bad failed: ZeroDivisionError: out of luck",)
    assert [relation.because for relation in draft.relations if relation.because] == ["good: it is explained"]
    assert says.seen[0].subjects == ("Queues",)


def test_no_more_is_taken_than_a_page_can_say() -> None:
    """An extractor without end does not fill the graph."""

    class Endless:
        def extract(self, page: Text) -> Iterator[Finding]:
            number = 0
            while True:
                number += 1
                yield found(name=f"skill {number}", subject=page.subjects[0])

    draft = draft_of("q.md", PAGE.encode(), extractors=[Installed("endless", Endless())])
    assert len([relation for relation in draft.relations if relation.because]) == 200


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a package with the extractor of the documentation."""
    code = DOCS.read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    (tmp_path / "my_package.py").write_text(code, "utf-8")
    info = tmp_path / "my_package-1.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.5\n", "utf-8")
    (info / "entry_points.txt").write_text("[cairn.extractors]\nglossary = my_package:Glossary\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for cached in (extractors.offered, extractors.installed):
        cached.cache_clear()
    yield
    sys.modules.pop("my_package", None)
    for cached in (extractors.offered, extractors.installed):
        cached.cache_clear()


@pytest.mark.anyio
@pytest.mark.usefixtures("package")
async def test_an_installed_extractor_is_used_as_documented() -> None:
    """The documentation's own example, from its entry point to the graph."""
    assert extractors.versions() == "+glossary@1.5"
    async with await SqliteStore.open(":memory:") as store:
        file = Given("queues.md", PAGE.encode())
        await ingest(store, HashingEncoder(), [file], NodeId("c"), max_bytes=10_000)
        edge = NodeId("c/lesson/queues TEACHES c/skill/back-pressure")
        said = (await store.statements([edge]))[edge]
        (record,) = await store.documents(NodeId("c"))
    assert "glossary: the page explains a word of our list" in {statement.because for statement in said}
    assert record.fingerprint.endswith("+glossary@1.5")


@pytest.mark.anyio
@pytest.mark.usefixtures("package")
async def test_one_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    """Documents are not read without what the operator installed, as if nothing were amiss."""
    (tmp_path / "my_package.py").write_text("import nowhere_to_be_found\n", "utf-8")
    async with await SqliteStore.open(":memory:") as store:
        with pytest.raises(InvalidInput, match=r"glossary \(my_package:Glossary\) cannot be loaded"):
            await ingest(store, HashingEncoder(), [Given("q.md", PAGE.encode())], NodeId("c"), max_bytes=999)
        assert await store.documents() == ()
