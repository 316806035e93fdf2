"""A real Neo4j Community server on this machine, for tests and benchmarks.

    python tools/neo4j_server.py install            fetch it, once a version
    python tools/neo4j_server.py run COMMAND ...    run a command beside an empty one

The command finds the server in the environment variables that :class:`Address` names. The server is made
of its artifacts on Maven Central (``neo4j_pom.xml`` pins them), so it needs Java 17 or newer and Maven, set
up as they are for anything else; the artifacts are kept in Cairn's cache folder. ``CAIRN_TEST_NEO4J_VERSION``
names another version; those of 2025 and later need Java 21 (``JAVA_HOME`` says which is used).
"""

import argparse
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

POM = Path(__file__).with_name("neo4j_pom.xml")
USER, PASSWORD = "neo4j", "only-for-tests"
_CALENDAR = 2025  # versions are named after years from this one on
_START_SECONDS = 300  # on a machine that is busy with other things; else 5 to 15
_STOP_SECONDS = 30
_PORTS = range(20_000, 32_000)  # below what Linux and others give to clients
_OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")


class ServerError(Exception):
    """The server cannot be had or does not run."""


class MissingTool(ServerError):
    """Java or Maven is not there."""


@dataclass(frozen=True)
class Address:
    """Where a server is, and who may use it."""

    uri: str
    user: str
    password: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Address | None":
        """Return a server that is run for tests, whose data may be lost; None if none is named."""
        uri = environment.get("CAIRN_TEST_NEO4J_URI")
        if not uri:
            return None
        user = environment.get("CAIRN_TEST_NEO4J_USER") or USER
        return cls(uri, user, environment.get("CAIRN_TEST_NEO4J_PASSWORD") or "")

    def environment(self) -> dict[str, str]:
        """Return the variables that :meth:`read` reads."""
        return {
            "CAIRN_TEST_NEO4J_URI": self.uri,
            "CAIRN_TEST_NEO4J_USER": self.user,
            "CAIRN_TEST_NEO4J_PASSWORD": self.password,
        }


@dataclass
class Server:
    """A server with a folder and a port of its own, on the loopback address.

    ``quick`` starts twice as fast and answers slower: right for tests, wrong for measuring. ``heap`` is in
    megabytes.
    """

    home: Path
    heap: int = 512
    quick: bool = True
    port: int = field(default_factory=lambda: _free_port())  # noqa: PLW0108  # defined below
    _process: "subprocess.Popen[bytes] | None" = None
    _lifeline: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> Address:
        """Where it is, whether it runs or not."""
        return Address(f"bolt://127.0.0.1:{self.port}", USER, PASSWORD)

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Start it with further settings of ``neo4j.conf``, and return when it answers.

        Raises
        ------
        ServerError
            If it ends at once or takes too long.
        """
        installed = install()
        self._configure(installed, settings or {})
        console = self.home / "console.log"
        with console.open("wb") as log:
            self._process = subprocess.Popen(
                self._command(installed),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the tests, which then stop it
            )
        self._lifeline = _tie_to_this_process(self._process.pid)
        try:
            _wait_until_started(self._process, console)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Stop it in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Freeze it: its connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        if self._lifeline:
            self._lifeline.kill()
            self._lifeline.communicate()
            self._lifeline = None
        if self._process:
            self._process.send_signal(number)
            self._process.send_signal(signal.SIGCONT)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _configure(self, installed: Path, settings: Mapping[str, str]) -> None:
        users = self.home / "data" / "dbms" / "auth.ini"
        users.parent.mkdir(parents=True, exist_ok=True)
        if not users.exists():
            shutil.copy(installed / "auth.ini", users)
        conf = self.home / "conf" / "neo4j.conf"
        conf.parent.mkdir(exist_ok=True)
        own = {
            "server.default_listen_address": "127.0.0.1",
            "server.default_advertised_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self.port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.port}",
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "dbms.usage_report.enabled": "false",
            "server.memory.pagecache.size": "128m",
            "db.tx_log.preallocate": "false",
        }
        own |= _quiet(_version())
        conf.write_text("".join(f"{key}={value}\n" for key, value in {**own, **settings}.items()))

    def _command(self, installed: Path) -> list[str]:
        return [
            str(_java()),
            f"-Xms{self.heap}m",
            f"-Xmx{self.heap}m",
            *(("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1") if self.quick else ("-XX:+UseG1GC",)),
            "-Dfile.encoding=UTF-8",
            "-Dlog4j2.disable.jmx=true",
            *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            str(installed / "lib" / "*"),
            f"org.neo4j.server.{'Neo4jCommunity' if _is_recent(_version()) else 'CommunityEntryPoint'}",
            f"--home-dir={self.home}",
            f"--config-dir={self.home / 'conf'}",
            "--console-mode",
        ]


@contextmanager
def running(*, heap: int = 512, quick: bool = True) -> Iterator[Server]:
    """Run an empty server until the block ends; raises a :class:`ServerError` where it cannot."""
    with tempfile.TemporaryDirectory(prefix="cairn-neo4j-") as home:
        server = Server(Path(home), heap=heap, quick=quick)
        try:
            server.start()
            yield server
        finally:
            server.kill()


def install() -> Path:
    """Return the folder of the pinned version, fetched before if need be.

    It holds the jars in ``lib`` and ``auth.ini``, by which the password is known.

    Raises
    ------
    MissingTool
        If Java or Maven is not there.
    ServerError
        If Maven cannot fetch it.
    """
    folder = _cache() / f"neo4j-{_version()}"
    java = _java()
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as building:
            _fetch(Path(building, "lib"))
            _set_password(java, Path(building))
            if not folder.exists():  # another process may have been faster
                Path(building).chmod(0o755)
                Path(building).rename(folder)
                Path(building).mkdir()  # for the end of this block
    return folder


def _fetch(lib: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingTool("there is no Maven (Debian: apt-get install maven)")
    print(f"fetching Neo4j {_version()}, 120 MB ...", file=sys.stderr)
    goal = "dependency:copy-dependencies"
    done = subprocess.run(
        [
            maven,
            "-B",
            "-q",
            "-f",
            str(POM),
            goal,
            f"-Dneo4j.version={_version()}",
            f"-DoutputDirectory={lib}",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServerError(f"Maven could not fetch Neo4j {_version()}:\n{done.stdout}")


def _set_password(java: Path, folder: Path) -> None:
    command = [java, "-cp", f"{folder / 'lib'}/*", "org.neo4j.cli.AdminTool", "dbms", "set-initial-password"]
    home = {"NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder)}
    (folder / "neo4j.conf").touch()
    subprocess.run([*command, PASSWORD], env={**os.environ, **home}, check=True, stdout=subprocess.DEVNULL)
    (folder / "data" / "dbms" / "auth.ini").rename(folder / "auth.ini")


def _cache() -> Path:
    return Path(os.environ.get("CAIRN_CACHE") or platformdirs.user_cache_path("cairn", appauthor=False))


def _quiet(version: str) -> dict[str, str]:
    """Return the settings by which a version stops at once, else in 11 s, and reports to nobody.

    A setting of another version would stop it from starting.
    """
    if not _is_recent(version):
        return {"internal.dbms.bolt.netty_server_shutdown_quiet_period": "0"}
    return {
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
        "dbms.fleet_manager.enabled": "false",
        "server.fleet_discovery.enabled": "false",
    }


def _is_recent(version: str) -> bool:
    return int(version.partition(".")[0]) >= _CALENDAR


def _version() -> str:
    if named := os.environ.get("CAIRN_TEST_NEO4J_VERSION"):
        return named
    found = re.search(r"<neo4j\.version>(.+)</neo4j\.version>", POM.read_text())
    assert found
    return found[1]


def _java() -> Path:
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else Path(shutil.which("java") or "java")
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError) as error:
        raise MissingTool("there is no Java (Debian: apt-get install openjdk-17-jre-headless)") from error
    found, oldest = re.search(r'version "(\d+)', said), 21 if _is_recent(_version()) else 17
    if not found or int(found[1]) < oldest:
        raise MissingTool(f"{java} is older than Java {oldest} (JAVA_HOME names another)")
    return java


def _free_port() -> int:
    """Return a port that no client is given: one of those could be taken while the server is down."""
    while True:
        port = secrets.choice(_PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _tie_to_this_process(server: int) -> "subprocess.Popen[bytes]":
    """Kill the server when this process ends, however it does: the pipe between us closes then."""
    watch = 'cat >/dev/null; kill -KILL "$0"'
    return subprocess.Popen(
        ["/bin/sh", "-c", watch, str(server)], stdin=subprocess.PIPE, start_new_session=True
    )


def _wait_until_started(process: "subprocess.Popen[bytes]", console: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while " Started." not in console.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > end:
            why = "takes too long to start" if process.returncode is None else "ended at its start"
            raise ServerError(f"Neo4j {why}:\n{console.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["install", "run"])
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args(arguments)
    try:
        if given.what == "install":
            print(f"Neo4j {_version()} is in {install()}")
            return 0
        if not given.command:
            parser.error("run what?")
        with running(heap=1024, quick=False) as server:
            environment = {**os.environ, **server.address.environment()}
            return subprocess.run(given.command, env=environment, check=False).returncode
    except ServerError as error:
        print(f"neo4j_server: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
