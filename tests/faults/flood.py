"""One client, or many, that ask for far more than their share, while a polite one wants its answer."""

import asyncio
import contextlib
import time
from typing import Final

from tests.faults.trial import Trial, leave, polite_client

ONE: Final = b"GET /flood HTTP/1.1\r\nHost: h\r\n\r\n"
LAST: Final = b"GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
PIECE: Final = 500


async def pipelined(trial: Trial) -> None:
    """So many requests at once on one connection: all are answered, in order."""
    before = trial.resident()
    begun = time.perf_counter()
    async with polite_client(trial):
        reader, writer = await asyncio.open_connection("127.0.0.1", trial.port)
        sending = asyncio.create_task(_send(writer, trial.size - 1))
        answers = 0
        while piece := await reader.read(2**18):
            # No answer is cut by counting its first word, as the body of the answers does not hold it.
            answers += piece.count(b"HTTP/1.1 200 OK")
        await sending
        await leave(writer)
    rate = trial.size / (time.perf_counter() - begun)
    trial.say(f"{answers} of {trial.size} answered, {rate:.0f} a second; +{(trial.peak() - before) / 1024:.1f} MiB")
    trial.must(answers >= trial.size - PIECE and answers <= trial.size, f"{answers} of {trial.size} were answered")


async def unread(trial: Trial) -> None:
    """Many clients that pipeline without end and never read: the polite one is not starved."""
    before = trial.resident()
    async with polite_client(trial):
        tasks = [asyncio.create_task(_pipeline_and_never_read(trial.port)) for _ in range(trial.size)]
        await asyncio.sleep(5.0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    trial.say(f"{trial.size} clients pipelined and never read; +{(trial.peak() - before) / 1024:.1f} MiB")


async def busy(trial: Trial) -> None:
    """Many clients that ask as fast as they are answered, each pipelining sixteen: the polite one is not starved."""
    async with polite_client(trial):
        asked = await asyncio.gather(*(_pipeline(trial.port, 5.0) for _ in range(trial.size)))
    trial.say(f"{trial.size} busy clients were answered {sum(asked)} times in 5 s")


async def _send(writer: asyncio.StreamWriter, count: int) -> None:
    for start in range(0, count, PIECE):
        writer.write(ONE * min(PIECE, count - start))
        await writer.drain()
    writer.write(LAST)


async def _pipeline_and_never_read(port: int) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    try:
        while True:
            writer.write(ONE * PIECE)
            await writer.drain()
            await asyncio.sleep(0)
    finally:
        with contextlib.suppress(OSError):
            writer.transport.abort()


async def _pipeline(port: int, seconds: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    end = time.monotonic() + seconds
    answered = 0
    while time.monotonic() < end:
        writer.write(ONE * 16)
        seen = 0
        while seen < 16:
            seen += (await reader.read(2**16)).count(b"HTTP/1.1 200 OK")
        answered += seen
    await leave(writer)
    return answered
