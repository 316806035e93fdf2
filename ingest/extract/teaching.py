"""What a lesson teaches, by its title and the sentences that tell of it."""

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from graph.model import TeachingRole
from ingest.extract.draft import Grounds
from ingest.extract.enumerations import Term, enumerated
from ingest.extract.head import Head
from ingest.extract.measures import numbering
from ingest.extract.names import Names
from ingest.extract.passages import Passage
from ingest.extract.sections import Sections
from ingest.extract.titles import Subject, subjects
from ingest.extract.uris import folder_words, is_index
from ingest.records import Block, BlockKind

_COMPOUND = re.compile(r"\b([A-Za-z][\w]*(?:-\w+)*)-(aware|focused|centric)\b")
_COMPOUND_CONFIDENCE = 0.7
_FOLDER_CONFIDENCE = 0.7
_PREFIX = 2
_NO_SUBJECT = re.compile(
    r"\b(?:untitled|draft|final|copy|scan|img|image|document|page|notes?|slides?|handout|new|v?\d+)\b",
    re.IGNORECASE,
)
"""Words in names of files that tell of the file."""


def teach(
    sections: Sections, lesson: int, title: Passage, texts: Iterable[Passage], *, english: bool
) -> None:
    """Add what a lesson teaches: the subjects of its title, and what its description enumerates.

    Outside English the title is taken whole.
    """
    if not english:
        sections.teaches(Term(title.text, title), lesson, TeachingRole.MAIN)
        return
    for subject in subjects(title, sections.names):
        term = Term(_as_in_prose(subject.name, sections.names), subject.passage)
        if subject.role is None:
            sections.uses(term, lesson)
        else:
            sections.teaches(term, lesson, subject.role)
    for text in texts:
        for sentence in text.sentences():
            sections.covered(enumerated(sentence), lesson)
            for term, because in _compounds(sentence):
                sections.teaches(
                    term, lesson, TeachingRole.COVERED, Grounds.inferred(_COMPOUND_CONFIDENCE, because)
                )


def teach_from_folder(
    sections: Sections, lesson: int, head: Head, uri: str, texts: Iterable[Passage], *, english: bool
) -> None:
    """Add what a lesson teaches whose title says nothing: by its text, and its folder's or file's name."""
    folder = folder_words(uri)
    if folder and numbering(folder)[0] is None and head.title is not None:
        because = f"the page “{head.title.text}” lies in the folder “{basename(dirname(uri))}”"
        grounds = Grounds.inferred(_FOLDER_CONFIDENCE, because)
        sections.teaches(Term(folder, head.title), lesson, TeachingRole.MAIN, grounds)
    if head.title is None and not is_index(uri):
        _teach_from_file(sections, lesson, head, uri, english=english)
    if english:
        for sentence in (sentence for text in texts for sentence in text.sentences()):
            sections.covered(enumerated(sentence), lesson)


def _teach_from_file(sections: Sections, lesson: int, head: Head, uri: str, *, english: bool) -> None:
    """Add the subjects of a file's name where a page has no title; its first line is the place of that."""
    name = head.name
    if numbering(name)[0] is not None or _NO_SUBJECT.search(name) or not re.search(r"[^\W\d_]{3}", name):
        return
    grounds = Grounds.inferred(_FOLDER_CONFIDENCE, f"the file is called “{basename(uri)}”")
    title = Passage.whole(Block(kind=BlockKind.PARAGRAPH, text=name, span=head.evidence.span))
    found = subjects(title, sections.names) if english else [Subject(name, title, TeachingRole.MAIN)]
    for subject in found:
        if subject.role is not None:
            words = _as_in_prose(subject.name, sections.names)
            sections.teaches(Term(words, title), lesson, subject.role, grounds)


def _as_in_prose(words: str, names: Names) -> str:
    """Write a title's words small where the page's sentences do."""
    return words.lower() if words.lower() != words and names.in_prose(words) else words


def _compounds(sentence: Passage) -> Iterator[tuple[Term, str]]:
    """Yield the matter that a compound such as *latency-aware* names."""
    for found in _COMPOUND.finditer(sentence.text):
        if len(found[1]) > _PREFIX:
            yield Term(found[1], sentence.part(found.start(1), found.end(1))), f"“{found[0]}” names it"
