"""Drawn graphs and stones."""

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.services.answers import Item, LessonCard
from api.services.atlas import Atlas, Region, Road
from api.services.neighbourhood import Neighbourhood, Tie
from api.web.chart import STONES, chart
from api.web.chart import WIDTH as CHART_WIDTH
from api.web.drawing import Box, layered, ring
from api.web.stones import bars, pile, widths
from graph.changes import Revision
from graph.model import NodeId, NodeKind, Origin

WIDTH = 200
NAMES = st.lists(st.text(max_size=80), min_size=2, max_size=10)
REVISION = Revision(1, "", datetime(2000, 1, 1, tzinfo=UTC))


def apart(a: Box, b: Box) -> bool:
    """Return whether two boxes do not touch."""
    upper, lower = sorted((a, b), key=lambda box: box.y)
    return abs(a.x - b.x) >= WIDTH or lower.y - upper.y >= upper.height


@given(names=NAMES)
def test_a_ring_keeps_its_boxes_apart_and_inside(names: list[str]) -> None:
    """Every thing of a circle can be read, and each has a line to the next."""
    drawing = ring(names)
    assert drawing
    boxes = drawing.boxes
    assert all(apart(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert all(0 <= b.x <= drawing.width - WIDTH and 0 <= b.y <= drawing.height - b.height for b in boxes)
    assert len(drawing.lines) == len(names)
    assert all(len(box.lines) <= 3 for box in boxes)


def test_a_name_of_three_lines_is_not_cut() -> None:
    """Names wrap within a box that is as high as they need; only what is longer than that is cut."""
    drawing = ring(["Read a query plan and find the step where the time is spent", "x " * 99])
    assert drawing
    box, other = drawing.boxes
    assert " ".join(box.lines) == "Read a query plan and find the step where the time is spent"
    assert (box.is_cut, other.is_cut) == (False, True)
    assert box.first_line + 18 * 3 < box.y + box.height


def test_a_circle_of_very_many_is_not_drawn() -> None:
    """A hairball says nothing."""
    assert ring(["x"] * 30) is None


@given(layers=st.lists(st.integers(1, 4), min_size=1, max_size=5), data=st.data())
def test_layers_stand_below_one_another(layers: list[int], data: st.DataObject) -> None:
    """What comes first stands higher, nothing overlaps, and every tie is a line."""
    places: list[tuple[int, ...]] = []
    for size in layers:
        start = sum(map(len, places))
        places.append(tuple(range(start, start + size)))
    count = sum(layers)
    ends = st.tuples(st.sampled_from(places[0]), st.sampled_from(places[-1]))
    ties = data.draw(st.lists(ends, max_size=6)) if len(layers) > 1 else []
    items = tuple(Item(NodeId(f"c/skill/{n}"), NodeKind.SKILL, f"skill {n}") for n in range(count))
    around = Neighbourhood(
        revision=REVISION,
        items=items,
        focal=0,
        layers=tuple(places),
        ties=tuple(Tie(a, b, Origin.AUTHORED) for a, b in ties),
        untaught=frozenset(),
        left_out=0,
    )
    drawing = layered(around)
    boxes = {box.item: box for box in drawing.boxes}
    assert len(boxes) == count
    assert len(drawing.lines) == len(ties)
    for above, below in pairwise(places):
        assert max(boxes[i].y + boxes[i].height for i in above) < min(boxes[i].y for i in below)
    assert all(apart(boxes[a], boxes[b]) for a in range(count) for b in range(a))


@given(minutes=st.lists(st.none() | st.integers(1, 600), max_size=20))
def test_stones_are_as_wide_as_lessons_are_long(minutes: list[int | None]) -> None:
    """A longer lesson never has a narrower stone; where a time is unknown all are alike."""
    found = widths(minutes)
    assert len(found) == len(minutes)
    assert all(40 <= width <= 90 for width in found)
    if None in minutes:
        assert len(set(found)) <= 1
    else:
        pairs = [(m, w) for m, w in zip(minutes, found, strict=True) if m is not None]
        assert [w for _, w in sorted(pairs)] == sorted(found)


def test_a_pile_is_not_endless() -> None:
    """A path of a hundred lessons does not push the page down."""
    stones, height = pile([30] * 100)
    assert len(stones) < 10
    assert height < 450


@given(counts=st.lists(st.integers(0, 100_000), min_size=1, max_size=9))
def test_bars_fit_their_box_and_count_everything(counts: list[int]) -> None:
    """However many there are, a column is at most eight stones high, and none is empty that counts some."""
    drawn = bars(counts)
    assert [bar.count for bar in drawn.columns] == counts
    for bar in drawn.columns:
        assert (bar.count > 0) == bool(bar.stones)
        assert len(bar.stones) <= 8
        assert len(bar.stones) * drawn.each >= bar.count
        assert 0 <= bar.x <= 340
        assert bar.top >= 8


@given(sizes=st.lists(st.integers(0, 40), min_size=1, max_size=20), data=st.data())
def test_a_map_keeps_its_stones_inside(sizes: list[int], data: st.DataObject) -> None:
    """Whatever lessons take, stones stay within the drawing, below names of whatever length."""
    lengths = st.none() | st.integers(0, 10_000)
    regions = tuple(
        Region(
            module=Item(NodeId(f"c/module/{n}"), NodeKind.MODULE, f"module {n} " * (n + 1)),
            lessons=tuple(
                LessonCard(
                    id=NodeId(f"c/lesson/{n}-{i}"),
                    name="x",
                    summary=None,
                    module=None,
                    minutes=data.draw(lengths),
                    difficulty=None,
                )
                for i in range(min(size, STONES))
            ),
            count=size,
            minutes=None,
        )
        for n, size in enumerate(sizes)
    )
    roads = tuple(Road(0, n, 1, 0) for n in range(1, len(sizes)))
    drawn = chart(Atlas(revision=REVISION, total=len(sizes), regions=regions, roads=roads))
    assert len(drawn.arcs) == len(roads)
    for row in drawn.rows:
        assert all(s.x - s.rx >= 100 and s.x + s.rx <= CHART_WIDTH for s in row.stones)
        assert len(row.lines) <= 2
        assert row.y < drawn.height
