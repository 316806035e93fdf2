"""A learning path in a terminal."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from api.cli.console import BAD, GOOD, QUIET, TITLE, WARN, counted, duration, indented, listed, quote
from api.services.answers import (
    Assumption,
    Budget,
    InferredEdge,
    Item,
    LearningPath,
    LessonCard,
    Reading,
    Recommendation,
    Step,
    Suggestion,
)
from graph.model import EdgeKind

_QUOTES = 2
_MARGIN = 5
_LABEL = 10
_LEFT_OUT = 3
_VERBS = {
    EdgeKind.REQUIRES: "requires",
    EdgeKind.TEACHES: "teaches",
    EdgeKind.GUARDS_AGAINST: "guards against",
    EdgeKind.PART_OF: "is part of",
}


def show_path(screen: Console, path: LearningPath) -> None:
    """Print a path: how the wish was understood, the steps, what helps, what was assumed, how good it is."""
    _show_wish(screen, path)
    if not path.planned:
        _show_unplanned(screen, path)
        return
    if path.budget and path.budget.applied and path.budget.left_out:
        _show_within(screen, path, path.budget)
    else:
        _show_steps(screen, path)
    _show_helpful(screen, path.helpful)
    _show_assumed(screen, path.assumes)
    _show_unreachable(screen, path)
    _show_verdict(screen, path)


def show_ready(
    screen: Console, recommendations: Sequence[Recommendation], learnt_last: Sequence[Item] = ()
) -> None:
    """Print the lessons that can be started now, and what may be worth a review."""
    if not recommendations:
        screen.print(
            "Nothing is left that you could start: you have finished all there is, or nothing is ingested."
        )
        return
    screen.print(Text("Ready now", style=TITLE))
    for position, recommendation in enumerate(recommendations, start=1):
        _headline(screen, position, recommendation.lesson, duration(recommendation.lesson.minutes))
        lines = [Text(recommendation.because)]
        if recommendation.guards:
            names = "; ".join(guard.name for guard in recommendation.guards)
            lines.append(Text.assemble(("Guards against ", WARN), names))
        indented(screen, lines, by=_MARGIN)
    if learnt_last:
        review = Text(listed([item.name for item in learnt_last]), style=QUIET)
        indented(screen, [review], by=_LABEL, mark="Review")


def _show_wish(screen: Console, path: LearningPath) -> None:
    lines = []
    if path.wish:
        lines.append(("You want", Text(f"“{path.wish}”", style="italic")))
    if path.planned and path.readings:
        lines.append(("Read as", Text(_goals(path.readings[0]), style=TITLE)))
    if path.known.items:
        lines.append(("You know", Text(listed([item.name for item in path.known.items], most=8))))
    lines += [
        ("Unknown", Text(f"“{words}” names no skill, lesson or module here; left out", style=BAD))
        for words in path.known.unmatched
    ]
    for label, text in lines:
        indented(screen, [text], by=_LABEL, mark=label)
    screen.print()


def _goals(reading: Reading) -> str:
    first, *others = reading.goals
    also = f" ({listed([goal.name for goal in others], most=2)})" if others else ""
    return f"{first.name}{also}"


def _show_unplanned(screen: Console, path: LearningPath) -> None:
    if not path.readings:
        screen.print(
            "Nothing here fits that wish: the graph has no lesson, skill or pitfall to match it with."
        )
        screen.print("  Ingest a curriculum first: cairn ingest PATH", style=QUIET)
        return
    screen.print(
        "No word of that wish is in the curriculum, and nothing comes clearly close. The nearest are:"
    )
    _show_readings(screen, path.readings, start=1)
    screen.print("Plan one of them with --reading N, or say it in other words.", style=QUIET)


def _show_steps(screen: Console, path: LearningPath) -> None:
    if not path.steps and not path.unreachable:
        screen.print(Text("You are there: nothing is left to study for this.", style=GOOD))
    for step in path.steps:
        _show_step(screen, step)


def _show_within(screen: Console, path: LearningPath, budget: Budget) -> None:
    """Print what to study within the time there is, instead of the whole path."""
    if not budget.steps:
        shortest = min((step.minutes for step in path.steps if step.minutes), default=None)
        screen.print(Text(f"Nothing fits {duration(budget.minutes)}.", style=WARN))
        screen.print(Text(f"The shortest lesson of the path takes {duration(shortest)}.\n", style=QUIET))
    for step in budget.steps:
        _show_step(screen, step)


def _show_step(screen: Console, step: Step) -> None:
    times = duration(step.minutes)
    if times and step.position > 1:
        times += f"  ({duration(step.cumulative)} in all)"
    _headline(screen, step.position, step.lesson, times)
    lines = [Text(step.because)]
    if step.together:
        lines.append(Text(f"Study it together with {listed([item.name for item in step.together])}."))
    if step.guards:
        more = f" and {len(step.guards) - 1} more" if len(step.guards) > 1 else ""
        pitfall = (f"“{step.guards[0].pitfall.name}”", "italic")
        lines.append(Text.assemble(("Guards against ", WARN), pitfall, (more, QUIET)))
    lines += [quote(evidence) for evidence in step.evidence[:_QUOTES]]
    indented(screen, lines, by=_MARGIN)
    screen.print()


def _headline(screen: Console, position: int, lesson: LessonCard, times: str) -> None:
    line = Text(lesson.name, style=TITLE)
    difficulty = lesson.difficulty.value if lesson.difficulty else ""
    facts = [times, difficulty, lesson.module.name if lesson.module else ""]
    line.append(f"  {' · '.join(fact for fact in facts if fact)}", style=f"not bold {QUIET}")
    indented(screen, [line], by=_MARGIN, mark=f"{position:>3}")


def _show_helpful(screen: Console, helpful: Sequence[Suggestion]) -> None:
    if not helpful:
        return
    screen.print(Text("Not needed, but helpful", style=TITLE))
    for suggestion in helpful:
        line = Text.assemble(suggestion.lesson.name, (f"  {suggestion.because}", QUIET))
        indented(screen, [line], by=_MARGIN, mark="  ·")
        indented(screen, [quote(evidence) for evidence in suggestion.evidence[:1]], by=_MARGIN)
    screen.print()


def _show_assumed(screen: Console, assumes: Sequence[Assumption]) -> None:
    if not assumes:
        return
    screen.print(Text("Assumed, and taught by no lesson here", style=TITLE))
    for evidence, group in groupby(assumes, key=lambda assumption: assumption.evidence[:1]):
        for assumption in group:
            mark, style = ("✓", GOOD) if assumption.known else ("?", WARN)
            indented(screen, [Text(assumption.skill.name, style=style)], by=_MARGIN, mark=f"  {mark}")
        indented(screen, [quote(first) for first in evidence], by=_MARGIN)
    screen.print()


def _show_unreachable(screen: Console, path: LearningPath) -> None:
    for unreachable in path.unreachable:
        missing = listed([item.name for item in unreachable.missing])
        text = f"No path reaches “{unreachable.goal.name}”"
        screen.print(Text(f"{text}: nothing here teaches {missing}." if missing else f"{text}.", style=BAD))


def _show_verdict(screen: Console, path: LearningPath) -> None:
    if path.steps:
        total = "" if path.total_minutes is None else f", {duration(path.total_minutes)}"
        estimated = " (partly estimated)" if path.estimated and path.total_minutes is not None else ""
        whole = "The whole path: " if path.budget and path.budget.left_out else ""
        screen.print(Text(f"{whole}{counted(len(path.steps), 'lesson')}{total}{estimated}. {_proof(path)}"))
    if path.budget:
        _show_budget(screen, path.budget)
    if path.left_out:
        _show_left_out(screen, path.left_out)
    if len(path.readings) > 1:
        screen.print(Text("It could also be read as (plan it with --reading N):", style=QUIET))
        _show_readings(screen, path.readings[1:4], start=2)


def _show_left_out(screen: Console, edges: Sequence[InferredEdge]) -> None:
    """Print what was inferred and not believed, the surest first."""
    screen.print(
        Text(
            f"{counted(len(edges), 'inferred link')} left out of account; --view inferred lets them bind:",
            style=QUIET,
        )
    )
    for edge in sorted(edges, key=lambda edge: -edge.confidence)[:_LEFT_OUT]:
        words = f"“{edge.source.name}” {_VERBS[edge.kind]} “{edge.target.name}” ({edge.confidence:.0%})"
        indented(screen, [Text(f"≈ {words}", style=QUIET)], by=_MARGIN)


def _proof(path: LearningPath) -> str:
    proof = path.proof
    if proof.proven:
        return "No shorter path exists."
    unit = "lessons" if proof.unit == "lessons" else "min"
    return f"The best found; no path takes less than {proof.lower_bound:g} {unit}."


def _show_budget(screen: Console, budget: Budget) -> None:
    if not budget.applied:
        screen.print("No document states minutes, so the time you have could not be applied.", style=WARN)
        return
    if not budget.left_out:
        screen.print(Text(f"It fits the {duration(budget.minutes)} that you have."))
        return
    closed = f"{budget.closed} of {counted(budget.goals, 'goal')} reached"
    part = f", {budget.share:.0%} of the gap closed" if 0 < budget.share < 1 else ""
    best = "no choice of lessons closes more" if budget.proven else f"{budget.most:.0%} at the very most"
    text = f"In {duration(budget.minutes)}: {closed}{part}; {best}."
    screen.print(Text(text))
    later = listed([item.name for item in budget.left_out])
    indented(screen, [Text(later)], by=_LABEL, mark="Later")
    if budget.more:
        names = [item.name for item in budget.more.closes or budget.more.lessons]
        verb = "reach" if budget.more.closes else "add"
        screen.print(Text(f"{budget.more.minutes} min more would {verb}: {listed(names)}."))


def _show_readings(screen: Console, readings: Sequence[Reading], *, start: int) -> None:
    for number, reading in enumerate(readings, start=start):
        lessons = listed([lesson.name for lesson in reading.lessons], most=3)
        line = Text.assemble(_goals(reading), (f"  → {lessons}" if lessons else "", QUIET))
        indented(screen, [line], by=_MARGIN, mark=f"{number:>3}")
