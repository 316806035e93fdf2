"""Front matter, read for what it tells of a lesson or module."""

import re
from collections.abc import Iterator, Mapping

from graph.model import Difficulty, Span
from ingest.extract.measures import difficulty, minutes
from ingest.extract.passages import Passage, Quoter
from ingest.records import Block, BlockKind, Evidence, MetaValue, Page

TITLE = ("title", "name", "linktitle", "link_title", "heading")
SUMMARY = ("description", "summary", "abstract", "excerpt", "blurb", "subtitle", "lead", "tagline", "intro")
TAGS = ("tags", "tag", "keywords", "labels")
TEACHES = (
    "teaches", "skills", "concepts", "topics", "covers", "key_concepts", "skill", "concept", "learns",
    "introduces",
)  # fmt: skip
PREREQUISITES = (
    "prerequisites", "prerequisite", "prereqs", "prereq", "requires", "required", "require",
    "depends_on", "depends", "dependencies", "needs", "builds_on", "assumes", "assumed", "after",
    "requirements", "prior_knowledge", "prior_learning", "assumed_knowledge", "required_knowledge",
)  # fmt: skip
OUTCOMES = (
    "outcomes", "outcome", "objectives", "objective", "learning_objectives", "learning_outcomes",
    "goals", "learning_goals", "promises",
)  # fmt: skip
PITFALLS = (
    "pitfalls", "pitfall", "common_mistakes", "mistakes", "gotchas", "antipatterns", "anti_patterns",
    "warnings", "traps",
)  # fmt: skip
AUDIENCE = (
    "audience", "audiences", "for", "who", "target_audience", "who_is_this_for", "intended_audience",
)  # fmt: skip
LESSONS = ("lessons", "episodes", "chapters", "pages", "sessions", "lectures", "units", "contents")
MODULE = ("module", "phase", "unit", "part", "section", "parent", "chapter", "week", "block", "stage")
NEXT = ("next", "next_lesson", "next_page")
PREVIOUS = ("previous", "prev", "previous_lesson", "prev_lesson", "previous_page")
LANGUAGE = ("language",)
KIND = ("type", "kind", "layout", "page_type", "content_type")
_MINUTES = (
    "minutes", "duration", "time", "estimated_time", "length", "estimated_minutes", "estimate",
    "time_required", "effort", "duration_minutes", "time_minutes", "estimated_duration",
    "time_to_complete", "reading_time", "length_minutes", "session_length", "mins", "slot", "time_slot",
    "dauer", "durée", "duración", "durata", "duração", "duur", "时长",
)  # fmt: skip
_HOURS = ("hours", "estimated_hours", "duration_hours")
_SHARES = ("teaching", "exercises", "practice_minutes", "reading_minutes")
_DIFFICULTY = ("difficulty", "level", "skill_level", "grade", "difficulty_level")
_WEIGHT = (
    "weight", "order", "position", "nav_order", "sidebar_position", "index", "number", "sort",
    "sort_order", "sequence", "lesson_number", "rank",
)  # fmt: skip
_SLUG = ("slug", "id", "uid", "key")
_URL = ("url", "permalink", "canonical", "canonical_url", "link")
_WRAPPERS = ("params", "extra", "meta", "metadata", "lesson", "module", "course", "cairn")
_HEAVIEST = 1e9
"""A number beyond this, or none at all, is no place among siblings."""

_NOTHING = frozenset({"", "none", "n/a", "na", "null", "nothing", "-", "no", "false", "tbd", "~"})
_NAMES = ("title", "name", "text", "label", "lesson", "slug", "id", "skill", "concept", "module", "ref")
_TARGETS = ("link", "url", "href", "path", "uri", "page", "file", "ref")


_NEAR = 160
"""How far behind its key, in characters, a value is still quoted with it."""


class Metadata:
    """A page's front matter by normalised keys, with the place of every value."""

    def __init__(self, page: Page, quoter: Quoter) -> None:
        self._page = page
        self._quoter = quoter
        self._values: dict[str, tuple[str, MetaValue]] = {}
        self._cursors: dict[str, int] = {}
        for key, value in page.meta.items():
            if _normal(key) in _WRAPPERS and isinstance(value, dict):
                for inner, child in value.items():
                    self._values.setdefault(_normal(inner), (key, child))
            self._values[_normal(key)] = (key, value)

    def block(self, names: tuple[str, ...]) -> Block | None:
        """Return the first non-empty text among those keys as a block of its own."""
        for key, value in self._present(names):
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
                words = " ".join(str(value).split())
                if words.lower() not in _NOTHING:
                    return self._locate(key, words)
        return None

    def key(self, names: tuple[str, ...]) -> str:
        """Return the first of those keys that there is, in words: *Lesson number*; or nothing."""
        key = next((key for key, _ in self._present(names)), "")
        return key[:1].upper() + key[1:].replace("_", " ")

    def listed(self, names: tuple[str, ...], *, split: bool = True) -> list[tuple[Block, str | None]]:
        """Return the entries of a list, each with its target; ``split`` a text at its commas."""
        found = []
        for key, value in self._present(names):
            for words, target in _entries(value, split=split):
                if words.lower() not in _NOTHING:
                    found.append((self._locate(key, words), target))
        return found

    def evidence(self, names: tuple[str, ...]) -> Evidence | None:
        """Return the stretch of the first of those keys."""
        for key, _ in self._present(names):
            span = self._span(key)
            return self._quoter.between(span.start, span.end)
        return None

    def stated(self, block: Block) -> Evidence:
        """Return a value as evidence, quoted with its key and line where these are near.

        One word alone says little, and half a list looks torn.
        """
        own, line = block.span, self._quoter.lines.ends[block.span.last - 1]
        spans = (self._span(key) for key, _ in self._values.values())
        inside = (s for s in spans if s.start <= own.start and own.end <= s.end)
        around = max(inside, key=lambda span: span.start, default=own)
        for end in (max(own.end, min(around.end, line)), own.end):
            if end - around.start <= _NEAR:
                return Evidence(own, self._page.text[around.start : end].strip())
        return self._quoter.block(block)

    def minutes(self) -> int | None:
        """Return the stated duration; a bare number counts minutes, teaching and exercises add up."""
        for _, value in self._present(_MINUTES):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return _whole(float(value))
            if isinstance(value, str):
                found = minutes(value) or (
                    _whole(float(value)) if re.fullmatch(r"\d{1,5}", value.strip()) else None
                )
                if found:
                    return found
        shares = [_figure(value) for _, value in self._present(_SHARES)]
        hours = [60 * _figure(value) for _, value in self._present(_HOURS)]
        return _whole(sum(shares) or sum(hours[:1]))

    def difficulty(self) -> Difficulty | None:
        """Return the stated difficulty."""
        values = (v for _, v in self._present(_DIFFICULTY) if isinstance(v, str))
        return next((grade for value in values if (grade := difficulty(value))), None)

    def weight(self) -> float | None:
        """Return the number that orders the page among its siblings."""
        for _, value in self._present(_WEIGHT):
            if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _HEAVIEST:
                return float(value)
            if isinstance(value, str) and re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", value.strip()):
                return float(value)
        return None

    def slug(self) -> str | None:
        """Return the id that the author chose."""
        return self._text(_SLUG)

    def url(self) -> str | None:
        """Return the address that the author gave, if it is one."""
        value = self._text(_URL)
        return value if value and re.match(r"https?://|/", value) else None

    def kind(self) -> str:
        """Return what the page calls itself, in lower case, or an empty text."""
        return (self._text(KIND) or "").lower()

    def has(self, names: tuple[str, ...]) -> bool:
        """Tell whether any of those keys is there."""
        return any(True for _ in self._present(names))

    def known_spans(self) -> Iterator[Span]:
        """Yield the spans of keys that were read for a lesson's or module's own fields."""
        read = (*TITLE, *SUMMARY, *_MINUTES, *_HOURS, *_SHARES, *_DIFFICULTY, *_WEIGHT, *_SLUG, *_URL, *KIND)
        for key, _ in self._present(read):
            yield self._span(key)

    def _text(self, names: tuple[str, ...]) -> str | None:
        values = (v for _, v in self._present(names) if isinstance(v, (str, int)) and not isinstance(v, bool))
        return next((text for value in values if (text := str(value).strip())), None)

    def _present(self, names: tuple[str, ...]) -> Iterator[tuple[str, MetaValue]]:
        for name in names:
            known = self._values.get(name)
            if known is not None and known[1] is not None:
                yield known

    def _span(self, key: str) -> Span:
        whole = self._quoter.lines.between(0, 1)
        return self._page.meta_spans.get(key, whole)

    def _locate(self, key: str, words: str) -> Block:
        """Return a value as a block that stands where its words do, or else where its key does."""
        span, text = self._span(key), self._page.text
        start = text.find(words, max(self._cursors.get(key, 0), span.start), span.end)
        if start < 0:
            return Block(kind=BlockKind.PARAGRAPH, text=words, span=span)
        self._cursors[key] = start + len(words)
        return Block(
            kind=BlockKind.PARAGRAPH, text=words, span=self._quoter.lines.span(start, start + len(words))
        )


def passages(found: list[tuple[Block, str | None]]) -> Iterator[Passage]:
    """Yield listed values as passages."""
    for block, _ in found:
        yield Passage.whole(block)


def _normal(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[\s-]+", "_", key.strip()).lower()


def _entries(value: MetaValue, *, split: bool) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, str):
        words = " ".join(value.split())
        parts = words.split(";" if ";" in words else ",") if split else [words]
        yield from ((part.strip(), None) for part in parts)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value), None
    elif isinstance(value, list):
        for child in value:
            if isinstance(child, str):
                yield " ".join(child.split()), None
            elif not isinstance(child, list):
                yield from _entries(child, split=False)
    elif isinstance(value, dict):
        yield from _mapping(value)


def _mapping(value: Mapping[str, MetaValue]) -> Iterator[tuple[str, str | None]]:
    lower = {_normal(key): child for key, child in value.items()}
    names = (str(lower[n]) for n in _NAMES if isinstance(lower.get(n), (str, int)))
    targets = (str(lower[n]) for n in _TARGETS if isinstance(lower.get(n), str))
    name, target = next(names, None), next(targets, None)
    if name or target:
        yield " ".join((name or target or "").split()), target


def _figure(value: MetaValue) -> float:
    """Return a number, also one in words as tables have it; 0 for anything else."""
    if isinstance(value, str):
        return (
            float(value.replace(",", ".")) if re.fullmatch(r"\s*\d{1,5}(?:[.,]\d{1,3})?\s*", value) else 0.0
        )
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


def _whole(value: float) -> int | None:
    return round(value) if 0 < value < 1e6 else None  # noqa: PLR2004  # two years of minutes
