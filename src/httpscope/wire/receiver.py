"""The inbound direction of one connection: octets in as they come, messages and content out (RFC 9112).

No input, no output, no clock. A strict reader refuses what RFC 9112 lets a server refuse, as early as that is certain,
and reads nothing behind it. A lenient one reads such a request as far as it can be read, and nothing behind it either:
the two never differ in where a request begins, and behind the first that is wrong there is no second.

Offsets count from the first octet of the connection; spans within a defect or a head count from the first octet of
their message. The verdict does not depend on how the octets were split.
"""

from httpscope.wire import body_defects, line_defects
from httpscope.wire.chunked import ChunkedReader
from httpscope.wire.defect_kind import Defect
from httpscope.wire.event import ContentRead, CutOff, Event, HeadRead, MessageEnd, Refused
from httpscope.wire.framing import Chunked, Length
from httpscope.wire.head import RequestHead, read_clean_request_head, request_head_of
from httpscope.wire.head_reader import HeadReader
from httpscope.wire.intake import Intake, State
from httpscope.wire.judge import RequestJudge
from httpscope.wire.leniency import UNREADABLE_BODY
from httpscope.wire.limits import Limits
from httpscope.wire.nature import may_open, nature_of, opening_of
from httpscope.wire.span import Span

__all__ = ["ContentRead", "CutOff", "Event", "HeadRead", "Limits", "MessageEnd", "Receiver", "Refused"]


class Receiver(Intake):
    """Where the reading of one connection stands."""

    def next(self) -> Event | None:
        """Give what comes next; None when more octets are needed, or when all is over."""
        event: Event | None = None
        match self._state:
            case State.HEAD:
                event = self._next_head()
            case State.LENGTH:
                event = self._next_of_length()
            case State.CHUNKED if self._chunks is not None:
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
                self._state = State.LENGTH
                self._left = octets
            case Chunked():
                self._state = State.CHUNKED
                self._chunks = ChunkedReader(
                    self._limits, size, lenient=self._lenient, wants_content=self._wants_content
                )
            case _:
                self._start = self._taken
                if head.refusal is not None:
                    self._state = State.OVER
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
        self._state = State.HEAD if is_clean else State.OVER
        self._start = self._taken
        self._head = self._chunks = None
        return MessageEnd(self._taken, defects, forgiven, tail)

    def _refuse(self, defect: Defect) -> Refused:
        self._state = State.OVER
        if self._head is not None:
            return Refused(self._start, defect, self._head, None)
        return Refused(self._start, defect, *self._partial())

    def _end(self) -> CutOff | None:
        nothing = self.begun is None
        self._state = State.OVER
        if nothing:
            return None
        if self._head is not None:
            return CutOff(self._start, self._head, None)
        return CutOff(self._start, *self._partial())


def _unforgivable(head: RequestHead, refusal: Defect, limits: Limits) -> Defect | None:
    """Give what even a lenient server refuses a whole head for, beyond what its lines say one by one."""
    if nature_of(head.octets) is not None:
        return refusal
    if isinstance(head.framing, Length) and head.framing.octets > limits.content:
        # The length is one that several lines or list members agree on; the first stands for all.
        place = next(field.value_span for field in head.fields if field.name.lower() == b"content-length")
        return Defect(body_defects.CONTENT_TOO_LARGE, place)
    return None
