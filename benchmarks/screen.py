"""How long the screen is held up: large messages shown from end to end, and a list of a million requests.

The figure is the longest time that the event loop could not answer, in milliseconds, beside that of a small request in
the same run.
"""

import asyncio
import gzip
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.octets import CURL_POST
from tests.ui.exchange_app import ExchangeApp, exchange_app, facts_of
from tests.ui.seeded import many
from tests.ui.shell import shell
from textual.pilot import Pilot

from httpscope.ui.mode import Mode
from httpscope.ui.settings import Settings

ROUNDS = 3
ROWS = 1_000_000
KEYS = {"end": "G", "home": "g", "page down": "pagedown", "row down": "j"}


def post(content: bytes, *fields: bytes) -> bytes:
    """Make a request with content."""
    lines = (b"Host: h", *fields, b"Content-Length: %d" % len(content))
    return b"POST / HTTP/1.1\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + content


def messages(scale: int = 1) -> dict[str, bytes]:
    """Give the messages that are shown; a larger scale makes them smaller."""
    chunks = 100_000 // scale
    return {
        "a small request": CURL_POST,
        "10 MB of text": post((b"x" * 79 + b"\n") * (131_072 // scale), b"Content-Type: text/plain"),
        "10 MB of octets": post(random.Random(1).randbytes(10 * 2**20 // scale), b"Content-Type: image/png"),
        "1 MB in one line": post(b"y" * (2**20 // scale), b"Content-Type: text/plain"),
        "100,000 chunks": b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1\r\nx\r\n" * chunks
        + b"0\r\n\r\n",
        "JSON nested 100,000 deep": post(b"[" * chunks + b"]" * chunks, b"Content-Type: application/json"),
        "a gzip bomb": post(gzip.compress(bytes(2**27 // scale)), b"Content-Encoding: gzip"),
    }


async def longest_stall(work: Callable[[], Awaitable[None]]) -> float:
    """Give the longest time in milliseconds that other work of the event loop had to wait meanwhile."""
    longest = 0.0
    done = asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)

    watcher = asyncio.create_task(watch())
    await work()
    done.set()
    await watcher
    return longest * 1e3


async def _show(octets: bytes) -> float:
    async with exchange_app(facts_of(CURL_POST)) as (app, pilot):
        return await longest_stall(lambda: _walk(app, pilot, octets))


async def _walk(app: ExchangeApp, pilot: Pilot[None], octets: bytes) -> None:
    app.view.exchange = facts_of(octets, method="POST")
    await pilot.pause(0.5)
    for mode in (Mode.OCTETS, Mode.HEX, Mode.HEADERS, Mode.BODY):
        app.view.mode = mode
        await pilot.pause(0.2)
        await pilot.press("G", "pageup", "g", "pagedown")


async def _million(rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        took = {}
        async with shell(
            Path(folder), capture=lambda path: many(path, rows), size=(160, 45), settings=Settings(), viewing=True
        ) as running:
            for name, key in KEYS.items():
                before = time.process_time()
                await running.press(key)
                await running.pilot.pause(0.05)
                took[name] = (time.process_time() - before) * 1e3
        return took


def main(rounds: int = ROUNDS, rows: int = ROWS, scale: int = 1, most: int | None = None) -> None:
    """Measure and print two tables; `most` is how many of the messages are shown."""
    print(f"longest stall while a message is shown in every mode, end to end   (medians of {rounds} rounds)")
    base = 0.0
    for name, octets in list(messages(scale).items())[:most]:
        stall = statistics.median(asyncio.run(_show(octets)) for _ in range(rounds))
        base = base or stall
        print(f"  {name:26}{stall:8.1f} ms{stall / base:8.1f} x")
    few, lots = asyncio.run(_million(min(rows, 1_000))), asyncio.run(_million(rows))
    print(f"processor time for a key in the list, {rows:,} rows beside {min(rows, 1_000):,}")
    for name, took in lots.items():
        print(f"  {name:26}{took:8.1f} ms{took / few[name]:8.1f} x")


if __name__ == "__main__":
    main()
