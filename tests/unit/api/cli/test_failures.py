"""How errors end a command: sentence, hint and exit code."""

import json

import click
import pytest

from api.cli.failures import failed
from graph import errors
from graph.errors import CairnError, InvalidInput, SourceError, StoreFull


def test_an_error_is_a_sentence_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    """People read two lines on standard error; the exit code is that of the error's kind."""
    error = StoreFull("No space is left.", hint="Free some space.")
    assert failed(error, as_json=False, debug=False) == 73
    assert capsys.readouterr() == ("", "cairn: No space is left.\n  Free some space.\n")


def test_an_error_is_one_object_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs read code, message and hint as JSON."""
    failed(InvalidInput("It is “wrong”.", hint=None), as_json=True, debug=False)
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err) == {"error": {"code": "INVALID_INPUT", "message": "It is “wrong”.", "hint": None}}


def test_a_document_without_advice_is_to_be_mended(capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with a document is always followed by what to do about it."""
    failed(SourceError("The document is empty.", uri="a.md"), as_json=False, debug=False)
    sentence, hint = capsys.readouterr().err.splitlines()
    assert sentence == "cairn: a.md: The document is empty."
    assert "run the command again" in hint


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (click.UsageError("No such thing."), 2),
        (click.Abort(), 130),
        (PermissionError(13, "Permission denied", "graph.json"), 74),
        (RecursionError("too deep"), 70),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_is_raised_ends_with_two_lines(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistaken option, Ctrl-C, the system's refusal and our own fault look alike, and can be told apart."""
    assert failed(error, as_json=False, debug=False) == code
    sentence, hint = capsys.readouterr().err.splitlines()
    assert sentence.startswith("cairn: ")
    assert hint.startswith("  ")


def test_debugging_shows_where(capsys: pytest.CaptureFixture[str]) -> None:
    """With CAIRN_DEBUG the traceback comes first, with what caused it."""
    try:
        try:
            {}["key"]
        except KeyError as cause:
            raise InvalidInput("No such key.") from cause
    except InvalidInput as error:
        failed(error, as_json=False, debug=True)
    err = capsys.readouterr().err
    assert "KeyError: 'key'" in err
    assert err.index("Traceback") < err.index("cairn: No such key.")


def test_exit_codes_tell_kinds_of_trouble_apart() -> None:
    """Scripts can tell a mistyped command, a bad document, a missing name and each store trouble apart."""
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CairnError)
    ]
    assert all(0 < kind.exit_code < 126 for kind in kinds)
    stores = [kind for kind in kinds if issubclass(kind, errors.StoreError) and kind is not errors.StoreError]
    assert len({kind.exit_code for kind in stores}) == len(stores)
