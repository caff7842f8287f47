"""The hex mode: every octet by its value, and beside it as a character of ASCII. Rows are arithmetic, so any size does.

An octet has two glyphs in its row, which share offset and tone: the cursor is seen in both. No widget here.
"""

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from httpscope.ui.clusters import one_cell_each
from httpscope.ui.paint import Tone, tone_of
from httpscope.ui.widgets.message_lines import Glyph, Row, label
from httpscope.wire.anatomy import Piece
from httpscope.wire.span import Span

_PER_ROW: Final = (16, 8, 4)
"""Octets in a row; the most that fit are taken."""
_GROUP: Final = 8
"""A wider gap stands behind so many, to help the eye."""


class HexLines:
    """A message, or any octets, as rows of offset, values and characters."""

    whole: Final = True

    def __init__(
        self,
        octets: bytes,
        pieces: Sequence[Piece],
        width: int,
        window: Span | None = None,
        shift: int = 0,
        size: int = 0,
    ) -> None:
        """Lay out the octets in `window`, or all; their offsets are told as `shift` more, and need room for `size`."""
        self.octets = octets
        self.pieces = pieces
        self._window = window or Span(0, len(octets))
        self._shift = shift
        self._digits = max(4, len(f"{max(size, len(octets)):x}"))
        self.per_row = next((count for count in _PER_ROW if self._needs(count) <= width), _PER_ROW[-1])
        self.rows = -(-(self._window.stop - self._window.start) // self.per_row)

    def grow(self, octets: int) -> None:
        """All rows are known from the start."""

    def row(self, number: int) -> Row:
        """Draw one row."""
        start = self._window.start + number * self.per_row
        stop = min(start + self.per_row, self._window.stop)
        tones = self._tones(start, stop)
        glyphs = [label(f"{start + self._shift:0{self._digits}x}  ")]
        for offset in range(start, stop):
            gap = "  " if (offset - start + 1) % _GROUP == 0 else " "
            glyphs.append(Glyph(offset, offset + 1, f"{self.octets[offset]:02x}", 2, tones[offset - start]))
            glyphs.append(label(gap))
        used = sum(glyph.width for glyph in glyphs)
        glyphs.append(label(" " * (self._needs(self.per_row) - self.per_row - used)))
        for offset, text in enumerate(one_cell_each(self.octets[start:stop]), start):
            plain = text if text.isascii() else "·"
            glyphs.append(Glyph(offset, offset + 1, plain, 1, tones[offset - start]))
        return glyphs

    def row_of(self, offset: int) -> int | None:
        """Give the row that shows the octet."""
        start, stop = self._window
        return (offset - start) // self.per_row if start <= offset < stop else None

    def _needs(self, count: int) -> int:
        return self._digits + 2 + count * 3 + count // _GROUP + 1 + count

    def _tones(self, start: int, stop: int) -> list[Tone]:
        tones = [Tone.PLAIN] * (stop - start)
        at = max(bisect_right(self.pieces, start, key=attrgetter("start")) - 1, 0)
        while at < len(self.pieces) and self.pieces[at].start < stop:
            piece = self.pieces[at]
            for offset in range(max(piece.start, start), min(piece.stop, stop)):
                tones[offset - start] = tone_of(piece.part)
            at += 1
        return tones
