"""The canvas with a cursor that stands on octets: keys and mouse become the offset that the person went to.

It moves nothing by itself: it tells the offset, and whoever holds the message sets the selection. Where it may go it
asks the rows, so arrows, mouse and marks agree in every mode.
"""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from httpscope.i18n import _
from httpscope.ui.widgets.glyph_canvas import MARGIN, GlyphCanvas
from httpscope.ui.widgets.message_lines import Glyph


class OctetCanvas(GlyphCanvas):
    """Rows of glyphs with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "rows(-1)", _("Up"), show=False, id="octet.up"),
        Binding("down,j", "rows(1)", _("Down"), show=False, id="octet.down"),
        Binding("left,h", "step(-1)", _("Previous octet"), show=False, id="octet.left"),
        Binding("right,l", "step(1)", _("Next octet"), show=False, id="octet.right"),
        Binding("pageup,ctrl+u", "pages(-1)", _("Page up"), show=False, id="octet.page-up"),
        Binding("pagedown,ctrl+d", "pages(1)", _("Page down"), show=False, id="octet.page-down"),
        Binding("home", "edge(-1)", _("Start of the row"), show=False, id="octet.home"),
        Binding("end", "edge(1)", _("End of the row"), show=False, id="octet.end"),
        Binding("g,ctrl+home", "ends(-1)", _("First octet"), show=False, id="octet.first"),
        Binding("G,ctrl+end", "ends(1)", _("Last octet"), show=False, id="octet.last"),
    ]

    class Moved(Message):
        """The person went to an octet."""

        def __init__(self, canvas: "OctetCanvas", offset: int) -> None:
            """Tell where to."""
            super().__init__()
            self.canvas = canvas
            self.offset = offset

        @property
        def control(self) -> "OctetCanvas":
            """The canvas it happened on."""
            return self.canvas

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without rows."""
        super().__init__(id=id)
        self._column: int | None = None
        """The column that moves up and down keep to, until a move to the side."""

    def on_click(self, event: events.Click) -> None:
        """Go to the octet under the mouse."""
        number = event.y + round(self.scroll_offset.y)
        glyph = self._nearest(number, event.x - MARGIN)
        if glyph is not None:
            self._column = event.x - MARGIN
            self.post_message(self.Moved(self, glyph.start))

    def action_rows(self, count: int) -> None:
        """Go up or down by rows."""
        row = self._current_row()
        if row is None:
            return
        if self._column is None:
            self._column = self._column_of(row, self.selection.offset)
        aim = max(0, min(row + count, self.virtual_size.height - 1))
        self._go(aim, self._column, 1 if count > 0 else -1)

    def action_pages(self, count: int) -> None:
        """Go up or down by pages."""
        self.action_rows(count * max(self.size.height - 1, 1))

    def action_step(self, count: int) -> None:
        """Go to the next octet or character, or to the one before."""
        row = self._current_row()
        if row is None:
            return
        self._column = None
        offset = self.selection.offset
        numbers = range(row, self.virtual_size.height) if count > 0 else range(row, -1, -1)
        for number in numbers:
            starts = [
                glyph.start
                for glyph in self.row(number)
                if glyph.start >= 0 and (glyph.start > offset if count > 0 else glyph.stop <= offset)
            ]
            if starts:
                self.post_message(self.Moved(self, min(starts) if count > 0 else max(starts)))
                return

    def action_edge(self, side: int) -> None:
        """Go to the first or the last octet of the row."""
        row = self._current_row()
        if row is not None:
            self._column = None
            self._go(row, 0 if side < 0 else self.size.width, 1)

    def action_ends(self, side: int) -> None:
        """Go to the first or the last octet that is laid out."""
        if self._current_row() is None:
            return
        self._column = None
        self._go(*((0, 0, 1) if side < 0 else (self.virtual_size.height - 1, self.size.width, -1)))

    def _current_row(self) -> int | None:
        return self.lines.row_of(self.selection.offset) if self.lines and self.selection.offset >= 0 else None

    def _go(self, number: int, column: int, onward: int) -> None:
        """Go to the glyph nearest to the column in the row, or in the next row onward that has any."""
        while 0 <= number < self.virtual_size.height:
            glyph = self._nearest(number, column)
            if glyph is not None:
                self.post_message(self.Moved(self, glyph.start))
                return
            number += onward

    def _nearest(self, number: int, column: int) -> Glyph | None:
        best: Glyph | None = None
        distance = 0
        left = 0
        for glyph in self.row(number):
            if glyph.start >= 0:
                away = max(left - column, column - (left + glyph.width - 1), 0)
                if best is None or away < distance:
                    best, distance = glyph, away
            left += glyph.width
        return best

    def _column_of(self, number: int, offset: int) -> int:
        left = 0
        for glyph in self.row(number):
            if glyph.start <= offset < glyph.stop:
                break
            left += glyph.width
        return left
