"""What a comparison says, in a terminal and as Markdown for a pull request."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from api.cli.console import BAD, GOOD, QUIET, TITLE, WARN, counted, duration, indented, listed
from api.services.answers import Item
from api.services.cohort import FEWEST, Cohort, Shift
from api.services.compare import Alteration, Comparison, Relation
from api.services.effects import WORDS, Change, Effect, PathCost

_MOST: Final = 12
_MOST_ROWS: Final = 50
_MOST_LINES: Final = 100
"""Of a table and of a list in Markdown: a comment on GitHub holds 65,536 characters."""
_STYLES: Final = {
    Change.UNREACHABLE: BAD,
    Change.ASSUMES: BAD,
    Change.LONGER: WARN,
    Change.SHORTER: GOOD,
    Change.REACHABLE: GOOD,
    Change.OTHER: QUIET,
    Change.SAME: QUIET,
}
_MARKS: Final = {
    Change.UNREACHABLE: "🔴",
    Change.ASSUMES: "🔴",
    Change.LONGER: "🟠",
    Change.OTHER: "⚪",
    Change.SAME: "⚪",
    Change.SHORTER: "🟢",
    Change.REACHABLE: "🟢",
}


def show_diff(screen: Console, answer: Comparison) -> None:
    """Print a comparison: what learners feel first, then the graph."""
    if answer.is_empty:
        screen.print(Text("Both say the same.", style=GOOD))
        return
    screen.print(Text(_summary(answer), style=TITLE))
    show_paths(screen, answer)
    _show_lines(screen, "+", GOOD, [_node(item) for item in answer.added])
    _show_lines(screen, "-", BAD, [_node(item) for item in answer.removed])
    _show_lines(screen, "→", WARN, [_renamed(one) for one in answer.renamed])
    _show_lines(screen, "~", WARN, [_altered(one) for one in answer.changed])
    _show_lines(screen, "+", GOOD, [_edge(one) for one in answer.linked])
    _show_lines(screen, "-", BAD, [_edge(one) for one in answer.unlinked])


def show_paths(screen: Console, answer: Comparison) -> None:
    """Print what a change does to paths: from nothing, and those of stored learners."""
    show_effects(screen, answer.effects, answer.goals)
    if answer.cohort and answer.cohort.learners:
        _show_cohort(screen, answer.cohort)
    if answer.unnecessary:
        screen.print(f"\nNo path leads through {_names(answer.unnecessary)} any more.")


def show_effects(screen: Console, effects: Sequence[Effect], goals: int) -> None:
    """Print how paths to goals change."""
    if not goals:
        return
    if not effects:
        screen.print(f"\nNo path changes, of {counted(goals, 'goal')}.")
        return
    screen.print(f"\nPaths from nothing, {len(effects)} of {counted(goals, 'goal')}:")
    for one in effects[:_MOST]:
        head = (f"{WORDS[one.change]:<14}", _STYLES[one.change])
        indented(screen, [Text.assemble(head, one.goal.name)], by=2)
        indented(screen, [Text(line, style=QUIET) for line in _details(one)], by=16)
    if len(effects) > _MOST:
        screen.print(f"  … and {len(effects) - _MOST:,} more; --json lists all", style=QUIET)


def _show_cohort(screen: Console, found: Cohort) -> None:
    """Print what happens to stored learners."""
    screen.print(f"\n{_cohort_head(found)}")
    for one in found.shifts[:_MOST]:
        indented(screen, [Text(one.goal.name)], by=2)
        indented(screen, [Text(_shift(one), style=QUIET)], by=16)
    if len(found.shifts) > _MOST:
        screen.print(f"  … and {len(found.shifts) - _MOST:,} more; --json lists all", style=QUIET)
    for line in _cohort_rest(found):
        screen.print(Text(f"  {line}", style=QUIET))


def markdown(answer: Comparison) -> str:
    """Return a comparison as GitHub-flavoured Markdown, fit for a comment on a pull request."""
    lines = ["### What this changes in the curriculum", ""]
    if answer.is_empty:
        return "\n".join([*lines, "Nothing: both say the same.", ""])
    lines += [_escaped(_summary(answer)), ""]
    if answer.effects:
        lines += ["| | goal | before | after |", "|---|---|---|---|"]
        lines += [_effect_row(one) for one in answer.effects[:_MOST_ROWS]]
        lines += ["", *_more(len(answer.effects) - _MOST_ROWS)]
    elif answer.goals:
        lines += [f"No path changes, of {counted(answer.goals, 'goal')}.", ""]
    if answer.cohort and answer.cohort.learners:
        lines += _cohort_lines(answer.cohort)
    if answer.unnecessary:
        lines += [f"No path leads through {_escaped(_names(answer.unnecessary))} any more.", ""]
    lines += _details_of("Nodes", _node_lines(answer))
    edges = [f"`+` {_escaped(_edge(one))}" for one in answer.linked]
    edges += [f"`-` {_escaped(_edge(one))}" for one in answer.unlinked]
    lines += _details_of("Links", edges)
    return "\n".join(lines)


def _cohort_lines(found: Cohort) -> list[str]:
    lines = [_escaped(_cohort_head(found)), ""]
    if found.shifts:
        lines += ["| learners on the way to | how many | what changes |", "|---|---|---|"]
        rows = ((one.goal.name, f"{one.learners:,}", _shift(one)) for one in found.shifts[:_MOST_ROWS])
        lines += [f"| {' | '.join(map(_escaped, row))} |" for row in rows]
        lines += ["", *_more(len(found.shifts) - _MOST_ROWS)]
    return [*lines, *(text for line in _cohort_rest(found) for text in (_escaped(line), ""))]


def _cohort_head(found: Cohort) -> str:
    of = "the first " if found.more else ""
    if not found.shifts:
        return f"Of {of}{counted(found.learners, 'stored learner')} nothing is to be told."
    return f"Of {of}{counted(found.learners, 'stored learner')}:"


def _cohort_rest(found: Cohort) -> Iterator[str]:
    if found.unnecessary:
        spared = [f"{one.lesson.name} ({one.learners:,})" for one in found.unnecessary]
        yield f"Not needed any more, and by how many: {listed(spared)}"
    if found.withheld:
        goals = counted(found.withheld, "goal")
        yield f"{goals} changed for fewer than {FEWEST} learners, of whom nothing is told."


def _shift(one: Shift) -> str:
    """Return what becomes of learners' paths to a goal."""
    counts = [f"{WORDS[change]} for {number:,}" for change, number in one.changes.items()]
    said = f"{', '.join(counts)} of {one.learners:,}"
    if one.before is None or one.after is None:
        return said
    return f"{said}; left on average: {one.before.words} → {one.after.words}"


def _summary(answer: Comparison) -> str:
    parts = [
        f"{len(found):,} {word}"
        for found, word in (
            (answer.added, "added"),
            (answer.removed, "removed"),
            (answer.renamed, "renamed"),
            (answer.changed, "changed"),
        )
        if found
    ]
    links = [
        f"{len(found):,} {word}"
        for found, word in ((answer.linked, "new"), (answer.unlinked, "gone"))
        if found
    ]
    said = [f"Nodes: {', '.join(parts)}." if parts else "", f"Links: {', '.join(links)}." if links else ""]
    return " ".join(filter(None, said))


def _details(one: Effect) -> Iterator[str]:
    """Yield what a path took and takes, and what is missing or new on it."""
    yield f"{_cost(one.before)} → {_cost(one.after)}"
    if one.after is not None and one.after.missing:
        yield f"missing: {_names(one.after.missing)}"
    if one.before is None or one.after is None or one.after.missing:
        return
    if asked := [item for item in one.after.assumes if item not in one.before.assumes]:
        yield f"learners must bring along: {_names(asked)}"
    new = [item for item in one.after.lessons if item not in one.before.lessons]
    gone = [item for item in one.before.lessons if item not in one.after.lessons]
    if new:
        yield f"more: {_names(new)}"
    if gone:
        yield f"less: {_names(gone)}"


def _cost(cost: PathCost | None) -> str:
    if cost is None:
        return "not there"
    if cost.missing:
        return "out of reach"
    steps = counted(len(cost.lessons), "lesson")
    most = "" if cost.proven else "≤ "
    return f"{most}{steps}, {duration(cost.minutes)}" if cost.minutes is not None else f"{most}{steps}"


def _show_lines(screen: Console, mark: str, style: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    screen.print()
    for line in lines[:_MOST]:
        indented(screen, [Text(line)], by=4, mark=f"  {mark}")
    if len(lines) > _MOST:
        screen.print(Text(f"    … and {len(lines) - _MOST:,} more ({mark}); --json lists all", style=style))


def _node_lines(answer: Comparison) -> list[str]:
    lines = [f"`+` {_escaped(_node(item))}" for item in answer.added]
    lines += [f"`-` {_escaped(_node(item))}" for item in answer.removed]
    lines += [f"`→` {_escaped(_renamed(one))}" for one in answer.renamed]
    return lines + [f"`~` {_escaped(_altered(one))}" for one in answer.changed]


def _details_of(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    items = [f"- {line}" for line in lines[:_MOST_LINES]]
    rest = _more(len(lines) - _MOST_LINES)
    return [f"<details><summary>{title} ({len(lines)})</summary>", "", *items, "", *rest, "</details>", ""]


def _more(left: int) -> list[str]:
    """Return a paragraph that says how much was left out."""
    return [f"… and {left:,} more; `--format json` has all.", ""] if left > 0 else []


def _effect_row(one: Effect) -> str:
    after = _cost(one.after)
    if one.change is Change.ASSUMES and one.before and one.after:
        after += f", and {_names(i for i in one.after.assumes if i not in one.before.assumes)}"
    cells = (f"{_MARKS[one.change]} {WORDS[one.change]}", one.goal.name, _cost(one.before), after)
    return f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace("<", "&lt;")
    for mark in "|*_`[]":
        plain = plain.replace(mark, f"\\{mark}")
    return plain


def _node(item: Item) -> str:
    return f"{item.kind.lower()} {item.name}"


def _edge(one: Relation) -> str:
    return f"{one.source.name} {one.kind} {one.target.name}"


def _renamed(one: Alteration) -> str:
    if one.before.name == one.after.name:
        return f"{_node(one.after)} ({one.before.id} is now {one.after.id})"
    return f"{_node(one.before)} is now called {one.after.name}"


def _altered(one: Alteration) -> str:
    return f"{_node(one.after)}: {', '.join(one.fields)}"


def _names(items: Iterable[Item]) -> str:
    return listed([item.name for item in items])
