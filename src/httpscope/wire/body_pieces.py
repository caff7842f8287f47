"""A message body taken apart by its framing (RFC 9112 §6 and §7)."""

from typing import NamedTuple, assert_never

from httpscope.wire.chunk_line import ChunkLine
from httpscope.wire.chunked import ChunkedReader
from httpscope.wire.defect_kind import Defect
from httpscope.wire.fields import Field
from httpscope.wire.framing import Chunked, Framing, Length, NoBody, UntilClose
from httpscope.wire.limits import Limits
from httpscope.wire.part import Part
from httpscope.wire.piece import Pieces
from httpscope.wire.span import Span


class Body(NamedTuple):
    """What was found of a message body."""

    content: tuple[Span, ...]
    """Places of the content, transfer coding taken off."""
    defects: tuple[Defect, ...]
    stop: int
    """Offset behind the message."""
    complete: bool
    refused: bool
    """A defect ended the reading; the octets behind it are unreadable."""


_DEFAULT_LIMITS = Limits()


def body_pieces(pieces: Pieces, start: int, framing: Framing, limits: Limits = _DEFAULT_LIMITS) -> Body:
    """Add the pieces of the body that begins at offset `start`."""
    size = len(pieces.octets)
    match framing:
        case NoBody():
            return Body((), (), start, complete=True, refused=False)
        case Length(length):
            stop = min(start + length, size)
            content = (Span(start, stop),) if start < stop else ()
            pieces.add(Part.CONTENT, start, stop)
            return Body(content, (), stop, complete=stop == start + length, refused=False)
        case UntilClose():
            content = (Span(start, size),) if start < size else ()
            pieces.add(Part.CONTENT, start, size)
            return Body(content, (), size, complete=True, refused=False)
        case Chunked():
            return _chunked_pieces(pieces, start, limits)
    assert_never(framing)


def _chunked_pieces(pieces: Pieces, start: int, limits: Limits) -> Body:
    listener = _Listener(pieces)
    # The screen knows no policy: it reads on as far as a lenient server would.
    reader = ChunkedReader(limits, start, listener, lenient=True)
    reader.read(bytearray(pieces.octets[start:]))
    stop = reader.stop
    if not reader.done:
        listener.rest(stop, len(pieces.octets), unreadable=reader.barrier is not None)
        stop = len(pieces.octets)
    refused = reader.barrier is not None
    return Body(tuple(listener.content), tuple(reader.defects), stop, reader.done and not refused, refused)


class _Listener:
    """Turns what the reader of a chunked-body finds into pieces."""

    def __init__(self, pieces: Pieces) -> None:
        self.content: list[Span] = []
        self._pieces = pieces
        self._chunk = -1
        self._trailer = -1
        self._awaited = Part.CHUNK_SIZE

    def chunk_line(self, line: ChunkLine) -> None:
        self._chunk += 1
        size = Part.LAST_CHUNK if line.size == 0 else Part.CHUNK_SIZE
        extension = Part.UNREADABLE if line.size is None else Part.CHUNK_EXTENSION
        if line.size is not None:
            self._pieces.add(Part.WHITESPACE, line.line.start, line.size_span.start, self._chunk)
        self._pieces.add(size, *line.size_span, self._chunk)
        self._pieces.add(extension, *line.extension_span, self._chunk)
        self._pieces.add(Part.LINE_END, line.extension_span.stop, line.line.stop, self._chunk)
        self._awaited = Part.TRAILER_NAME if line.size == 0 else Part.CHUNK_DATA

    def data(self, start: int, stop: int) -> None:
        self.content.append(Span(start, stop))
        self._pieces.add(Part.CHUNK_DATA, start, stop, self._chunk)
        self._awaited = Part.CHUNK_DATA_END

    def data_end(self, start: int, stop: int) -> None:
        self._pieces.add(Part.CHUNK_DATA_END, start, stop, self._chunk)
        self._awaited = Part.CHUNK_SIZE

    def trailer(self, field: Field) -> None:
        self._trailer += 1
        self._pieces.field(field, self._trailer, Part.TRAILER_NAME, Part.TRAILER_VALUE)

    def end(self, start: int, stop: int) -> None:
        self._pieces.add(Part.CHUNKED_END, start, stop)

    def rest(self, start: int, stop: int, *, unreadable: bool) -> None:
        """Add the octets at the end that are not yet a whole part, or that a defect has made unreadable."""
        self._pieces.add(Part.UNREADABLE if unreadable else self._awaited, start, stop, -1)
