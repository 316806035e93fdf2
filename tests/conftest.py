"""What every test stands on: no network, bounded Hypothesis runs, asyncio under anyio."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tools import neo4j_server
from tools import node_packages as node_packages_tool

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["XDG_CONFIG_HOME"] = os.devnull  # nobody's own settings and keys change what is tested

_ROOT = Path(__file__).parent.parent

settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # that is the machine, where other things run as well
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, print_blob=True)
settings.register_profile("nightly", settings.get_profile("default"), max_examples=5_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run ``@pytest.mark.anyio`` tests on asyncio, which uvicorn runs on too."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _planning_takes_processor_time() -> Iterator[None]:
    """Count the seconds that planners have by the processor: what else a machine does changes no answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.algorithms.deadline.monotonic", time.process_time)
        yield


@pytest.fixture(scope="session")
def seed_page() -> Path:
    """Return a real page of plain text that no rule was tuned to; skip where there is none."""
    return _outside("CAIRN_SEED", "../shared/seed")


@pytest.fixture(scope="session")
def outside_curricula() -> Path:
    """Return a folder of curricula that others published, one folder each; skip where there is none."""
    return _outside("CAIRN_DATA", "../shared/data")


def _outside(variable: str, default: str) -> Path:
    path = Path(os.environ.get(variable, _ROOT / default))
    if not path.exists():
        pytest.skip(f"no curricula from outside at {path} (set {variable})")
    return path


@pytest.fixture(scope="session")
def neo4j() -> Iterator[neo4j_server.Address]:
    """Return where a Neo4j server is, one for the whole run; whoever uses it empties it first."""
    named = neo4j_server.Address.read(os.environ)
    if named:
        yield named
        return
    with _neo4j_of_our_own() as server:
        yield server.address


@pytest.fixture(scope="module")
def own_neo4j() -> Iterator[neo4j_server.Server]:
    """Return a Neo4j server that the tests of one file may kill, pause and configure."""
    with _neo4j_of_our_own() as server:
        yield server


@contextmanager
def _neo4j_of_our_own() -> Iterator[neo4j_server.Server]:
    """Run a server; skip the test where there can be none, unless this is continuous integration."""
    try:
        neo4j_server.install()
    except neo4j_server.MissingTool as error:
        reason = f"no Neo4j: {error}; or set CAIRN_TEST_NEO4J_URI to a server whose data may be lost"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with neo4j_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def node_packages() -> Path:
    """Return a folder with packages of Node.js; skip without them, unless this is continuous integration."""
    try:
        return node_packages_tool.install()
    except node_packages_tool.MissingTool as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


_calls_outside: list[str] = []
_GUARDED = {"socket.connect": 1, "socket.bind": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}


def _refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Stop whatever would leave this machine; an audit hook sees what C code does too."""
    place = _GUARDED.get(event)
    if place is None or _is_local(arguments[place]):
        return
    _calls_outside.append(f"{event} {arguments[place]!r}")
    raise PermissionError(f"tests do not leave this machine: {_calls_outside[-1]}")


def _is_local(address: object) -> bool:
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if not isinstance(host, str) or host in {"localhost", "testserver"} or host.startswith(("/", "\0")):
        return True  # nothing to look up, or the path of a Unix socket
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse_outside)


@pytest.fixture(autouse=True)
def _stay_on_this_machine() -> Iterator[None]:
    """Fail a test that reached for the network, even where its code swallowed the refusal."""
    _calls_outside.clear()
    yield
    if _calls_outside:
        pytest.fail(f"reached for the network: {', '.join(_calls_outside)}")
