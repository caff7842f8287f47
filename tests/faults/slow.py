"""Clients that are slow on purpose: with the head, with the content, with reading the answer, or that say nothing."""

import asyncio
import contextlib
import socket

from tests.faults.trial import Trial, in_waves, leave, polite_client, until

HEAD = b"GET / HTTP/1.1\r\nHost: h\r\nX-Slow: "
CONTENT = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"
MOST_KIB = 50
"""Memory of a held connection: what HAProxy reckons with."""


async def slow_heads(trial: Trial) -> None:
    """Heads that trickle in, an octet a second each, and never end."""
    await _trickle(trial, HEAD, "408")


async def slow_bodies(trial: Trial) -> None:
    """Content that trickles in, an octet a second each."""
    await _trickle(trial, CONTENT, "408")


async def silent(trial: Trial) -> None:
    """Connections that say nothing, and then leave."""
    before, descriptors = trial.resident(), trial.descriptors()
    async with polite_client(trial):
        held = await _connect(trial, b"")
        trial.say(f"{len(held)} connections without an octet: +{_per(trial, before, held):.1f} KiB each")
    for _reader, writer in held:
        await leave(writer)
    await until(lambda: trial.descriptors() <= descriptors + 2, 10, "the descriptors to come back")


async def slow_readers(trial: Trial) -> None:
    """Clients that ask again and again and never read."""
    before = trial.resident()
    asking = b"GET /large HTTP/1.1\r\nHost: h\r\n\r\n" * 40
    async with polite_client(trial):
        clients = []
        for wave in in_waves(trial.size):
            for _ in wave:
                client = socket.socket()
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.setblocking(False)
                await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", trial.port))
                with contextlib.suppress(BlockingIOError):
                    client.send(asking)
                clients.append(client)
        each = (trial.resident() - before) / trial.size
        trial.say(f"{trial.size} clients that never read: +{each:.1f} KiB each")
        # The system answers for a closed socket with an RST; until then every one of them is held.
        took = await until(lambda: trial.descriptors() < trial.size // 2 + 30, 40, "most of them to be broken off")
        trial.say(f"most were broken off within {took:.1f} s")
    for client in clients:
        client.close()


async def _trickle(trial: Trial, opening: bytes, status: str) -> None:
    before, descriptors = trial.resident(), trial.descriptors()
    async with polite_client(trial):
        held = await _connect(trial, opening)
        trial.say(f"{len(held)} connections: +{_per(trial, before, held):.1f} KiB each")
        ended = await asyncio.gather(*(_dribble(reader, writer) for reader, writer in held))
        refused = sum(answer.startswith(f"HTTP/1.1 {status} ".encode()) for answer, _seconds in ended)
        trial.say(f"{refused} of them got {status}, the last after {max(seconds for _, seconds in ended):.1f} s")
    trial.must(refused == len(held), f"only {refused} of {len(held)} got {status}")
    took = await until(lambda: trial.descriptors() <= descriptors + 2, 10, "the descriptors to come back")
    trial.say(f"all descriptors were back {took:.1f} s later")
    trial.must(_per(trial, before, held) < MOST_KIB, "a held connection takes too much memory")


async def _connect(trial: Trial, opening: bytes) -> list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    held = []
    for wave in in_waves(trial.size):
        held += await asyncio.gather(*(asyncio.open_connection("127.0.0.1", trial.port) for _ in wave))
    for _reader, writer in held:
        writer.write(opening)
    return held


async def _dribble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[bytes, float]:
    """Send an octet a second until the server has enough; give its answer, and the seconds that it took."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    reading = asyncio.ensure_future(reader.read())
    while not reading.done():
        await asyncio.wait([reading], timeout=1.0)
        if not reading.done():
            writer.write(b"x")
    try:
        return reading.result(), loop.time() - begun
    except OSError:
        return b"", loop.time() - begun
    finally:
        await leave(writer)


def _per(trial: Trial, before: int, held: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]) -> float:
    return (trial.resident() - before) / len(held)
