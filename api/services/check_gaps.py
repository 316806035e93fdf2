"""What a curriculum leaves open: skills, promises, warnings and lessons that lead nowhere."""

from collections.abc import Iterator

from api.services.looking import Check, Found, Look
from graph.algorithms.bound import bound_at, bound_from
from graph.algorithms.containment import containment
from graph.model import EdgeKind, NodeKind

_NAMED = frozenset({NodeKind.MODULE, NodeKind.LESSON, NodeKind.SKILL})


def _untaught(look: Look) -> Iterator[Found]:
    """Skills that are required and that no lesson teaches: what learners are assumed to bring along."""
    required = bound_at(look.snapshot, None, EdgeKind.REQUIRES)
    for skill in look.within(NodeKind.SKILL, required & ~look.served()):
        message = f"{look.name(skill)} is assumed, and no lesson here teaches it."
        edges = look.snapshot.edges_into(skill, EdgeKind.REQUIRES)
        yield look.found("UNTAUGHT_SKILL", message, [skill], edges=edges)


def _unsupported_outcomes(look: Look) -> Iterator[Found]:
    """Outcomes that are promised and that nothing taught is a part of."""
    promised = bound_at(look.snapshot, None, EdgeKind.PROMISES)
    for skill in look.within(NodeKind.SKILL, promised & ~look.served()):
        message = f"{look.name(skill)} is promised, and no lesson was found that leads to it."
        edges = look.snapshot.edges_into(skill, EdgeKind.PROMISES)
        yield look.found("UNSUPPORTED_OUTCOME", message, [skill], edges=edges)


def _orphaned(look: Look) -> Iterator[Found]:
    """Skills that have nothing to do with any lesson, module or other skill."""
    leads = bound_from(look.snapshot, look.view, EdgeKind.PART_OF, EdgeKind.REQUIRES, EdgeKind.SAME_AS)
    named = bound_at(look.snapshot, look.view, EdgeKind.USES, EdgeKind.REQUIRES, EdgeKind.PROMISES)
    for skill in look.within(NodeKind.SKILL, ~(leads | named | look.served())):
        message = f"{look.name(skill)} is named, and nothing teaches, uses, requires or promises it."
        yield look.found("ORPHANED_SKILL", message, [skill], nodes=[skill])


def _unguarded(look: Look) -> Iterator[Found]:
    """Pitfalls that no lesson was found to guard against."""
    guarded = bound_at(look.snapshot, look.view, EdgeKind.GUARDS_AGAINST)
    for pitfall in look.within(NodeKind.PITFALL, ~guarded):
        warned = look.snapshot.edges_into(pitfall, EdgeKind.WARNS_OF)
        message = f"{look.name(pitfall)} is warned of, and no lesson was found that helps against it."
        yield look.found("UNGUARDED_PITFALL", message, [pitfall], edges=warned)


def _empty_lessons(look: Look) -> Iterator[Found]:
    """Lessons that teach nothing that was recognised: no path leads through them."""
    teaching = bound_from(look.snapshot, look.view, EdgeKind.TEACHES)
    for lesson in look.stated(NodeKind.LESSON, ~teaching):
        message = f"{look.name(lesson)} teaches no skill that was recognised."
        yield look.found("TEACHES_NOTHING", message, [lesson], nodes=[lesson])


def _empty_modules(look: Look) -> Iterator[Found]:
    """Modules that hold no lesson."""
    for module in look.stated(NodeKind.MODULE, containment(look.snapshot).size == 0):
        message = f"{look.name(module)} holds no lesson."
        yield look.found("EMPTY_MODULE", message, [module], nodes=[module])


def _duplicates(look: Look) -> Iterator[Found]:
    """Things of one kind and one curriculum whose names differ in nothing that matters."""
    snapshot = look.snapshot
    for namesakes in look.picture.namesakes():
        groups: dict[tuple[NodeKind, str], list[int]] = {}
        for node in look.picture.in_reading_order(namesakes):
            if snapshot.kind(node) in _NAMED and not snapshot.referenced[node] and look.includes(node):
                groups.setdefault((snapshot.kind(node), snapshot.curriculum(node)), []).append(node)
        for (kind, _), nodes in groups.items():
            if len(nodes) > 1:
                message = f"{len(nodes)} {kind.lower()}s are called {look.name(nodes[0])}."
                yield look.found("DUPLICATE", message, nodes, nodes=nodes)


CHECKS: tuple[Check, ...] = (
    _untaught,
    _unsupported_outcomes,
    _orphaned,
    _unguarded,
    _empty_lessons,
    _empty_modules,
    _duplicates,
)
