"""Reading costs as much as there is to read: octets looked at and copied are counted, since time would be chance.

The buffer and the expression that looks for line ends are replaced by ones that count; the limits by such as no test
reaches. Everything comes octet by octet, which is where a reader that starts again each time becomes quadratic.
"""

import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from httpscope.exchange import Batch, Exchange, Progress
from httpscope.wire import lines
from httpscope.wire.grammar import LINE_EVENT
from httpscope.wire.limits import Limits
from httpscope.wire.receiver import Receiver
from tests.server.player import Player

BOUNDLESS = Limits(*[2**40] * len(fields(Limits)))
HEAD = b"POST / HTTP/1.1\r\nHost: h\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


class Count:
    """Octets that were looked at or copied."""

    octets = 0


class CountingBuffer(bytearray):
    """A buffer that counts what is taken out of it and searched in it."""

    taken: Count

    def __getitem__(self, place: Any) -> Any:
        """Count the octets of a slice."""
        found = super().__getitem__(place)
        self.taken.octets += len(found) if isinstance(place, slice) else 1
        return found

    def __bytes__(self) -> bytes:
        """Count a copy of all."""
        self.taken.octets += len(self)
        return bytes(memoryview(self))

    def find(self, *arguments: Any) -> int:
        """Count a search."""
        found = super().find(*arguments)
        start = arguments[1] if len(arguments) > 1 else 0
        self.taken.octets += (len(self) if found < 0 else found) - start
        return found


class CountingExpression:
    """`LINE_EVENT`, which counts how far it looks."""

    def __init__(self, expression: re.Pattern[bytes], count: Count) -> None:
        self._expression = expression
        self._count = count

    def search(self, octets: bytes, start: int) -> re.Match[bytes] | None:
        """Search, and count the octets passed."""
        found = self._expression.search(octets, start)
        self._count.octets += (found.end() if found else len(octets)) - start
        return found


SHAPES: dict[str, Callable[[int], bytes]] = {
    "a long target": lambda n: b"GET /" + b"a" * n,
    "a long method": lambda n: b"A" * n,
    "a long value": lambda n: HEAD + b"X: " + b"a" * n,
    "many fields": lambda n: HEAD + b"X: y\r\n" * (n // 6),
    "many folds": lambda n: HEAD + b"X: y\r\n" + b" z\r\n" * (n // 4),
    "content with a length": lambda n: HEAD + b"Content-Length: %d\r\n\r\n" % n + b"a" * n,
    "chunks of one octet": lambda n: CHUNKED + b"1\r\na\r\n" * (n // 6),
    "chunks with extensions": lambda n: CHUNKED + b"1;a=b\r\na\r\n" * (n // 10),
    "one large chunk": lambda n: CHUNKED + b"%x\r\n" % n + b"a" * n,
    "a long extension": lambda n: CHUNKED + b"1;a=" + b"b" * n,
    "a long chunk size": lambda n: CHUNKED + b"0" * n,
    "a long trailer": lambda n: CHUNKED + b"0\r\nX: " + b"a" * n,
    "many trailers": lambda n: CHUNKED + b"0\r\n" + b"X: y\r\n" * (n // 6),
    "many empty lines": lambda n: b"\r\n" * (n // 2),
    "lines with a bare LF": lambda n: HEAD + b"X: y\n" * (n // 5),
    "stray octets": lambda n: HEAD + b"X: " + b"\0\r" * (n // 2),
    "chunks with a bare LF": lambda n: CHUNKED + b"1\na\n" * (n // 4),
    "a pipeline": lambda n: b"GET / HTTP/1.1\r\nHost: h\r\n\r\n" * (n // 27),
}
shapes = pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))


def cost_of_reading(octets: bytes, monkeypatch: pytest.MonkeyPatch, lenient: bool) -> int:
    """Feed a receiver octet by octet; count."""
    count = Count()
    receiver = Receiver(BOUNDLESS, lenient)
    buffer = receiver._buffer = CountingBuffer()
    buffer.taken = count
    with monkeypatch.context() as patch:
        patch.setattr(lines, "LINE_EVENT", CountingExpression(LINE_EVENT, count))
        for place in range(len(octets)):
            receiver.feed(octets[place : place + 1])
            while receiver.next() is not None:
                pass
    return count.octets


@shapes
@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
def test_twice_the_octets_cost_twice_as_much(
    shape: Callable[[int], bytes], lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Octet by octet, whatever it is that grows."""
    small, large = shape(1_000), shape(2_000)
    cost = [cost_of_reading(octets, monkeypatch, lenient) / len(octets) for octets in (small, large)]

    assert cost[0] > 0
    assert cost[1] < 1.3 * cost[0] + 1


@shapes
def test_the_rows_of_a_session_are_no_larger_than_what_came(shape: Callable[[int], bytes]) -> None:
    """A request that trickles in is told of as it grows, and not all of it anew with each octet."""
    small, large = (rows_of(shape(size)) for size in (1_000, 2_000))

    assert large < 2.6 * small + 200


def rows_of(octets: bytes) -> int:
    """Play octets one by one, each recorded before the next; give the size of the rows that tell of them."""
    player = Player()
    for place in range(len(octets)):
        player.feed(octets[place : place + 1])
        player.turn()
    batch: Batch = player.capture
    told: list[Exchange | Progress] = [*batch.exchanges, *batch.progress]
    return sum(20 + len(row.method) + len(row.target) + len(row.version) for row in told)
