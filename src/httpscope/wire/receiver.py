"""The inbound direction of one connection: octets in as they come, messages and content out (RFC 9112).

No input, no output, no clock. A strict reader refuses what RFC 9112 lets a server refuse, as early as that is certain,
and reads nothing behind it. A lenient one reads such a request as far as it can be read, and nothing behind it either:
the two never differ in where a request begins, and behind the first that is wrong there is no second.

Offsets count from the first octet of the connection; spans within a defect or a head count from the first octet of
their message. The verdict does not depend on how the octets were split.
"""

from enum import Enum

from httpscope.wire import body_defects, line_defects
from httpscope.wire.chunked import ChunkedReader
from httpscope.wire.defect_kind import Defect
from httpscope.wire.event import ContentRead, CutOff, Event, HeadRead, MessageEnd, Refused
from httpscope.wire.framing import Chunked, Length
from httpscope.wire.head import RequestHead, read_clean_request_head, read_request_head, request_head_of
from httpscope.wire.head_reader import HeadReader
from httpscope.wire.judge import RequestJudge
from httpscope.wire.leniency import UNREADABLE_BODY
from httpscope.wire.limits import Limits
from httpscope.wire.nature import HTTP2_PREFACE, Nature, may_open, nature_of, opening_of
from httpscope.wire.span import Span

__all__ = ["ContentRead", "CutOff", "Event", "HeadRead", "Limits", "MessageEnd", "Receiver", "Refused"]


class _State(Enum):
    HEAD = "head"
    LENGTH = "length"
    CHUNKED = "chunked"
    OVER = "over"


class Receiver:
    """Where the reading of one connection stands."""

    def __init__(self, limits: Limits | None = None, lenient: bool = False, *, wants_content: bool = True) -> None:
        """Begin; without `wants_content` there is no `ContentRead`, and content is copied nowhere."""
        self._limits = limits or Limits()
        self._wants_content = wants_content
        self._lenient = lenient
        self._adopted: tuple[Limits, bool] | None = None
        self._buffer = bytearray()
        self._taken = 0
        """Offset of the first octet of the buffer."""
        self._start = 0
        """Offset of the first octet of the message."""
        self._state = _State.HEAD
        self._ended = False
        self._reader: HeadReader | None = None
        """The careful reader, once the quick one has given up on this head."""
        self._head: RequestHead | None = None
        self._peeked: RequestHead | None = None
        """What was read of the head when its request line had come, for those who cannot wait for the rest."""
        self._left = 0
        self._chunks: ChunkedReader | None = None

    def feed(self, octets: bytes) -> None:
        """Add octets as received."""
        if self._wants_content or self._buffer or self._head is None:
            self._buffer += octets
            return
        if self._chunks is not None:
            skipped = self._chunks.skip(octets)
        elif self._state is _State.LENGTH:
            skipped = min(self._left, len(octets))
            self._left -= skipped
        else:
            skipped = 0
        self._taken += skipped
        if skipped < len(octets):
            self._buffer += memoryview(octets)[skipped:]

    def feed_eof(self) -> None:
        """Take note that the client has ended its stream."""
        self._ended = True

    @property
    def idle(self) -> bool:
        """Whether the next octet begins a message, and nothing of it, nor of an empty line before it, is there."""
        return self._state is _State.HEAD and not self._buffer and self._reader is None and not self._ended

    def pass_by(self, octets: int) -> None:
        """Count a message of so many octets that came while idle, and that the caller has read."""
        self._taken += octets
        self._start = self._taken

    def want_content(self, wants: bool) -> None:
        """Give the content that comes from now on, or leave it out; said of one message, behind its head."""
        self._wants_content = wants
        if self._chunks is not None:
            self._chunks.wants_content = wants

    def adopt(self, limits: Limits, lenient: bool) -> None:
        """Go by these from the next message on: one of which an octet has been read is read to its end as it began."""
        self._adopted = limits, lenient
        if self.begun is None:
            # An empty line that waits for its request is looked at again.
            self._reader = None

    @property
    def over(self) -> bool:
        """Whether no further request is read: one was refused, forgiven or cut off, or the stream has ended."""
        return self._state is _State.OVER

    @property
    def buffered(self) -> int:
        """Octets fed that no event has accounted for yet."""
        return len(self._buffer)

    @property
    def taken(self) -> int:
        """Offset behind the last octet that is told apart; of a chunked body whole lines and any data."""
        return self._taken

    @property
    def last_chunk(self) -> int | None:
        """Offset of the chunk of size 0 of the body that is arriving, once it has come."""
        chunks = self._chunks
        return None if chunks is None or chunks.last_chunk is None else self._start + chunks.last_chunk

    @property
    def begun(self) -> int | None:
        """Offset of the first octet of the message that is arriving; None between messages and after the last.

        A lone empty line does not begin a message: some clients send one behind their content (RFC 9112 §2.2).
        """
        if self._state is _State.HEAD:
            return None if not self._buffer or self._buffer in _BETWEEN else self._start
        return None if self._state is _State.OVER else self._start

    def peek_head(self) -> RequestHead:
        """Read what has come of the request line so far, or give the head of the message whose content is arriving.

        Costs no more than that line is long: empty lines before it are left out, fields are those of the first look.
        """
        if self._head is not None:
            return self._head
        reader = self._reader
        if reader is None or not reader.begun:
            at = reader.line_start if reader else 0
            return read_request_head(bytes(self._buffer[at:]), self._limits)
        if self._peeked is None:
            self._peeked = read_request_head(bytes(self._buffer), self._limits)
        return self._peeked

    def next(self) -> Event | None:
        """Give what comes next; None when more octets are needed, or when all is over."""
        event: Event | None = None
        match self._state:
            case _State.HEAD:
                event = self._next_head()
            case _State.LENGTH:
                event = self._next_of_length()
            case _State.CHUNKED if self._chunks is not None:
                event = self._next_of_chunks(self._chunks)
            case _:
                return None
        if event is None and self._ended:
            return self._end()
        return event

    def _next_head(self) -> Event | None:
        if self._reader is not None:
            return self._read_on(self._reader)
        if self._adopted is not None:
            (self._limits, self._lenient), self._adopted = self._adopted, None
        buffer = self._buffer
        stop = buffer.find(b"\r\n\r\n") + 4
        if stop > 3:  # noqa: PLR2004
            head = read_clean_request_head(bytes(buffer[:stop]), self._limits)
            if head is not None:
                return self._take_head(head, stop)
        elif not buffer:
            return None
        self._reader = HeadReader(RequestJudge(self._limits), self._limits, lenient=self._lenient)
        return self._read_on(self._reader)

    def _read_on(self, reader: HeadReader) -> Event | None:
        """Read a head that is not clean, or not there yet, with care."""
        buffer = self._buffer
        if not reader.begun:
            if opening_of(buffer):
                return self._refuse(Defect(line_defects.NOT_HTTP, Span(0, 1)))
            if may_open(buffer):
                return None
        if not reader.read(buffer, to_refusal=True):
            return None
        if reader.barrier is not None:
            return self._refuse(reader.barrier)
        head = request_head_of(reader, bytes(buffer[: reader.stop]))
        if head.refusal is not None and (barrier := _unforgivable(head, head.refusal, self._limits)):
            return self._refuse(barrier)
        return self._take_head(head, len(head.octets))

    def _take_head(self, head: RequestHead, size: int) -> HeadRead:
        start = self._start
        self._take(size)
        self._reader = self._peeked = None
        match head.framing:
            case Length(octets) if octets:
                self._state = _State.LENGTH
                self._left = octets
            case Chunked():
                self._state = _State.CHUNKED
                self._chunks = ChunkedReader(
                    self._limits, size, lenient=self._lenient, wants_content=self._wants_content
                )
            case _:
                self._start = self._taken
                if head.refusal is not None:
                    self._state = _State.OVER
                return HeadRead(start, self._taken, head, True, head.refusal)
        self._head = head
        return HeadRead(start, self._taken, head, False, head.refusal)

    def _next_of_length(self) -> Event | None:
        if self._left == 0:
            return self._message_end(())
        if not self._buffer:
            return None
        if not self._wants_content:
            skipped = min(self._left, len(self._buffer))
            self._left -= skipped
            self._take(skipped)
            return self._next_of_length() if self._left == 0 else None
        octets = bytes(memoryview(self._buffer)[: self._left])
        self._left -= len(octets)
        self._take(len(octets))
        return ContentRead(octets)

    def _next_of_chunks(self, chunks: ChunkedReader) -> Event | None:
        octets = chunks.read(self._buffer)
        self._taken = self._start + chunks.stop
        if octets:
            return ContentRead(octets)
        barrier = chunks.barrier
        if barrier is not None and not (self._lenient and barrier.kind in UNREADABLE_BODY):
            if chunks.barrier_line is not None:
                self._taken = self._start + chunks.barrier_line
            return self._refuse(barrier)
        if barrier is None and not chunks.done:
            return None
        odd = chunks.last_chunk if barrier is None else chunks.barrier_line
        tail = 0 if odd is None else chunks.stop - odd
        return self._message_end(tuple(chunks.defects), chunks.refusal, tail)

    def _message_end(self, defects: tuple[Defect, ...], forgiven: Defect | None = None, tail: int = 0) -> MessageEnd:
        is_clean = forgiven is None and (self._head is None or self._head.refusal is None)
        self._state = _State.HEAD if is_clean else _State.OVER
        self._start = self._taken
        self._head = self._chunks = None
        return MessageEnd(self._taken, defects, forgiven, tail)

    def _refuse(self, defect: Defect) -> Refused:
        self._state = _State.OVER
        if self._head is not None:
            return Refused(self._start, defect, self._head, None)
        return Refused(self._start, defect, *self._partial())

    def _end(self) -> CutOff | None:
        nothing = self.begun is None
        self._state = _State.OVER
        if nothing:
            return None
        if self._head is not None:
            return CutOff(self._start, self._head, None)
        return CutOff(self._start, *self._partial())

    def _partial(self) -> tuple[RequestHead | None, Nature | None]:
        octets = bytes(self._buffer)
        nature = nature_of(octets)
        has_head = nature is None or nature is HTTP2_PREFACE
        return read_request_head(octets, self._limits) if has_head else None, nature

    def _take(self, octets: int) -> None:
        del self._buffer[:octets]
        self._taken += octets


def _unforgivable(head: RequestHead, refusal: Defect, limits: Limits) -> Defect | None:
    """Give what even a lenient server refuses a whole head for, beyond what its lines say one by one."""
    if nature_of(head.octets) is not None:
        return refusal
    if isinstance(head.framing, Length) and head.framing.octets > limits.content:
        # The length is one that several lines or list members agree on; the first stands for all.
        place = next(field.value_span for field in head.fields if field.name.lower() == b"content-length")
        return Defect(body_defects.CONTENT_TOO_LARGE, place)
    return None


_BETWEEN = (b"\r", b"\r\n")
"""What may stand between two messages without beginning one."""
