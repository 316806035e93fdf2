from graph.algorithms.effects import cost_of, goals_of, unnecessary
from graph.algorithms.impact import Impact, impact
from graph.model import EdgeKind, NodeKind, SkillKind
from graph.snapshot import View, ViewKind
from tests.courses import Course, Named


def course() -> Course:
    """Return lessons where `a` alone teaches what all else rests on, and `c` has an alternative."""
    course = Course()
    course.lesson("a", 10, teaches=["x"], module="m")
    course.lesson("b", 10, teaches=["y"], requires=["x"], module="m")
    course.lesson("c", 10, teaches=["y"], module="n")
    course.lesson("d", 10, teaches=["z"], requires=["y"], module="n")
    course.skill("goal", kind=SkillKind.OUTCOME, parts=["z"])
    course.link("n", EdgeKind.PROMISES, "goal")
    course.audience("novices", of="n")
    course.pitfall("haste", guards=["a"])
    return course


def of(named: Named, *names: str, view: View | None = None) -> Impact:
    """Return the impact of nodes on all lessons and goals."""
    kinds = (NodeKind.LESSON, NodeKind.AUDIENCE, NodeKind.PITFALL)
    nodes = [node for kind in kinds for node in named.snapshot.of_kind(kind).tolist()]
    nodes += named.at("goal") if "goal" in named.ids else []
    return impact(named.snapshot, named.at(*names), nodes, view or View())


def test_what_cannot_be_reached_and_what_merely_rests_on_it() -> None:
    """Where there is an alternative nothing is blocked; where there is none all that follows is."""
    named = course().snapshot()
    assert set(named.names(of(named, "x").gates)) == {"b"}
    assert set(named.names(of(named, "x").serves)) == {"b", "d", "goal", "novices"}
    assert set(named.names(of(named, "y").gates)) == {"d", "goal", "novices"}
    assert set(named.names(of(named, "d").gates)) == {"goal", "novices"}


def test_what_a_lesson_alone_gives() -> None:
    """The skill and the pitfall of `a` have no other lesson; the skill of `c` has one."""
    named = course().snapshot()
    assert set(named.names(of(named, "a").alone)) == {"x", "haste"}
    assert of(named, "c").alone == ()


def test_what_goes_together_is_missed_together() -> None:
    """Without both teachers of a skill what rests on it is lost, and they alone teach it."""
    named = course().snapshot()
    assert of(named, "c").gates == of(named, "b").gates == ()
    both = of(named, "b", "c")
    assert set(named.names(both.gates)) == {"d", "goal", "novices"}
    assert set(named.names(both.alone)) == {"y"}
    assert of(named, "b", "c") == of(named, "c", "b")


def test_what_goes_does_not_depend_on_what_goes() -> None:
    """Of two that go, neither is lost with the other, and no edge between them is told of."""
    named = course().snapshot()
    both = of(named, "x", "b")
    assert "b" not in named.names(both.serves)
    ends = [named.snapshot.source_of(edge) for edge in both.direct]
    assert "b" in named.names(named.snapshot.source_of(edge) for edge in of(named, "x").direct)
    assert "b" not in named.names(ends)


def test_the_edges_that_say_so() -> None:
    """Direct dependents are those whose edges name the node."""
    named = course().snapshot()
    direct = of(named, "y").direct
    assert named.names(named.snapshot.source_of(edge) for edge in direct) == ["d"]


def test_what_the_view_leaves_out_is_counted() -> None:
    """An inferred prerequisite is hidden in the usual view, and believed in the view of inference."""
    made = course()
    made.link("a", EdgeKind.REQUIRES, "c", inferred=0.9)
    named = made.snapshot()
    assert of(named, "c").hidden == 1
    believed = of(named, "c", view=View(ViewKind.INFERRED))
    assert believed.hidden == 0
    assert "a" in named.names(believed.gates)


def test_a_path_without_a_lesson_is_longer_or_out_of_reach() -> None:
    """A goal never gets nearer because its teacher went: another lesson is taken, or it is missed."""
    named = course().snapshot()
    [goal], [c], [d] = named.at("goal"), named.at("c"), named.at("d")
    before = cost_of(named.snapshot, goal, View())
    assert (named.names(before.lessons), before.minutes, before.missing) == (["c", "d"], 20, ())
    longer = cost_of(named.snapshot, goal, View(), without=[c])
    assert (named.names(longer.lessons), longer.minutes) == (["a", "b", "d"], 30)
    lost = cost_of(named.snapshot, goal, View(), without=[d])
    assert named.names(lost.missing) == ["z"]
    same = {node: node for node in range(len(named.snapshot))}
    assert named.names(unnecessary([before], [longer], same)) == ["c"]


def test_goals_are_audiences_and_promised_outcomes() -> None:
    """Skills that nobody promises are no goals."""
    named = course().snapshot()
    assert set(named.names(goals_of(named.snapshot, range(len(named.snapshot)), View()))) == {
        "goal",
        "novices",
    }
