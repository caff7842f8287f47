"""Connections that break: an RST or a FIN behind every octet of a request, and thousands opened and dropped."""

import asyncio
import contextlib
import socket
import struct
import time
from itertools import cycle, islice
from typing import Final

from tests.faults.trial import Trial, ask, in_waves, leave, polite_client, until

REQUESTS: Final = (
    b"GET /a HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n",
    b"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: u\r\n\r\n",
)


async def resets(trial: Trial) -> None:
    """An RST behind every octet of several requests."""
    descriptors, before = trial.descriptors(), trial.resident()
    every = [octets[:stop] for octets in REQUESTS for stop in range(len(octets) + 1)]
    places = list(islice(cycle(every), trial.size))
    async with polite_client(trial):
        for octets in places:
            client = await _sent(trial.port, octets)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        await until(lambda: trial.descriptors() <= descriptors + 3, 10, "the descriptors to come back")
    trial.say(
        f"{len(places)} resets in {len(every)} places; memory grew by {(trial.resident() - before) / 1024:.1f} MiB"
    )


async def half_closes(trial: Trial) -> None:
    """A FIN behind every octet: a whole request is answered, a part of one with 400, nothing at all with nothing."""
    count = {"whole": 0, "part": 0, "nothing": 0}
    for _ in range(trial.size):
        for octets in REQUESTS:
            for stop in range(len(octets) + 1):
                reader, writer = await asyncio.open_connection("127.0.0.1", trial.port)
                writer.write(octets[:stop])
                writer.write_eof()
                answer = await reader.read()
                await leave(writer)
                kind = "whole" if stop == len(octets) else "part" if stop else "nothing"
                count[kind] += 1
                right = {"whole": b"HTTP/1.1 200 ", "part": b"HTTP/1.1 400 ", "nothing": b""}[kind]
                trial.must(answer.startswith(right), f"{octets[:stop]!r} and a FIN got {answer[:40]!r}")
                trial.must(answer or not stop, f"{octets[:stop]!r} and a FIN got nothing")
    trial.say(", ".join(f"{number} {kind}" for kind, number in count.items()) + ": all answered as they should be")


async def churn(trial: Trial) -> None:
    """Connections opened and dropped at once, as fast as they come."""
    descriptors, before = trial.descriptors(), trial.resident()
    begun = time.perf_counter()
    async with polite_client(trial):
        for wave in in_waves(trial.size):
            for writer in [each[1] for each in await asyncio.gather(*(_open(trial.port) for _ in wave))]:
                writer.transport.abort()
        rate = trial.size / (time.perf_counter() - begun)
        await until(lambda: trial.descriptors() <= descriptors + 3, 10, "the descriptors to come back")
    trial.say(f"{trial.size} opened and dropped, {rate:.0f} a second; +{(trial.resident() - before) / 1024:.1f} MiB")


async def descriptors_exhausted(trial: Trial) -> None:
    """More connections than the server may have files: it accepts again when some close, and burns no time."""
    held = []
    for wave in in_waves(trial.size):
        held += await asyncio.gather(*(_open(trial.port) for _ in wave))
    before = _processor(trial)
    await asyncio.sleep(1.0)
    burnt = _processor(trial) - before
    trial.say(f"{len(held)} connections to a server that may hold few: {burnt:.0%} of a core while it waits")
    trial.must(burnt < 0.2, f"the server burns {burnt:.0%} of a core")
    for _reader, writer in held:
        await leave(writer)
    async with asyncio.timeout(10):
        answer = await ask(trial.port, b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    trial.must(answer.startswith(b"HTTP/1.1 200 "), "it does not accept again")
    trial.say("it accepts again")


async def _open(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def _sent(port: int, octets: bytes) -> socket.socket:
    loop = asyncio.get_running_loop()
    client = socket.socket()
    client.setblocking(False)
    await loop.sock_connect(client, ("127.0.0.1", port))
    with contextlib.suppress(OSError):
        await loop.sock_sendall(client, octets)
    return client


def _processor(trial: Trial) -> float:
    """Give the seconds of processor time that the server has used."""
    with open(f"/proc/{trial.server.process.pid}/stat", encoding="ascii") as file:
        cells = file.read().rpartition(")")[2].split()
    return (int(cells[11]) + int(cells[12])) / 100
