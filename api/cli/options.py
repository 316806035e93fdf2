"""Options that several commands share."""

import functools
from collections.abc import Callable

import click

from api.services.question import KnownQuestion, Scope
from graph.snapshot import View, ViewKind


def known_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add ``--know``, ``--done`` and ``--not-known``, handed over as one ``known``."""

    @click.option(
        "--know", multiple=True, metavar="SKILLS", help='What you know: "joins, group by"; may be repeated.'
    )
    @click.option(
        "--done", multiple=True, metavar="LESSON", help="A lesson you have finished; may be repeated."
    )
    @click.option("--not-known", multiple=True, metavar="SKILL", help="A skill you do not have after all.")
    @functools.wraps(function)
    def with_known(
        *, know: tuple[str, ...], done: tuple[str, ...], not_known: tuple[str, ...], **options: object
    ) -> None:
        known = KnownQuestion(words=know, done=done, not_known=not_known)
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
