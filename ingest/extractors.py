"""The plug-in point of extraction: readers of pages that other packages bring along.

A package offers one in the entry-point group ``cairn.extractors``; docs/extractors.md describes the protocol.
What it finds is labelled as inferred, under its name, and is only taken with words that stand in the page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final, Protocol

from graph.errors import InvalidInput
from graph.model import EdgeKind, NodeKind, Origin, SkillKind, TeachingRole
from ingest.lines import Lines
from ingest.records import Candidate, Draft, Evidence, Pointer, Relation

GROUP: Final = "cairn.extractors"
_MOST: Final = 200
_LONGEST: Final = 300
_STUDIED: Final = frozenset({NodeKind.LESSON, NodeKind.MODULE})
_NAMED: Final = {
    EdgeKind.TEACHES: NodeKind.SKILL,
    EdgeKind.USES: NodeKind.SKILL,
    EdgeKind.PROMISES: NodeKind.SKILL,
    EdgeKind.WARNS_OF: NodeKind.PITFALL,
    EdgeKind.FOR: NodeKind.AUDIENCE,
}
"""What is at the other end; REQUIRES leads to whatever has that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A page for an extractor: its text, in which quotes must stand, and what it describes.

    ``subjects`` are the names of its lessons and modules, the one that the page is about first.
    """

    uri: str
    title: str
    language: str | None
    text: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that an extractor read out of a page.

    ``kind`` is TEACHES, USES, PROMISES, REQUIRES, WARNS_OF or FOR, ``name`` what is at its other end and
    ``subject`` which lesson or module of the page it is said of. ``quote`` are the words of the page that it
    rests on, verbatim; ``confidence`` is above 0 and at most 1, ``because`` a reason for people.
    """

    kind: EdgeKind
    subject: str
    name: str
    quote: str
    confidence: float
    because: str


class Extractor(Protocol):
    """What an entry point names: called without arguments it gives one of these, once a process."""

    def extract(self, page: Text, /) -> Iterable[Finding]:
        """Return what the page says; calls may come from several threads."""
        ...


@dataclass(frozen=True, slots=True)
class Installed:
    """An extractor and the name that its findings go by."""

    name: str
    extractor: Extractor


@cache
def offered() -> tuple[EntryPoint, ...]:
    """Return what installed packages offer, by name; none of them is loaded."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: point.name))


def versions() -> str:
    """Return which extractors there are, in which versions: another set of them reads documents anew."""
    return "".join(f"+{point.name}@{point.dist.version if point.dist else ''}" for point in offered())


@cache
def installed() -> tuple[Installed, ...]:
    """Load the extractors of installed packages.

    Raises
    ------
    InvalidInput
        If one of them cannot be loaded.
    """
    return tuple(Installed(point.name, _loaded(point)) for point in offered())


def _loaded(point: EntryPoint) -> Extractor:
    try:
        extractor: Extractor = point.load()()
    except Exception as error:
        raise InvalidInput(
            f"The extractor {point.name} ({point.value}) cannot be loaded: {type(error).__name__}: {error}",
            hint="Mend or uninstall the package that brings it.",
        ) from error
    return extractor


def with_findings(draft: Draft, text: str, extractors: Sequence[Installed]) -> Draft:
    """Return a draft with what extractors find in its page; one that fails leaves a warning and no more."""
    subjects = tuple(c.name for c in draft.candidates if c.kind in _STUDIED)
    if not subjects:
        return draft
    page = Text(uri=draft.uri, title=draft.title, language=draft.language, text=text, subjects=subjects)
    for one in extractors:
        adder = _Adder(draft, text, one.name)
        try:
            for finding in _some(one.extractor.extract(page)):
                adder.add(finding)
        except Exception as error:  # noqa: BLE001  # it is not ours, and no document may fail for it
            warning = f"The extractor {one.name} failed: {type(error).__name__}: {error}"
            draft = replace(draft, warnings=(*draft.warnings, warning))
        else:
            draft = adder.draft
    return draft


def _some(findings: Iterable[Finding]) -> Iterator[Finding]:
    for number, finding in enumerate(findings):
        if number == _MOST:
            return
        yield finding


class _Adder:
    """Adds findings of one extractor to a draft."""

    def __init__(self, draft: Draft, text: str, name: str) -> None:
        self.draft = draft
        self._name = name
        self._lines = Lines(text)
        self._subjects = {c.name: c.key for c in reversed(draft.candidates) if c.kind in _STUDIED}
        self._known = {(c.kind, c.name.casefold()): c.key for c in draft.candidates}
        self._next = max(c.key for c in draft.candidates) + 1

    def add(self, finding: Finding) -> None:
        """Add a finding that holds together; of another the draft says what is wrong with it."""
        start = self._lines.text.find(finding.quote) if finding.quote else -1
        wrong = self._wrong(finding, start)
        if wrong:
            warning = f"The extractor {self._name} is not followed on “{finding.name[:_LONGEST]}”: {wrong}."
            self.draft = replace(self.draft, warnings=(*self.draft.warnings, warning))
            return
        span = self._lines.span(start, start + len(finding.quote))
        evidence = Evidence(span, finding.quote)
        kind = _NAMED.get(finding.kind)
        because = f"{self._name}: {finding.because}"
        relation = Relation(
            kind=finding.kind,
            source=self._subjects[finding.subject],
            target=Pointer(finding.name) if kind is None else self._key(kind, finding, evidence, because),
            evidence=evidence,
            role=TeachingRole.COVERED if finding.kind is EdgeKind.TEACHES else None,
            origin=Origin.INFERRED,
            confidence=finding.confidence,
            because=because,
        )
        said = {(r.kind, r.source, r.target) for r in self.draft.relations}
        if (relation.kind, relation.source, relation.target) not in said:
            self.draft = replace(self.draft, relations=(*self.draft.relations, relation))

    def _wrong(self, finding: Finding, start: int) -> str | None:
        if finding.kind is not EdgeKind.REQUIRES and finding.kind not in _NAMED:
            return f"{finding.kind} is not for extractors"
        if finding.subject not in self._subjects:
            return f"the page describes no “{finding.subject[:_LONGEST]}”"
        if not finding.name.strip() or len(finding.name) > _LONGEST or not finding.name.isprintable():
            return "this is no name"
        if start < 0:
            return "its quote does not stand in the page"
        if not 0 < finding.confidence <= 1:
            return "its confidence is not above 0 and at most 1"
        return None

    def _key(self, kind: NodeKind, finding: Finding, evidence: Evidence, because: str) -> int:
        """Return the candidate of a name, a new one unless the page has it already."""
        label = (kind, finding.name.casefold())
        if label not in self._known:
            outcome = finding.kind is EdgeKind.PROMISES
            candidate = Candidate(
                key=self._next,
                kind=kind,
                name=finding.name,
                evidence=evidence,
                skill_kind=(SkillKind.OUTCOME if outcome else SkillKind.CONCEPT)
                if kind is NodeKind.SKILL
                else None,
                origin=Origin.INFERRED,
                confidence=finding.confidence,
                because=because,
            )
            self._known[label], self._next = self._next, self._next + 1
            self.draft = replace(self.draft, candidates=(*self.draft.candidates, candidate))
        return self._known[label]
