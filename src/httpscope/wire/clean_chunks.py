"""Chunks in which nothing is remarkable: a bare size, CRLF, so much data, CRLF (RFC 9112 §7.1). Pure, and fast.

It takes what is in order and stops at anything else, which `chunked` then reads with care. A client may send one octet
a chunk: of small chunks of one size a whole run is taken at once.
"""

import re
from functools import cache
from typing import Final

Octets = bytes | bytearray | memoryview

_LINE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
_LINE_OF_LF: Final = re.compile(rb"([0-9A-Fa-f]{1,8})\r?\n")


def whole_chunks(
    octets: Octets, at: int, room: int, content: list[Octets] | None, *, takes_lf: bool
) -> tuple[int, int]:
    """Take chunks that are wholly there, with at most `room` octets of data; give the offset behind and the room left.

    Their data is added to `content`, if that is wanted. With `takes_lf` a bare LF is nothing remarkable either.
    """
    chunk_line = _LINE_OF_LF if takes_lf else _LINE
    while match := chunk_line.match(octets, at):
        size = int(match[1], 16)
        start = match.end()
        stop = start + size
        has_lf = takes_lf and octets[stop : stop + 1] == b"\n"
        if not 0 < size <= room or not (has_lf or octets[stop : stop + 2] == b"\r\n"):
            break
        if content is None and len(match[1]) == 1 and not has_lf:
            period = stop + 2 - at
            run = _run_of(match[0], size).match(octets, at, at + room // size * period)
            behind = run.end() if run else stop + 2
            room -= (behind - at) // period * size
            at = behind
            continue
        if content is not None:
            content.append(octets[start:stop])
        room -= size
        at = stop + (1 if has_lf else 2)
    return at, room


def clean_size(octets: Octets, at: int) -> tuple[int, int]:
    """Give the size that a clean chunk line says, and the offset behind the line; 0 where none is wholly there."""
    match = _LINE.match(octets, at)
    return (int(match[1], 16), match.end()) if match else (0, at)


@cache
def _run_of(line: bytes, size: int) -> re.Pattern[bytes]:
    """Give the expression of one chunk or more of the same line; of one digit there are 42."""
    return re.compile(b"(?s:%b.{%d}\r\n)++" % (line, size))
