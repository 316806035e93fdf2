"""Options that several commands share."""

import functools
from collections.abc import Callable

import click

from api.services.learners import learner_id
from api.services.question import KnownQuestion, Scope
from graph.snapshot import View, ViewKind


def gap_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add ``--gap``, ``--goal`` and ``--reading``, handed over as ``gap``, ``goals`` and ``reading``."""

    @click.option("--gap", metavar="WORDS", help="What you want to be able to do, or to stop going wrong.")
    @click.option(
        "--goal",
        "goals",
        multiple=True,
        metavar="ID",
        help="A goal by its id or exact name; may be repeated.",
    )
    @click.option(
        "--reading",
        type=click.IntRange(1),
        default=1,
        metavar="N",
        help="Plan the N-th reading of the words.",
    )
    @functools.wraps(function)
    def with_gap(*, gap: str | None, goals: tuple[str, ...], reading: int, **options: object) -> None:
        function(gap=gap or "", goals=goals, reading=reading, **options)

    return with_gap


def require_gap(gap: str, goals: tuple[str, ...]) -> None:
    """Refuse a command that needs a gap and got none.

    Raises
    ------
    click.UsageError
        If neither words nor goals are given.
    """
    if not gap and not goals:
        raise click.UsageError(
            'Say what you want: --gap "my query got slow", or --goal with an id or a name.'
        )


def known_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add ``--know``, ``--done``, ``--not-known`` and ``--learner``, handed over as one ``known``."""

    @click.option(
        "--know", multiple=True, metavar="SKILLS", help='What you know: "joins, group by"; may be repeated.'
    )
    @click.option(
        "--done", multiple=True, metavar="LESSON", help="A lesson you have finished; may be repeated."
    )
    @click.option("--not-known", multiple=True, metavar="SKILL", help="A skill you do not have after all.")
    @click.option("--learner", metavar="NAME", help="Count what is kept of a learner too; see cairn learner.")
    @functools.wraps(function)
    def with_known(
        *,
        know: tuple[str, ...],
        done: tuple[str, ...],
        not_known: tuple[str, ...],
        learner: str | None,
        **options: object,
    ) -> None:
        who = None if learner is None else learner_id(learner)
        known = KnownQuestion(words=know, done=done, not_known=not_known, learner=who)
        function(known=known, **options)

    return with_known


def scope_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add ``--curriculum``, ``--view`` and ``--min-confidence``, handed over as one ``scope``."""

    @click.option("--curriculum", metavar="ID", help="Look in this curriculum only.")
    @click.option(
        "--view",
        type=click.Choice([kind.value for kind in ViewKind], case_sensitive=False),
        default=ViewKind.BALANCED.value,
        show_default=True,
        help="What to believe: only what documents say, or also what Cairn inferred.",
    )
    @click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        default=0.5,
        show_default=True,
        help="With --view inferred: the confidence from which inferred prerequisites bind.",
    )
    @functools.wraps(function)
    def with_scope(*, curriculum: str | None, view: str, min_confidence: float, **options: object) -> None:
        scope = Scope(curriculum=curriculum, view=View(ViewKind(view), min_confidence))
        function(scope=scope, **options)

    return with_scope
