"""CSV: one completion a line, as learning platforms and spreadsheets have them."""

import csv
import io
from typing import Final

from graph.errors import FormatError
from graph.formats.deeds import Deed, Deeds, moment

_LEARNER: Final = ("learner", "user", "student", "participant", "learner_id", "user_id", "student_id")
_THING: Final = ("lesson", "skill", "item", "course", "activity", "title", "name")
_AT: Final = ("at", "date", "completed_at", "completed", "completion_date", "timestamp")
_SCORE: Final = ("score", "grade")
_RESULT: Final = ("result", "status", "passed")
_PASSED: Final = {
    "": None,
    **dict.fromkeys(("completed", "complete", "done", "finished"), None),
    **dict.fromkeys(("passed", "pass", "yes", "true", "1", "mastered"), True),
    **dict.fromkeys(("failed", "fail", "no", "false", "0"), False),
}
_HINT: Final = "Name the columns learner, lesson, date, result and score; the last three may be missing."


def read(data: bytes) -> Deeds:
    """Return the completions of a table with a line of column names.

    Needed are a column for the learner and one for the lesson or skill; there may be a date in ISO 8601, a
    result (completed, passed, failed) and a score, 0..1 or with a percent sign. Separators are commas,
    semicolons or tabs. A row whose result is of another kind, as "in progress", is passed over.

    Raises
    ------
    FormatError
        If it is no such table; the message names the line.
    """
    try:
        text = data.decode("utf-8-sig")
        head = text.partition("\n")[0]
        separator = max(",;\t", key=head.count)
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        columns = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
        found = [_deed(row, columns, rows.line_num) for row in rows]
    except (csv.Error, UnicodeDecodeError) as error:
        raise FormatError(f"This is no CSV that can be read: {error}.", hint=_HINT) from error
    deeds = tuple(deed for deed in found if deed is not None)
    return Deeds(deeds, passed_over=len(found) - len(deeds))


def _deed(row: dict[str, str], columns: dict[str, str], line: int) -> Deed | None:
    def cell(names: tuple[str, ...], needed: str = "") -> str:
        column = next((columns[name] for name in names if name in columns), None)
        value = (row.get(column) or "").strip() if column is not None else ""
        if needed and not value:
            raise FormatError(f"Line {line} names no {needed}.", hint=_HINT)
        return value

    result = cell(_RESULT).casefold()
    if result not in _PASSED:
        return None
    at = cell(_AT)
    return Deed(
        learner=cell(_LEARNER, "learner"),
        names=(cell(_THING, "lesson or skill"),),
        passed=_PASSED[result],
        score=_share(cell(_SCORE), line),
        at=moment(at, f"Line {line}") if at else None,
    )


def _share(text: str, line: int) -> float | None:
    """Return a score, 0..1."""
    if not text:
        return None
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise FormatError(f"Line {line}: the score is {text!r}.", hint="Give 0 to 1, or a percentage as 85%.")
    return share
