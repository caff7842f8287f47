"""Chunks in which nothing is remarkable: a size, extensions, CRLF, so much data, CRLF (RFC 9112 §7.1). Pure, and fast.

It takes what is in order and stops at anything else, which `chunked` then reads with care. A client may send one octet
a chunk: of small chunks of one size a whole run is taken at once.
"""

import re
from functools import cache
from typing import Final, NamedTuple

from httpscope.wire.grammar import CHUNK_EXT

Octets = bytes | bytearray | memoryview

_SIZE: Final = rb"([0-9A-Fa-f]{1,16}+)"
_BARE_LINE: Final = re.compile(_SIZE + rb"\r\n")
_LINE: Final = re.compile(_SIZE + rb"(?:\r\n|(" + CHUNK_EXT.pattern + rb")\r\n)")
_LINE_OF_LF: Final = re.compile(_SIZE + rb"(?:\r?\n|(" + CHUNK_EXT.pattern + rb")\r?\n)")
_LEAST: Final = 16


class Room(NamedTuple):
    """How much may still come, in octets."""

    content: int
    extensions: int
    line: int
    """Of the line that begins a chunk, its line end not counted."""


def weight_of_extension(octets: int) -> int:
    """Tell what the extensions of a line count; 16 octets at least, for a line costs as much however short they are."""
    return max(octets, _LEAST) if octets else 0


def whole_chunks(
    octets: Octets, at: int, room: Room, content: list[Octets] | None, *, takes_lf: bool
) -> tuple[int, Room]:
    """Take chunks that are wholly there and for which there is room; give the offset behind and the room left.

    Their data is added to `content`, if that is wanted. With `takes_lf` a bare LF is nothing remarkable either.
    """
    chunk_line = _LINE_OF_LF if takes_lf else _LINE
    left, extensions, longest = room
    while match := chunk_line.match(octets, at):
        size = int(match[1], 16)
        start = match.end()
        weight = weight_of_extension(match.end(2) - match.start(2)) if match.lastindex == 2 else 0  # noqa: PLR2004
        if weight > extensions or start - at - 1 > longest:
            break
        stop = start + size
        has_lf = takes_lf and octets[stop : stop + 1] == b"\n"
        if not 0 < size <= left or not (has_lf or octets[stop : stop + 2] == b"\r\n"):
            break
        if content is None and len(match[1]) == 1 and not weight and not has_lf:
            period = stop + 2 - at
            run = _run_of(match[0], size).match(octets, at, at + left // size * period)
            behind = run.end() if run else stop + 2
            left -= (behind - at) // period * size
            at = behind
            continue
        if content is not None:
            content.append(octets[start:stop])
        left -= size
        extensions -= weight
        at = stop + (1 if has_lf else 2)
    return at, Room(left, extensions, longest)


def clean_size(octets: Octets, at: int) -> tuple[int, int]:
    """Give the size that a clean chunk line says, and the offset behind the line; 0 where none is wholly there."""
    match = _BARE_LINE.match(octets, at)
    return (int(match[1], 16), match.end()) if match else (0, at)


@cache
def _run_of(line: bytes, size: int) -> re.Pattern[bytes]:
    """Give the expression of one chunk or more of the same line; of one digit there are 42."""
    return re.compile(b"(?s:%b.{%d}\r\n)++" % (line, size))
