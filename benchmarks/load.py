"""Asks an HTTP server over loopback, and says how fast it answers.

As fast as it can: by wrk where that is installed (``apt-get install wrk``), which costs the machine least,
else by this process. At a given rate: by this process, which sends whether or not it was answered.
"""

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

_LUA: Final = """
local requests, at = {}, 0
init = function(args)
  for line in io.lines(args[1]) do
    local body = line ~= "" and line or nil
    local headers = {["content-type"] = "application/json"}
    requests[#requests + 1] = wrk.format(body and "POST" or "GET", nil, headers, body)
  end
end
request = function()
  at = at % #requests + 1
  return requests[at]
end
done = function(summary, latency)
  local failed = summary.errors.status + summary.errors.read + summary.errors.timeout
  print(string.format("figures %f %f %f %d", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests a second, and the milliseconds within which half of them and 99 of 100 were answered."""

    rate: float
    p50: float
    p99: float


def post(body: object) -> str:
    """Return what is sent in a POST: one line of JSON."""
    return json.dumps(body, separators=(",", ":"))


GET: Final = ""
"""What is sent in a GET."""


def apart(server: int, here: int = 0) -> None:
    """Give a server the first core, and a process (this one by default) the others, if there are any."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(server, {cores[0]})
        os.sched_setaffinity(here, set(cores[1:]))


def until_idle(server: int, patience: float = 300) -> None:
    """Wait until a server has done what it does beside the requests: for a second it hardly computed."""
    end = time.monotonic() + patience
    before = processor_seconds(server)
    while time.monotonic() < end:
        time.sleep(1)
        now = processor_seconds(server)
        if now - before < 0.1:
            return
        before = now


def processor_seconds(*processes: int) -> float:
    """Return the processor time that processes and their children took so far."""
    return sum(map(_ticks, processes)) / os.sysconf("SC_CLK_TCK")


def beside(process: int) -> list[int]:
    """Return the other processes that the parent of one started."""
    parent = (Path("/proc") / str(process) / "stat").read_text("ascii").rpartition(")")[2].split()[1]
    return [other for other in _children(int(parent)) if other != process]


def _children(process: int) -> list[int]:
    tasks = Path("/proc") / str(process) / "task"
    return [
        int(child) for task in tasks.iterdir() for child in (task / "children").read_text("ascii").split()
    ]


def _ticks(process: int) -> int:
    """Return the processor time that a process and its children took, in clock ticks (proc(5))."""
    own = Path("/proc") / str(process)
    fields = (own / "stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12]) + sum(map(_ticks, _children(process)))


def flat_out(port: int, path: str, bodies: Sequence[str], seconds: float, connections: int = 16) -> Pace:
    """Ask as fast as answers come, one body after the other, over and over.

    Raises
    ------
    RuntimeError
        If an answer has another status than 200.
    """
    if wrk := shutil.which("wrk"):
        how = ["-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "60s"]
        return _by_wrk([wrk, *how], f"http://127.0.0.1:{port}{path}", bodies)
    return asyncio.run(_Asker(port, path, cycle(bodies)).flat_out(seconds, connections))


def at_rate(port: int, path: str, bodies: Sequence[str], seconds: float, rate: float) -> Pace:
    """Ask so many times a second; the time of an answer counts from when it should have been asked for."""
    return asyncio.run(_Asker(port, path, cycle(bodies)).at_rate(seconds, rate))


def _by_wrk(wrk: Sequence[str], address: str, bodies: Sequence[str]) -> Pace:
    with tempfile.TemporaryDirectory() as folder:
        script, lines = Path(folder, "ask.lua"), Path(folder, "bodies")
        script.write_text(_LUA, encoding="utf-8")
        lines.write_text("".join(f"{body}\n" for body in bodies), encoding="utf-8")
        command = [*wrk, "-s", str(script), address, "--", str(lines)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, p50, p99, failed = told[told.index("figures") :].split()[1:5]
    if int(failed):
        raise RuntimeError(f"{failed} answers were no answers:\n{told}")
    return Pace(float(rate), float(p50), float(p99))


class _Asker:
    """Asks over connections of its own."""

    def __init__(self, port: int, path: str, bodies: Iterator[str]) -> None:
        self._port, self._path, self._bodies = port, path, bodies
        self._times: list[float] = []

    async def flat_out(self, seconds: float, connections: int) -> Pace:
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(connections):
                group.create_task(self._go_on(start + seconds))
        return self._pace(time.perf_counter() - start)

    async def at_rate(self, seconds: float, rate: float) -> Pace:
        free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(seconds * rate)):
                due = start + number / rate
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                group.create_task(self._one(free, due))
        return self._pace(time.perf_counter() - start)

    async def _go_on(self, end: float) -> None:
        free = [await asyncio.open_connection("127.0.0.1", self._port)]
        while (start := time.perf_counter()) < end:
            await self._one(free, start)
        free[0][1].close()

    async def _one(self, free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]], due: float) -> None:
        reader, writer = free.pop() if free else await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(self._request(next(self._bodies)))
        await answer(reader)
        self._times.append(time.perf_counter() - due)
        free.append((reader, writer))

    def _request(self, body: str) -> bytes:
        head = f"{'POST' if body else 'GET'} {self._path} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        head += "content-type: application/json\r\n"
        return f"{head}content-length: {len(body.encode())}\r\n\r\n{body}".encode()

    def _pace(self, seconds: float) -> Pace:
        p50, p99 = (statistics.quantiles(self._times, n=100)[n] * 1e3 for n in (49, 98))
        return Pace(len(self._times) / seconds, p50, p99)


async def answer(reader: asyncio.StreamReader) -> bytes:
    """Read the body of one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    return await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r")[0]))


def ask_once(port: int, path: str, body: str) -> bytes:
    """Ask once, and return the answer's body."""

    async def once() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_Asker(port, path, cycle([body]))._request(body))  # noqa: SLF001 - the same module
        try:
            return await answer(reader)
        finally:
            writer.close()

    return asyncio.run(once())
