"""The widget that paints rows of glyphs: octets, headers, hex, a body, facts. What they mean is not its business.

It lays out what is seen first and the rest a few milliseconds at a time; painting reads caches. A theme change or a
new width lays out and paints anew.
"""

import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import ClassVar, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from httpscope.ui.paint import COMPONENT_CLASSES, CURSOR, DEFECT, LIT, LIT_LONG, STYLES, Tone
from httpscope.ui.widgets.message_lines import Lines, Row
from httpscope.wire.span import Span

MARGIN: Final = 2
"""Cells at the left for the signs of defects and of the lit part."""

_SLICE: Final = 0.012
"""Seconds of layout at a time, so that a key never waits for it."""
_STEP: Final = 2**12
"""Octets of layout between two looks at the clock."""
_PAUSE: Final = 0.02
_LONG: Final = 512
"""Octets from which a part is lit without lines under it."""


class Selection(NamedTuple):
    """The octet under the cursor, and the octets that light up with it."""

    offset: int
    lit: Span


NOTHING_SELECTED: Final = Selection(-1, Span(-1, -1))


class _Look(NamedTuple):
    """All that decides a glyph's style."""

    tone: Tone
    lit: str = ""
    """Component class of a lit part; empty for others."""
    defect: bool = False
    cursor: bool = False


class _Drawn(NamedTuple):
    """A row as the rows gave it, and the octets it reaches over."""

    row: Row
    start: int
    stop: int

    def share_of(self, selection: Selection) -> Selection:
        """Give what of the selection is in this row, so that a moving cursor repaints two rows and not all."""
        offset, lit = selection
        if lit.start >= self.stop or lit.stop <= self.start:
            return NOTHING_SELECTED
        offset = offset if self.start <= offset < self.stop else -1
        return Selection(offset, Span(max(lit.start, self.start), min(lit.stop, self.stop)))


class GlyphCanvas(ScrollView, can_focus=True):
    """Rows of glyphs, of which some stand for octets."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENT_CLASSES)
    DEFAULT_CSS = f"""
    GlyphCanvas {{
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        {STYLES}
        &:blur > .{CURSOR} {{
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: bold underline;
        }}
    }}
    """
    selection: var[Selection] = var(NOTHING_SELECTED)

    class Viewed(Message):
        """Other rows came into view."""

        def can_replace(self, message: Message) -> bool:
            """Only where the view came to rest matters."""
            return isinstance(message, GlyphCanvas.Viewed)

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without rows."""
        super().__init__(id=id)
        self.lines: Lines | None = None
        self._make: Callable[[int], Lines] | None = None
        self._marks: Sequence[Span] = ()
        self._seeking = False
        self._strips: LRUCache[tuple[int, Selection, str], Strip] = LRUCache(1024)
        self._rows: LRUCache[int, _Drawn] = LRUCache(1024)
        self._looks: dict[_Look, Style] = {}

    def show(self, make: Callable[[int], Lines] | None, *, marks: Sequence[Span] = (), stay: bool = False) -> None:
        """Show the rows that `make` lays out for a width in cells; `marks`, disjoint and in order, are defects.

        To `stay` keeps the place of the view, as for more of the same.
        """
        self._make = make
        self._marks = marks
        if not stay:
            self.scroll_to(0, 0, animate=False, force=True, immediate=True)
        self._seeking = not stay
        self._lay_out()

    def repaint(self) -> None:
        """Paint anew what is in view: the rows' tones changed."""
        self._strips.clear()
        self._rows.clear()
        self.refresh()

    @property
    def view(self) -> range:
        """The numbers of the rows in view."""
        top = round(self.scroll_offset.y)
        return range(top, min(top + self.size.height, self.lines.rows if self.lines else 0))

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width - MARGIN
        self.lines = self._make(width) if self._make and width > 0 else None
        self.repaint()
        self._grow()

    def _grow(self) -> None:
        """Lay out for a moment, and go on after a pause, so that keys are handled in between."""
        lines = self.lines
        if lines is None:
            return
        deadline = time.monotonic() + _SLICE
        while not lines.whole and time.monotonic() < deadline:
            lines.grow(_STEP)
        self.virtual_size = Size(self.size.width, lines.rows)
        if not lines.whole:
            self.set_timer(_PAUSE, lambda: self._grow() if self.lines is lines else None)
        if self._seeking:
            self._show_selection()
        self.post_message(self.Viewed())
        self.refresh()

    def _show_selection(self) -> None:
        """Bring the selected octet into view, now or as soon as its row is known."""
        row = self.lines.row_of(self.selection.offset) if self.lines and self.selection.offset >= 0 else None
        if row is not None and row < self.virtual_size.height:
            self._seeking = False
            self.scroll_to_region(Region(0, row, 1, 1), animate=False, force=True, immediate=True, x_axis=False)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new width, and keep the selected octet in view."""
        self._seeking = True
        if self.lines is None or self.virtual_size.width != event.size.width:
            self._lay_out()
        else:
            self._show_selection()

    def notify_style_update(self) -> None:
        """Forget styles when the theme changes."""
        self._looks.clear()
        self._strips.clear()
        super().notify_style_update()

    def watch_selection(self, old: Selection, new: Selection) -> None:
        """Follow the selected octet."""
        if old != new:
            self._seeking = True
            self._show_selection()
            self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell that other rows are in view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Viewed())

    def row(self, number: int) -> Row:
        """Give a row as it was drawn last, or draw it."""
        return self._drawn(number).row

    def render_line(self, y: int) -> Strip:
        """Paint one row of the view."""
        number = y + round(self.scroll_offset.y)
        width = self.size.width
        if self.lines is None or number >= self.lines.rows:
            return Strip.blank(width, self.rich_style)
        drawn = self._drawn(number)
        here = drawn.share_of(self.selection)
        key = (number, here, self._lit_class)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._paint(drawn.row, here).adjust_cell_length(width, self.rich_style)
            self._strips[key] = strip
        return strip

    def _drawn(self, number: int) -> "_Drawn":
        drawn = self._rows.get(number)
        if drawn is None:
            row = self.lines.row(number) if self.lines and number < self.lines.rows else ()
            drawn = _Drawn(
                row,
                min((glyph.start for glyph in row if glyph.start >= 0), default=-1),
                max((glyph.stop for glyph in row), default=-1),
            )
            self._rows[number] = drawn
        return drawn

    def _paint(self, row: Row, selection: Selection) -> Strip:
        offset, lit = selection
        lit_class = self._lit_class
        stretches: list[tuple[_Look, list[str]]] = []
        for glyph in row:
            octets = glyph.start >= 0
            look = _Look(
                glyph.tone,
                lit_class if octets and lit.start < glyph.stop and glyph.start < lit.stop else "",
                octets and self._is_marked(glyph.start, glyph.stop),
                octets and glyph.start <= offset < glyph.stop,
            )
            if not stretches or stretches[-1][0] != look:
                stretches.append((look, []))
            stretches[-1][1].append(glyph.text)
        defect = "⚠" if any(look.defect for look, _ in stretches) else " "
        bar = "▌" if any(look.lit for look, _ in stretches) else " "
        signs = ((_Look(Tone.ALIEN), [defect]), (_Look(Tone.NAME), [bar]))
        return Strip(Segment("".join(texts), self._style(look)) for look, texts in (*signs, *stretches))

    @property
    def _lit_class(self) -> str:
        return LIT if self.selection.lit.stop - self.selection.lit.start <= _LONG else LIT_LONG

    def _is_marked(self, start: int, stop: int) -> bool:
        at = bisect_right(self._marks, stop - 1, key=itemgetter(0)) - 1
        return at >= 0 and self._marks[at].stop > start

    def _style(self, look: _Look) -> Style:
        style = self._looks.get(look)
        if style is None:
            style = self.get_component_rich_style(f"octets--{look.tone}")
            for name in (look.lit, DEFECT if look.defect else "", CURSOR if look.cursor else ""):
                if name:
                    style += self.get_component_rich_style(name, partial=True)
            self._looks[look] = style
        return style
