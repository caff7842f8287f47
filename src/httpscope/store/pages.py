"""The rows in the pages of a damaged capture, each page by itself: no tree is followed, no header is needed.

A leaf page says what its rows are by their shape, so rows are found whatever else of the file is lost. SQLite's file
format is at https://sqlite.org/fileformat2.html. Nothing is written here, and nothing that the pages say is believed.
"""

import os
import struct
from collections.abc import Iterator
from statistics import median_low
from typing import Final

from httpscope.store.frames import PAGE, newest_frames

Value = int | float | bytes | str | None

_TABLE_LEAF: Final = 0x0D
_INDEX_LEAF: Final = 0x0A
_INDEX_INSIDE: Final = 0x02
_HEADER: Final = {_TABLE_LEAF: 8, _INDEX_LEAF: 8, _INDEX_INSIDE: 12}
"""Octets of a page before its array of cells, for the kinds of pages that hold rows."""

_LEAST: Final = (PAGE - 12) * 32 // 255 - 23
_MOST: Final = {_TABLE_LEAF: PAGE - 35, _INDEX_LEAF: (PAGE - 12) * 64 // 255 - 23}
"""Octets of a row that stay in its page, least when it has more than fit, and most."""

_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Octets of an integer by its type in a record."""

_FLOAT: Final = 7
_FIRST_BLOB: Final = 12
_VARINT: Final = 9
_APART: Final = 4_096
"""Numbers of rows in one page lie closer than this; one that does not was hit itself."""


class Pages:
    """The pages of a capture, those in its WAL before those in the file."""

    def __init__(self, path: str) -> None:
        """Open the file and its WAL. Raises OSError."""
        self._main = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._log = -1
        try:
            self.count = -(-os.fstat(self._main).st_size // PAGE)
            self._newest: dict[int, int] = {}
            if os.path.exists(path + "-wal"):
                self._log = os.open(path + "-wal", os.O_RDONLY | os.O_CLOEXEC)
                self._newest = newest_frames(self._log)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the files."""
        os.close(self._main)
        if self._log >= 0:
            os.close(self._log)

    def rows(self) -> Iterator[tuple[int | None, tuple[Value, ...]]]:
        """Give each row that is whole: its number, None where it has none, and its values."""
        for number in sorted({*range(1, self.count + 1), *self._newest}):
            page = self._page(number)
            if page and page[0] in _HEADER:
                yield from self._rows_of(page)

    def _page(self, number: int) -> bytes:
        """Give a page, or nothing where there is no whole one."""
        if number < 1:
            return b""
        at = self._newest.get(number)
        octets = os.pread(self._main, PAGE, (number - 1) * PAGE) if at is None else os.pread(self._log, PAGE, at)
        return octets if len(octets) == PAGE else b""

    def _rows_of(self, page: bytes) -> Iterator[tuple[int | None, tuple[Value, ...]]]:
        kind = page[0]
        found = []
        for place in range(_HEADER[kind], _HEADER[kind] + 2 * int.from_bytes(page[3:5], "big"), 2):
            try:
                row = self._row(page, kind, int.from_bytes(page[place : place + 2], "big"))
            except (IndexError, ValueError, struct.error):
                continue  # not a row that SQLite wrote, or not any more
            found.append(row)
        if kind != _TABLE_LEAF:
            yield from found
        elif found:
            middle = median_low(number or 0 for number, _ in found)
            yield from (row for row in found if abs((row[0] or 0) - middle) < _APART)

    def _row(self, page: bytes, kind: int, at: int) -> tuple[int | None, tuple[Value, ...]]:
        """Read the row whose cell is at this place. Raises IndexError, ValueError or struct.error where none is."""
        if kind == _INDEX_INSIDE:
            at += 4
        size, at = _varint(page, at)
        number = None
        if kind == _TABLE_LEAF:
            number, at = _varint(page, at)
        most = _MOST[_TABLE_LEAF if kind == _TABLE_LEAF else _INDEX_LEAF]
        if size <= most:
            return number, _record(page[at : at + size], size)
        if size > PAGE * (self.count + len(self._newest)):
            raise ValueError("longer than the file")
        here = _LEAST + (size - _LEAST) % (PAGE - 4)
        here = here if here <= most else _LEAST
        pieces = [page[at : at + here]]
        (following,) = struct.unpack_from(">I", page, at + here)
        left = size - here
        while left > 0:
            (then,) = struct.unpack_from(">I", overflow := self._page(following))
            if not any(overflow):
                raise ValueError("wiped")  # the last page of content may be so by nature, but rather less than made up
            pieces.append(overflow[4 : 4 + left])
            left -= PAGE - 4
            following = then
        return number, _record(b"".join(pieces), size)


def _varint(octets: bytes, at: int) -> tuple[int, int]:
    """Read an integer of one to nine octets, and give it with the place behind it."""
    value = 0
    for place in range(at, at + _VARINT - 1):
        octet = octets[place]
        value = value << 7 | octet & 0x7F
        if octet < 0x80:  # noqa: PLR2004  (the last has its highest bit clear)
            return value, place + 1
    value = value << 8 | octets[at + _VARINT - 1]
    return value - (1 << 64 if value >= 1 << 63 else 0), at + _VARINT


def _record(octets: bytes, size: int) -> tuple[Value, ...]:
    """Read the values of a row that must fill its octets exactly. Raises ValueError or IndexError."""
    if len(octets) != size:
        raise ValueError("cut off")
    stop, at = _varint(octets, 0)
    types = []
    while at < stop:
        kind, at = _varint(octets, at)
        types.append(kind)
    if at != stop:
        raise ValueError("the types run into the values")
    values = []
    for kind in types:
        value, at = _value(octets, kind, at)
        values.append(value)
    if at != size:
        raise ValueError("longer or shorter than its values")
    return tuple(values)


def _value(octets: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in _INTEGERS:
        stop = at + _INTEGERS[kind]
        return int.from_bytes(octets[at:stop], "big", signed=True), stop
    if kind in {8, 9}:
        return kind - 8, at
    if kind == _FLOAT:
        return struct.unpack_from(">d", octets, at)[0], at + 8
    if kind < _FIRST_BLOB:
        raise ValueError("no type of a value")
    stop = at + (kind - _FIRST_BLOB) // 2
    return (octets[at:stop].decode() if kind % 2 else octets[at:stop]), stop
