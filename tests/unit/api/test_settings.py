"""Settings come from the environment, are checked, and are read when asked for."""

import os
from pathlib import Path

import pytest

from api.settings import Settings, default_store, effective
from graph.errors import InvalidInput


def test_without_variables_everything_has_a_default() -> None:
    """An empty environment gives a store in the user's data folder and a server for this machine alone."""
    settings = Settings.read({})
    assert settings.store == default_store()
    assert (settings.host, settings.port, settings.mastery) == ("127.0.0.1", 8000, 0.8)
    assert settings.encoder == "minilm"


def test_variables_go_before_defaults() -> None:
    """Each variable sets what its name says."""
    settings = Settings.read(
        {
            "CAIRN_STORE": "sqlite:///team.db",
            "CAIRN_ENCODER": "/models/own",
            "CAIRN_CACHE": "/cache",
            "CAIRN_HOST": "::1",
            "CAIRN_PORT": "0",
            "CAIRN_MASTERY": "1",
            "CAIRN_MAX_BYTES": "1024",
        }
    )
    assert settings == Settings(
        store="sqlite:///team.db",
        encoder="/models/own",
        cache=Path("/cache"),
        host="::1",
        port=0,
        mastery=1.0,
        max_bytes=1024,
    )


def test_an_option_goes_before_its_variable() -> None:
    """--store wins over CAIRN_STORE; an empty variable is as good as none."""
    assert Settings.read({"CAIRN_STORE": "a.db"}, store="b.db").store == "b.db"
    assert Settings.read({"CAIRN_STORE": "", "CAIRN_PORT": ""}) == Settings.read({})


def test_the_usual_store_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The user's data folder is looked up when it is needed, not when Python starts."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Path(default_store()).is_relative_to(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAIRN_PORT", "http"),
        ("CAIRN_PORT", "80.5"),
        ("CAIRN_PORT", "-1"),
        ("CAIRN_PORT", "65536"),
        ("CAIRN_PORT", "9" * 5000),
        ("CAIRN_MASTERY", "80%"),
        ("CAIRN_MASTERY", "nan"),
        ("CAIRN_MASTERY", "1.01"),
        ("CAIRN_MAX_BYTES", "0"),
        ("CAIRN_MAX_BYTES", "inf"),
    ],
)
def test_nonsense_is_refused_with_what_would_do(name: str, value: str) -> None:
    """A value that is no number, or one out of range, is named, with the range as a hint."""
    with pytest.raises(InvalidInput, match=name) as caught:
        Settings.read({name: value})
    assert caught.value.hint
    assert "from" in caught.value.hint


def test_a_file_sets_what_no_variable_does(tmp_path: Path) -> None:
    """The file that CAIRN_CONFIG names goes before defaults, and variables go before it."""
    file = tmp_path / "own.toml"
    file.write_text('port = 9000\nhosts = ["a.example", "b.example"]\nrate = 5\n')
    settings = Settings.read({"CAIRN_CONFIG": str(file), "CAIRN_RATE": "7"})
    assert (settings.port, settings.hosts, settings.rate) == (9000, ("a.example", "b.example"), 7)


def test_lists_are_separated_by_commas() -> None:
    """A variable that means several things names them all."""
    assert Settings.read({"CAIRN_HOSTS": " a.example, b.example ,"}).hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("text", "named"),
    [("port = 'x'", "port"), ("prot = 1", "prot"), ("port =", "own.toml"), ("log = 'loud'", "log")],
)
def test_a_file_that_cannot_hold_is_refused(tmp_path: Path, text: str, named: str) -> None:
    """What is wrong with a file is told with the file and the setting."""
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=named) as caught:
        Settings.read({"CAIRN_CONFIG": str(file)})
    assert "own.toml" in caught.value.message
    assert caught.value.hint


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    """A name that leads nowhere is a mistake, not a default."""
    with pytest.raises(InvalidInput, match=r"none\.toml"):
        Settings.read({"CAIRN_CONFIG": str(tmp_path / "none.toml")})


def test_what_holds_is_shown_without_secrets(tmp_path: Path) -> None:
    """Every setting is listed with where it comes from; secrets and passwords are not shown."""
    file = tmp_path / "own.toml"
    file.write_text("rate = 5\n")
    given = {"CAIRN_CONFIG": str(file), "CAIRN_JWT_SECRET": "s3cret", "CAIRN_STORE": "db://me:s3cret@host/x"}
    shown = {one.name: one for one in effective(given)}
    assert "s3cret" not in "".join(one.value for one in shown.values())
    assert shown["store"].value.endswith("@host/x")
    assert (shown["rate"].value, shown["rate"].source) == ("5", str(file))
    assert shown["jwt_secret"].source == "CAIRN_JWT_SECRET"
    assert shown["port"].source == "default"


def test_a_secret_that_cannot_be_is_not_shown() -> None:
    """Even the message of a refusal keeps secrets."""
    with pytest.raises(InvalidInput) as caught:
        Settings.read({"CAIRN_CONFIG": os.devnull, "CAIRN_LOG": "loud", "CAIRN_JWT_SECRET": "s3cret"})
    assert "s3cret" not in str(caught.value)


def test_a_secret_is_not_part_of_how_settings_print() -> None:
    """Settings that end up in a log line or a traceback tell no password."""
    secrets = {"CAIRN_JWT_SECRET": "s3cret", "CAIRN_NEO4J_PASSWORD": "s3cret"}
    settings = Settings.read({"CAIRN_CONFIG": os.devnull, **secrets})
    assert (settings.jwt_secret, settings.neo4j_password) == ("s3cret", "s3cret")
    assert "s3cret" not in repr(settings)
