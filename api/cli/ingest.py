"""``cairn ingest``: documents into the graph."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from api.cli.app import Absent, Call, command
from api.cli.console import BAD, GOOD, QUIET, TITLE, WARN, console, counted
from api.cli.failures import complain
from api.cli.progress import progress_bars
from api.cli.show_diff import show_paths
from api.services.ingest import Found, Ingested, find_documents, find_given, ingest_documents
from api.services.states import preview_effects
from api.services.workspace import Workspace
from graph.errors import SourceError
from graph.model import Edge, Fact
from graph.snapshot import View
from ingest.sources import format_named, format_of, supported, titles
from ingest.sources.archive import is_archive
from ingest.sources.given import Given, bounded
from ingest.sources.web import fetch, is_url

_SHOWN = 12


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--curriculum", metavar="ID", help="The curriculum to add to; by default the folder's or file's name."
)
@click.option("--title", help="What to call the curriculum, whatever its documents say; kept.")
@click.option("--prune", is_flag=True, help="Also remove what is no longer in the folder.")
@click.option("--dry-run", is_flag=True, help="Show what would change, also for learners; write nothing.")
@click.option("--name", metavar="NAME", help="What to call the document that comes from standard input (-).")
@click.option(
    "--type", "kind", metavar="TYPE", help="Its format: a suffix such as md or html, or a media type."
)
@click.option("--allow-url", is_flag=True, help="Let PATH be an address on the web, and fetch it.")
@click.option("--allow-private", is_flag=True, help="Let that address lead into a private network.")
@click.option("--verbose", "-v", is_flag=True, help="List every unused line, warning and change.")
@command
def ingest(
    call: Call,
    *,
    paths: tuple[str, ...],
    curriculum: str | None,
    title: str | None,
    prune: bool,
    dry_run: bool,
    name: str | None,
    kind: str | None,
    allow_url: bool,
    allow_private: bool,
    verbose: bool,
) -> None:
    """Read documents into the graph: a file, a folder or a zip with all that is in it.

    Plain text, Markdown, HTML, notebooks, Word, PDF and tables of lessons are read, and trees of Hugo,
    Jekyll, MkDocs and Docusaurus. Running it again reads only what changed; the same files again write
    nothing. A file that cannot be read is named, blocks no other, and makes the exit code 65.

    \b
    Examples:
      cairn ingest course.md
      cairn ingest site/ --curriculum databases --title "All about databases"
      cairn ingest site/ --dry-run            what would change?
      cairn ingest site/ --prune              forget pages that were deleted
      pandoc course.odt -t gfm | cairn ingest - --name course --type md
      cairn ingest https://example.org/course.html --allow-url
    """
    title = None if title is None else " ".join(title.split())
    if title == "":
        raise click.UsageError(
            "--title is empty; `cairn review undo CURRICULUM` takes back one given before."
        )
    if prune:
        _refuse_to_prune_by_mistake(paths, curriculum)
    limit = call.settings.max_bytes
    found = []
    for path in paths:
        if path == "-":
            found.append(find_given(_from_input(name, kind, limit), curriculum=curriculum))
        elif is_url(path):
            given = _from_web(path, limit, allowed=allow_url, private=allow_private)
            found.append(find_given(given, curriculum=curriculum))
        else:
            found.append(find_documents(Path(path), curriculum=curriculum))

    async def work(workspace: Workspace) -> list[Ingested]:
        return [
            await _ingest_one(
                call, workspace, one, title=title, prune=prune, preview=dry_run, verbose=verbose
            )
            for one in found
        ]

    done = call.run(work, absent=Absent.IMAGINE if dry_run else Absent.MAKE)
    if call.json:
        call.print_json([answer.summary() for answer in done])
    if any(answer.report.failed for answer in done):
        raise click.exceptions.Exit(SourceError.exit_code)


def _from_input(name: str | None, kind: str | None, limit: int) -> Given:
    """Read the document that standard input holds; it is Markdown unless its name or type says otherwise."""
    uri = name or "standard-input"
    form = format_named(kind) if kind else None
    if kind and form is None:
        raise click.UsageError(f"--type {kind} is no format that is read: {titles()}.")
    if form is not None and format_of(uri) is not form:
        uri += form.suffixes[0]
    elif not supported(uri):
        uri += ".md"
    return Given(uri, bounded(uri, sys.stdin.buffer.read(limit + 1), limit))


def _from_web(url: str, limit: int, *, allowed: bool, private: bool) -> Given:
    if not allowed:
        raise click.UsageError("Fetching from the web takes --allow-url.")
    return fetch(url, limit=limit, allow_private=private)


def _refuse_to_prune_by_mistake(paths: Sequence[str], curriculum: str | None) -> None:
    """Refuse what would remove all but one file, or what another of the folders holds."""
    if any(path == "-" or is_url(path) or (Path(path).is_file() and not is_archive(path)) for path in paths):
        raise click.UsageError("--prune compares with a whole folder, and this is a file.")
    names = {curriculum or Path(path).resolve().name for path in paths}
    if len(names) < len(paths):
        raise click.UsageError("--prune takes one folder for a curriculum, or each would remove the other's.")


async def _ingest_one(
    call: Call,
    workspace: Workspace,
    found: Found,
    *,
    title: str | None,
    prune: bool,
    preview: bool,
    verbose: bool,
) -> Ingested:
    """Ingest what was found at one path, and show at once what came of it."""
    with progress_bars(hidden=call.json) as notify:
        answer = await ingest_documents(
            workspace, found, title=title, prune=prune, preview=preview, progress=notify
        )
        if preview and await workspace.store.documents(found.curriculum):
            report = answer.report
            effects = await preview_effects(workspace, report.curriculum, report.conclusion, View(), notify)
            answer = replace(answer, effects=effects)
    if not call.json:
        _show(console(), answer, dry_run=preview, verbose=verbose)
    for error in answer.report.failed.values():
        complain(error, as_json=call.json)
    return answer


def _show(screen: Console, answer: Ingested, *, dry_run: bool, verbose: bool) -> None:
    report = answer.report
    verb = "Would ingest" if dry_run else "Ingested"
    screen.print(
        f"[{TITLE}]{verb} {escape(str(answer.path))}[/] → curriculum [{TITLE}]{escape(report.curriculum)}[/]"
    )
    parts = [
        (len(report.added), "new", GOOD),
        (len(report.updated), "changed", WARN),
        (len(report.removed), "removed", BAD),
        (report.unchanged, "unchanged", QUIET),
        (len(report.failed), "failed", BAD),
    ]
    states = " · ".join(f"[{style}]{number:,} {word}[/]" for number, word, style in parts if number)
    screen.print(f"  Documents  {states}")
    if report.conclusion is None:
        screen.print(f"  Nothing to write: revision {report.revision.sequence} stands.", style=QUIET)
    else:
        _show_graph(screen, answer)
        _show_changes(screen, answer, dry_run=dry_run, verbose=verbose)
        _show_unused(screen, answer, verbose=verbose)
    if answer.effects and not answer.effects.is_empty:
        show_paths(screen, answer.effects)
    _show_notes(screen, report.warnings, verbose=verbose)


def _show_graph(screen: Console, answer: Ingested) -> None:
    if not answer.counts:
        return
    nouns = " · ".join(counted(number, noun) for noun, number in answer.counts.items() if number)
    screen.print(f"  Graph      {nouns}")


def _show_changes(screen: Console, answer: Ingested, *, dry_run: bool, verbose: bool) -> None:
    conclusion = answer.report.conclusion
    assert conclusion is not None
    changes = [("+", GOOD, conclusion.added), ("~", WARN, conclusion.changed), ("-", BAD, conclusion.removed)]
    words = ("added", "changed", "removed")
    total = ", ".join(
        f"{len(facts):,} {word}" for word, (_, _, facts) in zip(words, changes, strict=True) if facts
    )
    revision = f"revision {conclusion.revision.sequence}"
    screen.print(f"  Change     {total or 'none'}" + ("" if dry_run else f"  [{QUIET}]{revision}[/]"))
    for old, new in sorted(conclusion.renamed.items()):
        screen.print(f"  Renamed    {escape(old)} → {escape(new)}")
    if not (dry_run or verbose):
        return
    for mark, style, facts in changes:
        for fact in facts if verbose else facts[:_SHOWN]:
            screen.print(f"    [{style}]{mark}[/] {escape(_line(fact))}")
        if not verbose and len(facts) > _SHOWN:
            screen.print(f"    [{QUIET}]… {len(facts) - _SHOWN:,} more ({mark}); --verbose lists all[/]")


def _line(fact: Fact) -> str:
    if isinstance(fact, Edge):
        return f"{fact.source} {fact.kind.value} {fact.target}"
    return f"{fact.kind.value} {fact.name}"


def _show_unused(screen: Console, answer: Ingested, *, verbose: bool) -> None:
    """Say which source lines became nothing: silence would lose data."""
    unused = answer.report.unused
    lines = sum(total for total, _ in unused.values())
    left = sum(last - first + 1 for _, ranges in unused.values() for first, last in ranges)
    screen.print(f"  Lines      {lines - left:,} of {lines:,} used" + ("; not used:" if left else ""))
    rows = [(uri, ranges) for uri, (_, ranges) in unused.items() if ranges]
    for uri, ranges in rows if verbose else rows[:_SHOWN]:
        spans = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ranges)
        screen.print(f"    {escape(uri)}: {spans}", style=QUIET)
    if not verbose and len(rows) > _SHOWN:
        screen.print(f"    … and in {len(rows) - _SHOWN:,} more documents; --verbose lists all", style=QUIET)


def _show_notes(screen: Console, warnings: Sequence[str], *, verbose: bool) -> None:
    for warning in warnings if verbose else warnings[:_SHOWN]:
        screen.print(f"  [{WARN}]note[/]  {escape(warning)}")
    if not verbose and len(warnings) > _SHOWN:
        screen.print(f"  … {len(warnings) - _SHOWN:,} more notes; --verbose lists all", style=QUIET)
