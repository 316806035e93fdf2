"""What each command says of itself."""

import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from api.cli.app import cairn

COMMANDS = cairn.list_commands(click.Context(cairn))
GROUPS = [name for name in COMMANDS if isinstance(cairn.get_command(click.Context(cairn), name), click.Group)]


def _runnable() -> Iterator[str]:
    """Return every command that does something, those of groups with their group's name."""
    for name in COMMANDS:
        found = cairn.get_command(click.Context(cairn), name)
        inner = found.commands if isinstance(found, click.Group) else ()
        yield from (f"{name} {one}" for one in inner) if inner else (name,)


@pytest.mark.parametrize("name", [*_runnable()])
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    """--help has examples, and the options that all commands share."""
    explained = CliRunner().invoke(cairn, [*name.split(), "--help"], prog_name="cairn")
    assert explained.exit_code == 0
    assert re.search(rf"Examples:\n +cairn {name}\b", explained.output)
    shared = ("--json", "--help") if name == "copy" else ("--store", "--json", "--help")
    for option in shared:
        assert option in explained.output


@pytest.mark.parametrize("name", GROUPS)
def test_every_group_explains_itself_with_an_example(name: str) -> None:
    """--help of a group shows its commands at work, and lists them."""
    explained = CliRunner().invoke(cairn, [name, "--help"], prog_name="cairn")
    assert explained.exit_code == 0
    assert re.search(rf"Examples:\n +cairn {name}\b", explained.output)


def test_the_overview_lists_every_command() -> None:
    """`cairn --help` names each command with a summary that ends where the line does."""
    overview = CliRunner().invoke(cairn, ["--help"], prog_name="cairn").output
    for name in COMMANDS:
        assert re.search(rf"\n  {name} +\S.*\.\n", overview)


def test_help_waits_for_no_library_that_it_does_not_need() -> None:
    """`cairn --help` loads neither numpy nor what encodes, serves or analyses."""
    code = "import sys, api.bootstrap as cairn\ntry: cairn.main()\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    heavy = {
        "numpy",
        "scipy",
        "networkx",
        "onnx",
        "onnxruntime",
        "tokenizers",
        "strawberry",
        "uvicorn",
        "rich",
    }
    assert not heavy & set(done.stdout.split())
