"""The frames of a WAL, each checked by itself, so that those behind a damaged one are found too.

SQLite reads a WAL up to the first frame that does not fit. The checksum of a frame goes on from the one that is written
in the frame before it, so any frame can be checked beside its neighbour (https://sqlite.org/fileformat2.html#walformat).
"""

import os
import struct
from pathlib import Path
from typing import Final, NamedTuple

PAGE: Final = 4_096
"""Octets of a page: SQLite's own default, and no capture has another."""

_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_FRAME: Final = _FRAME_HEADER + PAGE
_MAGIC: Final = {0x377F0682: "<", 0x377F0683: ">"}
"""The first number of a WAL tells the order of octets in its checksums."""
_HALF: Final = 0xFFFFFFFF


class _Frame(NamedTuple):
    page: int
    at: int
    """Where the page begins in the WAL."""
    sums: bytes
    commits: bool


def newest_frames(file: int) -> dict[int, int]:
    """Give where in the WAL the newest sound copy of each page begins, committed ones only. Raises OSError."""
    order = _MAGIC.get(int.from_bytes(os.pread(file, 4, 0), "big"), "<")
    before = os.pread(file, 8, 24)
    newest: dict[int, int] = {}
    waiting: dict[int, int] = {}
    for frame in _frames(file):
        octets = os.pread(file, 8, frame.at - _FRAME_HEADER) + os.pread(file, PAGE, frame.at)
        if _sums(octets, before, order) == frame.sums:
            waiting[frame.page] = frame.at
        before = frame.sums
        if frame.commits:
            newest |= waiting
            waiting = {}
    return newest


def lost_frames(path: Path, known: int) -> bool:
    """Tell whether the WAL of a capture has commits behind the `known` frames that SQLite could read.

    Raises OSError.
    """
    try:
        file = os.open(f"{path}-wal", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return any(frame.commits for number, frame in enumerate(_frames(file), 1) if number > known)
    finally:
        os.close(file)


def known_frames(path: Path) -> int:
    """Give how many frames of the WAL SQLite knows, by the -shm file; 0 where there is none. Raises OSError."""
    try:
        with open(f"{path}-shm", "rb") as file:
            file.seek(16)
            return int.from_bytes(file.read(4), "little" if struct.pack("=H", 1)[0] else "big")
    except FileNotFoundError:
        return 0


def _frames(file: int) -> list[_Frame]:
    """Give the frames that were written since the WAL last started over: those with its salt."""
    header = os.pread(file, _HEADER, 0)
    salt = header[16:24] if int.from_bytes(header[:4], "big") in _MAGIC else os.pread(file, 8, _HEADER + 8)
    found = []
    for at in range(_HEADER, os.fstat(file).st_size - _FRAME + 1, _FRAME):
        head = os.pread(file, _FRAME_HEADER, at)
        if head[8:16] == salt and len(salt):
            page, pages = struct.unpack_from(">II", head)
            found.append(_Frame(page, at + _FRAME_HEADER, head[16:24], pages > 0))
    return found


def _sums(octets: bytes, before: bytes, order: str) -> bytes:
    if len(before) != 8:  # noqa: PLR2004  (two numbers)
        return b""
    one, two = struct.unpack(">II", before)
    numbers = struct.unpack(f"{order}{len(octets) // 4}I", octets)
    for first, second in zip(numbers[::2], numbers[1::2], strict=True):
        one = (one + first + two) & _HALF
        two = (two + second + one) & _HALF
    return struct.pack(">II", one, two)
