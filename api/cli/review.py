"""``cairn review``: what Cairn concluded, for a person to accept, reject, merge and split."""

from collections.abc import Awaitable, Callable

import click
from rich.console import Console
from rich.text import Text

from api.cli.app import Call, command
from api.cli.console import BAD, GOOD, QUIET, TITLE, WARN, counted, indented, listed, quote, respond
from api.services.identity import OPERATOR
from api.services.judging import Decided, Decision, judge, merge_skills, split_skill
from api.services.review import (
    ReviewItem,
    ReviewKind,
    ReviewPage,
    ReviewQuestion,
    ReviewState,
    review_queue,
)
from api.services.workspace import Workspace
from graph.model import Edge, Fact, Origin

_WORDS = {
    ReviewKind.MERGE: "is the same as",
    ReviewKind.PREREQUISITE: "requires",
    ReviewKind.GUARD: "guards against",
    ReviewKind.COMPONENT: "is part of",
    ReviewKind.TEACHING: "teaches",
    ReviewKind.USE: "uses",
}
_STYLES = {ReviewState.PENDING: WARN, ReviewState.ACCEPTED: GOOD, ReviewState.REJECTED: BAD}
_ALL = "all"
_SHOWN = 12


@click.group()
def review() -> None:
    """Judge what Cairn concluded: merges of skills, prerequisites, guards, and parts of outcomes.

    What you accept stays whatever later documents say; what you reject stays away when they are ingested
    again; undo takes your word back. An item has a key of eight digits, shown by `cairn review list`.

    \b
    Examples:
      cairn review list
      cairn review reject 7577e495
      cairn review accept 4e699b01 --by ada
      cairn review undo 7577e495
      cairn review merge "pg_dump archives" backup
      cairn review split backup "dumps"
    """


def _by_option(function: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--by", metavar="NAME", default=OPERATOR.name, show_default=True, help="Who decides; kept with it."
    )(function)


@review.command(name="list", short_help="List what awaits a judgement.")
@click.option("--curriculum", metavar="ID", help="Look in this curriculum only.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in ReviewKind]),
    help="Of one kind; may be repeated. By default merges, prerequisites, guards and components.",
)
@click.option(
    "--state",
    type=click.Choice([*(state.value for state in ReviewState), _ALL]),
    default=ReviewState.PENDING.value,
    show_default=True,
    help="What awaits a judgement, or what was judged.",
)
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="The surer ones alone.")
@click.option("--max-confidence", type=click.FloatRange(0, 1), default=1.0, help="The doubtful ones alone.")
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="How many to list.")
@click.option("--skip", type=click.IntRange(0), default=0, help="How many to pass over before them.")
@command
def list_(
    call: Call,
    *,
    curriculum: str | None,
    kinds: tuple[str, ...],
    state: str,
    min_confidence: float,
    max_confidence: float,
    first: int,
    skip: int,
) -> None:
    """List what awaits a judgement, the surest first, with the evidence for it.

    \b
    Examples:
      cairn review list
      cairn review list --kind merge --max-confidence 0.9
      cairn review list --state rejected --json
    """
    asked = ReviewQuestion(
        curriculum=curriculum,
        kinds=tuple(ReviewKind(kind) for kind in kinds),
        state=None if state == _ALL else ReviewState(state),
        min_confidence=min_confidence,
        max_confidence=max_confidence,
    )
    page = call.run(lambda workspace: review_queue(workspace, asked, first=first, skip=skip))
    respond(call, page, lambda screen, found: _show_page(screen, found, skip))


@review.command(short_help="Accept an item: it stays.")
@click.argument("item", metavar="KEY|ID")
@_by_option
@command
def accept(call: Call, *, item: str, by: str) -> None:
    """Accept an item: from now on a person says so, and it stays.

    \b
    Examples:
      cairn review accept 4e699b01
      cairn review accept "site/lesson/deadlocks REQUIRES site/lesson/locks" --by ada
    """
    _decide(call, lambda workspace: judge(workspace, item, Decision.ACCEPT, by=by))


@review.command(short_help="Reject an item: it goes, and stays away.")
@click.argument("item", metavar="KEY|ID")
@_by_option
@command
def reject(call: Call, *, item: str, by: str) -> None:
    """Reject an item: it goes, and stays away when its documents are ingested again.

    To reject a merge is to split the two skills. A node's id rejects the node with all its edges.

    \b
    Examples:
      cairn review reject 7577e495
      cairn review reject site/skill/noise --by ada
    """
    _decide(call, lambda workspace: judge(workspace, item, Decision.REJECT, by=by))


@review.command(short_help="Take back what people said of an item.")
@click.argument("item", metavar="KEY|ID")
@_by_option
@command
def undo(call: Call, *, item: str, by: str) -> None:
    """Take back what people said of an item; what Cairn concludes stands again.

    \b
    Examples:
      cairn review undo 7577e495
    """
    _decide(call, lambda workspace: judge(workspace, item, Decision.UNDO, by=by))


@review.command(short_help="Make one skill part of another.")
@click.argument("skill", metavar="SKILL")
@click.argument("into", metavar="INTO")
@_by_option
@command
def merge(call: Call, *, skill: str, into: str, by: str) -> None:
    """Make SKILL part of INTO, whose name stays; what learners know follows.

    \b
    Examples:
      cairn review merge "pg_dump archives" backup
    """
    _decide(call, lambda workspace: merge_skills(workspace, skill, into, by=by))


@review.command(short_help="Make other names of a skill skills of their own.")
@click.argument("skill", metavar="SKILL")
@click.argument("names", metavar="NAME…", nargs=-1, required=True)
@_by_option
@command
def split(call: Call, *, skill: str, names: tuple[str, ...], by: str) -> None:
    """Make each NAME, another name of SKILL until now, a skill of its own.

    \b
    Examples:
      cairn review split backup "dumps" "snapshots"
    """
    _decide(call, lambda workspace: split_skill(workspace, skill, names, by=by))


def _decide(call: Call, decide: Callable[[Workspace], Awaitable[Decided]]) -> None:
    respond(call, call.run(decide), _show_decided)


def _show_page(screen: Console, page: ReviewPage, skip: int) -> None:
    if not page.items:
        screen.print("Nothing of that kind is there." if page.total == 0 else "There is no more.")
        return
    for item in page.items:
        _show_item(screen, item)
    last = skip + len(page.items)
    more = f"; `--skip {last}` goes on" if last < page.total else ""
    screen.print(f"{skip + 1:,} to {last:,} of {page.total:,}{more}", style=QUIET)


def _show_item(screen: Console, item: ReviewItem) -> None:
    claim = Text.assemble((f"“{item.source.name}”", TITLE))
    if item.target is not None:
        claim.append(f" {_WORDS.get(item.kind, 'is linked to')} ")
        claim.append(f"“{item.target.name}”", style=TITLE)
    claim.append(f"  {item.state}", style=_STYLES[item.state])
    if item.judged_by:
        claim.append(f" by {listed(item.judged_by)}", style=QUIET)
    elif item.kind is ReviewKind.MERGE:
        claim.append(", merged" if item.holds else ", not merged", style=QUIET)
    indented(screen, [claim], by=10, mark=item.key)
    reasons = [one for one in item.evidence if one.origin is not Origin.CURATED]
    indented(screen, [quote(one) for one in reasons[:2]], by=12)


def _show_decided(screen: Console, done: Decided) -> None:
    for item in done.items:
        _show_item(screen, item)
    if len(done.skills) > 1:
        screen.print(f"Skills now: {listed([skill.name for skill in done.skills])}.", markup=False)
    elif done.skills:
        screen.print(f"One skill now: {done.skills[0].name}.", markup=False)
    changes = [("+", GOOD, done.added), ("~", WARN, done.changed), ("-", BAD, done.removed)]
    for mark, style, facts in changes:
        for fact in facts[:_SHOWN]:
            screen.print(Text.assemble((f"  {mark} ", style), _line(fact)))
        if len(facts) > _SHOWN:
            screen.print(f"  … {len(facts) - _SHOWN:,} more ({mark})", style=QUIET)
    total = sum(len(facts) for _, _, facts in changes)
    what = f"{counted(total, 'change')} to the graph" if total else "The graph stays as it is"
    screen.print(f"{what}; revision {done.revision.sequence}.", style=QUIET)


def _line(fact: Fact) -> str:
    return fact.id if isinstance(fact, Edge) else f"{fact.kind.value} {fact.name}"
