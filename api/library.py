"""Cairn for programs and notebooks: one object with plain methods, no event loop to run.

``Cairn`` answers with the same values as the command line and GraphQL (:mod:`api.services.answers` and its
neighbours): the methods are shortcuts, and :meth:`Cairn.ask` calls any other service.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

from api.bootstrap import open_workspace
from api.cli.app import Absent
from api.settings import Settings

if TYPE_CHECKING:  # opening a store waits for them; importing this does not
    from api.services.answers import LearningPath
    from api.services.compare import Comparison
    from api.services.coverage import Centrality, Clusters, CoverageTable
    from api.services.findings import Health
    from api.services.impact import Impact
    from api.services.ingest import Ingested
    from api.services.pitfalls import Pitfalls
    from api.services.question import Scope
    from api.services.targets import Target
    from api.services.workspace import Workspace
    from graph.formats.content import Content
    from graph.formats.frames import Graph, PandasTables, PolarsTables
    from graph.snapshot import Snapshot

P = ParamSpec("P")
T = TypeVar("T")


class Cairn:
    """Curricula in one store; see :func:`open_cairn`.

    Every method that takes ``curriculum`` looks at that one alone, or at all; ``view`` is what to believe:
    ``authored``, ``balanced`` or ``inferred``. What cannot be answered raises a
    :class:`graph.errors.CairnError` that says what to do.
    """

    def __init__(self, workspace: "Workspace", portal: BlockingPortal) -> None:
        self._workspace = workspace
        self._portal = portal

    def ask(
        self,
        service: "Callable[Concatenate[Workspace, P], Awaitable[T]]",
        *arguments: P.args,
        **options: P.kwargs,
    ) -> T:
        """Return what a service of :mod:`api.services` answers."""
        return self._portal.call(partial(service, self._workspace, *arguments, **options))

    def ingest(
        self, path: str | Path, *, curriculum: str | None = None, prune: bool = False, preview: bool = False
    ) -> "Ingested":
        """Read a file, a folder or a zip into the graph; ``preview`` writes nothing."""
        from api.services.ingest import find_documents, ingest_documents  # noqa: PLC0415  # see above

        found = find_documents(Path(path), curriculum=curriculum)
        return self.ask(ingest_documents, found, prune=prune, preview=preview)

    def path(
        self,
        gap: str = "",
        *,
        goals: Sequence[str] = (),
        know: Sequence[str] = (),
        done: Sequence[str] = (),
        minutes: int | None = None,
        curriculum: str | None = None,
        view: str = "balanced",
    ) -> "LearningPath":
        """Return the shortest path that closes a gap, told in words or by names of goals."""
        from api.services.question import KnownQuestion, PathQuestion  # noqa: PLC0415  # see above
        from api.services.recommend import learning_path  # noqa: PLC0415

        known = KnownQuestion(words=tuple(know), done=tuple(done))
        scope = _scope(curriculum, view)
        question = PathQuestion(gap=gap, goals=tuple(goals), budget=minutes, known=known, scope=scope)
        return self.ask(learning_path, question)

    def coverage(
        self,
        by: str = "module",
        *,
        module: str | None = None,
        curriculum: str | None = None,
        view: str = "balanced",
    ) -> "CoverageTable":
        """Return what is covered, in all or in a module, by one of ``graph.algorithms.coverage``."""
        from api.services.coverage import coverage  # noqa: PLC0415  # see above
        from graph.algorithms.coverage import Dimension  # noqa: PLC0415

        return self.ask(coverage, _scope(curriculum, view), Dimension(by), module=module)

    def central(
        self, first: int = 10, *, curriculum: str | None = None, view: str = "balanced"
    ) -> "Centrality":
        """Return the lessons and skills on which most rests."""
        from api.services.coverage import central  # noqa: PLC0415  # see above

        return self.ask(central, _scope(curriculum, view), first=first)

    def clusters(self, *, curriculum: str | None = None, view: str = "balanced") -> "Clusters":
        """Return which lessons hang together by what they are about."""
        from api.services.coverage import clusters  # noqa: PLC0415  # see above

        return self.ask(clusters, _scope(curriculum, view))

    def health(self, *, curriculum: str | None = None, view: str = "balanced") -> "Health":
        """Return what authors should look at, worst first."""
        from api.services.health import health  # noqa: PLC0415  # see above

        return self.ask(health, _scope(curriculum, view))

    def impact(
        self, name: str, *others: str, curriculum: str | None = None, view: str = "balanced"
    ) -> "Impact":
        """Return what depends on a skill or lesson, and what its end, with that of others, does to paths."""
        from api.services.impact import impact_on_all  # noqa: PLC0415  # see above

        return self.ask(impact_on_all, (name, *others), _scope(curriculum, view))

    def targets(
        self,
        names: Sequence[str] = (),
        *,
        against: str | None = None,
        curriculum: str | None = None,
        view: str = "balanced",
    ) -> "tuple[Target, ...]":
        """Return which of some skills are taught, or of all that another curriculum teaches."""
        from api.services.targets import against_curriculum, against_names  # noqa: PLC0415  # see above

        scope = _scope(curriculum, view)
        if against is not None:
            return self.ask(against_curriculum, against, scope)
        return self.ask(against_names, [(name,) for name in names], scope)

    def pitfalls(
        self, *, guarded: bool | None = None, curriculum: str | None = None, view: str = "balanced"
    ) -> "Pitfalls":
        """Return what is warned of, with what helps against it."""
        from api.services.pitfalls import pitfalls  # noqa: PLC0415  # see above

        return self.ask(pitfalls, _scope(curriculum, view), guarded=guarded)

    def diff(
        self,
        since: int,
        until: int | None = None,
        *,
        learners: bool = False,
        curriculum: str | None = None,
        view: str = "balanced",
    ) -> "Comparison":
        """Return what publishing did from one revision to another, by default to the newest.

        With ``learners`` also to those that are stored; to an earlier revision, what a rollback would do.
        """
        from api.services.states import between  # noqa: PLC0415  # see above

        return self.ask(between, since, until, _scope(curriculum, view), learners=learners)

    def snapshot(self) -> "Snapshot":
        """Return the graph of now, compiled: what every function of :mod:`graph.algorithms` takes."""
        return self._portal.call(self._workspace.picture).snapshot

    def networkx(self, *, curriculum: str | None = None, view: str = "balanced") -> "Graph":
        """Return what binds in a view as a graph of networkx."""
        from graph.formats.frames import to_networkx  # noqa: PLC0415  # see above

        return to_networkx(self._content(curriculum, view))

    def pandas(self, *, curriculum: str | None = None, view: str = "balanced") -> "PandasTables":
        """Return the nodes and the edges that bind in a view as data frames of pandas."""
        from graph.formats.frames import to_pandas  # noqa: PLC0415  # see above

        return to_pandas(self._content(curriculum, view))

    def polars(self, *, curriculum: str | None = None, view: str = "balanced") -> "PolarsTables":
        """Return the nodes and the edges that bind in a view as data frames of Polars."""
        from graph.formats.frames import to_polars  # noqa: PLC0415  # see above

        return to_polars(self._content(curriculum, view))

    def _content(self, curriculum: str | None, view: str) -> "Content":
        from api.services.curricula import picture_of  # noqa: PLC0415  # see above
        from graph.formats.content import content_of  # noqa: PLC0415

        scope = _scope(curriculum, view)
        return content_of(self.ask(picture_of, curriculum).snapshot, scope.view, curriculum)


@contextmanager
def open_cairn(store: str | Path = ":memory:", settings: Settings | None = None) -> Iterator[Cairn]:
    """Open a store, and make it if there is none; it is closed at the end.

    Parameters
    ----------
    store
        A file, ``sqlite:///FILE``, ``neo4j://HOST``, or ``":memory:"``.
    settings
        All else that can be configured; by default what the command line goes by without an environment.

    Raises
    ------
    StoreError
        If the store cannot be opened.
    """
    effective = replace(settings or Settings.read({}), store=str(store))
    with start_blocking_portal() as portal:
        opened = open_workspace(effective, absent=Absent.MAKE)
        with portal.wrap_async_context_manager(opened) as workspace:
            yield Cairn(workspace, portal)


def _scope(curriculum: str | None, view: str) -> "Scope":
    from api.services.question import Scope  # noqa: PLC0415  # see above
    from graph.snapshot import View, ViewKind  # noqa: PLC0415

    return Scope(curriculum=curriculum, view=View(ViewKind(view)))
