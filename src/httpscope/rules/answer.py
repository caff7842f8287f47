"""The octets of an answer, from a canned one and the request that asked; RFC 9112 §4 and §6, RFC 9110 §8.6 and §15.

Unless the rule switches help off, framing is right whatever was typed. Pure: the time comes in, no octet goes out; a
head is composed once a second for each kind of request and then handed out again.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from httpscope.rules.frame import Framed, Request, frame
from httpscope.rules.large import Large, Pour, ReadFault
from httpscope.rules.rule import Canned, Then
from httpscope.rules.step import Close, Reset, Send, Step, Wait
from httpscope.wire.compose import status_line
from httpscope.wire.span import Span

_HEADS_KEPT: Final = 512
"""Composed heads in the cache: some tens of rules, each with a few kinds of request, and the second that has gone."""

_RAW_STATUS: Final = re.compile(rb"HTTP/\d\.\d +(\d{3})(?!\d)")
_EMPTY_LINE: Final = re.compile(rb"\r?\n\r?\n")


class Reply(NamedTuple):
    """An answer ready to be sent."""

    status: int
    """Status code of the final response; 0 where raw octets show none."""
    rule: str
    head: bytes
    """Status line, field lines and the empty line. Raw octets are cut behind their first empty line."""
    content: bytes
    """What follows the head, any transfer coding included; empty where the answer may carry none."""
    supplied: tuple[Span, ...]
    """Octets of the head that the person did not type."""
    then: Then
    """What becomes of the connection; never AUTO."""
    delay: float
    """Seconds before the first octet."""
    interim: tuple[tuple[bytes, float], ...] = ()
    """Interim responses that go before, and the seconds to wait before each."""
    shapes: tuple[Callable[[Iterable[Step]], Iterator[Step]], ...] = ()
    """Change the steps, as they are taken: how many octets leave in the end is known when they have."""
    endless: bool = False
    """It goes on until the client leaves or a limit is reached."""
    mailbox: deque[bytes] | None = None
    """Where a person puts what is to be sent while the answer is open."""
    pour: Pour | None = None
    """Follows the head in place of `content`, read while it is sent."""
    remark: str = ""
    """Code of the limit for which the request gets this answer and no other; mostly empty."""

    @property
    def size(self) -> int:
        """Octets of head and content, interim responses and shapes left aside, and chunks of what is poured."""
        return len(self.head) + (len(self.content) if self.pour is None else self.pour.large.length)

    def flow(self) -> Iterator[Step]:
        """Give the steps one after the other, as the shapes let them go; perhaps without an end."""
        steps: Iterable[Step] = self.steps() if self.pour is None else self._poured(self.pour)
        for shape in self.shapes:
            steps = shape(steps)
        return iter(steps)

    def steps(self) -> tuple[Step, ...]:
        """Give what the server is to do, in order, shapes and what is poured left aside."""
        if self.interim:
            before = [
                step for head, wait in self.interim for step in ((Wait(wait), Send(head)) if wait else (Send(head),))
            ]
            return (*before, *self._replace(interim=()).steps())
        send = Send(self.head, self.content)
        if self.then is Then.KEEP and not self.delay:
            return (send,)
        first: tuple[Step, ...] = (Wait(self.delay), send) if self.delay else (send,)
        match self.then:
            case Then.CLOSE:
                return (*first, Close())
            case Then.RESET:
                return (*first, Reset())
            case _:
                return first

    def _poured(self, pour: Pour) -> Iterator[Step]:
        """Give the steps with what is poured; where it cannot go on, the answer is broken off."""
        pieces = pour.pieces()
        for step in self.steps():
            if not isinstance(step, Send) or step.octets is not self.head:
                yield step
                continue
            try:
                # With the head goes the first piece: of a file that cannot be read no head leaves.
                yield Send(self.head, next(pieces, b""))
                for piece in pieces:
                    yield Send(b"", piece)
            except ReadFault as fault:
                yield Reset(str(fault))
                return


def compose_reply(
    canned: Canned,
    *,
    name: str,
    method: str,
    version: str,
    persistent: bool,
    now: float,
    content: bytes | None = None,
    content_type: str | None = None,
    large: Large | None = None,
) -> Reply:
    """Compose the answer to one request.

    `name` is the rule's, `method` and `version` (`HTTP/1.1`) and `persistent` (RFC 9112 §9.3) the request's, `now` the
    time in seconds since the epoch. `content` and `content_type` are what `Contents.of` found: without them the body
    of the canned answer is the content; the type counts only where the person named none. `large` stands for content.
    """
    if canned.raw is not None:
        status, head, rest = _cut(canned.raw)
        then = Then.CLOSE if canned.then is Then.AUTO else canned.then
        return Reply(status, name, head, rest, (), then, canned.delay)
    if content is None:
        content = canned.octets
    request = Request(method == "HEAD", version != "HTTP/1.0", persistent, method == "CONNECT")
    length = len(content) if large is None else large.length
    framed = _composed(canned, request, length, content_type, int(now))
    if large is not None:
        pour = Pour(large, framed.chunked, canned.chunks, canned.trailers) if framed.carries else None
        head, spans = framed.head, framed.supplied
        return Reply(canned.status, name, head, b"", spans, framed.then, canned.delay, pour=pour)
    if framed.chunked and framed.carries:
        content = in_chunks(content, canned.chunks, canned.trailers)
    elif not framed.carries:
        content = b""
    return Reply(canned.status, name, framed.head, content, framed.supplied, framed.then, canned.delay)


def in_chunks(content: bytes, sizes: tuple[int, ...] = (), trailers: tuple[str, ...] = ()) -> bytes:
    """Put the content into the chunked coding (RFC 9112 §7.1): chunks of the sizes, the last chunk, the trailers.

    The last of the sizes counts again and again; without any, all is in one chunk.
    """
    pieces: list[bytes] = []
    place = 0
    following = iter(sizes)
    size = len(content)
    while place < len(content):
        size = next(following, size)
        piece = content[place : place + size]
        pieces.append(b"%x\r\n%b\r\n" % (len(piece), piece))
        place += size
    lines = b"".join(line.encode("utf-8", "replace") + b"\r\n" for line in trailers)
    return b"".join((*pieces, b"0\r\n", lines, b"\r\n"))


@lru_cache(maxsize=_HEADS_KEPT)
def _composed(canned: Canned, request: Request, length: int, content_type: str | None, second: int) -> Framed:
    return frame(canned, status_line(canned.status, canned.reason), request, length, content_type, second)


@lru_cache(maxsize=8)
def _cut(raw: bytes) -> tuple[int, bytes, bytes]:
    """Give the status code of the final response, and the octets up to the first empty line and behind it."""
    empty_line = _EMPTY_LINE.search(raw)
    stop = empty_line.end() if empty_line else len(raw)
    return _status_of(raw), raw[:stop], raw[stop:]


def _status_of(raw: bytes) -> int:
    start = 0
    while found := _RAW_STATUS.match(raw, start):
        status = int(found[1])
        next_head = _EMPTY_LINE.search(raw, found.end())
        if status // 100 != 1 or next_head is None or status == 101:  # noqa: PLR2004 - 1xx is interim, 101 is not
            return status
        start = next_head.end()
    return 0
