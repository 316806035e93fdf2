"""``cairn health``: what a curriculum's authors should look at; a lint for their own checks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Final

import click
import msgspec
from rich.console import Console
from rich.text import Text

from api.cli.app import Absent, Call, command
from api.cli.console import BAD, GOOD, QUIET, TITLE, WARN, console, counted, indented, quote
from api.cli.files import read_bytes, write_bytes
from api.cli.options import scope_options
from api.cli.progress import progress_bars
from api.services.annotations import Folders, to_github, to_sarif
from api.services.baseline import compare, write_baseline
from api.services.findings import Finding, Health, Severity
from api.services.health import health as check_health
from api.services.ingest import Found, find_documents, ingest_documents
from api.services.question import Scope
from api.services.rules import RULES
from api.services.workspace import Workspace

_STYLES = {Severity.ERROR: BAD, Severity.WARNING: WARN, Severity.NOTICE: QUIET}
_ORDER = list(Severity)
_NEVER: Final = "none"
_QUOTES: Final = 4
"""Lines of a document that are shown of one finding."""


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(path_type=Path))
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in Severity), _NEVER]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit with 1 if there is a finding of this severity or worse.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, for code scanning, or as GitHub's annotations.",
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Leave out what this file knows."
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write down what is found as known, and exit with 0.",
)
@click.option(
    "--source-root",
    metavar="FOLDER",
    help="Where the documents lie in the repository, for sarif and github; by default PATH.",
)
@scope_options
@command
def health(
    call: Call,
    *,
    paths: tuple[Path, ...],
    fail_on: str,
    format_: str,
    baseline: Path | None,
    write_baseline: Path | None,
    source_root: str | None,
    scope: Scope,
) -> None:
    """Find circles, dangling prerequisites, skills that nobody teaches, and other loose ends.

    Given PATHs the documents there are read into memory and checked; no store is needed, and none is written.

    \b
    Examples:
      cairn health
      cairn health docs/ --format github --fail-on warning     for a curriculum's own CI
      cairn health docs/ --write-baseline known.json           accept what there is today …
      cairn health docs/ --baseline known.json                 … and fail on what is new
    """
    found = [find_documents(path, curriculum=scope.curriculum) for path in paths]
    answer = _checked(call, found, scope, hidden=call.json or format_ != "text")
    if write_baseline is not None:
        _accept(write_baseline, answer)
        return
    answer, notes = _without_known(answer, baseline)
    folders = _folders(found, source_root)
    if call.json or format_ == "json":
        call.print_json(answer)
    elif format_ == "sarif":
        click.echo(msgspec.json.format(msgspec.json.encode(to_sarif(answer.findings, folders)), indent=2))
    elif format_ == "github":
        click.echo(to_github(answer.findings, folders), nl=False)
    else:
        _show(console(), answer, notes)
    worst = min((_ORDER.index(finding.severity) for finding in answer.findings), default=len(_ORDER))
    if fail_on != _NEVER and worst <= _ORDER.index(Severity(fail_on)):
        raise click.exceptions.Exit(1)


def _checked(call: Call, found: Sequence[Found], scope: Scope, *, hidden: bool) -> Health:
    """Return the health of the store, or of documents that are read into memory."""
    if not found:
        return call.run(lambda workspace: check_health(workspace, scope))

    async def read_and_check(workspace: Workspace) -> Health:
        for one in found:
            with progress_bars(hidden=hidden) as notify:
                await ingest_documents(workspace, one, progress=notify)
        return await check_health(workspace, replace(scope, curriculum=None))

    settings = replace(call.settings, store=":memory:")
    return replace(call, settings=settings).run(read_and_check, absent=Absent.IMAGINE)


def _accept(file: Path, answer: Health) -> None:
    write_bytes(file, write_baseline(answer.findings))
    click.echo(f"{file} knows {counted(len(answer.findings), 'finding')}.", err=True)


def _without_known(answer: Health, baseline: Path | None) -> tuple[Health, list[str]]:
    """Return what a baseline does not know, and what to say of the rest."""
    if baseline is None:
        return answer, []
    compared = compare(answer.findings, read_bytes(baseline))
    notes = [f"{counted(compared.known, 'known finding')} in {baseline} left out."] if compared.known else []
    if compared.gone:
        mended = counted(len(compared.gone), "known finding is", "known findings are")
        notes.append(f"{mended} mended: --write-baseline {baseline} brings it up to date.")
    return msgspec.structs.replace(answer, findings=compared.new), notes


def _folders(found: Iterable[Found], source_root: str | None) -> Folders:
    """Return where documents lie: as the user says, else the folder that they were read from."""
    if source_root is not None:
        return {None: source_root}
    return {one.curriculum: str(one.path if one.path.is_dir() else one.path.parent) for one in found}


def _show(screen: Console, answer: Health, notes: Sequence[str]) -> None:
    size = f"{counted(answer.lessons, 'lesson')}, {counted(answer.skills, 'skill')}"
    tally = [
        counted(number, severity.value)
        for severity in Severity
        if (number := sum(finding.severity is severity for finding in answer.findings))
    ]
    screen.print(f"{size}: {', '.join(tally)}." if tally else f"{size}.")
    if not answer.findings:
        screen.print(Text("No loose ends.", style=GOOD))
    for code, group in groupby(answer.findings, key=lambda finding: finding.code):
        _show_rule(screen, code, list(group))
    for note in notes:
        screen.print(Text(note, style=QUIET))


def _show_rule(screen: Console, code: str, findings: Sequence[Finding]) -> None:
    rule = RULES[code]
    head = (f"{rule.severity.value:<8}", _STYLES[rule.severity])
    screen.print(Text.assemble("\n", head, (rule.title, TITLE), (f"  {code}", QUIET)))
    indented(screen, [Text(rule.remedy, style=QUIET)], by=8)
    for finding in findings:
        indented(screen, [finding.message], by=10, mark="        · ")
        indented(screen, [quote(evidence) for evidence in finding.evidence[:_QUOTES]], by=12)
        if len(finding.evidence) > _QUOTES:
            more = counted(len(finding.evidence) - _QUOTES, "more place")
            indented(screen, [f"… and {more}"], by=12)
        if finding.remedy != rule.remedy:
            indented(screen, [finding.remedy], by=12)
