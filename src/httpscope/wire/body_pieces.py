"""A message body taken apart by its framing (RFC 9112 §6 and §7)."""

from collections.abc import Sequence
from itertools import pairwise
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


class Gap(NamedTuple):
    """Octets of a message that are not there, between two that are."""

    at: int
    """How many octets are there before it."""
    octets: int
    """How many are missing. Within a chunked body the next one there begins a chunk."""


def body_pieces(
    pieces: Pieces, start: int, framing: Framing, limits: Limits = _DEFAULT_LIMITS, gaps: Sequence[Gap] = ()
) -> Body:
    """Add the pieces of the body that begins at offset `start`; none goes over a gap."""
    size = len(pieces.octets)
    gaps = [gap for gap in gaps if gap.at >= start]
    missing = sum(gap.octets for gap in gaps)
    match framing:
        case NoBody():
            return Body((), (), start, complete=True, refused=False)
        case Length(length):
            stop = min(start + max(length - missing, 0), size)
            content = _content(pieces, start, stop, gaps)
            return Body(content, (), stop, complete=stop + missing == start + length, refused=False)
        case UntilClose():
            return Body(_content(pieces, start, size, gaps), (), size, complete=True, refused=False)
        case Chunked():
            return _chunked_pieces(pieces, start, limits, gaps)
    assert_never(framing)


def _content(pieces: Pieces, start: int, stop: int, gaps: Sequence[Gap]) -> tuple[Span, ...]:
    edges = sorted({start, stop, *(gap.at for gap in gaps if gap.at < stop)})
    content = tuple(Span(*edge) for edge in pairwise(edges))
    for span in content:
        pieces.add(Part.CONTENT, *span)
    return content


def _chunked_pieces(pieces: Pieces, start: int, limits: Limits, gaps: Sequence[Gap]) -> Body:
    listener = _Listener(pieces)
    defects: list[Defect] = []
    for gap in gaps:
        before = ChunkedReader(limits, start, listener, lenient=True)
        before.read(bytearray(pieces.octets[start : gap.at]))
        if before.done or before.barrier is not None:
            break
        listener.rest(before.stop, gap.at, unreadable=False)
        defects += before.defects
        start = gap.at
    # The screen knows no policy: it reads on as far as a lenient server would.
    reader = ChunkedReader(limits, start, listener, lenient=True)
    reader.read(bytearray(pieces.octets[start:]))
    stop = reader.stop
    if not reader.done:
        listener.rest(stop, len(pieces.octets), unreadable=reader.barrier is not None)
        stop = len(pieces.octets)
    refused = reader.barrier is not None
    return Body(tuple(listener.content), (*defects, *reader.defects), stop, reader.done and not refused, refused)


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
