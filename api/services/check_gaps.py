"""What a curriculum leaves open: skills, promises, warnings and lessons that lead nowhere."""

from collections.abc import Iterator

from api.services.looking import Check, Found, Look
from embeddings.words import name_key
from graph.algorithms.requirements import bound_out
from graph.model import EdgeKind, NodeKind


def _untaught(look: Look) -> Iterator[Found]:
    """Skills that are required and that no lesson teaches: what learners are assumed to bring along."""
    for skill in look.within(NodeKind.SKILL):
        required = look.snapshot.edges_into(skill, EdgeKind.REQUIRES)
        if required and not look.is_served(skill):
            message = f"{look.name(skill)} is assumed, and no lesson here teaches it."
            yield look.found("UNTAUGHT_SKILL", message, [skill], edges=required)


def _unsupported_outcomes(look: Look) -> Iterator[Found]:
    """Outcomes that are promised and that nothing taught is a part of."""
    for skill in look.within(NodeKind.SKILL):
        promises = look.snapshot.edges_into(skill, EdgeKind.PROMISES)
        if promises and not look.is_served(skill):
            message = f"{look.name(skill)} is promised, and no lesson was found that leads to it."
            yield look.found("UNSUPPORTED_OUTCOME", message, [skill], edges=promises)


def _orphaned(look: Look) -> Iterator[Found]:
    """Skills that have nothing to do with any lesson, module or other skill."""
    snapshot = look.snapshot
    kinds = (EdgeKind.TEACHES, EdgeKind.USES, EdgeKind.REQUIRES, EdgeKind.PROMISES, EdgeKind.PART_OF)
    for skill in look.within(NodeKind.SKILL):
        out = (EdgeKind.PART_OF, EdgeKind.REQUIRES, EdgeKind.SAME_AS)
        leads = any(bound_out(snapshot, skill, kind, look.view) for kind in out)
        if not leads and not look.bound_into(skill, *kinds):
            message = f"{look.name(skill)} is named, and nothing teaches, uses, requires or promises it."
            yield look.found("ORPHANED_SKILL", message, [skill], nodes=[skill])


def _unguarded(look: Look) -> Iterator[Found]:
    """Pitfalls that no lesson was found to guard against."""
    for pitfall in look.within(NodeKind.PITFALL):
        if not look.bound_into(pitfall, EdgeKind.GUARDS_AGAINST):
            warned = look.snapshot.edges_into(pitfall, EdgeKind.WARNS_OF)
            message = f"{look.name(pitfall)} is warned of, and no lesson was found that helps against it."
            yield look.found("UNGUARDED_PITFALL", message, [pitfall], edges=warned)


def _empty_lessons(look: Look) -> Iterator[Found]:
    """Lessons that teach nothing that was recognised: no path leads through them."""
    for lesson in look.stated(NodeKind.LESSON):
        if not bound_out(look.snapshot, lesson, EdgeKind.TEACHES, look.view):
            message = f"{look.name(lesson)} teaches no skill that was recognised."
            yield look.found("TEACHES_NOTHING", message, [lesson], nodes=[lesson])


def _empty_modules(look: Look) -> Iterator[Found]:
    """Modules that hold no lesson."""
    for module in look.stated(NodeKind.MODULE):
        if not look.snapshot.lessons_of(module):
            message = f"{look.name(module)} holds no lesson."
            yield look.found("EMPTY_MODULE", message, [module], nodes=[module])


def _duplicates(look: Look) -> Iterator[Found]:
    """Things of one kind and one curriculum whose names differ in nothing that matters."""
    for kind in (NodeKind.MODULE, NodeKind.LESSON, NodeKind.SKILL):
        groups: dict[tuple[str, str], list[int]] = {}
        for node in look.stated(kind):
            if key := name_key(look.snapshot.names[node]):
                groups.setdefault((look.snapshot.curriculum(node), key), []).append(node)
        for nodes in groups.values():
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
