"""What sections, lists and lines look like to one who sorts a page: facts, lessons, prose."""

import re

from ingest.extract.cuts import is_title
from ingest.extract.entries import Entry, Listing, is_lesson
from ingest.extract.facts import facts_alone
from ingest.extract.itemtypes import names_people, states_ability
from ingest.extract.listings import listings
from ingest.extract.measures import numbering
from ingest.extract.outline import Section
from ingest.extract.passages import Passage
from ingest.extract.stated import Stated
from ingest.records import Block, BlockKind

MARKED = 6
"""The deepest level of a heading that is markup; below such a heading all lists of one kind belong to it."""

_FACT = re.compile(
    r"^(?:duration|levels?|time|difficulty|languages?|authors?|dates?|price|cost|fees?|format|version|venue"
    r"|licen[cs]e|instructors?|location|(?:group|class) size|places|capacity|tutor|trainer|teacher|credits"
    r"|(?:course|module) (?:code|title|leader)|dauer|niveau|preis|sprache|ort|duraci[oó]n|nivel|precio"
    r"|idioma|lugar|dur[eé]e|prix|langue|lieu|durata|livello|prezzo|lingua|duração|n[ií]vel|preço|duur|taal|prijs|plaats|"
    r"effort|length|pace|certificate|credits?|updated|status|estimated .*|total .*|note|tip|warning"
    r"|example|hint|slides?|video|(?:beginner|intermediate|advanced|all)(?: levels?)?|(?:[\w-]+ )?schedule"
    r"|\d[\d.,]* .*(?:enrolled|reviews?|ratings?|modules?|learners))$",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"\b(?:quick ?start|getting started|how to|steps?|instructions|usage|set-?up)\b", re.IGNORECASE
)
_CODE_NAME = re.compile(r"[\w-]+(?:(?:\.|::|/)[\w-]+)+(?:\(.*\))?|\w+\(.*\)|\w+_\w+")
_LONG_WORD = 4
_SMALL = frozenset(
    {"about", "after", "before", "between", "from", "into", "over", "through", "under", "with", "without"}
)
"""Words that title case leaves small, beside all short ones."""

_FEW_WORDS = 4
_PAIR = 2


def names_fact(title: str) -> bool:
    """Tell whether words name a fact of a course, such as its price, and no lesson."""
    return bool(_FACT.match(title))


def names_code(listing: Listing) -> bool:
    """Tell whether a list explains parts of a program: *client.http*, *send_all()*."""
    return all(_CODE_NAME.fullmatch(entry.title.text) for entry in listing.entries)


def sets_tasks(heading: str) -> bool:
    """Tell whether a list below a heading says what to do, not what one will be able to: *For teachers*."""
    people = heading.partition(" ")[2] if heading.lower().startswith("for ") else ""
    return bool(_STEPS.search(heading)) or names_people(people)


def is_brief(entry: Entry) -> bool:
    """Tell whether an entry is described in a word or two, as facts are: *Group size: 6*."""
    told = " ".join(passage.text for passage in entry.description).split()
    return 0 < len(told) <= _FEW_WORDS and len(entry.title.text.split()) <= _FEW_WORDS


def lists_numbered(blocks: list[Block]) -> bool:
    """Tell whether paragraphs list what is numbered: a section that holds lessons is none."""
    found, _ = listings([block for block in blocks if block.kind is BlockKind.PARAGRAPH])
    return any(sum(e.number is not None for e in listing.entries) > 1 for listing in found)


def is_numbered_list(stated: Stated) -> bool:
    """Tell whether a list numbers titles, and not what one will be able to do."""
    texts = [item.text for item in stated.items]
    titles = (
        len(texts) > _PAIR and all(map(is_title, texts)) and 2 * sum(map(states_ability, texts)) < len(texts)
    )
    return titles and all(item.block.ordered for item in stated.items)


def unmarked(prose: list[Block]) -> list[Passage]:
    """Return the lines of a list without marks: several short ones without a stop, and nothing else."""
    lines = [Passage.whole(block) for block in prose if block.kind is not BlockKind.CODE]
    return lines if len(lines) > 1 and all(is_title(line.text) for line in lines) else []


def without_exams(entry: Entry) -> Entry:
    """Return an entry without the exams, breaks and the like that are listed below it."""
    entry.parts = [part for part in map(without_exams, entry.parts) if is_lesson(part)]
    return entry


def is_headed(section: Section) -> bool:
    """Tell whether a heading is marked, or says by its word that it is one: *Unit 2*, not *2*."""
    return section.level <= MARKED or numbering(section.title)[0] is not None


def is_sure(listing: Listing) -> bool:
    """Tell whether a list under no known heading can only be one of lessons: any list explains its terms."""
    entries = listing.entries
    told = sum(bool(entry.link or entry.word) for entry in entries)
    paragraphs = entries[0].blocks[0].kind is BlockKind.PARAGRAPH
    weeks = all(entry.is_timed and not entry.minutes for entry in entries)
    return listing.named or weeks or (listing.clear and (paragraphs or 2 * told > len(entries)))


def without_facts(blocks: list[Block], entry: Entry) -> list[Block]:
    """Take the duration and difficulty of an entry from lines that state nothing else."""
    rest = []
    for block in blocks:
        told = facts_alone(block.text) if block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM} else None
        if told is None:
            rest.append(block)
        else:
            entry.minutes, entry.difficulty = entry.minutes or told[0], entry.difficulty or told[1]
    return rest


def describes(block: Block) -> bool:
    """Tell whether a paragraph describes something rather than only linking to it."""
    return block.kind is BlockKind.PARAGRAPH and not any(link.text == block.text for link in block.links)


def tells(block: Block) -> bool:
    """Tell whether a block is prose of its own, not a line that leads to a list."""
    return block.kind is BlockKind.PARAGRAPH and not block.text.endswith(":")


def like(first: Block | None, block: Block) -> bool:
    """Tell whether an item may belong to the list that another begins."""
    return first is None or block.ordered == first.ordered


def in_title_case(text: str) -> bool:
    """Tell whether all words of a text begin in capitals that have to in a title."""
    words = re.findall(r"[^\W\d_][\w'-]*", text)
    return all(word[0].isupper() or len(word) < _LONG_WORD or word in _SMALL for word in words)
