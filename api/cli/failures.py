"""How a command ends that could not do its work: one sentence, what to do about it, an exit code."""

import traceback
from dataclasses import dataclass

import click
import msgspec

from graph.errors import CairnError, SourceError

_USAGE = 2
_INTERNAL = 70
_SYSTEM = 74
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class _Failure:
    code: str
    message: str
    hint: str | None
    exit_code: int


def failed(error: Exception, *, as_json: bool, debug: bool) -> int:
    """Say on standard error why a command failed, with ``debug`` also where; return its exit code."""
    if debug:
        traceback.print_exception(error)
    failure = _explained(error)
    _say(failure, as_json=as_json)
    return failure.exit_code


def complain(error: CairnError, *, as_json: bool) -> None:
    """Say on standard error what went wrong with a part of the work; the command goes on."""
    _say(_explained(error), as_json=as_json)


def _explained(error: Exception) -> _Failure:
    match error:
        case CairnError():
            return _Failure(error.code, error.message, error.hint or _usual_hint(error), error.exit_code)
        case click.UsageError():
            path = error.ctx.command_path if error.ctx else "cairn"
            return _Failure("USAGE", error.format_message(), f"See {path} --help.", _USAGE)
        case click.ClickException():
            return _Failure("USAGE", error.format_message(), None, _USAGE)
        case click.Abort():
            hint = "Nothing is half-written; the same command goes on from there."
            return _Failure("INTERRUPTED", "Interrupted.", hint, _INTERRUPTED)
        case OSError():
            place = f"{error.filename}: " if error.filename else ""
            hint = "Mend that, then run the command again."
            return _Failure("SYSTEM", f"{place}{error.strerror or error}.", hint, _SYSTEM)
        case _:
            message = f"Something in Cairn broke: {type(error).__name__}: {error}."
            hint = "Please report it with what CAIRN_DEBUG=1 shows; nothing is half-written."
            return _Failure("INTERNAL", message, hint, _INTERNAL)


def _usual_hint(error: CairnError) -> str | None:
    if isinstance(error, SourceError):
        return "Mend it or take it away, then run the command again."
    return None


def _say(failure: _Failure, *, as_json: bool) -> None:
    if as_json:
        body = {"code": failure.code, "message": failure.message, "hint": failure.hint}
        click.echo(msgspec.json.encode({"error": body}), err=True)
        return
    click.echo(f"cairn: {failure.message}", err=True)
    if failure.hint:
        click.echo(f"  {failure.hint}", err=True)
