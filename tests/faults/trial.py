"""What a fault command is made of: a server of its own, a polite client beside the attack, a report of what was lost.

Everything goes to the loopback and is bounded in count and time. Figures are printed and never asserted; what
must hold (answered, recorded, alive, memory within bounds) is.
"""

import asyncio
import contextlib
import os
import resource
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from tests.running import Serve, serving

POLITE: Final = b"GET /polite HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
PATIENCE: Final = 20.0


class Lost(AssertionError):
    """Something that must not be lost was."""


@dataclass(slots=True)
class Trial:
    """One fault tried against one server."""

    server: Serve
    folder: Path
    size: int
    """How many connections, or whatever the fault counts."""
    lines: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where the server listens."""
        return self.server.port

    def say(self, line: str) -> None:
        """Add a line to the report."""
        self.lines.append(line)

    def must(self, holds: object, sentence: str) -> None:
        """Fail where something that must hold does not."""
        if not holds:
            raise Lost(sentence)

    def resident(self) -> int:
        """Give the memory of the server process, in KiB."""
        return status_of(self.server.process.pid, "VmRSS")

    def peak(self) -> int:
        """Give the most memory that the server process ever had, in KiB."""
        return status_of(self.server.process.pid, "VmHWM")

    def descriptors(self) -> int:
        """Give the number of files that the server process holds open."""
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))


Fault = Callable[[Trial], Coroutine[Any, Any, None]]


def status_of(pid: int, name: str) -> int:
    """Give a number of `/proc/PID/status`, as it stands there."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise Lost(f"the server process has no {name}: it is gone")


def try_fault(fault: Fault, size: int, folder: Path, *arguments: str, files: int = 0) -> list[str]:
    """Run a fault against a fresh server, which may hold so many files; give its report. Raises Lost."""
    with serving(folder, *arguments) as server:
        if files:
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (files, files))
        trial = Trial(server, folder, size)
        asyncio.run(fault(trial))
        trial.must(server.process.poll() is None, f"the server ended: {server.stderr()}")
        status = server.stop()
        trial.must(status == 0, f"the server ended with status {status}: {server.stderr()}")
        trial.must("Traceback" not in server.stderr(), f"a traceback: {server.stderr()}")
        return trial.lines


@dataclass(slots=True)
class Polite:
    """A well-behaved client: how long each of its requests took, in seconds, and how many were not answered."""

    times: list[float] = field(default_factory=list)
    unanswered: int = 0
    going: bool = True

    def report(self) -> str:
        """Say how it fared."""
        if len(self.times) < 2:
            return f"polite client: {len(self.times)} answered, {self.unanswered} not"
        worst = quantiles(self.times, n=100)[98]
        return (
            f"polite client: {len(self.times)} answered, {self.unanswered} not; median "
            f"{median(self.times) * 1000:.1f} ms, p99 {worst * 1000:.1f} ms, worst {max(self.times) * 1000:.1f} ms"
        )


@contextlib.asynccontextmanager
async def polite_client(trial: Trial, every: float = 0.01) -> AsyncIterator[Polite]:
    """Let a well-behaved client ask again and again for the length of a block; all its requests must be answered."""
    polite = Polite()
    task = asyncio.create_task(_be_polite(trial.port, polite, every))
    try:
        yield polite
    finally:
        polite.going = False
        await task
        trial.say(polite.report())
    trial.must(polite.times, "the polite client was never answered")
    trial.must(not polite.unanswered, f"{polite.unanswered} requests of the polite client were not answered")


async def _be_polite(port: int, polite: Polite, every: float) -> None:
    while polite.going:
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await ask(port, POLITE)
        except (OSError, TimeoutError):
            answer = b""
        if answer.startswith(b"HTTP/1.1 200 "):
            polite.times.append(time.perf_counter() - begun)
        else:
            polite.unanswered += 1
        await asyncio.sleep(every)


async def ask(port: int, octets: bytes) -> bytes:
    """Send octets on a new connection and give all that comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(octets)
        return await reader.read()
    finally:
        await leave(writer)


async def leave(writer: asyncio.StreamWriter) -> None:
    """Close a connection, whatever became of it."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def until(look: Callable[[], bool], patience: float, what: str) -> float:
    """Wait until something holds; give the seconds it took. Raises Lost."""
    begun = time.monotonic()
    while not look():
        if time.monotonic() - begun > patience:
            raise Lost(f"waited {patience:.0f} s for {what}")
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


def in_waves(count: int, wave: int = 100) -> Iterator[range]:
    """Cut a count into waves, so that the backlog of the listener is not the thing tried."""
    for start in range(0, count, wave):
        yield range(start, min(start + wave, count))
