"""Settings come from the environment, are checked, and are read when asked for."""

from pathlib import Path

import pytest

from api.settings import Settings, default_store
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
