"""Rows of several layouts one below the other: a message in stretches, a note where octets are missing."""

from collections.abc import Sequence
from typing import Final

from httpscope.exchange import Hole
from httpscope.ui.holes import hole_text
from httpscope.ui.paint import Tone
from httpscope.ui.widgets.message_lines import Lines, Row, label


class HoleLine:
    """One row that tells of a hole. It shows no octet, so no cursor stands on it."""

    rows: Final = 1
    whole: Final = True

    def __init__(self, hole: Hole, width: int) -> None:
        self._text = hole_text(hole, width)

    def grow(self, octets: int) -> None:
        """The row is known from the start."""

    def row(self, _number: int) -> Row:
        """Draw it."""
        return (label(self._text, Tone.HEADING),)

    def row_of(self, _offset: int) -> int | None:
        """It shows no octet."""
        return None


class StackedLines:
    """Layouts one below the other. What is below one that is not whole yet is not shown yet."""

    def __init__(self, parts: Sequence[Lines]) -> None:
        self._parts = parts

    @property
    def whole(self) -> bool:
        """Whether all rows are known."""
        return all(part.whole for part in self._parts)

    @property
    def rows(self) -> int:
        """Rows known so far."""
        return sum(part.rows for part in self._known())

    def grow(self, octets: int) -> None:
        """Find the rows of about so many octets more."""
        growing = self._known()[-1]
        if not growing.whole:
            growing.grow(octets)

    def row(self, number: int) -> Row:
        """Draw one row."""
        for part in self._known():
            if number < part.rows:
                return part.row(number)
            number -= part.rows
        return ()

    def row_of(self, offset: int) -> int | None:
        """Give the row that shows the octet, or None where none does (yet)."""
        above = 0
        for part in self._known():
            row = part.row_of(offset)
            if row is not None:
                return above + row
            above += part.rows
        return None

    def _known(self) -> Sequence[Lines]:
        for number, part in enumerate(self._parts, 1):
            if not part.whole:
                return self._parts[:number]
        return self._parts
