"""``cairn skill`` and ``cairn lesson``: all about one node."""

from collections.abc import Sequence

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import QUIET, TITLE, duration, indented, quote, respond
from api.cli.options import scope_options
from api.services.answers import LessonDetails, Link, SkillDetails
from api.services.details import lesson_details, skill_details
from api.services.question import Scope
from graph.model import Origin


@click.command()
@click.argument("name", metavar="SKILL")
@scope_options
@command
def skill(call: Call, *, name: str, scope: Scope) -> None:
    """Show who teaches a skill, what needs it, and what it is made of.

    SKILL is a name, an alias or an id.

    \b
    Examples:
      cairn skill "window functions"
      cairn skill data-with-postgresql/skill/joins --json
    """
    answer = call.run(lambda workspace: skill_details(workspace, name, scope))
    respond(call, answer, _show_skill)


@click.command()
@click.argument("name", metavar="LESSON")
@scope_options
@command
def lesson(call: Call, *, name: str, scope: Scope) -> None:
    """Show what a lesson teaches, what it requires, what waits for it, and which pitfalls it guards against.

    LESSON is a title or an id.

    \b
    Examples:
      cairn lesson "Reading a query plan"
    """
    answer = call.run(lambda workspace: lesson_details(workspace, name, scope))
    respond(call, answer, _show_lesson)


def _show_skill(screen: Console, answer: SkillDetails) -> None:
    head = Text(answer.item.name, style=TITLE)
    head.append(f"  {answer.skill_kind.value} · {answer.item.id}", style=QUIET)
    screen.print(head)
    if answer.aliases:
        screen.print(Text(f"also called {', '.join(answer.aliases)}", style=QUIET))
    indented(screen, [quote(evidence) for evidence in answer.evidence[:2]], by=2)
    _show_links(screen, "Taught by", answer.taught_by)
    _show_links(screen, "Used by", answer.used_by)
    _show_links(screen, "Requires", answer.requires)
    _show_links(screen, "Required by", answer.required_by)
    _show_links(screen, "Made of", answer.parts)
    _show_links(screen, "Part of", answer.part_of)
    _show_links(screen, "Promised by", answer.promised_by)


def _show_lesson(screen: Console, answer: LessonDetails) -> None:
    card = answer.card
    head = Text(card.name, style=TITLE)
    facts = [
        duration(card.minutes),
        card.difficulty.value if card.difficulty else "",
        card.module.name if card.module else "",
        card.id,
    ]
    head.append("  " + " · ".join(fact for fact in facts if fact), style=QUIET)
    screen.print(head)
    if card.summary:
        indented(screen, [card.summary], by=2)
    indented(screen, [quote(evidence) for evidence in answer.evidence[:1]], by=2)
    _show_links(screen, "Teaches", answer.teaches)
    _show_links(screen, "Uses", answer.uses)
    _show_links(screen, "Requires", answer.requires)
    _show_links(screen, "Required by", answer.required_by)
    _show_links(screen, "Guards against", answer.guards)
    _show_links(screen, "After", answer.previous)
    _show_links(screen, "Before", answer.next)


def _show_links(screen: Console, title: str, links: Sequence[Link]) -> None:
    """Print one kind of edge; an inferred one is marked, with its reason."""
    if not links:
        return
    screen.print(Text(title, style=TITLE))
    for link in links:
        line = Text(link.item.name)
        if link.role:
            line.append(f"  {link.role.value}", style=QUIET)
        if link.evidence and (link.origin is Origin.INFERRED or link.evidence[0].quote):
            line.append("  ").append_text(quote(link.evidence[0]))
        indented(screen, [line], by=2, hanging=4)
