"""Run the steps of the Dockerfile's build stage in a clean folder of this machine, and try what they install.

It is no proof that the image builds: the base image is not there, its Python is replaced by the one that runs
this. It shows that the files which are copied are enough, and that the steps install a `cairn` that works.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
_ABSOLUTE = re.compile(r"(?<![\w.])/(?=(?:opt|src)\b)")


def main() -> int:
    """Run the steps; return the exit code of the first that fails, else 0."""
    with tempfile.TemporaryDirectory(prefix="cairn-image-") as folder:
        image = Path(folder).resolve()
        (image / "bin").mkdir()
        (image / "bin" / "python").symlink_to(sys.executable)
        environment = {"PATH": f"{image}/bin:/usr/bin:/bin", "HOME": str(image), **_package_index()}
        try:
            _build(image, environment)
            _try(image)
        except subprocess.CalledProcessError as error:
            print(f"run_dockerfile: {error}", file=sys.stderr)
            return error.returncode
    return 0


def _package_index() -> dict[str, str]:
    """Return what of this environment says where packages come from and whom to trust."""
    return {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))}


def _build(image: Path, environment: dict[str, str]) -> None:
    work = image
    for instruction, rest in _instructions((ROOT / "Dockerfile").read_text()):
        inside = _ABSOLUTE.sub(f"{image}/", rest)
        print(f"{instruction} {rest}")
        if instruction == "WORKDIR":
            work = Path(inside)
            work.mkdir(parents=True)
        elif instruction == "ENV":
            for name, value in (word.split("=", 1) for word in shlex.split(inside)):
                environment[name] = value.replace("$PATH", environment["PATH"])
        elif instruction == "COPY":
            _copy(inside.split(), work)
        elif instruction == "RUN":
            subprocess.run(["/bin/sh", "-ec", inside], cwd=work, env=environment, check=True)


def _instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Yield the instructions of the first stage, but for its FROM."""
    joined = dockerfile.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            return
        yield instruction, " ".join(rest.split())


def _copy(words: list[str], work: Path) -> None:
    *sources, target = words
    place = work / target
    for name in sources:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
            continue
        if target.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)


def _try(image: Path) -> None:
    """Run what was installed, away from the sources."""
    data = image / "data"
    data.mkdir()
    own = {
        "PATH": f"{image}/opt/cairn/bin:/usr/bin:/bin",
        "HOME": str(data),
        "CAIRN_CACHE": str(data / "cache"),
    }
    own |= {"CAIRN_STORE": f"sqlite:///{data}/cairn.db"}
    for command in (
        "cairn --version",
        f"cairn ingest {ROOT}/examples/data-with-postgresql --json",
        "cairn health",
    ):
        print(f"$ {command}", flush=True)
        done = subprocess.run(shlex.split(command), cwd=data, env=own, check=False, stdout=subprocess.PIPE)
        if done.returncode and not command.endswith("health"):  # which ends with 1 where it finds something
            raise subprocess.CalledProcessError(done.returncode, command)
        print(done.stdout.decode()[:300])


if __name__ == "__main__":
    sys.exit(main())
