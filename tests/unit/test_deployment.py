"""The files that a team deploys by agree with one another and with the code."""

import re
from dataclasses import Field, fields
from pathlib import Path

import pytest
import yaml

from api.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(COMPOSE)["services"]
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_variable_of_the_composition_has_an_example() -> None:
    """What docker-compose.yml asks of .env stands in .env.example, with the same default."""
    for name, default in re.findall(r"(?<!\$)\$\{(\w+)(?::-([^}]*))?", COMPOSE):
        assert name in EXAMPLE
        assert EXAMPLE[name] == default


def test_no_password_is_committed() -> None:
    """Whoever deploys chooses one, and is told where if they do not."""
    assert EXAMPLE["CAIRN_NEO4J_PASSWORD"] == ""
    assert "${CAIRN_NEO4J_PASSWORD:?" in COMPOSE


def test_the_composition_runs_the_neo4j_that_tests_run() -> None:
    """What is deployed is what was tested."""
    pinned = re.search(r"<neo4j\.version>(.+)</", (ROOT / "tools/neo4j_pom.xml").read_text())
    assert pinned
    assert SERVICES["neo4j"]["image"] == f"neo4j:{pinned[1]}-community"


def test_cairn_waits_for_a_healthy_neo4j() -> None:
    """The first start does not fail because the other is not up yet."""
    assert "healthcheck" in SERVICES["neo4j"]
    assert SERVICES["cairn"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    settings = Settings.read({**SERVICES["cairn"]["environment"], **EXAMPLE})
    assert settings.store.startswith("bolt://localhost:7687")


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: "Field[object]") -> None:
    """The table of the runbook has them all, in the words of `cairn config`."""
    assert f"| `CAIRN_{setting.name.upper()}` | {setting.metadata['meaning']} |" in OPERATIONS
