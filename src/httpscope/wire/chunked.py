"""The chunked transfer coding: sizes, extensions, data and trailers, taken off as octets come (RFC 9112 §7.1).

Offsets are those of the octets given. Knows nothing of heads.
"""

from enum import Enum

from httpscope.wire import body_defects, field_defects, line_defects
from httpscope.wire.chunk_line import ChunkListener, read_chunk_line, read_trailer_line
from httpscope.wire.clean_chunks import Octets, Room, clean_size, weight_of_extension, whole_chunks
from httpscope.wire.defect_kind import Defect, DefectKind
from httpscope.wire.fields import content_length_of_line
from httpscope.wire.leniency import forgives, unforgivable
from httpscope.wire.limits import Limits
from httpscope.wire.lines import WITHOUT_LIMIT, Cut, Found, LineCutter, bare_lf, stray_octet
from httpscope.wire.span import Span


class _State(Enum):
    SIZE = "size"
    DATA = "data"
    DATA_END = "data end"
    TRAILERS = "trailers"
    DONE = "done"


class ChunkedReader:
    """Where the reading of one chunked-body stands, up to its end or what its policy does not let pass."""

    def __init__(
        self,
        limits: Limits,
        at: int,
        listener: ChunkListener | None = None,
        *,
        lenient: bool = False,
        wants_content: bool = True,
    ) -> None:
        """Begin at offset `at` of the message, behind the head; without `wants_content` none is given."""
        self._limits = limits
        self._lenient = lenient
        self._listener = listener
        self.wants_content = wants_content
        self._state = _State.SIZE
        self._cutter = LineCutter()
        self._at = at
        """Offset within the message of the first octet of the buffer."""
        self._left = 0
        self._taken = 0
        self._trailers_edge = 0
        self._extensions = self._trailer_lines = 0
        self._told: set[str] = set()
        self.last_chunk: int | None = None
        """Offset within the message of the chunk of size 0, once its line is read."""
        self.defects: list[Defect] = []
        """The first of each kind: a client that ends a line wrongly does so in every chunk."""
        self.refusal: Defect | None = None
        """The first defect that a strict server refuses."""
        self.barrier: Defect | None = None
        """The defect that ended the reading."""
        self.barrier_line: int | None = None
        """Offset within the message of the whole line that has this defect; None where it has not come to its end."""

    @property
    def done(self) -> bool:
        """Whether the empty line behind the trailers has been read."""
        return self._state is _State.DONE

    @property
    def stop(self) -> int:
        """Offset within the message behind the last octet taken."""
        return self._at

    def skip(self, octets: Octets) -> int:
        """Take chunks with nothing remarkable from the front of octets that need no copy, and tell how many.

        For who wants no content and has nothing in the buffer; the last chunk and what is behind it are left.
        """
        if self.barrier is not None or self.wants_content or self._listener:
            return 0
        at, size = 0, len(octets)
        while at < size:
            behind = at
            match self._state:
                case _State.DATA:
                    behind = min(at + self._left, size)
                    self._data(octets, at, behind, [])
                case _State.DATA_END if octets[at : at + 2] == b"\r\n":
                    behind = self._behind_data(at, at + 2)
                case _State.SIZE:
                    behind = self._begun_chunk(octets, self._whole_chunks(octets, at, []))
                case _:
                    pass
            if behind == at:
                break
            at = behind
        self._at += at
        return at

    def read(self, buffer: bytearray) -> bytes:
        """Take octets from the front of the buffer, and give the content among them."""
        content: list[Octets] = []
        at = 0
        while self.barrier is None:
            behind = -1
            match self._state:
                case _State.SIZE:
                    if self._listener is None:
                        at = self._whole_chunks(buffer, at, content)
                    behind = self._size(buffer, at)
                case _State.DATA if at < len(buffer):
                    behind = min(at + self._left, len(buffer))
                    self._data(buffer, at, behind, content)
                case _State.DATA_END:
                    behind = self._data_end(buffer, at)
                case _State.TRAILERS:
                    behind = self._trailer(buffer)
                case _:
                    pass
            if behind < 0:
                break
            at = behind
        del buffer[:at]
        self._at += at
        self._trailers_edge -= at
        self._cutter.shift(at)
        return b"".join(content)

    def _data(self, buffer: Octets, at: int, behind: int, content: list[Octets]) -> None:
        if self.wants_content:
            content.append(buffer[at:behind])
        self._left -= behind - at
        if self._listener:
            self._listener.data(self._at + at, self._at + behind)
        if self._left == 0:
            self._state = _State.DATA_END

    def _whole_chunks(self, octets: Octets, at: int, content: list[Octets]) -> int:
        """Take chunks that are wholly there and have nothing remarkable in them; give the offset behind."""
        limits = self._limits
        room = Room(limits.content - self._taken, limits.extensions - self._extensions, limits.chunk_line)
        # A bare LF that was told and forgiven is nothing remarkable any more.
        takes_lf = self._lenient and line_defects.BARE_LF.code in self._told
        at, left = whole_chunks(octets, at, room, content if self.wants_content else None, takes_lf=takes_lf)
        self._taken += room.content - left.content
        self._extensions += room.extensions - left.extensions
        return at

    def _begun_chunk(self, octets: Octets, at: int) -> int:
        """Take the line of a chunk that has no more than begun, where it is clean and the chunk may be so large."""
        size, behind = clean_size(octets, at)
        too_long = behind - at - 1 > self._limits.chunk_line
        if too_long or not 0 < size <= self._limits.content - self._taken:
            return at
        self._taken += size
        self._left = size
        self._state = _State.DATA
        return behind

    def _size(self, buffer: bytearray, at: int) -> int:
        self._cutter.begin(at)
        cut = self._line(buffer, self._limits.chunk_line, WITHOUT_LIMIT)
        if cut is None:
            return -1
        line = bytes(buffer[at : cut.stop])
        place = self._at + at
        chunk_line, defects = read_chunk_line(line, place)
        extension = chunk_line.extension_span
        # White space before the size is as little use as an extension.
        octets = extension.stop - place - (chunk_line.size_span.stop - chunk_line.size_span.start)
        self._extensions += weight_of_extension(octets)
        if self._extensions > self._limits.extensions:
            defects.append(Defect(body_defects.CHUNK_EXTENSIONS_TOO_LARGE, extension))
        defects = unforgivable(defects, line, place) if cut.spoiled else defects + bare_lf(line, place)
        self._tell(defects, line, place)
        if self._listener:
            self._listener.chunk_line(chunk_line)
        is_remarkable = defects or cut.spoiled
        end = Span(place + len(line), place + len(line))
        return self._chunk(chunk_line.size or 0, end if is_remarkable else chunk_line.size_span, at, cut.stop)

    def _chunk(self, size: int, place: Span, at: int, behind: int) -> int:
        if self.barrier is None and size > self._limits.content - self._taken:
            self._tell([Defect(body_defects.CONTENT_TOO_LARGE, place)], at=self._at + at)
        self._taken += size
        self._left = size
        self._state = _State.DATA
        if size == 0:
            self.last_chunk = self._at + at
            self._state = _State.TRAILERS
            self._trailers_edge = behind + self._limits.trailers
            self._cutter.begin(behind)
        return behind

    def _data_end(self, buffer: bytearray, at: int) -> int:
        end = bytes(buffer[at : at + 2])
        if end == b"\r\n":
            return self._behind_data(at, at + 2)
        if end in {b"", b"\r"}:
            return -1
        has_lf = end[0] == ord("\n")
        kind = line_defects.BARE_LF if has_lf else body_defects.MISSING_CHUNK_END
        self._tell([Defect(kind, Span(self._at + at, self._at + at + 1))])
        if self.barrier is not None:
            return -1
        return self._behind_data(at, at + 1)

    def _behind_data(self, at: int, behind: int) -> int:
        self._state = _State.SIZE
        if self._listener:
            self._listener.data_end(self._at + at, self._at + behind)
        return behind

    def _trailer(self, buffer: bytearray) -> int:
        cut = self._line(buffer, self._limits.field_line, self._trailers_edge)
        if cut is None:
            return -1
        line = bytes(buffer[cut.start : cut.stop])
        place = self._at + cut.start
        if content_length_of_line(line):
            field, defects = read_trailer_line(line, place)
            self._trailer_lines += 1
            if self._trailer_lines == self._limits.fields + 1:
                # A trailer section is a field section as well: RFC 9112 §7.1.2.
                defects.insert(0, Defect(field_defects.TOO_MANY_FIELDS, Span(place, place + len(line))))
            self._tell(unforgivable(defects, line, place) if cut.spoiled else defects + bare_lf(line, place))
            if self._listener:
                self._listener.trailer(field)
            return cut.stop
        self._tell(bare_lf(line, place))
        self._state = _State.DONE
        if self._listener:
            self._listener.end(place, self._at + cut.stop)
        return cut.stop

    def _line(self, buffer: bytearray, limit: int, edge: int) -> Cut | None:
        """Give the line that comes next; None when more octets are needed or none can be read any more."""
        while self.barrier is None:
            cut = self._cutter.cut(buffer, limit, edge)
            if cut is None or cut.found is Found.LINE:
                return cut
            is_stray = cut.found is Found.STRAY
            kind = stray_octet(buffer[cut.start]) if is_stray else self._excess(cut.start)
            self._tell([Defect(kind, Span(self._at + cut.start, self._at + cut.stop))])
        return None

    def _excess(self, place: int) -> DefectKind:
        if self._state is _State.SIZE:
            return body_defects.CHUNK_LINE_TOO_LONG
        return body_defects.TRAILERS_TOO_LARGE if place == self._trailers_edge else field_defects.FIELD_LINE_TOO_LONG

    def _tell(self, defects: list[Defect], line: bytes = b"", at: int | None = None) -> None:
        # Of two at one place the first found is the more particular one.
        for defect in sorted(defects, key=lambda defect: defect.span.start):
            if defect.kind.code not in self._told:
                self._told.add(defect.kind.code)
                self.defects.append(defect)
            if defect.kind.status is not None:
                self.refusal = self.refusal or defect
                if self.barrier is None and not (self._lenient and forgives(defect, line, at or 0)):
                    self.barrier, self.barrier_line = defect, at
