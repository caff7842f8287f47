"""`kill -9` of the server at random moments under load: what was answered is in the capture, which is sound."""

import asyncio
import contextlib
import random
import signal
import sqlite3
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from tests.faults.trial import Lost
from tests.running import Serve, serving

CLIENTS: Final = 20


def kills(folder: Path, rounds: int, seed: int) -> list[str]:
    """Kill so many servers; give the report. Raises Lost."""
    chance = random.Random(seed)
    answered = recorded = 0
    for number in range(rounds):
        place = folder / f"round-{number}"
        place.mkdir()
        with serving(place) as server:
            seen = asyncio.run(_load(server, chance.uniform(0.05, 0.6)))
            found = targets(server.capture)
        lost = seen - found
        if lost:
            raise Lost(
                f"round {number} (seed {seed}): {lost.total()} answered requests are not in the capture: {min(lost)}"
            )
        answered, recorded = answered + seen.total(), recorded + found.total()
        for path in place.iterdir():
            path.unlink()
    return [f"{rounds} kills (seed {seed}): {answered} requests were answered, {recorded} recorded, 0 lost; all sound"]


def targets(capture: Path) -> Counter[str]:
    """Count the targets in a capture whose octets are there too. Raises Lost where the file is not sound."""
    with contextlib.closing(sqlite3.connect(capture)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise Lost(f"integrity_check says {verdict}")
        # A request of these clients comes in one read, so its segment begins where it begins.
        rows = connection.execute(
            "SELECT exchange.target FROM exchange JOIN segment ON segment.connection = exchange.connection"
            " AND segment.direction = 0 AND segment.start = exchange.start"
            " UNION ALL SELECT exchange.target FROM exchange JOIN content ON content.id = exchange.octets"
        )
        return Counter(target for (target,) in rows)


async def _load(server: Serve, seconds: float) -> Counter[str]:
    """Ask until the server is killed, in so many seconds; count the targets that were answered."""
    seen: Counter[str] = Counter()
    clients = [asyncio.create_task(_client(server.port, number, seen)) for number in range(CLIENTS)]
    await asyncio.sleep(seconds)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    for client in clients:
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    return seen


async def _client(port: int, number: int, seen: Counter[str]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for count in range(sys.maxsize):
            # Half of them are the same to the octet for all clients, and kept once: there each counts.
            target = f"/{number}/{count}" if count % 2 else "/same"
            writer.write(f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
            seen[target] += 1
            await reader.readuntil(b"</p>\n")
    except (OSError, asyncio.IncompleteReadError):
        pass  # the server was killed, which is the point
    finally:
        writer.close()
