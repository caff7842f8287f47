"""What a fault command is made of: a server of its own, a polite client beside the attack, a report of what was lost.

Everything goes to the loopback and is bounded in count and time. Figures are printed and never asserted; what
must hold (answered, recorded, alive, memory within bounds) is.
"""

import asyncio
import contextlib
import json
import os
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests import running
from tests.running import Serve, serving


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
        # It listens before all of it is there; once it has closed a connection it holds what files it needs.
        running.ask(server.port, b"", half_close=True)
        trial = Trial(server, folder, size)
        asyncio.run(fault(trial))
        trial.must(server.process.poll() is None, f"the server ended: {server.stderr()}")
        status = server.stop()
        trial.must(status == 0, f"the server ended with status {status}: {server.stderr()}")
        trial.must("Traceback" not in server.stderr(), f"a traceback: {server.stderr()}")
        return trial.lines


def report(times: Sequence[float | None]) -> str:
    """Say how a client fared, by the seconds that each of its answers took; None for one that did not come."""
    answered = [each for each in times if each is not None]
    if len(answered) < 2:
        return f"{len(answered)} answered, {len(times) - len(answered)} not"
    # Inclusive: of few answers the usual method tells a percentile that is above the worst.
    late = quantiles(answered, n=100, method="inclusive")[98]
    return (
        f"{len(answered)} answered, {len(times) - len(answered)} not; median {median(answered) * 1000:.1f} ms, "
        f"p99 {late * 1000:.1f} ms, worst {max(answered) * 1000:.1f} ms"
    )


@contextlib.asynccontextmanager
async def polite_client(trial: Trial, every: float = 0.01) -> AsyncIterator[None]:
    """Let a well-behaved client ask again and again for the length of a block; all its requests must be answered."""
    client = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.faults.polite", str(trial.port), str(every)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert client.stdin is not None
    assert client.stdout is not None
    await client.stdout.readline()
    try:
        yield
    finally:
        client.stdin.close()
        times: list[float | None] = json.loads(await client.stdout.read())
        await client.wait()
        trial.say(f"polite client: {report(times)}")
    unanswered = times.count(None)
    trial.must(len(times) > unanswered, "the polite client was never answered")
    trial.must(not unanswered, f"{unanswered} requests of the polite client were not answered")


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
