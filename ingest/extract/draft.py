"""The draft under construction: candidates, relations, zones, and what of the page they rest on."""

import re
from dataclasses import dataclass

from graph.model import Difficulty, EdgeKind, NodeKind, Origin, SkillKind, Span, TeachingRole
from ingest.extract.passages import Passage, Quoter
from ingest.records import Block, Candidate, Draft, Evidence, Page, Pointer, Relation, Zone, ZoneKind

_NOTATION = re.compile(
    r"^\s*(?::{3,}|!!!|\?\?\?|\{\{|\{%|\{:|</?[\w!]|```|~~~|>\s*\[!|\.\.\s|:[\w-]+:(?:\s|$)|\[\[?[\w,.#-]+\]?\]$|\([\w:.-]+\)=)"
)
"""Lines that only mark up others say nothing themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is told of a lesson or module beside its name, and whether that was told at all."""

    parent: int | None = None
    uri: str | None = None
    slug: str | None = None
    summary: str | None = None
    position: int | None = None
    labels: tuple[str, ...] = ()
    minutes: int | None = None
    difficulty: Difficulty | None = None
    url: str | None = None
    is_titled: bool = True
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """How a statement came about: by the author, or concluded for a reason that a person can check."""

    origin: Origin = Origin.AUTHORED
    confidence: float = 1.0
    because: str | None = None

    @classmethod
    def inferred(cls, confidence: float, because: str) -> "Grounds":
        """Return the grounds of a conclusion."""
        return cls(Origin.INFERRED, confidence, because)


AUTHORED = Grounds()


class DraftBuilder:
    """Collects what one page says; a thing named twice in the same words is one candidate."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.quoter = Quoter(page)
        self.candidates: list[Candidate] = []
        self.relations: list[Relation] = []
        self.zones: dict[int, list[Zone]] = {}
        self.warnings: list[str] = []
        self._used: set[int] = set()
        self._named: dict[tuple[NodeKind, str], int] = {}
        self._related: set[tuple[EdgeKind, int | Pointer, int | Pointer]] = set()

    def place(self, kind: NodeKind, name: str, evidence: Evidence, details: Details) -> int:
        """Add a curriculum, module or lesson and return its key."""
        return self._add(
            Candidate(
                key=len(self.candidates),
                kind=kind,
                name=name,
                evidence=evidence,
                parent=details.parent,
                uri=details.uri,
                slug=details.slug,
                summary=details.summary,
                position=details.position,
                labels=details.labels,
                minutes=details.minutes,
                difficulty=details.difficulty,
                url=details.url,
                is_titled=details.is_titled,
                is_beside=details.is_beside,
            )
        )

    def thing(self, kind: NodeKind, name: str, passage: Passage) -> int:
        """Add a pitfall or an audience in the words of the page and return its key."""
        known = self._named.get((kind, name.casefold()))
        if known is not None:
            return known
        evidence = self.quoter.quote(passage)
        key = self._add(Candidate(key=len(self.candidates), kind=kind, name=name, evidence=evidence))
        self._named[kind, name.casefold()] = key
        return key

    def skill(
        self,
        name: str,
        evidence: Evidence,
        kind: SkillKind,
        grounds: Grounds = AUTHORED,
        *,
        aliases: tuple[str, ...] = (),
        is_beside: bool = False,
    ) -> int:
        """Add a skill and return its key; a stronger mention of a known one replaces the weaker."""
        label = (NodeKind.SKILL, name.casefold())
        key = self._named.get(label, len(self.candidates))
        candidate = Candidate(
            key=key,
            kind=NodeKind.SKILL,
            name=name,
            evidence=evidence,
            skill_kind=kind,
            aliases=aliases,
            origin=grounds.origin,
            confidence=grounds.confidence,
            because=grounds.because,
            is_beside=is_beside,
        )
        if label not in self._named:
            self._named[label] = self._add(candidate)
        elif grounds.confidence > self.candidates[key].confidence:
            self.candidates[key] = candidate
        return key

    def relate(
        self,
        kind: EdgeKind,
        source: int | Pointer,
        target: int | Pointer,
        evidence: Evidence,
        *,
        role: TeachingRole | None = None,
        position: int | None = None,
        grounds: Grounds = AUTHORED,
    ) -> None:
        """Add a relation unless it is known already."""
        self.use(evidence.span)
        if (kind, source, target) in self._related:
            return
        self._related.add((kind, source, target))
        self.relations.append(
            Relation(
                kind=kind,
                source=source,
                target=target,
                evidence=evidence,
                role=role,
                position=position,
                origin=grounds.origin,
                confidence=grounds.confidence,
                because=grounds.because,
            )
        )

    def zone(self, key: int, kind: ZoneKind, text: str, span: Span) -> None:
        """Add words to what inference reads of a lesson or module."""
        self.zones.setdefault(key, []).append(Zone(kind, text, span))

    def use(self, span: Span) -> None:
        """Note that lines became something."""
        self._used.update(range(span.first, span.last + 1))

    def use_block(self, block: Block | None) -> None:
        """Note that a block became something."""
        if block is not None:
            self.use(block.span)

    def _add(self, candidate: Candidate) -> int:
        self.candidates.append(candidate)
        self.use(candidate.evidence.span)
        return candidate.key

    def finish(self, title: str, order: tuple[float, float, str], language: str | None) -> Draft:
        """Return the draft."""
        page = self.page
        return Draft(
            uri=page.uri,
            folder=page.uri.rpartition("/")[0],
            order=order,
            media_type=page.media_type,
            sha256=page.sha256,
            title=title,
            language=language,
            lines=len(self.quoter.lines),
            candidates=tuple(self.candidates),
            relations=tuple(self.relations),
            zones={key: tuple(zones) for key, zones in self.zones.items()},
            unused=self._unused(),
            warnings=tuple(self.warnings),
            is_manifest=page.is_manifest,
        )

    def _unused(self) -> tuple[tuple[int, int], ...]:
        """Return the ranges of lines with words that became nothing."""
        lines = self.quoter.lines
        ranges: list[tuple[int, int]] = []
        for number in range(1, len(lines) + 1):
            line = lines[number - 1]
            if number in self._used or not re.search(r"\w", line) or _NOTATION.match(line):
                continue
            if ranges and ranges[-1][1] == number - 1:
                ranges[-1] = (ranges[-1][0], number)
            else:
                ranges.append((number, number))
        return tuple(ranges)
