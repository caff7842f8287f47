"""The octets of the next answer, line ends to be seen, with marks in the margin: `+` is supplied, `!` is a defect.

It paints a `Forecast` and reckons nothing. Rows are laid out by `OctetLines`, as in the view of an exchange, so both
look the same.
"""

from typing import ClassVar, Final

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from httpscope.i18n import _
from httpscope.ui.columns import cell
from httpscope.ui.forecast import Forecast
from httpscope.ui.paint import COMPONENT_CLASSES, STYLES
from httpscope.ui.whose_turn import Note
from httpscope.ui.widgets.message_lines import OctetLines
from httpscope.wire.span import Span

_MARGIN: Final = 2
"""Cells for the signs and a blank."""


class Preview(ScrollView, can_focus=True):
    """A forecast: notes first, then its octets."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *COMPONENT_CLASSES,
        "preview--supplied",
        "preview--note",
        "preview--warning",
    }
    DEFAULT_CSS = (
        """
    Preview { height: 1fr; background: $surface; color: $foreground; border: round $border-blurred;
        border-title-color: $text-muted; border-subtitle-color: $text-muted; scrollbar-size-vertical: 1;
        &:focus { border: round $border; border-title-color: $text-primary; border-title-style: bold; }
        & > .preview--supplied { color: $text-success; text-style: italic; }
        & > .preview--note { color: $text-muted; }
        & > .preview--warning { color: $text-warning; text-style: bold; }
    """
        + STYLES
        + "}"
    )

    forecast: reactive[Forecast | None] = reactive(None)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: OctetLines | None = None
        self._notes: list[tuple[str, str]] = []

    def watch_forecast(self, forecast: Forecast | None) -> None:
        """Lay out the new octets and say what they answer."""
        if forecast is not None:
            self.border_title = Content(_("Next answer to {0}").format(forecast.request))
            self.border_subtitle = _("+ added by httpscope") if forecast.supplied else ""
        self._lay_out()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Paint in the new colours."""
        super().notify_style_update()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint a note or a row of octets."""
        width, number = self.scrollable_content_region.width, y + round(self.scroll_y)
        if number < len(self._notes):
            sign, text = self._notes[number]
            style = self.get_component_rich_style(f"preview--{'warning' if sign == '!' else 'note'}")
            return Strip([Segment(f"{sign or ' '} {text}", style)]).crop_extend(0, width, self.rich_style)
        number -= len(self._notes)
        if self._lines is None or number >= self._lines.rows:
            return Strip.blank(width, self.rich_style)
        return self._octets(self._lines, number).crop_extend(0, width, self.rich_style)

    def _lay_out(self) -> None:
        forecast, width = self.forecast, self.scrollable_content_region.width
        if forecast is None or width <= _MARGIN:
            self._lines, self._notes = None, []
        else:
            self._notes = [row for note in forecast.notes for row in _wrapped(note, width - _MARGIN)]
            self._lines = OctetLines(forecast.octets, forecast.anatomy.pieces, width - _MARGIN, "utf-8")
            while not self._lines.whole:
                self._lines.grow(len(forecast.octets))
        rows = len(self._notes) + (self._lines.rows if self._lines else 0)
        self.virtual_size = Size(1, rows)
        self.refresh()

    def _octets(self, lines: OctetLines, number: int) -> Strip:
        forecast = self.forecast
        assert forecast is not None
        supplied = self.get_component_rich_style("preview--supplied", partial=True)
        wrong = self.get_component_rich_style("octets--defect", partial=True)
        defects = [defect.span for defect in forecast.anatomy.defects]
        margin = " "
        segments: list[Segment] = []
        for glyph in lines.row(number):
            style = self.get_component_rich_style(f"octets--{glyph.tone}")
            if glyph.start >= 0 and _touches(forecast.supplied, glyph.start):
                style, margin = style + supplied, margin if margin == "!" else "+"
            if glyph.start >= 0 and _touches(defects, glyph.start):
                style, margin = style + wrong, "!"
            segments.append(Segment(glyph.text, style))
        sign = {"+": "supplied", "!": "warning"}.get(margin, "note")
        return Strip([Segment(f"{margin} ", self.get_component_rich_style(f"preview--{sign}")), *segments])


def _touches(spans: tuple[Span, ...] | list[Span], offset: int) -> bool:
    return any(span.start <= offset < span.stop for span in spans)


def _wrapped(note: Note, width: int) -> list[tuple[str, str]]:
    """Break a note between words; its sign stands at its first row."""
    rows: list[str] = []
    for word in note.text.split():
        if rows and len(rows[-1]) + 1 + len(word) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(cell(word, min(len(word), width)))
    return [(note.sign if number == 0 else "", row) for number, row in enumerate(rows)]
