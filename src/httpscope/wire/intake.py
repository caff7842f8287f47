"""What came on one connection and is not told apart yet: where the message in arrival begins, and what there is of it.

No input, no output, no clock. It keeps octets and counts them; what they mean is decided by `receiver`, which grows out
of this.
"""

from enum import Enum

from httpscope.wire.chunked import ChunkedReader
from httpscope.wire.clean_chunks import Octets
from httpscope.wire.head import RequestHead, read_request_head
from httpscope.wire.head_reader import HeadReader
from httpscope.wire.limits import Limits
from httpscope.wire.nature import HTTP2_PREFACE, Nature, nature_of

_BETWEEN = (b"\r", b"\r\n")
"""What may stand between two messages without beginning one."""


class State(Enum):
    """What is read next."""

    HEAD = "head"
    LENGTH = "length"
    CHUNKED = "chunked"
    OVER = "over"


class Intake:
    """The octets of one connection on their way in."""

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
        self._state = State.HEAD
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
        skipped = 0 if self._head is None else self.skip(octets)
        self._buffer += memoryview(octets)[skipped:] if skipped else octets

    def skip(self, octets: Octets) -> int:
        """Take content that nobody wants from the front of octets, where it need not be copied, and tell how much.

        What ends a body is left: the last octet that its length counts, or the last chunk.
        """
        if self._wants_content or self._buffer or self._head is None:
            return 0
        skipped = 0
        if self._chunks is not None:
            skipped = self._chunks.skip(octets)
        elif self._state is State.LENGTH:
            skipped = min(self._left - 1, len(octets))
            self._left -= skipped
        self._taken += skipped
        return skipped

    def feed_eof(self) -> None:
        """Take note that the client has ended its stream."""
        self._ended = True

    @property
    def idle(self) -> bool:
        """Whether the next octet begins a message, and nothing of it, nor of an empty line before it, is there."""
        return self._state is State.HEAD and not self._buffer and self._reader is None and not self._ended

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
        return self._state is State.OVER

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
        if self._state is State.HEAD:
            return None if not self._buffer or self._buffer in _BETWEEN else self._start
        return None if self._state is State.OVER else self._start

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

    def _partial(self) -> tuple[RequestHead | None, Nature | None]:
        """Tell what the octets are, and read of a head what there is up to where it is refused.

        What stands behind that is as much as a read has room for, bounded by no limit, and nobody here asks for it.
        """
        octets = bytes(self._buffer)
        nature = nature_of(octets)
        if nature is not None and nature is not HTTP2_PREFACE:
            return None, nature
        stop = self._reader.reach(octets) if self._reader else len(octets)
        return read_request_head(octets[:stop], self._limits), nature

    def _take(self, octets: int) -> None:
        del self._buffer[:octets]
        self._taken += octets
