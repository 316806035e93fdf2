"""Hypothesis strategies for what Cairn handles: hostile text, nodes, edges, statements, graphs, changes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from graph.changes import ChangeSet, DocumentBody, DocumentRecord, DocumentStatus, Failure, Passage
from graph.model import (
    Audience,
    Curriculum,
    Difficulty,
    Document,
    Edge,
    EdgeKind,
    Lesson,
    Module,
    Node,
    NodeId,
    NodeKind,
    Origin,
    Owner,
    Pitfall,
    Skill,
    SkillKind,
    Span,
    Statement,
    Status,
    TeachingRole,
    Verdict,
)

_HOSTILE = (
    "\u202eright to left override\u202c",
    "\u2066isolate\u2069",
    "שלום עולם",
    "مرحبا بالعالم",
    "知识图谱",
    "かなカナ",
    "e\u0301 is not é",
    "ﬁ ligature ﬁ",
    "İstanbul ıI",
    "👩‍👩‍👧‍👦 🏳️‍🌈 𝔸𝟙",
    "\ufeffbyte order mark",
    "zero\u200bwidth\u200djoin",
    "line\u2028separator\u2029",
    "\u0001\u001b[31mescape\u007f\u0085",
    "tab\tnew\nline\r\n",
    "\"quotes\" \\ 'both' `and` $(more) {{x}} <b>&amp;</b>",
    "'; DROP TABLE node; --",
    "%s %d {0}",
    " leading and trailing ",
    "",
)


@cache
def text(*, min_size: int = 0, max_size: int = 40) -> SearchStrategy[str]:
    """Any text that UTF-8 can carry, without NUL: every script, control characters, bidi, astral."""
    anything = st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        min_size=min_size,
        max_size=max_size,
    )
    return anything | st.sampled_from([t for t in _HOSTILE if len(t) >= min_size])


def names() -> SearchStrategy[str]:
    """What a document may call something: any text that is not empty."""
    return text(min_size=1)


@cache
def curriculum_ids() -> SearchStrategy[NodeId]:
    """Slugs of a few curricula, so that ids meet."""
    return st.sampled_from(["algebra", "c", "知识", "x-1"]).map(NodeId)


@cache
def _slugs() -> SearchStrategy[str]:
    letters = st.characters(categories=["Ll", "Lo", "Nd"])
    return st.sampled_from(["a", "b", "loops", "図-2"]) | st.text(letters, min_size=1, max_size=6)


@cache
def node_ids(kind: NodeKind | None = None) -> SearchStrategy[NodeId]:
    """``<curriculum>/<kind>/<slug>``; of a curriculum the slug alone."""
    if kind is NodeKind.CURRICULUM:
        return curriculum_ids()
    kinds = st.just(kind) if kind else st.sampled_from([k for k in NodeKind if k is not NodeKind.CURRICULUM])
    parts = st.tuples(curriculum_ids(), kinds.map(lambda k: k.value.lower()), _slugs())
    return parts.map(lambda p: NodeId("/".join(p)))


_COUNTS = st.none() | st.integers(0, 2**31 - 1)
_TEXTS = st.none() | text()
_STATUSES = st.sampled_from(Status)


def nodes(kind: NodeKind | None = None) -> SearchStrategy[Node]:
    """A node with all its fields, of one kind or of any."""
    return _NODES[kind] if kind else st.one_of(*_NODES.values())


_NODES: dict[NodeKind, SearchStrategy[Node]] = {
    NodeKind.CURRICULUM: st.builds(Curriculum, id=curriculum_ids(), name=names(), summary=_TEXTS),
    NodeKind.DOCUMENT: st.builds(
        Document,
        id=node_ids(NodeKind.DOCUMENT),
        name=names(),
        uri=names(),
        media_type=st.sampled_from(["text/plain", "text/markdown"]),
        sha256=st.binary(min_size=32, max_size=32).map(bytes.hex),
        language=st.sampled_from([None, "en", "pt-BR"]),
    ),
    NodeKind.MODULE: st.builds(
        Module, id=node_ids(NodeKind.MODULE), name=names(), summary=_TEXTS, position=_COUNTS, status=_STATUSES
    ),
    NodeKind.LESSON: st.builds(
        Lesson,
        id=node_ids(NodeKind.LESSON),
        name=names(),
        summary=_TEXTS,
        position=_COUNTS,
        minutes=_COUNTS,
        difficulty=st.none() | st.sampled_from(Difficulty),
        url=_TEXTS,
        status=_STATUSES,
    ),
    NodeKind.SKILL: st.builds(
        Skill,
        id=node_ids(NodeKind.SKILL),
        name=names(),
        skill_kind=st.sampled_from(SkillKind),
        aliases=st.sets(names(), max_size=3).map(lambda names: tuple(sorted(names))),
        status=_STATUSES,
    ),
    NodeKind.PITFALL: st.builds(Pitfall, id=node_ids(NodeKind.PITFALL), name=names()),
    NodeKind.AUDIENCE: st.builds(Audience, id=node_ids(NodeKind.AUDIENCE), name=names()),
}


@st.composite
def edges(draw: st.DrawFn, ends: Sequence[NodeId] | None = None) -> Edge:
    """An edge of any kind between two of ``ends``, or between any ids; a role only where it teaches."""
    end = st.sampled_from(ends) if ends else node_ids()
    kind = draw(st.sampled_from(EdgeKind))
    roles = st.sampled_from(TeachingRole) if kind is EdgeKind.TEACHES else st.none()
    return Edge(source=draw(end), kind=kind, target=draw(end), role=draw(roles), position=draw(_COUNTS))


@cache
def spans() -> SearchStrategy[Span]:
    """A stretch of text whose end is not before its start."""
    numbers = st.lists(st.integers(0, 10**6), min_size=4, max_size=4).map(sorted)
    return numbers.map(lambda n: Span(start=n[2], end=n[3], first=n[0] + 1, last=n[1] + 1))


@cache
def confidences() -> SearchStrategy[float]:
    """Of 0..1, as inference rounds them and as others may not."""
    return st.integers(0, 100).map(lambda n: n / 100) | st.floats(0, 1, allow_subnormal=False)


@st.composite
def statements(draw: st.DrawFn, says: SearchStrategy[Node | Edge] | None = None) -> Statement:
    """A statement by a document, by inference or by a person, with the evidence that each of them has."""
    fact = draw(says if says is not None else nodes() | edges())
    origin = draw(st.sampled_from(Origin))
    if origin is Origin.AUTHORED:
        document = draw(node_ids(NodeKind.DOCUMENT))
        return Statement(
            says=fact, owner=Owner(document), document=document, span=draw(spans()), quote=draw(text())
        )
    curriculum = draw(curriculum_ids())
    if origin is Origin.INFERRED:
        return Statement(
            says=fact,
            owner=Owner(f"inference:{curriculum}"),
            origin=origin,
            confidence=draw(confidences()),
            because=draw(names()),
        )
    verdict = draw(st.sampled_from([Verdict.ACCEPT, Verdict.ACCEPT, Verdict.REJECT]))
    return Statement(says=fact, owner=Owner(f"person:{draw(_slugs())}"), origin=origin, verdict=verdict)


@st.composite
def graphs(draw: st.DrawFn, *, max_nodes: int = 8, max_edges: int = 12) -> tuple[Statement, ...]:
    """The statements of a consistent graph: edges join stated nodes; a fact may have several reasons.

    A rejection may end any of them, so that what lives is for the reader to work out.
    """
    stated = draw(st.lists(nodes(), min_size=1, max_size=max_nodes, unique_by=lambda node: node.id))
    ends = [node.id for node in stated]
    related = draw(st.lists(edges(ends), max_size=max_edges, unique_by=lambda edge: edge.id))
    found: dict[str, Statement] = {}
    for fact in (*stated, *related):
        for _ in range(draw(st.integers(1, 3))):
            statement = draw(statements(st.sampled_from([fact, _retold(draw, fact)])))
            found[statement.id] = statement
    return tuple(found.values())


def _retold(draw: st.DrawFn, fact: Node | Edge) -> Node | Edge:
    """Return the same fact as another document may tell it: the same id, other fields."""
    if isinstance(fact, Edge):
        return replace(fact, position=draw(_COUNTS))
    return replace(draw(nodes(fact.kind)), id=fact.id)


@st.composite
def document_records(draw: st.DrawFn) -> DocumentRecord:
    """A line of the ledger; only a failed document has a failure."""
    status = draw(st.sampled_from(DocumentStatus))
    failed = st.builds(Failure, st.sampled_from(["parse", "extract"]), names(), st.integers(1, 9))
    ranges = st.tuples(st.integers(1, 99), st.integers(0, 9)).map(lambda r: (r[0], r[0] + r[1]))
    identifier = draw(node_ids(NodeKind.DOCUMENT))
    return DocumentRecord(
        id=identifier,
        curriculum=NodeId(identifier.partition("/")[0]),
        uri=draw(names()),
        media_type="text/markdown",
        sha256=draw(st.binary(min_size=32, max_size=32)).hex(),
        fingerprint=draw(_slugs()),
        status=status,
        unused=tuple(draw(st.lists(ranges, max_size=3))),
        failure=draw(failed) if status is DocumentStatus.FAILED else None,
    )


def passages() -> SearchStrategy[Passage]:
    """A passage with a short vector: stores keep bytes and do not look into them."""
    vectors = st.binary(min_size=4, max_size=4).map(lambda b: b * 4)
    return st.builds(Passage, node_ids(), st.integers(0, 9), text(), st.just("test/4"), vectors)


@st.composite
def change_sets(draw: st.DrawFn) -> ChangeSet:
    """A change to an empty store, with everything that a change can carry but removals."""
    documents = draw(st.lists(document_records(), max_size=3, unique_by=lambda record: record.id))
    bodies = {
        d.id: DocumentBody(draw(st.binary(max_size=20)), draw(st.binary(max_size=20))) for d in documents
    }
    retired = draw(st.lists(node_ids(), max_size=4, unique=True))
    return ChangeSet(
        added=draw(graphs()),
        documents=tuple(documents),
        bodies=bodies,
        passages=tuple(draw(st.lists(passages(), max_size=4, unique_by=lambda p: (p.node, p.part)))),
        redirects=dict(pairwise(retired)),
        memos=draw(
            st.dictionaries(
                st.sampled_from([NodeId("c"), NodeId("c/lesson/a"), NodeId("d")]), st.binary(max_size=20)
            )
        ),
        message=draw(text()),
    )
