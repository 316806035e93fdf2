"""Drafts written by hand: what extraction would make of a page, for tests of what comes after it."""

import math
from collections.abc import Mapping, Sequence

from graph.model import EdgeKind, NodeKind, SkillKind, Span, TeachingRole
from ingest.records import Candidate, Draft, Evidence, Pointer, Relation, Zone, ZoneKind


class DraftWriter:
    """Writes a draft line by line; each thing added stands on a line of its own."""

    def __init__(
        self, uri: str, *, title: str = "", weight: float = math.inf, number: float = math.inf
    ) -> None:
        self.uri = uri
        self.title = title
        self.order = (weight, number, uri.rpartition("/")[2])
        self._candidates: list[Candidate] = []
        self._relations: list[Relation] = []
        self._zones: dict[int, list[Zone]] = {}
        self._offset = 0
        self._line = 0

    def curriculum(self, name: str) -> int:
        """Add the curriculum as its root page tells of it."""
        return self._add(NodeKind.CURRICULUM, name, uri="")

    def module(
        self, name: str, *, uri: str | None = None, parent: int | None = None, slug: str | None = None
    ) -> int:
        """Add a module."""
        return self._add(NodeKind.MODULE, name, uri=uri, parent=parent, slug=slug)

    def lesson(
        self,
        name: str,
        *,
        uri: str | None = None,
        parent: int | None = None,
        slug: str | None = None,
        summary: str | None = None,
        position: int | None = None,
        labels: tuple[str, ...] = (),
    ) -> int:
        """Add a lesson."""
        return self._add(
            NodeKind.LESSON,
            name,
            uri=uri,
            parent=parent,
            slug=slug,
            summary=summary,
            position=position,
            labels=labels,
        )

    def teaches(
        self,
        lesson: int,
        *names: str,
        kind: SkillKind = SkillKind.CONCEPT,
        role: TeachingRole = TeachingRole.COVERED,
    ) -> None:
        """Add skills that a lesson teaches."""
        for name in names:
            self.relate(EdgeKind.TEACHES, lesson, self._add(NodeKind.SKILL, name, skill_kind=kind), role=role)

    def promises(self, holder: int, *sentences: str) -> None:
        """Add outcomes of a module or lesson."""
        for sentence in sentences:
            outcome = self._add(NodeKind.SKILL, sentence, skill_kind=SkillKind.OUTCOME)
            self.relate(EdgeKind.PROMISES, holder, outcome)

    def warns(self, holder: int, *sentences: str) -> None:
        """Add pitfalls of a module or lesson."""
        for sentence in sentences:
            self.relate(EdgeKind.WARNS_OF, holder, self._add(NodeKind.PITFALL, sentence))

    def requires(
        self, source: int, text: str, *, uri: str | None = None, kind: NodeKind | None = None
    ) -> None:
        """Add a prerequisite that is only pointed at."""
        self.relate(EdgeKind.REQUIRES, source, Pointer(text, uri, kind))

    def relate(
        self, kind: EdgeKind, source: int, target: int | Pointer, *, role: TeachingRole | None = None
    ) -> None:
        """Add a relation."""
        text = target.text if isinstance(target, Pointer) else ""
        self._relations.append(
            Relation(kind=kind, source=source, target=target, evidence=self._evidence(text), role=role)
        )

    def zone(self, key: int, kind: ZoneKind, text: str) -> None:
        """Add words to a lesson or module."""
        self._zones.setdefault(key, []).append(Zone(kind, text, self._evidence(text).span))

    def body(self, key: int, *paragraphs: str) -> None:
        """Add paragraphs to a lesson."""
        for paragraph in paragraphs:
            self.zone(key, ZoneKind.BODY, paragraph)

    def draft(self) -> Draft:
        """Return the draft."""
        return Draft(
            uri=self.uri,
            folder=self.uri.rpartition("/")[0],
            order=self.order,
            media_type="text/markdown",
            sha256="0" * 64,
            title=self.title,
            language="en",
            lines=self._line,
            candidates=tuple(self._candidates),
            relations=tuple(self._relations),
            zones={key: tuple(zones) for key, zones in self._zones.items()},
            unused=(),
        )

    def _add(
        self,
        kind: NodeKind,
        name: str,
        *,
        uri: str | None = None,
        parent: int | None = None,
        slug: str | None = None,
        summary: str | None = None,
        position: int | None = None,
        labels: tuple[str, ...] = (),
        skill_kind: SkillKind | None = None,
    ) -> int:
        key = len(self._candidates)
        evidence = self._evidence(name)
        self._candidates.append(
            Candidate(
                key=key,
                kind=kind,
                name=name,
                evidence=evidence,
                parent=parent,
                uri=uri,
                slug=slug,
                summary=summary,
                position=position,
                labels=labels,
                skill_kind=skill_kind,
            )
        )
        if kind in {NodeKind.LESSON, NodeKind.MODULE}:
            zones = [Zone(ZoneKind.TITLE, name, evidence.span)]
            if summary:
                zones.append(Zone(ZoneKind.SUMMARY, summary, evidence.span))
            self._zones[key] = zones
        return key

    def _evidence(self, text: str) -> Evidence:
        start = self._offset
        self._offset += len(text) + 1
        self._line += 1
        return Evidence(Span(start, start + len(text), self._line, self._line), text)


def page_of_lessons(
    uri: str,
    module: str,
    lessons: Mapping[str, str],
    *,
    promises: Sequence[str] = (),
    warns: Sequence[str] = (),
) -> Draft:
    """Return the draft of a module's page: its lessons with summaries, teaching what "Covers a, b." lists."""
    writer = DraftWriter(uri, title=module)
    holder = writer.module(module, uri=uri)
    writer.promises(holder, *promises)
    writer.warns(holder, *warns)
    for position, (name, summary) in enumerate(lessons.items(), start=1):
        lesson = writer.lesson(name, parent=holder, summary=summary, position=position)
        covered = summary.partition("Covers ")[2].rstrip(".").split(", ")
        writer.teaches(lesson, *(skill for skill in covered if skill))
    return writer.draft()
