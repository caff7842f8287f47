"""Messages without an end: heads, targets, chunks, extensions, trailers, content; and how much of each is swallowed."""

import asyncio
from collections.abc import Iterator
from itertools import repeat
from typing import Final, NamedTuple

from tests.faults.trial import Trial, leave, polite_client

POST: Final = b"POST / HTTP/1.1\r\nHost: h\r\n"
CHUNKED: Final = POST + b"Transfer-Encoding: chunked\r\n\r\n"
PIECE: Final = 65_536
MIB: Final = 2**20


class Endless(NamedTuple):
    """One message that does not end."""

    name: str
    opening: bytes
    piece: bytes
    status: tuple[str, ...]
    most: int
    """Octets that the server may take of it."""


MESSAGES: Final = (
    Endless("a method", b"", b"G" * PIECE, ("400",), MIB),
    Endless("a target", b"GET /", b"a" * PIECE, ("414",), MIB),
    Endless("a header line", b"GET / HTTP/1.1\r\nHost: h\r\nX: ", b"x" * PIECE, ("431",), MIB),
    Endless("headers", b"GET / HTTP/1.1\r\nHost: h\r\n", b"X-A: b\r\n" * (PIECE // 8), ("431",), MIB),
    Endless("empty lines", b"", b"\r\n" * (PIECE // 2), ("400",), MIB),
    Endless("chunks", CHUNKED, b"10000\r\n" + b"x" * PIECE + b"\r\n", ("413",), 64 * MIB),
    Endless("chunks of one octet", CHUNKED, b"1\r\nx\r\n" * 2000, ("413",), 64 * MIB),
    Endless("a chunk extension", CHUNKED + b"1;", b"x" * PIECE, ("400",), MIB),
    Endless("chunk extensions", CHUNKED, b"1;a=b\r\nx\r\n" * 4000, ("400",), MIB),
    Endless("trailers", CHUNKED + b"0\r\n", b"X-A: b\r\n" * (PIECE // 8), ("431",), MIB),
    Endless("content, 4 GiB announced", POST + b"Content-Length: 4294967296\r\n\r\n", b"x" * PIECE, ("413",), MIB),
    Endless("content, 10^30 announced", POST + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n", b"x" * PIECE,
            ("413", "400"), MIB),
)  # fmt: skip


async def endless(trial: Trial) -> None:
    """Send up to `size` MiB of each; the server must refuse it, take no more than its limit, and stay small."""
    before = trial.resident()
    async with polite_client(trial):
        for message in MESSAGES:
            if message.most > trial.size * MIB:
                continue  # the tests have no time for it
            answer, sent = await _send(trial.port, message, trial.size * MIB)
            status = answer[9:12].decode("latin-1")
            trial.say(f"{message.name}: {status or 'closed'} after {sent / MIB:.1f} MiB")
            trial.must(status in message.status, f"{message.name}: got {answer[:60]!r} after {sent} octets")
            trial.must(sent <= message.most + 8 * MIB, f"{message.name}: {sent} octets were swallowed")
    grown = (trial.peak() - before) / 1024
    trial.say(f"memory grew by {grown:.1f} MiB at most")
    trial.must(grown < 48, f"memory grew by {grown:.1f} MiB")


async def announced(trial: Trial) -> None:
    """Many clients that each announce 10 GiB: nothing is allocated for an announcement."""
    before = trial.resident()
    octets = POST + b"Content-Length: 10737418240\r\n\r\n"
    answers = await asyncio.gather(*(_exchange(trial.port, octets) for _ in range(trial.size)))
    refused = sum(answer.startswith(b"HTTP/1.1 413 ") for answer in answers)
    trial.say(f"{refused} of {trial.size} got 413; memory grew by {(trial.peak() - before) / 1024:.1f} MiB at most")
    trial.must(refused == trial.size, f"only {refused} got 413")


async def _send(port: int, message: Endless, most: int) -> tuple[bytes, int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answering = asyncio.ensure_future(reader.read())
    sent = len(message.opening)
    try:
        writer.write(message.opening)
        for piece in _pieces(message, most - sent):
            writer.write(piece)
            sent += len(piece)
            await writer.drain()
            if answering.done():
                break
            await asyncio.sleep(0)
    except OSError:
        pass  # the server has closed: what it said is in the answer
    try:
        async with asyncio.timeout(10):
            return await answering, sent
    except (OSError, TimeoutError):
        return b"", sent
    finally:
        answering.cancel()
        await leave(writer)


def _pieces(message: Endless, most: int) -> Iterator[bytes]:
    yield from repeat(message.piece, max(1, most // len(message.piece)))


async def _exchange(port: int, octets: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(octets)
    try:
        return await reader.read()
    except OSError:
        return b""
    finally:
        await leave(writer)
