"""API keys are made, found and revoked; what is kept of one does not open anything."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.services.identity import OPERATOR, Principal, Scope
from api.services.keys import Keys
from graph.errors import InvalidInput, UnknownId
from graph.learner import LearnerId

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Return a folder of keys that is not there yet."""
    return Keys(tmp_path / "config" / "keys")


def test_a_key_opens_what_it_was_made_for(keys: Keys) -> None:
    """The text that was handed out leads to its holder, with their scopes and learner."""
    key, text = keys.create("kim's phone", [Scope.LEARN], learner="kim", now=NOW)
    assert keys.find(text, NOW) == key
    assert key.principal() == Principal(f"key {key.id}", frozenset({Scope.LEARN}), LearnerId("kim"))


def test_what_is_kept_is_no_key(keys: Keys, tmp_path: Path) -> None:
    """Neither the secret nor anything that could be sent in its place is on disk, and only we read it."""
    key, text = keys.create("reports", [Scope.READ], now=NOW)
    secret = text.rpartition(f"{key.id}_")[2]
    (file,) = (tmp_path / "config" / "keys").iterdir()
    assert secret not in file.read_text()
    assert keys.find(f"cairn_{key.id}_{key.hash[:43]}", NOW) is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_several_keys_are_good_while_one_replaces_another(keys: Keys) -> None:
    """The old one goes on until it is revoked; then it is good for nothing, at once."""
    old, old_text = keys.create("job", [Scope.INGEST], now=NOW)
    _, new_text = keys.create("job", [Scope.INGEST], now=NOW + timedelta(days=1))
    assert keys.find(old_text, NOW)
    assert keys.find(new_text, NOW)
    keys.revoke(old.id)
    assert keys.find(old_text, NOW) is None
    assert keys.find(new_text, NOW)
    assert [key.name for key in keys.list()] == ["job"]


def test_a_key_expires(keys: Keys) -> None:
    """From its last moment on a key is refused."""
    _, text = keys.create("guest", [Scope.READ], now=NOW, expires=NOW + timedelta(days=1))
    assert keys.find(text, NOW + timedelta(hours=23))
    assert keys.find(text, NOW + timedelta(days=1)) is None


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda t: t[:-1], lambda t: t + "A", lambda t: t[:-1] + ("B" if t[-1] == "A" else "A"),
     lambda t: t.replace("cairn_", "cairn_../../", 1), lambda _: "", lambda _: "cairn__"],
)  # fmt: skip
def test_nothing_but_the_key_is_the_key(keys: Keys, change: "object") -> None:
    """A text that differs in anything is nobody's."""
    _, text = keys.create("reports", [Scope.READ], now=NOW)
    assert callable(change)
    assert keys.find(change(text), NOW) is None


@pytest.mark.parametrize(
    ("name", "scopes", "learner"),
    [
        (" ", [Scope.READ], None),
        ("x" * 201, [Scope.READ], None),
        ("x", [], None),
        ("x", [Scope.LEARN], None),
        ("x", [Scope.READ], "kim"),
    ],
)
def test_senseless_keys_are_not_made(keys: Keys, name: str, scopes: list[Scope], learner: str | None) -> None:
    """A key needs a name and a scope, and a learner exactly where it is one learner's."""
    with pytest.raises(InvalidInput) as refused:
        keys.create(name, scopes, learner=learner, now=NOW)
    assert refused.value.hint
    assert keys.list() == []


@pytest.mark.parametrize("id_", ["", "000000000000", "../secrets", "*"])
def test_an_unknown_key_is_not_revoked(keys: Keys, id_: str) -> None:
    """Revoking what is not there says so, whatever the id looks like."""
    keys.create("reports", [Scope.READ], now=NOW)
    with pytest.raises(UnknownId):
        keys.revoke(id_)
    assert len(keys.list()) == 1


def test_a_damaged_file_is_told_and_opens_nothing(keys: Keys, tmp_path: Path) -> None:
    """What cannot be read is an error with the file's name, never a key."""
    key, text = keys.create("reports", [Scope.READ], now=NOW)
    file = tmp_path / "config" / "keys" / f"{key.id}.json"
    file.write_text(file.read_text()[:-5])
    with pytest.raises(InvalidInput, match=key.id):
        keys.find(text, NOW)


def test_scopes_include_one_another() -> None:
    """Every scope includes read, admin includes all, and no other includes a second one."""
    for scope in Scope:
        holder = Principal("x", frozenset({scope}), LearnerId("kim"))
        assert holder.may(Scope.READ)
        allowed = {one for one in Scope if holder.may(one)}
        assert allowed == (set(Scope) if scope is Scope.ADMIN else {scope, Scope.READ})


def test_a_learner_sees_their_own_state_alone() -> None:
    """Only the learner with the scope for it, and admin, may see a learner."""
    kim = Principal("x", frozenset({Scope.LEARN}), LearnerId("kim"))
    assert kim.is_or_may_see("kim")
    assert not kim.is_or_may_see("sam")
    assert not Principal("x", frozenset({Scope.READ}), LearnerId("kim")).is_or_may_see("kim")
    assert not Principal("x", frozenset({Scope.INGEST})).is_or_may_see("kim")
    assert OPERATOR.is_or_may_see("sam")
