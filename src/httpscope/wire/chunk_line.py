"""The lines of a chunked body, each taken apart by itself: sizes with extensions, and trailers (RFC 9112 §7.1)."""

from typing import Final, NamedTuple, Protocol

from httpscope.wire import body_defects, field_defects
from httpscope.wire.defect_kind import Defect
from httpscope.wire.fields import OWS, Field, content_length_of_line, read_field_line
from httpscope.wire.grammar import CHUNK_EXT, CHUNK_SIZE
from httpscope.wire.span import Span

_FORBIDDEN_TRAILERS: Final = frozenset((b"content-length", b"transfer-encoding", b"host"))


class ChunkLine(NamedTuple):
    """The line that begins a chunk."""

    size: int | None
    """Octets of data that follow; None where the line says no size."""
    size_span: Span
    extension_span: Span
    """All between size and line end; empty where there is nothing."""
    line: Span


def read_chunk_line(line: bytes, at: int) -> tuple[ChunkLine, list[Defect]]:
    """Take a line apart that begins at offset `at` and includes its line end (RFC 9112 §7.1 and §7.1.1)."""
    end = content_length_of_line(line)
    whole = Span(at, at + len(line))
    start = end - len(line[:end].lstrip(OWS))
    size = CHUNK_SIZE.match(line, start, end)
    if size is None:
        nothing = Span(at, at)
        return ChunkLine(None, nothing, Span(at, at + end), whole), [
            Defect(body_defects.INVALID_CHUNK_SIZE, Span(at + start, at + max(end, start + 1)))
        ]
    defects = [Defect(body_defects.INVALID_CHUNK_SIZE, Span(at, at + start))] if start else []
    rest = Span(at + size.end(), at + end)
    chunk_line = ChunkLine(int(size[0], 16), Span(at + start, at + size.end()), rest, whole)
    if CHUNK_EXT.fullmatch(line, size.end(), end):
        return chunk_line, defects
    is_extension = line[size.end() : end].lstrip(OWS)[:1] in {b";", b""}
    kind = body_defects.INVALID_CHUNK_EXTENSION if is_extension else body_defects.INVALID_CHUNK_SIZE
    return chunk_line, [*defects, Defect(kind, rest)]


def read_trailer_line(line: bytes, at: int) -> tuple[Field, list[Defect]]:
    """Take a field line of a trailer section apart (RFC 9112 §7.1.2)."""
    field, defects = read_field_line(line, at)
    if line[0] in OWS:
        margin = Span(at, at + len(line) - len(line.lstrip(OWS)))
        defects.insert(0, Defect(field_defects.OBS_FOLD, margin))
    if field.name.lower() in _FORBIDDEN_TRAILERS:
        defects.append(Defect(body_defects.FORBIDDEN_TRAILER, field.name_span))
    return field, defects


class ChunkListener(Protocol):
    """Is told which octets are what, by offsets within the message."""

    def chunk_line(self, line: ChunkLine) -> None:
        """Take note of the line that begins a chunk, the last one included."""

    def data(self, start: int, stop: int) -> None:
        """Take note of data of the chunk."""

    def data_end(self, start: int, stop: int) -> None:
        """Take note of the line end behind data."""

    def trailer(self, field: Field) -> None:
        """Take note of a line of the trailer section."""

    def end(self, start: int, stop: int) -> None:
        """Take note of the empty line that ends the chunked-body."""
