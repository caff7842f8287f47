"""A list of any number of rows, painted line by line: what the lists of exchanges and of connections share.

A row's position is its place in the capture, so nothing is kept but the visible lines. The first line of the widget
is the heading; row n is painted n + 1 lines below the top of the virtual space. Painting reads caches only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Generic

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollTo
from textual.strip import Strip

from httpscope.i18n import _
from httpscope.store.fault import CaptureFault
from httpscope.ui.columns import GAP, Column, cell
from httpscope.ui.messages import CaptureLost
from httpscope.ui.pages import Pages, RowType

STRIPS: Final = 1024
"""Painted lines kept: enough for several screens of a tall terminal."""

Cells = Sequence[tuple[str, str]]
"""Text and name of a component class (without its `row-list--`) for each column."""

_NAMES: Final = ("heading", "cursor", "plain", "muted", "good", "moved", "warning", "bad")
_CSS: Final = """
RowList {
    height: 1fr;
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-size-vertical: 1;
    scrollbar-gutter: stable;
    background: $surface;
    & > .row-list--heading { color: $text-muted; text-style: bold; }
    & > .row-list--plain { color: $foreground; }
    & > .row-list--muted { color: $text-muted; }
    & > .row-list--good { color: $text-success; }
    & > .row-list--moved { color: $text-primary; }
    & > .row-list--warning { color: $text-warning; }
    & > .row-list--bad { color: $text-error; text-style: bold; }
    & > .row-list--cursor {
        color: $block-cursor-blurred-foreground;
        background: $block-cursor-blurred-background;
    }
    &:focus > .row-list--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
}
"""


class RowList(ScrollView, Generic[RowType], can_focus=True):
    """Rows read in pages, a cursor, and a follow mode that keeps the cursor on the newest row.

    Says `CaptureLost` where they cannot be read.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"row-list--{name}" for name in _NAMES}
    DEFAULT_CSS = _CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", _("Next"), show=False, id="list.down"),
        Binding("up,k", "move(-1)", _("Previous"), show=False, id="list.up"),
        Binding("pagedown", "page(1.0)", _("One page on"), show=False, id="list.page-down"),
        Binding("pageup", "page(-1.0)", _("One page back"), show=False, id="list.page-up"),
        Binding("ctrl+d", "page(0.5)", _("Half a page on"), show=False, id="list.half-page-down"),
        Binding("ctrl+u", "page(-0.5)", _("Half a page back"), show=False, id="list.half-page-up"),
        Binding("home,g", "first", _("First"), show=False, id="list.first"),
        Binding("end,G", "newest", _("Newest, and follow"), show=False, id="list.newest"),
        Binding("f", "toggle_follow", _("Follow"), tooltip=_("Keep the newest in sight"), id="list.follow"),
        Binding("enter", "open", _("Open"), id="list.open"),
    ]

    count: reactive[int] = reactive(0, repaint=False)
    cursor: reactive[int] = reactive(0, repaint=False)
    follow: reactive[bool] = reactive(True, repaint=False)

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        position: int

    @dataclass
    class Entered(Message):
        """A person asked to look into the row under the cursor."""

        position: int

    def __init__(self, read: Callable[[int, int], Sequence[RowType | None]], *, id: str | None = None) -> None:
        """Show the rows that `read` gives, as in `Pages`; nothing is read before there is a row to paint."""
        super().__init__(id=id)
        self._pages = Pages(read, self._lose)
        self._strips: LRUCache[tuple[RowType, bool, bool], Strip] = LRUCache(STRIPS)
        self._columns: tuple[Column, ...] = ()
        self._plain: Style | None = None  # of the widget; Textual reckons it anew each time, 0.1 ms a line

    def columns(self, width: int) -> tuple[Column, ...]:
        """Give the columns for so many cells; each list has its own."""
        raise NotImplementedError

    def cells(self, row: RowType, columns: Sequence[Column]) -> Cells:
        """Give text and style for each of the columns; each list has its own."""
        raise NotImplementedError

    def grow(self, count: int, changed_from: int) -> None:
        """Take up that there are `count` rows now, and that rows from position `changed_from` on may read otherwise."""
        self._pages.forget_from(changed_from)
        if len(str(count)) != len(str(self.count)):
            self._lay_out()
            self.refresh(self.size.region)  # and not the border around it
        was_empty = self.count == 0
        self.count = count
        self._extend(Size(1, count + 1))
        if self.follow:
            self._stand_on(count - 1)
        elif was_empty:
            self.post_message(self.Moved(self.cursor))
        self._repaint_rows(changed_from, count)

    def exchange(self, count: int, position: int) -> None:
        """Take up that the rows are others, `count` of them, with the cursor on `position`, or following the newest.

        The cursor stays on its line of the screen as far as that can be.
        """
        page = max(self.size.height - 1, 1)
        line = clamp(self.cursor - round(self.scroll_y), 0, page - 1)
        self._pages.forget_from(0)
        self.count = count
        self._extend(Size(1, count + 1))
        self.cursor = count - 1 if self.follow else position
        top = clamp(self.cursor - line, 0, max(count - page, 0))
        self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self.refresh(self.size.region)
        self.post_message(self.Moved(self.cursor))

    def show(self, position: int) -> None:
        """Put the cursor on a row, and stop following unless it is the newest."""
        self.follow = self.follow and position >= self.count - 1
        self._stand_on(position)

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self, before: int, cursor: int) -> None:
        """Tell that the cursor has moved."""
        self._repaint_rows(before, before + 1)
        self._repaint_rows(cursor, cursor + 1)
        self.post_message(self.Moved(self.cursor))

    def render_line(self, y: int) -> Strip:
        """Paint one line of the widget."""
        width = self.scrollable_content_region.width
        if not self._columns:
            self._columns = self.columns(width)
        plain = self._plain = self._plain or self.rich_style
        if y == 0:
            return self._heading(width)
        position = round(self.scroll_y) + y - 1
        row = self._pages.get(position) if position < self.count else None
        if row is None:
            return Strip.blank(width, plain)
        key = (row, position == self.cursor, self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._paint(row, key[1]).crop_extend(0, width, plain)
        return strip

    def notify_style_update(self) -> None:
        """Forget what was painted in other colours."""
        self._strips.clear()
        self._plain = None
        super().notify_style_update()

    def action_move(self, by: int) -> None:
        """Move the cursor by rows; upwards stops following."""
        self.show(self.cursor + by)

    def action_page(self, pages: float) -> None:
        """Move the cursor by pages."""
        self.show(self.cursor + round(pages * (self.size.height - 2)))

    def action_first(self) -> None:
        """Go to the oldest row."""
        self.show(0)

    def action_newest(self) -> None:
        """Go to the newest row, and stay on the newest from now on."""
        self.follow = True
        self._stand_on(self.count - 1)

    def action_toggle_follow(self) -> None:
        """Follow the newest row, or stay where the cursor is."""
        if self.follow:
            self.follow = False
        else:
            self.action_newest()

    def action_open(self) -> None:
        """Tell that the row under the cursor is to be looked into."""
        if self.count:
            self.post_message(self.Entered(self.cursor))

    def on_resize(self) -> None:
        """Fit the columns to the new width and keep the cursor in sight."""
        self._lay_out()
        self._stand_on(self.count - 1 if self.follow else self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; a double click opens it."""
        line = event.get_content_offset(self)
        if line is None or line.y == 0:
            return
        position = round(self.scroll_y) + line.y - 1
        if position < self.count:
            self.show(position)
            if event.chain > 1:
                self.action_open()

    def on_mouse_scroll_up(self) -> None:
        """Stop following: who turns the wheel wants to look at what was."""
        self.follow = False

    def on_scroll_to(self, message: ScrollTo) -> None:
        """Stop following when the scrollbar is dragged away from the end."""
        self.follow = self.follow and (message.y is None or message.y >= self.max_scroll_y)

    def _lose(self, fault: CaptureFault) -> None:
        self.post_message(CaptureLost(str(fault)))

    def _stand_on(self, position: int) -> None:
        self.cursor = position
        page = self.size.height - 1
        top = round(self.scroll_y)
        if page > 0 and not top <= self.cursor < top + page:
            target = self.cursor if self.cursor < top else self.cursor - page + 1
            self.scroll_to(y=target, animate=False, force=True, immediate=True)

    def _extend(self, size: Size) -> None:
        """Take another virtual size; assigned, it would lay the whole screen out anew, which only a scrollbar needs."""
        shown = self.show_vertical_scrollbar
        if shown == (size.height > self.size.height):
            self.set_reactive(RowList.virtual_size, size)
            if shown:
                self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    def _repaint_rows(self, first: int, stop: int) -> None:
        """Paint again those lines that show rows of these positions; a terminal at the end of a line takes its time."""
        top = round(self.scroll_y)
        begin, end = max(1, first - top + 1), min(self.size.height, stop - top + 1)
        if begin < end:
            self.refresh(Region(0, begin, self.size.width, end - begin))

    def _lay_out(self) -> None:
        self._columns = ()
        self._strips.clear()

    def _heading(self, width: int) -> Strip:
        style = self.get_component_rich_style("row-list--heading")
        text = GAP.join(cell(column.title, column.width, right=column.right) for column in self._columns)
        return Strip([Segment(text, style)]).crop_extend(0, width, style)

    def _paint(self, row: RowType, at_cursor: bool) -> Strip:
        cursor = self.get_component_rich_style("row-list--cursor")
        segments = []
        gap = Segment(GAP, cursor if at_cursor else self._plain)
        for column, (text, name) in zip(self._columns, self.cells(row, self._columns), strict=True):
            style = cursor if at_cursor else self.get_component_rich_style(f"row-list--{name}")
            segments += [Segment(cell(text, column.width, right=column.right), style), gap]
        return Strip(segments[:-1])
