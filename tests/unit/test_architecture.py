"""What the repository says about itself is so."""

import ast
import inspect
import json
import re
import subprocess
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from api.settings import effective, variable
from graph import errors
from graph.formats.interchange import load
from graph.model import EdgeKind, NodeKind

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "embeddings", "ingest", "api")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "examples/README.md"])
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _errors() -> dict[str, type[errors.CairnError]]:
    classes = {name: value for name, value in vars(errors).items() if inspect.isclass(value)}
    return {name: value for name, value in classes.items() if issubclass(value, errors.CairnError)}


def test_error_tree_is_drawn_as_it_is() -> None:
    """The tree on top of errors.py has every class in its place."""
    drawn: dict[str, str] = {}
    above = {0: "Exception"}
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r" {4}([ │├└─]*)([A-Z]\w+)", line)
        if match:
            depth = len(match[1]) // 4
            drawn[match[2]] = above[depth]
            above[depth + 1] = match[2]
    assert drawn == {name: error.__base__.__name__ for name, error in _errors().items() if error.__base__}


def test_exit_codes_are_documented() -> None:
    """Each error stands in the documentation with its code and its exit code."""
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (\d+) \|$", ARCHITECTURE, re.MULTILINE)
    assert rows == [(name, error.code, str(error.exit_code)) for name, error in _errors().items()]


def test_codes_are_unique() -> None:
    """A program can tell every error from every other by its code."""
    codes = [error.code for error in _errors().values()]
    assert len(set(codes)) == len(codes)


def test_the_domain_is_documented() -> None:
    """Every kind of node and edge is explained."""
    for kind in (*NodeKind, *EdgeKind):
        assert f"| `{kind}` |" in ARCHITECTURE


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_say_what_they_are(path: Path) -> None:
    """Every module begins with a sentence about what it holds."""
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert re.search(r"[.:]$", docstring.splitlines()[0])


def test_paths_that_the_documentation_names_exist() -> None:
    """The map leads somewhere."""
    for document in (ROOT / "docs/architecture.md", ROOT / "CONTRIBUTING.md", *DECISIONS):
        named = re.findall(r"`((?:graph|embeddings|ingest|api|tests|docs)/[\w./-]*)`", document.read_text())
        missing = [path for path in named if not (ROOT / path).exists()]
        assert not missing, f"{_name(document)} names {missing}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(document: Path) -> None:
    """A relative link leads to a file of the repository, and to a heading that is there."""
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", document.read_text()):
        path, _, anchor = target.partition("#")
        file = document.parent / path if path else document
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}, target


@pytest.mark.parametrize("path", DECISIONS, ids=_name)
def test_decisions_have_their_parts(path: Path) -> None:
    """A decision fits a page and says why, what, what follows, and what was measured."""
    text = path.read_text()
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "What was measured"]
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert len(text) < 4_000


def test_decisions_are_numbered_without_a_gap() -> None:
    """A number names one decision."""
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_interchange_example_is_what_it_says() -> None:
    """The example in the documentation reads, fits the schema, and has the digest it shows."""
    match = re.search(r"```json\n(.+?)```", (ROOT / "docs/interchange.md").read_text(), re.DOTALL)
    assert match
    schema = json.loads(resources.files("graph.formats").joinpath("interchange.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(match[1]))
    assert load(match[1].encode()).digest == json.loads(match[1])["digest"]


def test_make_lists_its_targets() -> None:
    """``make`` alone tells what there is, a line each."""
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {"setup", "demo", "test", "check", "serve", "bench", "lock", "clean"} <= {
        line.split(maxsplit=1)[0] for line in listed
    }
    assert all(len(line) < 80 for line in listed)


def test_every_environment_variable_is_documented() -> None:
    """What can be set is said where it is read, and no example or guide sets what does not exist."""
    assert all(one.meaning for one in effective({}))
    known = {"CAIRN_CONFIG", "CAIRN_DEBUG"} | {variable(one.name) for one in effective({})}
    guides = [path.read_text() for path in DOCUMENTS]
    assert set(re.findall(r"\b(CAIRN_(?!TEST_)\w+)", "".join(guides))) <= known
    for file in (".env.example", "Dockerfile", "docker-compose.yml"):
        assert set(re.findall(r"\b(CAIRN_(?!TEST_)\w+)", (ROOT / file).read_text())) <= known


def test_distribution_holds_every_package() -> None:
    """What is imported is what is built."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(PACKAGES)
    assert set(project["tool"]["importlinter"]["root_packages"]) == set(PACKAGES)
