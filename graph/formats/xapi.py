"""xAPI statements (IEEE 9274.1.1, and 1.0.3 before it): who completed, passed or failed what."""

import hashlib
from typing import Final

import msgspec
from msgspec import Struct, field

from graph.errors import FormatError
from graph.formats.deeds import Deed, Deeds, moment

_VERBS: Final = {
    "completed": None,
    "passed": True,
    "mastered": True,
    "failed": False,
}
"""The last part of the verbs' addresses in ADL's vocabulary and in others, and what each says of passing."""
_VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
_HINT: Final = "Give statements as a learning record store returns them: a JSON array, or one a line."


class _Account(Struct):
    home_page: str = field(name="homePage")
    name: str


class _Actor(Struct):
    mbox: str | None = None
    mbox_sha1sum: str | None = None
    openid: str | None = None
    account: _Account | None = None


class _Verb(Struct):
    id: str


class _Definition(Struct):
    name: dict[str, str] = {}


class _Object(Struct):
    id: str | None = None
    definition: _Definition = field(default_factory=_Definition)


class _Score(Struct):
    scaled: float | None = None
    raw: float | None = None
    min: float | None = None
    max: float | None = None


class _Result(Struct):
    score: _Score = field(default_factory=_Score)
    success: bool | None = None
    completion: bool | None = None


class _Statement(Struct):
    actor: _Actor
    verb: _Verb
    object: _Object
    id: str | None = None
    result: _Result = field(default_factory=_Result)
    timestamp: str | None = None
    stored: str | None = None


class _Page(Struct):
    statements: list[_Statement]


def read(data: bytes) -> Deeds:
    """Return what statements tell of completions; those of other verbs and voided ones are passed over.

    A learner is called by the name of their account; instead of an address of mail or OpenID its hash is
    taken (SHA-1, as ``mbox_sha1sum``), so that no address is kept. A thing is known by its address, or by
    its names.

    Raises
    ------
    FormatError
        If these are no statements; the message says where.
    """
    statements = _statements(data)
    voided = {one.object.id for one in statements if one.verb.id == _VOIDED}
    deeds = [
        _deed(one, f"Statement {number}")
        for number, one in enumerate(statements, start=1)
        if one.id is None or one.id not in voided
    ]
    told = tuple(deed for deed in deeds if deed is not None)
    return Deeds(told, passed_over=len(statements) - len(told))


def _statements(data: bytes) -> list[_Statement]:
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        if text.startswith(b"["):
            return msgspec.json.decode(text, type=list[_Statement])
        try:
            one = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        except msgspec.DecodeError:
            return [msgspec.json.decode(line, type=_Statement) for line in text.splitlines() if line.strip()]
        if "statements" in one:
            return msgspec.json.decode(text, type=_Page).statements
        return [msgspec.json.decode(text, type=_Statement)]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"These are no xAPI statements: {error}.", hint=_HINT) from error


def _deed(statement: _Statement, place: str) -> Deed | None:
    verb = statement.verb.id.rstrip("/").rpartition("/")[2]
    if verb not in _VERBS or statement.object.id is None or statement.result.completion is False:
        return None
    at = statement.timestamp or statement.stored
    success = statement.result.success
    return Deed(
        learner=_learner(statement.actor, place),
        names=(statement.object.id, *statement.object.definition.name.values()),
        passed=_VERBS[verb] if success is None else success,
        score=_share(statement.result.score),
        at=moment(at, place) if at else None,
    )


def _learner(actor: _Actor, place: str) -> str:
    if actor.account:
        return actor.account.name
    if actor.mbox_sha1sum:
        return actor.mbox_sha1sum
    if address := actor.mbox or actor.openid:
        return hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest()
    raise FormatError(f"{place}: its actor is nobody that can be told from others.", hint=_HINT)


def _share(score: _Score) -> float | None:
    """Return a score as 0..1; below nothing counts as nothing."""
    if score.scaled is not None:
        return min(1.0, max(0.0, score.scaled))
    if score.raw is None or score.max is None or score.max <= (score.min or 0):
        return None
    low = score.min or 0.0
    return min(1.0, max(0.0, (score.raw - low) / (score.max - low)))
