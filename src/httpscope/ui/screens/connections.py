"""The connections of a capture, over the traffic. Enter goes to the first request of the one under the cursor."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer, Static

from httpscope.i18n import _, ngettext
from httpscope.store.reader import Reader
from httpscope.store.row import Snapshot
from httpscope.ui.key_help import Topic, topics
from httpscope.ui.messages import CaptureLost
from httpscope.ui.notices import reading_for
from httpscope.ui.widgets.connection_list import ConnectionList
from httpscope.ui.widgets.row_list import RowList
from httpscope.visible import visible


class ConnectionsScreen(Screen[int | None]):
    """Dismissed with the number of an exchange to go to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,c,q", "dismiss(None)", _("Back"), id="connections.back")]

    snapshot: reactive[Snapshot | None] = reactive(None)

    def __init__(self, reader: Reader, keymap: Mapping[str, str]) -> None:
        """Read from a reader that belongs to the thread of the screen. `keymap` is that of the settings."""
        super().__init__()
        self._reader = reader
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Build the list and a line of totals."""
        yield ConnectionList(self._reader, id="connections").add_class("pane")
        yield Static(classes="totals", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Show what is known already."""
        self._take_in()

    def watch_snapshot(self) -> None:
        """Take up new connections and new ends of old ones."""
        if self.is_mounted:
            self._take_in()

    def on_row_list_entered(self, event: RowList.Entered) -> None:
        """Go to the first request of the connection."""
        with reading_for(self):
            facts = self._reader.connection(self.query_one(ConnectionList).number_at(event.position))
            if facts and facts.exchanges:
                self.dismiss(facts.exchanges[0])
            else:
                self.notify(_("No request came on this connection."))

    @on(CaptureLost)
    def _lose(self, event: CaptureLost) -> None:
        self.notify(visible(event.text), severity="error", markup=False)

    def topics(self) -> list[Topic]:
        """Give what can be done here, for the help."""
        places = {"connections": _("Connections"), "": _("Everywhere")}
        return topics(self, places, self._keymap, lambda _action, _parameters: True)

    def _take_in(self) -> None:
        snapshot = self.snapshot
        if snapshot is None:
            return
        with reading_for(self):
            self.query_one(ConnectionList).take_in(snapshot)
        total = ngettext("{count:,} connection", "{count:,} connections", snapshot.connections)
        silent = ngettext("{count:,} left without a byte", "{count:,} left without a byte", snapshot.silent)
        line = [
            total.format(count=snapshot.connections),
            _("{count:,} open").format(count=snapshot.connections_open),
            silent.format(count=snapshot.silent),
        ]
        self.query_one(".totals", Static).update(" · ".join(line))
