"""Pages that stand beside the lessons of a course: glossaries, installation, links, questions, rules."""

import re
from enum import Enum, auto
from posixpath import basename, splitext

from ingest.extract.findings import Plan
from ingest.extract.glossary import is_glossary
from ingest.extract.head import Head
from ingest.extract.locales import language_of
from ingest.extract.metadata import OUTCOMES, TEACHES, Metadata
from ingest.extract.topics import Topic
from ingest.extract.uris import BUILDERS, place, resolve
from ingest.records import Block, BlockKind, Page


class Beside(Enum):
    """How sure it is that a page is no lesson."""

    SURELY = auto()
    UNLESS_LISTED = auto()
    """It is one where another page lists it among the lessons."""


_ALWAYS = re.compile(
    r"^(?:(?:the )?faqs?|frequently asked questions|questions (?:and|&) answers|q ?& ?a"
    r"|(?:contributor )?code of conduct|verhaltenskodex|code de conduite|c[óo]digo de conducta"
    r"|(?:instructor|teacher|facilitator|trainer)(?:['\u2019]?s|s['\u2019])? (?:notes?|guide|manual|handbook)"
    r"|(?:notes )?for (?:instructors|teachers|trainers)|change ?log|release notes|acknowledge?ments?"
    r"|terms of (?:use|service)|privacy(?: policy)?|copyright(?: notice)?|imprint|impressum|site ?map"
    r"|404|page not found)$",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"^(?:licen[cs]e|licensing|licen[cs]e information|lizenz|licencia|licen[çc]a|citation|how to cite"
    r"|citing this .+|cite|credits|authors?|contributors|maintainers|contribut(?:e|ing)"
    r"|contribution guide(?:lines)?|contributing guide(?:lines)?|how to contribute|mitwirken|contribuer"
    r"|contribuir|contact(?: us)?)$",
    re.IGNORECASE,
)
"""A course on open source may have a lesson called so, and marks it as one."""

_LINKS = re.compile(
    r"^(?:references?|bibliography|bibliographie|bibliograf[íi]a|literatur(?:verzeichnis)?|works cited"
    r"|sources|(?:(?:useful|external|more|other|additional|further|recommended|related|helpful) )?"
    r"(?:links|resources|reading|reading list|materials))$",
    re.IGNORECASE,
)
_SETUP = re.compile(
    r"^(?:(?:(?:software|computer|environment|workshop|machine|system|technical) )?"
    r"(?:set-?up|install(?:ation|ing)?|requirements)(?: (?:instructions|guide|notes|and set-?up))?"
    r"|setting up(?: your (?:computer|machine|environment|laptop))?|install(?:ation|ing)? the software"
    r"|einrichtung|instalaci[óo]n|instala[çc][ãa]o)$",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"^(?:discussion|schedule|(?:(?:the|our|meet the) )?(?:team|people|staff|instructors)|who we are"
    r"|about(?: (?:us|this .+|the (?:authors?|course|book|site|lesson)))?)$",
    re.IGNORECASE,
)
_TASK = re.compile(r"^(?:assignments?|homework|quiz(?:zes)?|rubrics?|solutions?|answers?)$", re.IGNORECASE)
"""Files that lie beside a lesson and set or mark its work, whatever their title says."""

_INSTALLS = re.compile(
    r"\b(install|download|unzip|unpack|set up|configure|sign up|account|clone|launch|operating system"
    r"|windows|mac ?os|linux)",
    re.IGNORECASE,
)
_TAUGHT = re.compile(
    r"\b(?:in this (?:lesson|lecture|chapter|episode|unit),? (?:you|we)\b.{0,40}\b(?:learn|see|explore)"
    r"|you will (?:learn|be able)|you'll learn)",
    re.IGNORECASE,
)
_PROMISED = frozenset({Topic.OUTCOMES, Topic.LEARN, Topic.SKILLS})
_EXTRAS = frozenset({"_extras", "_pages", "extra", "extras", "instructors", "learners", "meta"})
"""Folders that hold what is no lesson, as builders and their templates name them."""

_FEW = 2
_MOSTLY = 0.6
_EDGE = " \t.:!?"


def beside(page: Page, plan: Plan, meta: Metadata, head: Head, *, numbered: bool) -> Beside | None:
    """Tell whether a page that might be a lesson is one that courses have beside them, and how surely.

    The words of its title tell, and what it holds where these may as well name a lesson. A page that says
    what one will be able to do is a lesson, whatever it is called; so is one with a number or a duration,
    but for those that no course teaches.
    """
    title = (head.title.text if head.title else head.name).strip(_EDGE)
    if _promises(plan, meta):
        return None
    if is_glossary(title) or _ALWAYS.match(title):
        return Beside.SURELY
    if numbered or head.number is not None or head.minutes or meta.minutes():
        return None
    if (_OFTEN.match(title) and not plan.sure) or (_LINKS.match(title) and _is_links(page)):
        return Beside.SURELY
    if "/" in page.uri and _TASK.match(splitext(basename(page.uri))[0]):
        return Beside.UNLESS_LISTED
    around = not plan.sure and meta.weight() is None and _is_apart(page.uri) and _is_around(title, page)
    return Beside.UNLESS_LISTED if around else None


def _promises(plan: Plan, meta: Metadata) -> bool:
    """Tell whether a page says what one will be able to do, or what it teaches."""
    lists = (stated for stated in plan.stated if stated.items and not stated.guessed)
    return any(stated.topic in _PROMISED for stated in lists) or meta.has(OUTCOMES) or meta.has(TEACHES)


def _is_apart(uri: str) -> bool:
    """Tell whether a page lies in no folder of lessons: what does belongs to them."""
    folders = place(uri).lower().split("/")[:-1]
    return all(folder in _EXTRAS | BUILDERS or language_of(folder) for folder in folders)


def _is_around(title: str, page: Page) -> bool:
    """Tell whether a page prepares a course or talks about it, and does not say that it teaches."""
    words = " ".join(block.text for block in page.blocks)
    installs = {found.lower() for found in _INSTALLS.findall(words)}
    around = _AROUND.match(title) or (_SETUP.match(title) and len(installs) >= _FEW)
    return bool(around) and not _TAUGHT.search(words)


def _is_links(page: Page) -> bool:
    """Tell whether a page lists what is elsewhere, and little else: a lesson on links shows code."""
    if any(block.kind is BlockKind.CODE for block in page.blocks):
        return False
    told = [block for block in page.blocks if block.kind is not BlockKind.HEADING]
    if not told:
        return True
    listed = sum(_leads_away(block, page.uri) for block in told)
    return listed > _FEW and listed >= _MOSTLY * len(told)


def _leads_away(block: Block, uri: str) -> bool:
    """Tell whether a block leads to another site, or to nothing that could be a page of this one."""
    listed = block.kind in {BlockKind.ITEM, BlockKind.PARAGRAPH, BlockKind.TABLE_ROW}
    return listed and bool(block.links) and resolve(block.links[0].target, uri) is None
