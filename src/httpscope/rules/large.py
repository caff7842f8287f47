"""Content that is not held in memory: parts of files, given in slices while they are sent (RFC 9112 §7.1 for chunks).

Pure: what reads the files is in `opened`.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

from httpscope.wire.span import Span

SLICE: Final = 2**18
"""Octets that are read at a time, and what one client makes us hold. A slice begins at a multiple of it in the file, so
that a capture knows it again."""
LARGEST_WHOLE: Final = 2**26
"""Octets. What cannot be done slice by slice, such as a fault, is done to so much of a file at most."""


class ReadFault(Exception):
    """No further octet of the file can be given. `str()` tells why, in English since a notice of the server says it."""


class Source(Protocol):
    """A file that is open, as it was at its opening."""

    @property
    def name(self) -> str:
        """Its name, without folders."""

    @property
    def settled(self) -> bool:
        """Whether any change since then shows in its stamps."""

    @property
    def size(self) -> int:
        """Octets that it had."""

    @property
    def signature(self) -> tuple[int, ...]:
        """Its stamps: what differs when the file of that name was changed or replaced."""

    def read(self, span: Span) -> bytes:
        """Give the octets of a span inside the file. Raises ReadFault, also where the file is not what it was."""

    def whole(self) -> bytes:
        """Give all octets, the same object as long as the file is open. Raises ReadFault."""


class Extent(NamedTuple):
    """A part of a file."""

    file: Source
    span: Span

    def slices(self) -> Iterator[bytes]:
        """Give its octets. Raises ReadFault."""
        start, stop = self.span
        while start < stop:
            behind = min(stop, start - start % SLICE + SLICE)
            yield self.file.read(Span(start, behind))
            start = behind


class Large(NamedTuple):
    """Content that is not held: parts of a file, and octets between them."""

    file: Source
    parts: tuple[bytes | Extent, ...]

    @property
    def length(self) -> int:
        """Octets in all."""
        return sum(len(part) if isinstance(part, bytes) else part.span.stop - part.span.start for part in self.parts)

    def slices(self) -> Iterator[bytes]:
        """Give the octets one slice after the other. Raises ReadFault."""
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part.slices()


def large_of(file: Source, span: Span | None = None) -> Large:
    """Give a file, or a part of it, as content."""
    return Large(file, (Extent(file, span or Span(0, file.size)),))


class Pour(NamedTuple):
    """Large content as it goes out."""

    large: Large
    chunked: bool = False
    """In the chunked coding (RFC 9112 §7.1)."""
    sizes: tuple[int, ...] = ()
    """Of the chunks; the last one counts again and again. Without any, all is in one chunk."""
    trailers: tuple[str, ...] = ()

    def pieces(self) -> Iterator[bytes]:
        """Give the octets behind the head, about a slice at a time. Raises ReadFault."""
        return self._in_chunks() if self.chunked else self.large.slices()

    def _in_chunks(self) -> Iterator[bytes]:
        left = self.large.length
        following = iter(self.sizes)
        size = room = 0
        for octets in self.large.slices():
            out: list[bytes] = []
            place = 0
            while place < len(octets):
                if not room:
                    size = next(following, size) or left
                    room = min(size, left)
                    out.append(b"%x\r\n" % room)
                piece = octets[place : place + room]
                place += len(piece)
                left -= len(piece)
                room -= len(piece)
                out += (piece,) if room else (piece, b"\r\n")
            yield b"".join(out)
        lines = b"".join(line.encode("utf-8", "replace") + b"\r\n" for line in self.trailers)
        yield b"0\r\n%b\r\n" % lines
