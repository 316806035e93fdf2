from graph.algorithms.coverage import Coverage, Dimension, coverage, divide
from graph.model import Difficulty, EdgeKind, Lesson, NodeKind, SkillKind
from graph.snapshot import View, ViewKind
from tests.courses import Course, Named


def course() -> Course:
    """Return two modules with a promise, a warning, an audience, and a gap of each sort."""
    course = Course()
    course.lesson("a", 30, teaches=["x"], covers=["spare"], module="m")
    course.lesson("b", teaches=["y"], requires=["x", "algebra"], module="m")
    course.lesson("c", 60, module="n")
    course.skill("kept", kind=SkillKind.OUTCOME, parts=["y"])
    course.skill("broken", kind=SkillKind.OUTCOME)
    course.link("m", EdgeKind.PROMISES, "kept")
    course.link("n", EdgeKind.PROMISES, "broken")
    course.pitfall("haste", guards=["a"])
    course.pitfall("waste", guards=[])
    course.link("m", EdgeKind.WARNS_OF, "haste")
    course.link("n", EdgeKind.WARNS_OF, "waste")
    course.audience("novices", of="m")
    return course


def everything(named: Named) -> list[int]:
    """Return all lessons."""
    return named.snapshot.of_kind(NodeKind.LESSON).tolist()


def shown(named: Named, found: Coverage) -> dict[str, set[str]]:
    """Return the names of what is covered, by field."""
    fields = ("taught", "required", "untaught", "unused", "promised", "unkept", "warned", "unguarded")
    return {field: set(named.names(getattr(found, field))) for field in fields}


def test_the_whole_is_what_its_lessons_and_modules_say() -> None:
    """Each sort of coverage, and of gap, is found; unknown minutes are estimated and that is said."""
    named = course().snapshot()
    found = coverage(named.snapshot, everything(named), View())
    assert shown(named, found) == {
        "taught": {"x", "y", "spare"},
        "required": {"x", "algebra"},
        "untaught": {"algebra"},
        "unused": {"spare"},
        "promised": {"kept", "broken"},
        "unkept": {"broken"},
        "warned": {"haste", "waste"},
        "unguarded": {"waste"},
    }
    assert (found.minutes, found.estimated) == (30 + 30 + 60, True)


def test_modules_have_their_own() -> None:
    """A module has the promises and warnings that it states itself, and no other module's."""
    named = course().snapshot()
    parts = divide(named.snapshot, everything(named), Dimension.MODULE, View())
    names = named.names(part.node for part in parts if part.node is not None)
    assert names == ["m", "n"]
    assert shown(named, parts[0].coverage)["promised"] == {"kept"}
    assert shown(named, parts[1].coverage)["unguarded"] == {"waste"}
    assert parts[1].coverage.minutes == 60


def test_a_part_of_a_module_has_none_of_its_promises() -> None:
    """What a module promises counts only where all of its lessons are looked at."""
    named = course().snapshot()
    found = coverage(named.snapshot, named.at("a"), View())
    assert shown(named, found)["promised"] == set()


def test_each_other_dimension() -> None:
    """Outcomes have the lessons that lead to them, pitfalls their guards, audiences what is for them."""
    named = course().snapshot()

    def lessons(dimension: Dimension) -> dict[str | None, list[str]]:
        parts = divide(named.snapshot, everything(named), dimension, View())
        labels = [part.value if part.node is None else named.names([part.node])[0] for part in parts]
        return {label: named.names(part.coverage.lessons) for label, part in zip(labels, parts, strict=True)}

    assert lessons(Dimension.OUTCOME) == {"kept": ["b"], "broken": []}
    assert lessons(Dimension.PITFALL) == {"haste": ["a"], "waste": []}
    assert lessons(Dimension.AUDIENCE) == {"novices": ["a", "b"]}
    assert lessons(Dimension.KIND) == {"concept": ["a", "b"], "outcome": []}
    assert lessons(Dimension.DIFFICULTY) == {None: ["a", "b", "c"]}


def test_difficulties_go_from_easy_to_hard() -> None:
    """Lessons are grouped by what their documents say, those that say nothing last."""
    made = Course()
    for name, difficulty in (("z", Difficulty.BEGINNER), ("y", Difficulty.ADVANCED), ("x", None)):
        made.nodes[name] = Lesson(id=made.id("lesson", name), name=name, difficulty=difficulty)
    named = made.snapshot()
    parts = divide(named.snapshot, everything(named), Dimension.DIFFICULTY, View())
    assert [part.value for part in parts] == ["beginner", "advanced", None]


def test_what_the_view_leaves_out_is_a_gap() -> None:
    """A skill that only inference says is taught is untaught where inference is not believed."""
    made = Course()
    made.lesson("a")
    made.lesson("b", requires=["x"])
    made.link("a", EdgeKind.TEACHES, "x", inferred=0.9)
    named = made.snapshot()
    assert coverage(named.snapshot, everything(named), View()).untaught == ()
    authored = coverage(named.snapshot, everything(named), View(ViewKind.AUTHORED))
    assert named.names(authored.untaught) == ["x"]
