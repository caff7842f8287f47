"""The live list: one line for each exchange, in the order in which their first octets came.

Octets that are no HTTP, requests with defects and requests that are still arriving are told in words on their line,
because a class reads the list first. No sorting: they stand in order of their numbers, all that the capture has, or
with a filter those that fit.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from httpscope.i18n import _, ngettext
from httpscope.store.row import Row
from httpscope.ui.columns import Column, cell
from httpscope.ui.exchange_cells import exchange_cells, exchange_columns
from httpscope.ui.matches import Matches
from httpscope.ui.messages import FollowChanged, Opened, Selected
from httpscope.ui.widgets.row_list import Cells, RowList
from httpscope.visible import visible

if TYPE_CHECKING:
    from httpscope.store.reader import Reader  # what it loads has no part in the first picture
    from httpscope.ui.seeker import Found

HARDLY_ANY: Final = 4_096
"""Exchanges not looked at yet that are not worth a word: a few milliseconds."""
ALL: Final = 100
"""Per cent."""
WORDS: Final = 40
"""Cells of a filter in the title at most."""


class ExchangeList(RowList[Row]):
    """The exchanges of a capture, all or those that fit. Says `Selected`, `Opened` and `FollowChanged`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that what is typed next is in the filter and no key of the list.
        Binding(
            "slash",
            "screen.filter",
            _("Filter"),
            tooltip=_("Show only what fits a filter …"),
            id="list.filter",
            priority=True,
        ),
        # Not in the footer, which has no room for it in eighty columns.
        Binding("enter", "open", _("Open"), show=False, id="list.open"),
        Binding("escape", "screen.show_all", _("All"), tooltip=_("Show all requests again"), id="list.show-all"),
    ]

    def __init__(self, reader: "Reader | None", *, id: str | None = None) -> None:
        """Read the rows from a reader that belongs to the thread of the screen; without one there are no rows."""
        super().__init__(self._read, id=id)
        self._reader = reader
        self._first = 1
        self._newest = 0
        self._matches: Matches | None = None
        self._filter = ""
        """What was asked for, in the words of the person; empty for all."""
        self._percent = ALL
        """How far it was looked through."""
        self._kept = 0
        """The exchange that the cursor is to be on, where it does not fit or is not found yet; 0 for that below it."""

    @property
    def first(self) -> int:
        """The lowest number that is there: those below it have been removed."""
        return self._first

    @property
    def newest(self) -> int:
        """The highest number of the capture."""
        return self._newest

    @property
    def number(self) -> int:
        """Number of the exchange under the cursor; 0 for none."""
        return self.number_at(self.cursor) if self.count else 0

    @property
    def filtered(self) -> bool:
        """Whether only those are shown that fit a filter."""
        return bool(self._filter)

    def number_at(self, position: int) -> int:
        """Give the number of the exchange on a line."""
        return self._first + position if self._matches is None else self._matches[position]

    def take_in(self, first: int, newest: int, changed_from: int) -> None:
        """Take up that exchanges are numbered from `first` to `newest`, those from `changed_from` on may be others."""
        if len(str(newest)) != len(str(self._newest)):
            self._lay_out()
        self._newest = newest
        if first > self._first:
            self._remove_below(first)
        elif self._matches is None:
            self.grow(self._total, max(changed_from - first, 0))
            return
        if self._matches is None:
            return
        changed = self._matches.place(changed_from)
        self._pages.forget_from(changed)
        self._repaint_rows(changed, self.count)
        self._entitle()

    def begin(self, words: str) -> int:
        """Say that those are looked for that fit `words`; give the number to look around.

        What is shown stays until something is found.
        """
        self._kept = self._kept or self.number
        self._filter = words
        return self._newest if self.follow else self._kept

    def rename(self, words: str) -> None:
        """Take up other words that mean the same."""
        self._filter = words
        self._entitle()

    def sift(self, found: "Found", *, fresh: bool) -> None:
        """Take up what was found; `fresh` where it is the first of what is wanted now."""
        here = self._kept or self.number
        matches = Matches() if fresh or self._matches is None else self._matches
        changed = [place for piece in found.pieces if (place := matches.put(*piece)) is not None]
        if matches.cut(self._first):  # they went while they were looked for
            changed = [0]
        self._percent = ALL if found.of - found.looked <= HARDLY_ANY else ALL * found.looked // found.of
        before, self._matches = self.count, matches
        if fresh or (changed and (min(changed) < before or self._kept)):
            self.exchange(len(matches), matches.nearest(here))
            if self.follow or self.number == self._kept:
                self._kept = 0
        elif changed:
            self.grow(len(matches), min(changed))
        self._entitle()

    def show_all(self) -> None:
        """Show all again, the cursor on the exchange that it is on."""
        number = self.number or self._kept
        self._matches, self._filter, self._kept = None, "", 0
        self.exchange(self._total, max(number - self._first, 0))
        self._entitle()

    def show(self, position: int) -> None:
        """Put the cursor on a row, as a person wants it."""
        self._kept = 0
        super().show(position)

    def go_to(self, number: int) -> bool:
        """Put the cursor on an exchange, and tell whether it is shown."""
        if self._matches is None:
            self.show(number - self._first)
            return True
        place = self._matches.place(number)
        if place == len(self._matches) or self._matches[place] != number:
            return False
        self.show(place)
        return True

    def expect(self, number: int) -> None:
        """Put the cursor on an exchange that fits, once it is found."""
        self.follow = False
        self._kept = number

    def columns(self, width: int) -> tuple[Column, ...]:
        """Give the columns."""
        return exchange_columns(width, self._newest)

    def cells(self, row: Row, columns: Sequence[Column]) -> Cells:
        """Give the cells of one exchange."""
        return exchange_cells(row, columns)

    def render_line(self, y: int) -> Strip:
        """Paint one line; the first below the heading says when nothing fits."""
        if y == 1 and not self.count and self.filtered and self._percent == ALL:
            style = self.get_component_rich_style("row-list--muted")
            width = self.scrollable_content_region.width
            return Strip([Segment(_("No request fits. esc shows all"), style)]).crop_extend(0, width, self.rich_style)
        return super().render_line(y)

    def watch_follow(self, follow: bool) -> None:
        """Say at the border whether the newest is followed."""
        self._entitle()
        self.post_message(FollowChanged(follow))

    def watch_count(self) -> None:
        """Say at the border how many came below the cursor."""
        self._entitle()

    def _entitle(self) -> None:
        newer = self.count - 1 - self.cursor
        if self.follow:
            state = _("following the newest")
        elif newer > 0:
            state = ngettext("{count:,} newer, f follows", "{count:,} newer, f follows", newer).format(count=newer)
        else:
            state = _("f follows the newest")
        parts = [_("Requests"), state]
        if self.filtered:
            parts.insert(1, self._fit())
        title = Content(" · ".join(parts))
        if title != self.border_title:
            self.border_title = title

    def _fit(self) -> str:
        """Say how many fit, and how far they were looked for."""
        words = visible(self._filter)
        words = cell(words, WORDS) if cell_len(words) > WORDS else words
        if self._percent < ALL:
            said = _("{count:,} fit {words} · {percent} % looked through")
            return said.format(count=len(self._matches or ()), words=words, percent=self._percent)
        return _("{count:,} of {newest:,} fit {words}").format(count=self.count, newest=self._total, words=words)

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Tell which exchange is selected."""
        event.stop()
        self._entitle()
        if self.count:
            self.post_message(Selected(self.number))

    def on_row_list_entered(self, event: RowList.Entered) -> None:
        """Tell which exchange is to be looked into."""
        event.stop()
        if self.count:
            self.post_message(Opened(self.number))

    def _read(self, position: int, count: int) -> list[Row | None]:
        """Read rows by position, with None for those that could not be recorded."""
        if self._reader is None:
            return []
        if self._matches is not None:
            numbers = self._matches.between(position, count)
            found = {row.id: row for row in self._reader.rows_of(numbers)}
            return [found.get(number) for number in numbers]
        first = self._first + position
        found = {row.id: row for row in self._reader.rows(first, count)}
        return [found.get(number) for number in range(first, max(found, default=first - 1) + 1)]

    @property
    def _total(self) -> int:
        return self._newest - self._first + 1

    def _remove_below(self, first: int) -> None:
        """Take up that exchanges below this number are gone; the cursor stays on its own, or on the oldest."""
        here = self._kept or self.number
        self._first = first
        self._kept = self._kept if self._kept >= first else 0
        if self._matches is None:
            self.exchange(self._total, max(here - first, 0))
        elif self._matches.cut(first):
            self.exchange(len(self._matches), self._matches.nearest(here))
