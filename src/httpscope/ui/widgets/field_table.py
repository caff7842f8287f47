"""The headers mode: start-line parts and field lines as a table, in the order they came, duplicates and all.

Its glyphs stand on the message's octets, so the selection is the same as in the other modes. Values wrap; the meaning
of a well-known field stands beside it where there is room, and in the part bar always.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

from httpscope.i18n import _
from httpscope.ui.clusters import one_cell_each
from httpscope.ui.glossary import meaning_of
from httpscope.ui.paint import Tone
from httpscope.ui.reading import Entry
from httpscope.ui.widgets.message_lines import Glyph, Row, label
from httpscope.wire.span import Span

_NAME_WIDTH: Final = range(12, 31)
"""Cells that the names' column may take."""
_MEANING_FROM: Final = 90
"""Cells of width from which there is a column of meanings."""
_GAP: Final = 2


class FieldTable:
    """The rows of the table; a long name or value takes several."""

    whole: Final = True

    def __init__(self, octets: bytes, entries: Sequence[Entry], width: int) -> None:
        """Divide the width into columns and count rows."""
        self.octets = octets
        self.entries = entries
        self._titles = [_(entry.title) for entry in entries]
        wish = max(
            (
                max(len(title), entry.name.stop - entry.name.start)
                for title, entry in zip(self._titles, entries, strict=True)
            ),
            default=0,
        )
        self._name_width = min(max(wish, _NAME_WIDTH.start), _NAME_WIDTH.stop - 1, width * 2 // 5)
        rest = max(width - self._name_width - _GAP, 8)
        self._meaning_width = rest * 2 // 5 if width >= _MEANING_FROM else 0
        self._value_width = rest - self._meaning_width - (_GAP if self._meaning_width else 0)
        self._starts = array("Q", [0])
        for number in range(len(entries)):
            self._starts.append(self._starts[-1] + self._height(number))

    @property
    def rows(self) -> int:
        """Rows of all entries."""
        return self._starts[-1]

    def grow(self, octets: int) -> None:
        """All rows are known from the start."""

    def row(self, number: int) -> Row:
        """Draw one row."""
        at = bisect_right(self._starts, number) - 1
        entry = self.entries[at]
        line = number - self._starts[at]
        glyphs: list[Glyph] = []
        if entry.title:
            title = self._titles[at] if line == 0 else ""
            glyphs.append(label(title, Tone.HEADING))
        else:
            glyphs += self._octets(entry.name, line, self._name_width, Tone.TRAILER if entry.is_trailer else Tone.NAME)
        _pad(glyphs, self._name_width + _GAP)
        tone = Tone.TARGET if entry.title else Tone.VALUE
        glyphs += self._octets(entry.value, line, self._value_width, tone)
        if line == 0 and (meaning := self._meaning(entry)):
            _pad(glyphs, self._name_width + 2 * _GAP + self._value_width)
            glyphs.append(label(meaning))
        return glyphs

    def row_of(self, offset: int) -> int | None:
        """Give the row that shows the octet, or the entry nearest before it."""
        at = bisect_right(self.entries, offset, key=_first_octet) - 1
        if at < 0:
            return None
        entry = self.entries[at]
        inside = max(min(offset, entry.value.stop - 1) - entry.value.start, 0)
        return self._starts[at] + min(inside // self._value_width, self._starts[at + 1] - self._starts[at] - 1)

    def _octets(self, span: Span, line: int, width: int, tone: Tone) -> Iterator[Glyph]:
        start = span.start + line * width
        for offset, sign in enumerate(one_cell_each(self.octets[start : min(start + width, span.stop)]), start):
            yield Glyph(offset, offset + 1, sign, 1, Tone.SIGN if sign in "␍␊␉" else tone)

    def _height(self, number: int) -> int:
        entry = self.entries[number]
        name, value = (span.stop - span.start for span in (entry.name, entry.value))
        return max(1, -(-name // self._name_width), -(-value // self._value_width))

    def _meaning(self, entry: Entry) -> str:
        sentence = _(meaning_of(self.octets[entry.name.start : entry.name.stop]) or " ").strip()
        if cell_len(sentence) <= self._meaning_width:
            return sentence
        return set_cell_size(sentence, self._meaning_width - 1) + "…" if self._meaning_width else ""


def _first_octet(entry: Entry) -> int:
    return entry.name.start


def _pad(glyphs: list[Glyph], width: int) -> None:
    glyphs.append(label(" " * max(width - sum(glyph.width for glyph in glyphs), 0)))
