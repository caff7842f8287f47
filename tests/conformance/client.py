"""Sends the octets of a case over a socket, at once or octet by octet, and gives all that comes back.

Behind the octets it sends one more request, for a target that nobody else asks for: the number of answers shows
whether the server took it for one. It judges nothing.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from enum import Enum
from typing import Final

from tests.conformance.case import Case, Then
from tests.conformance.response import Reading, read_responses

LONG: Final = 2_500
"""Octets of a message; more are not sent one by one but in some hundred pieces."""
PIECES: Final = 100


class Way(Enum):
    """How octets leave the client."""

    WHOLE = "whole"
    OCTETS = "octet by octet"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the client saw."""

    reading: Reading
    closed: bool
    """The server has closed, and not the client's patience ended."""


def probe_target(case: Case, way: Way) -> str:
    """Give the target of the request that is sent behind the octets."""
    return f"/smuggled/{case.id}/{way.name.lower()}"


def probe(case: Case, way: Way) -> bytes:
    """Give the request that is sent behind the octets; a server that answers it closes then."""
    return b"GET %b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" % probe_target(case, way).encode()


async def converse(host: str, port: int, case: Case, way: Way, patience: float) -> Seen:
    """Send a case and read until the server closes, for `patience` seconds at most. Raises OSError without a server."""
    reader, writer = await asyncio.open_connection(host, port)
    received = bytearray()
    closed = True
    try:
        async with asyncio.timeout(patience):
            sending = asyncio.create_task(_send(writer, case, way))
            try:
                if case.later:
                    received += await _until_empty_line(reader)
                    await sending
                    sending = asyncio.create_task(_write(writer, case.later + probe(case, way), way))
                received += await _to_end(reader)
            finally:
                # A server that refuses may close while octets are still on their way.
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
    except TimeoutError:
        closed = False
    finally:
        writer.transport.abort()
    methods = [case.method_of(number) for number in range(case.answers)]
    return Seen(read_responses(bytes(received), methods), closed)


async def _send(writer: asyncio.StreamWriter, case: Case, way: Way) -> None:
    alone = bool(case.later) or case.half_close or case.then is Then.WAITS
    await _write(writer, case.octets if alone else case.octets + probe(case, way), way)
    if case.half_close:
        writer.write_eof()


async def _write(writer: asyncio.StreamWriter, octets: bytes, way: Way) -> None:
    size = len(octets) or 1
    if way is Way.OCTETS:
        size = 1 if len(octets) <= LONG else len(octets) // PIECES
    for start in range(0, len(octets), size):
        writer.write(octets[start : start + size])
        await writer.drain()
        await asyncio.sleep(0)


async def _until_empty_line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as end:
        return end.partial


async def _to_end(reader: asyncio.StreamReader) -> bytes:
    received = bytearray()
    # A reset ends a connection as well; what came before it counts.
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65_536):
            received += piece
    return bytes(received)
