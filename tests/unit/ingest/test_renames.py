"""What was renamed is told from what is new, and nothing is guessed."""

from dataclasses import replace

from graph.changes import DocumentRecord, DocumentStatus
from graph.model import Edge, EdgeKind, Lesson, NodeId, Owner, Skill, SkillKind, Statement
from ingest.drafting import draft_of
from ingest.records import Draft
from ingest.renames import moved_documents, renamed_nodes

PAGE, OTHER = NodeId("c/document/a.md"), NodeId("c/document/b.md")
TEXT = "# {}\n\nHow a loop goes round, when it stops, and what is left in the variable that counted.\n"


def _draft(title: str, uri: str = "a.md") -> Draft:
    return draft_of(uri, TEXT.format(title).encode())


def _gone(draft: Draft) -> tuple[DocumentRecord, Draft]:
    record = DocumentRecord(
        id=PAGE,
        curriculum=NodeId("c"),
        uri=draft.uri,
        media_type=draft.media_type,
        sha256=draft.sha256,
        fingerprint="x",
        status=DocumentStatus.INGESTED,
    )
    return record, draft


def _lesson(slug: str, *skills: str, document: NodeId = PAGE) -> list[Statement]:
    """Return what a document says of a lesson and the skills that it teaches."""
    lesson = NodeId(f"c/lesson/{slug}")
    facts = [Lesson(id=lesson, name=slug)]
    taught = [NodeId(f"c/skill/{skill}") for skill in skills]
    edges = [Edge(source=lesson, kind=EdgeKind.TEACHES, target=skill) for skill in taught]
    nodes = [Skill(id=skill, name=skill, skill_kind=SkillKind.CONCEPT) for skill in taught]
    return [
        Statement(says=fact, owner=Owner(document), document=document) for fact in (*facts, *edges, *nodes)
    ]


def test_the_same_bytes_are_the_same_document() -> None:
    """A file that only moved is found whatever it is about."""
    moved = moved_documents({PAGE: _gone(_draft("Loops"))}, {OTHER: _draft("Loops", "b.md")})
    assert moved == {PAGE: OTHER}


def test_most_of_the_same_words_are_the_same_document() -> None:
    """A title may change with the move; another text is another document."""
    left = {PAGE: _gone(_draft("Loops"))}
    assert moved_documents(left, {OTHER: _draft("Going round", "b.md")}) == {PAGE: OTHER}
    assert moved_documents(left, {OTHER: draft_of("b.md", b"# Sets\n\nWhat belongs together.")}) == {}


def test_two_copies_are_no_move() -> None:
    """Which of two equal files the old one became nobody can say."""
    copies = {OTHER: _draft("Loops", "b.md"), NodeId("c/document/c.md"): _draft("Loops", "c.md")}
    assert moved_documents({PAGE: _gone(_draft("Loops"))}, copies) == {}


def test_the_only_lesson_of_a_page_keeps_its_identity() -> None:
    """One went and one came in the same document: it has a new title."""
    renamed = renamed_nodes(_lesson("loops"), _lesson("going-round"), {}, {PAGE})
    assert renamed == {"c/lesson/loops": "c/lesson/going-round"}


def test_a_lesson_follows_its_page() -> None:
    """Page and title may both be new."""
    after = _lesson("going-round", document=OTHER)
    assert renamed_nodes(_lesson("loops"), after, {PAGE: OTHER}, {OTHER}) == {
        "c/lesson/loops": "c/lesson/going-round"
    }


def test_of_several_lessons_the_one_with_the_same_edges_is_meant() -> None:
    """Where a list gained and lost more than one, what they teach decides, and otherwise nothing."""
    before = [*_lesson("loops", "for", "while"), *_lesson("sets", "union")]
    after = [*_lesson("going-round", "for", "while"), *_lesson("maps", "key")]
    assert renamed_nodes(before, after, {}, {PAGE}) == {"c/lesson/loops": "c/lesson/going-round"}


def test_documents_that_did_not_change_rename_nothing() -> None:
    """An id that another document made ambiguous is no new title."""
    assert renamed_nodes(_lesson("loops"), _lesson("loops-basics"), {}, {OTHER}) == {}


def test_what_another_document_still_states_is_not_gone() -> None:
    """A lesson that lives on elsewhere was not renamed here."""
    kept = [replace(statement, document=OTHER, owner=Owner(OTHER)) for statement in _lesson("loops")]
    assert renamed_nodes([*_lesson("loops"), *kept], [*_lesson("sets"), *kept], {}, {PAGE}) == {}
