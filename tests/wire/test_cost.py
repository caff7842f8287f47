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
from httpscope.rules.settings import Settings
from httpscope.wire import lines
from httpscope.wire.grammar import LINE_EVENT
from httpscope.wire.limits import Limits
from httpscope.wire.receiver import Receiver, Refused
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


READ = 65_536
"""Octets of one read of the server."""
LINES_OF_A_READ = 3_000
"""So many take some ten milliseconds."""
DENSE: dict[str, tuple[bytes, bytes]] = {
    "fields": (HEAD, b"X: y\r\n"),
    "fields with a bare LF": (HEAD, b"a:\n"),
    "lines without a colon": (HEAD, b"a\n"),
    "lines of one control character": (HEAD, b"\0\n"),
    "folds": (HEAD + b"X: y\r\n", b" \n"),
    "empty lines": (b"", b"\n"),
    "empty lines before a request": (b"\r\n" * 20_000, b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
    "control characters": (HEAD, b"X: " + b"\0" * 8_000 + b"\r\n"),
    "carriage returns": (HEAD, b"X: " + b"\r" * 8_000 + b"\r\n"),
    "lines behind a preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"a\n"),
    "lines behind another protocol": (b"SSH-2.0-x\r\n", b"a\n"),
    "lines behind another version": (b"GET / HTTP/3.0\r\n", b"a\n"),
    "extensions": (CHUNKED, b"1;a\r\na\r\n"),
    "spaces behind sizes": (CHUNKED, b"1 \na\n"),
    "spaces before sizes": (CHUNKED, b" 1\na\n"),
    "sizes of many digits": (CHUNKED, b"000000001\r\na\r\n"),
    "extensions of many requests": (b"", CHUNKED + b"1;a\r\na\r\n" * 480 + b"0\r\n\r\n"),
    "trailers": (CHUNKED + b"0\r\n", b"a:\n"),
    "trailers without a colon": (CHUNKED + b"0\r\n", b"a\n"),
    "trailers of one control character": (CHUNKED + b"0\r\n", b"\0\n"),
    "fields of many requests": (b"", HEAD + b"Expect: 100-continue\r\n" * 90 + b"\r\n"),
}


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
@pytest.mark.parametrize("split", [READ, 100], ids=["at once", "its beginning first"])
@pytest.mark.parametrize("shape", DENSE.values(), ids=list(DENSE))
def test_one_read_costs_what_the_limits_allow(
    shape: tuple[bytes, bytes], split: int, lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many lines a read has room for, few are looked at one by one, for all clients wait meanwhile."""
    begin, unit = shape
    octets = (begin + unit * (READ // len(unit)))[:READ]
    cuts = 0
    cut = lines.LineCutter.cut

    def counted(*arguments: Any) -> Any:
        nonlocal cuts
        cuts += 1
        return cut(*arguments)

    monkeypatch.setattr(lines.LineCutter, "cut", counted)
    player = Player(settings=Settings(lenient))
    for piece in (octets[:split], octets[split:]):
        player.feed(piece)
    player.end()

    assert cuts < LINES_OF_A_READ
    assert player.fed == octets


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
def test_of_a_refused_head_no_more_is_read_than_was_refused(lenient: bool) -> None:
    """The line that is refused is the last one of what is told of the head; the rest is for who looks at the octets."""
    receiver = Receiver(lenient=lenient)
    receiver.feed(HEAD + b"a\r\n" * 20_000)
    refused = receiver.next()

    assert isinstance(refused, Refused)
    assert refused.defect.kind.code == ("too-many-fields" if lenient else "missing-colon")
    assert refused.head is not None
    assert len(refused.head.fields) == (Limits().fields + 1 if lenient else 2)


def test_of_an_endless_target_as_much_is_told_as_a_line_may_have() -> None:
    """The row in the list holds what the limit lets through, wherever the client puts the end."""
    receiver = Receiver()
    receiver.feed(b"GET /" + b"%" * 60_000 + b" HTTP/1.1\r\n")
    refused = receiver.next()

    assert isinstance(refused, Refused)
    assert refused.defect.kind.code == "target-too-long"
    assert refused.head is not None
    assert (refused.head.method, len(refused.head.target)) == (b"GET", Limits().request_line - len(b"GET "))
