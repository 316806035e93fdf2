"""What lies between two contents is a delta that leads from the one to the other."""

from datetime import UTC, datetime

from hypothesis import given

from graph.changes import ChangeSet, Content, Revision
from graph.codec import encode_node
from graph.columns import Contents, columns_of, within
from graph.model import Edge, EdgeKind, Origin
from graph.patch import between, patched
from graph.snapshot import Snapshot
from tests.courses import Course
from tests.courses import columns_of as columns_of_course
from tests.store_histories import histories

REVISION = Revision(1, "0" * 64, datetime(2026, 1, 1, tzinfo=UTC))


def facts(snapshot: Snapshot) -> tuple[list[bytes], list[str], dict[str, str]]:
    """Return what a graph holds: nodes, edges with how sure they are, and redirects."""
    nodes = sorted(encode_node(snapshot.node(node)) for node in range(len(snapshot)))
    edges = [
        repr((snapshot.edge(edge), snapshot.origin(edge), float(snapshot.edge_confidence[edge])))
        for edge in range(len(snapshot.source))
    ]
    return nodes, sorted(edges), {str(old): str(new) for old, new in snapshot.redirects.items()}


@given(histories())
def test_a_delta_leads_from_one_content_to_the_next(changes: list[ChangeSet]) -> None:
    """Whatever a change adds, ends and renames: the columns that it makes are those of what is then."""
    before = Content({}, {})
    for change in changes:
        after = before.after(change)
        delta = between(before, after, REVISION)
        made = patched(Contents(columns_of(before, REVISION), (), 0), delta).columns
        assert facts(Snapshot.compile(made)) == facts(Snapshot.compile(columns_of(after, REVISION)))
        before = after


def test_one_curriculum_of_two_is_what_it_is_alone() -> None:
    """Its nodes and the edges between them stay, and edges to others go; one alone is left as it is."""
    courses = [Course("c"), Course("d")]
    for course in courses:
        course.lesson("one", teaches=["a"])
        course.lesson("two", requires=["a"])
    alone = [course.columns() for course in courses]
    nodes = [node for course in courses for node in course.nodes.values()]
    across = Edge(
        source=courses[0].id("skill", "a"), kind=EdgeKind.SAME_AS, target=courses[1].id("skill", "a")
    )
    edges = [*courses[0].edges, *courses[1].edges, (across, Origin.CURATED, 1.0)]
    both = columns_of_course(nodes, edges, {})
    for course, own in zip(courses, alone, strict=True):
        found = within(both, course.curriculum)
        assert facts(Snapshot.compile(found)) == facts(Snapshot.compile(own))
        assert within(own, course.curriculum) is own
