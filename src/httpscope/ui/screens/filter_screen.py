"""What the traffic screen does about its filter: it is typed, looked for, shown, and given up.

The base of that screen between it and `hold_screen`. A text that is no filter changes nothing: the last good one stays
in force.
"""

from textual import on

from httpscope.filters.fault import FilterFault
from httpscope.filters.reading import read_filter
from httpscope.filters.tree import EVERYTHING, Filter
from httpscope.filters.vocabulary import half_typed
from httpscope.i18n import _
from httpscope.store.reader import Reader
from httpscope.store.row import Snapshot
from httpscope.ui.draft import Draft
from httpscope.ui.notices import reading_for
from httpscope.ui.painted import call_when_painted
from httpscope.ui.remarks import remark_words
from httpscope.ui.screens.hold_screen import HoldScreen
from httpscope.ui.seeker import Found, Seeker
from httpscope.ui.server_port import ServerPort
from httpscope.ui.settings import Settings
from httpscope.ui.widgets.exchange_list import ExchangeList
from httpscope.ui.widgets.filter_bar import FilterBar


class FilterScreen(HoldScreen):
    """A screen with a list of exchanges that may be filtered."""

    def __init__(self, reader: Reader, draft: Draft | None, server: ServerPort | None, settings: Settings) -> None:
        """Show all exchanges at first."""
        super().__init__(reader, draft, server, settings)
        self._list = ExchangeList(reader, id="exchanges")
        self._filter = FilterBar()
        self._seeker = Seeker(reader.path, self.post_message)
        self._wanted: Filter = EVERYTHING
        self._words = ""
        """The last good text."""
        self._wish = 0
        self._seen = 0
        """The last wish of which something was found."""

    @property
    def selected(self) -> int:
        """Number of the exchange under the cursor, whose facts may not be shown yet; 0 for none."""
        return self._list.number

    def action_filter(self) -> None:
        """Let a filter be typed."""
        self._filter.open(self._words)

    def action_show_all(self) -> None:
        """Show all exchanges again."""
        self._filter.shut()
        self._want(EVERYTHING, "")

    def _take_in_exchanges(self, snapshot: Snapshot) -> None:
        first = snapshot.removed + 1
        self._list.take_in(first, snapshot.exchanges, snapshot.changed_from)
        if self._list.filtered:
            self._seeker.look(first, snapshot.exchanges, snapshot.changed_from)

    def _stop_seeking(self) -> None:
        self._seeker.stop()

    @on(FilterBar.Typed)
    def _typed(self, event: FilterBar.Typed) -> None:
        if not self._filter.is_open:
            return
        fault = None if half_typed(event.text) else self._read_filter(event.text)
        if fault is not None and _goes_on(self._words, event.text):
            self._read_filter(self._words.rpartition(" ")[0])
        self._filter.complain(fault)

    def _read_filter(self, text: str) -> FilterFault | None:
        try:
            wanted = read_filter(text, remark_words())
        except FilterFault as fault:
            return fault
        self._want(wanted, text.strip())
        return None

    @on(FilterBar.Left)
    def _leave_filter(self, event: FilterBar.Left) -> None:
        """Go to the list; a text that is no filter is to be put right first."""
        fault = self._read_filter(event.text)
        if fault is not None:
            self._filter.complain(fault)
            self._filter.point_at(fault)
            return
        self._list.focus()
        self._filter.shut()

    @on(FilterBar.Cleared)
    def _clear_filter(self) -> None:
        self._list.focus()
        self.action_show_all()

    @on(FilterBar.Walked)
    async def _walk(self, event: FilterBar.Walked) -> None:
        await self._list.run_action(event.action)

    def _want(self, wanted: Filter, words: str) -> None:
        """Look for what fits."""
        self._words = words
        if wanted == self._wanted:
            if self._list.filtered:
                self._list.rename(words)
            return
        before, self._wanted = self._wanted, wanted
        if wanted == EVERYTHING:
            self._wish = self._seeker.want(None, 0, 0, 0)
            self._list.show_all()
        else:
            around = self._list.begin(words)
            self._wish = self._seeker.want(wanted, around, self._list.first, self._list.newest)
        if EVERYTHING in {before, wanted}:
            self.refresh_bindings()

    @on(Found)
    def _take_in_found(self, event: Found) -> None:
        if event.wish == self._wish and self._wanted != EVERYTHING:
            self._list.sift(event, fresh=self._seen != event.wish)
            self._seen = event.wish
            call_when_painted(self, self._seeker.handled)

    def _show_exchange(self, number: int) -> None:
        """Put the cursor on an exchange, as soon as it is found; where it does not fit, show all and say so."""
        if number < self._list.first:
            said = _("Request {0} is gone: this run keeps its newest, from {1} on.")
            self.notify(said.format(number, self._list.first), markup=False)
            return
        if self._list.go_to(number):
            return
        with reading_for(self):
            if self._reader.matching(self._wanted, number, number):
                self._list.expect(number)
                return
            self.action_show_all()
            self._list.go_to(number)
        self.notify(_("Request {0} does not fit the filter: all are shown again.").format(number), markup=False)


def _goes_on(words: str, text: str) -> bool:
    """Tell whether the last of the words was only on its way to what is typed now, as `statsu` to `statsu:`."""
    return text.startswith(words) and not text[len(words) :][:1].isspace()
