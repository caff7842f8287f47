"""The screen killed, and the screen stopped (SIGSTOP) under load: clients notice neither, and nothing is lost."""

import asyncio
import contextlib
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.faults.trial import Lost, leave, report
from tests.running import poll
from tests.terminal import Screen

ASKING: Final = b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n"
CLIENTS: Final = 10


def screen_killed(folder: Path) -> list[str]:
    """Kill the screen with SIGKILL under load: the server ends by itself, with everything it answered recorded."""
    screen = Screen(folder)
    port = screen.port
    answered = asyncio.run(_load(port, 2.0, at=1.0, do=lambda: os.kill(screen.pid, signal.SIGKILL)))
    capture = next((folder / "state").rglob("*.db"))
    poll(lambda: _ended(port), "the server to end")
    recorded = _count(capture)
    screen.close()
    if recorded < len(answered):
        raise Lost(f"{len(answered)} were answered and {recorded} recorded")
    return [f"{len(answered)} answered, {recorded} recorded; the server ended by itself"]


def screen_stopped(folder: Path, seconds: float) -> list[str]:
    """Stop the screen for so many seconds under load, and let it go on: it shows the newest within a moment."""
    screen = Screen(folder)
    port = screen.port
    os.kill(screen.pid, signal.SIGSTOP)
    try:
        answered = asyncio.run(_load(port, seconds))
        capture = next((folder / "state").rglob("*.db"))
        recorded = _count(capture)
        log = Path(f"{capture}-wal").stat().st_size / 2**20
    finally:
        os.kill(screen.pid, signal.SIGCONT)
    begun = time.monotonic()
    poll(lambda: f"{recorded:,}".replace(",", " ") in screen.text or str(recorded) in screen.text, f"#{recorded} shown")
    shown = time.monotonic() - begun
    screen.press("q")
    screen.wait()
    if recorded < len(answered):
        raise Lost(f"{len(answered)} were answered and {recorded} recorded")
    return [
        f"{len(answered)} answered in {seconds:.0f} s with the screen stopped, {recorded} recorded",
        report(answered),
        f"the log of the capture was {log:.0f} MiB then; the screen showed all {shown:.1f} s after it went on",
    ]


async def _load(port: int, seconds: float, *, at: float = 0.0, do: Callable[[], None] | None = None) -> list[float]:
    answered: list[float] = []
    end = time.monotonic() + seconds
    clients = [asyncio.create_task(_ask(port, end, answered)) for _ in range(CLIENTS)]
    if do is not None:
        await asyncio.sleep(at)
        do()
    await asyncio.gather(*clients)
    return answered


async def _ask(port: int, end: float, answered: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.monotonic() < end:
            begun = time.perf_counter()
            writer.write(ASKING % len(answered))
            await reader.readuntil(b"</p>\n")
            answered.append(time.perf_counter() - begun)
            await asyncio.sleep(0.002)
    except (OSError, asyncio.IncompleteReadError):
        pass  # the server ended, as it should when its screen does
    finally:
        await leave(writer)


def _count(capture: Path) -> int:
    with contextlib.closing(sqlite3.connect(capture)) as connection:
        return int(connection.execute("SELECT count(*) FROM exchange").fetchone()[0])


def _ended(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) != 0
