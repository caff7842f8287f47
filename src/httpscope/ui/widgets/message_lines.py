"""Octets laid out as rows of cells: the octets mode of a message, and any text of the body mode.

A glyph stands for one octet in a head and for one character in a text; each knows its octets, so that cursor, mouse
and marks are exact. Rows are found a step at a time and drawn one at a time, whatever the size of the message.
No widget, no clock, no colour here.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final, NamedTuple, Protocol, Self

from rich.cells import cell_len

from httpscope.i18n import _
from httpscope.ui.clusters import clusters, stretches
from httpscope.ui.paint import Tone, holds_text, label_behind, tone_of
from httpscope.wire.anatomy import Piece
from httpscope.wire.span import Span

MAX_ROWS: Final = 2**20
"""So many rows are laid out, 8 MiB of offsets. The hex mode, which needs no layout, shows what lies behind."""

_OVERHANG: Final = 2
"""Cells kept free at the right for CR LF, so that a line end never stands in a row of its own."""


class Glyph(NamedTuple):
    """What stands in some cells of a row."""

    start: int
    """Offset of its first octet; -1 where it stands for no octets (a label)."""
    stop: int
    text: str
    width: int
    tone: Tone


Row = Sequence[Glyph]


class Lines(Protocol):
    """Something laid out in rows, whose glyphs may stand for octets."""

    @property
    def rows(self) -> int:
        """Rows known so far."""

    @property
    def whole(self) -> bool:
        """Whether all rows are known."""

    def grow(self, octets: int, /) -> None:
        """Find the rows of about so many octets more."""

    def row(self, number: int, /) -> Row:
        """Draw one row."""

    def row_of(self, offset: int, /) -> int | None:
        """Give the row that shows the octet, or None where none does (yet)."""


def label(text: str, tone: Tone = Tone.LABEL) -> Glyph:
    """Make a glyph that stands for no octets; the text must be safe to show."""
    return Glyph(-1, -1, text, cell_len(text), tone)


class OctetLines:
    """A message, or a text, over its octets: wrapped at `width` cells, a new row behind each line end.

    Octets of content are drawn as characters of `codec`, or one by one where it is None; all others one by one.
    """

    def __init__(
        self,
        octets: bytes,
        pieces: Sequence[Piece],
        width: int,
        codec: str | None = None,
        window: Span | None = None,
    ) -> None:
        """Lay out the octets in `window`, or all."""
        start, self._stop = window or Span(0, len(octets))
        self.octets = octets
        self.pieces = pieces
        self.width = max(width - _OVERHANG, 8)
        self.codec = codec
        self.whole = start == self._stop
        self._starts = array("Q")
        self._first = self._measured = start
        self._steps = self._measure(start)

    def resume(self, earlier: Self) -> None:
        """Take over the rows of the same message when it was shorter, all but the last ones."""
        same = self.width == earlier.width and self.codec == earlier.codec
        content = next((piece.start for piece in earlier.pieces[:4096] if holds_text(piece.part)), None)
        if not same or content is None or not self.octets.startswith(earlier.octets):
            return
        at = bisect_right(self.pieces, content, key=attrgetter("start")) - 1
        settled = len(earlier._starts) - 2
        if self.pieces[at].start == content and holds_text(self.pieces[at].part) and settled > 0:
            self._starts = earlier._starts[:settled]
            self._measured = earlier._starts[settled]
            self._steps = self._measure(self._measured)

    @property
    def rows(self) -> int:
        """Rows known so far; one more than was laid out where the rest is left to the hex mode."""
        return len(self._starts) + self._cut if self.whole else max(len(self._starts) - 1, 0)

    @property
    def _cut(self) -> bool:
        return self.whole and self._measured < self._stop

    def grow(self, octets: int) -> None:
        """Find the rows of about so many octets more."""
        target = self._measured + octets
        for measured in self._steps:
            self._measured = measured
            if len(self._starts) > MAX_ROWS:
                self._measured = self._starts.pop()
                break
            if measured >= target:
                return
        self.whole = True

    def row(self, number: int) -> Row:
        """Draw one row."""
        if number >= len(self._starts):
            return (
                label(_("… {count:,} octets more: the hex mode shows them").format(count=self._stop - self._measured)),
            )
        start, stop = self.octets_of(range(number, number + 1))
        glyphs: list[Glyph] = []
        for piece in self._pieces_between(start, stop):
            tone = tone_of(piece.part)
            codec = self.codec if holds_text(piece.part) else None
            for cluster in clusters(self.octets, max(start, piece.start), min(stop, piece.stop), codec):
                own = Tone.SIGN if cluster.sign and tone is not Tone.EMPTY_LINE else tone
                glyphs.append(Glyph(cluster.start, cluster.stop, cluster.text, cluster.width, own))
            said = label_behind(piece.part)
            if said and piece.stop <= stop:
                glyphs.append(label(f"  {_(said)}"))
        return glyphs

    def row_of(self, offset: int) -> int | None:
        """Give the row that shows the octet, or None where it is not laid out."""
        return bisect_right(self._starts, offset) - 1 if self._first <= offset < self._measured else None

    def octets_of(self, rows: range) -> Span:
        """Give the octets of rows that are laid out; empty where none is."""
        last = len(self._starts)
        start = self._starts[rows.start] if rows.start < last else self._measured
        return Span(start, self._starts[rows.stop] if rows.stop < last else self._measured)

    def _pieces_between(self, start: int, stop: int) -> Iterator[Piece]:
        at = bisect_right(self.pieces, start, key=attrgetter("start")) - 1
        for number in range(max(at, 0), len(self.pieces)):
            piece = self.pieces[number]
            if piece.start >= stop:
                return
            if piece.stop > start:
                yield piece

    def _measure(self, position: int) -> Iterator[int]:
        """Find row starts from a row start on, telling after each step how far it came."""
        column = self.width + 1
        for piece in self._pieces_between(position, self._stop):
            codec = self.codec if holds_text(piece.part) else None
            for stretch in stretches(self.octets, max(position, piece.start), min(piece.stop, self._stop), codec):
                column = self._place(stretch.start, stretch.stop, stretch.width, column, stretch.ends)
                yield stretch.stop

    def _place(self, start: int, stop: int, width: int, column: int, ends: bool) -> int:
        """Put octets behind the last ones; give the column behind them, beyond the width behind a line end."""
        begins = column > self.width
        if ends:
            if begins:
                self._starts.append(start)
            return self.width + 1
        if width:
            if begins or (column and column + width > self.width):
                self._starts.append(start)
                column = 0
            return min(column + width, self.width)
        room = 0 if begins else self.width - column
        if stop - start <= room:
            return column + stop - start
        self._starts.extend(range(start + room, stop, self.width))
        return (stop - start - room - 1) % self.width + 1
