"""The screen that everything happens on: requests come in, one is looked into, the answer is edited.

It joins the panes and nothing else: what arrives goes down to them as attributes, what people do comes up as
messages. Facts come from the feed, rules live in the draft; neither is interpreted here.
"""

from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Footer

from httpscope.filters.vocabulary import EXAMPLES
from httpscope.i18n import _
from httpscope.store.reader import Reader
from httpscope.ui.asked_again import AskedAgain
from httpscope.ui.draft import Draft
from httpscope.ui.errands import restart_server
from httpscope.ui.exchange_cells import request_path
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.feed import Feed
from httpscope.ui.key_help import Topic, topics
from httpscope.ui.messages import Arrived, CaptureLost, FollowChanged, Opened, Selected
from httpscope.ui.notices import announce, fresh, without_faults_of
from httpscope.ui.painted import call_when_painted
from httpscope.ui.screens.address import AddressScreen
from httpscope.ui.screens.ask import Entry, refuse_number
from httpscope.ui.screens.connections import ConnectionsScreen
from httpscope.ui.screens.filter_screen import FilterScreen
from httpscope.ui.screens.limits import LimitsScreen
from httpscope.ui.screens.opening import BREAKPOINTS, breakpoint_of
from httpscope.ui.screens.traffic_keys import KEYS
from httpscope.ui.server_port import ServerPort
from httpscope.ui.settings import Settings
from httpscope.ui.widgets.banner import Banner
from httpscope.ui.widgets.empty_state import EmptyState
from httpscope.ui.widgets.panes import Panes
from httpscope.ui.widgets.rule_list import RuleList
from httpscope.ui.widgets.status_bar import StatusBar
from httpscope.visible import visible

POLL_RULES_EVERY: Final = 1.0
"""Seconds between two looks at the named rules file, each one `stat`."""

LIST_FIRST: Final = 0.02
"""Seconds between a new row and the view of its exchange: a frame, so that the row need not wait for the view."""


class TrafficScreen(FilterScreen):
    """List, exchange and answer."""

    AUTO_FOCUS = "#exchanges"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = list(KEYS)

    def __init__(self, reader: Reader, draft: Draft | None, server: ServerPort | None, settings: Settings) -> None:
        """Show the capture of `reader`, with an answer panel where there is a draft."""
        super().__init__(reader, draft, server, settings)
        self._feed = Feed(reader.path, server, self.post_message)
        self._arrived: Arrived | None = None
        self._lost = ""
        """Why the capture, or some of it, cannot be read; empty while it can."""
        self._empty = EmptyState()
        self._panes = Panes(self._list, self._exchange, self._empty, self._answers, self._filter)
        self._panes.share(settings.list_share, settings.answer_share)
        exposed = bool(server and server.exposed)
        self._banner = Banner(server.reachable, server.allowed, exposed=exposed) if server else Banner()
        self._status = StatusBar(reader.path, exposed=exposed, reading=server is None)

    def compose(self) -> ComposeResult:
        """Build the screen."""
        # The width is known already; told by the first event of a resize it would have everything styled once more.
        self.add_class(breakpoint_of(self.app.size.width), update=False)
        yield self._banner
        yield self._bar
        yield self._panes
        yield self._status
        yield Footer()

    def on_mount(self) -> None:
        """Begin to watch the capture."""
        self._exchange.display = False
        if self._server is not None:
            self._status.address = self._empty.address = self._server.address
        if self._draft is not None:
            self.set_interval(POLL_RULES_EVERY, self._poll_rules)
            self._tell_state(self._draft)
        self._feed.start()
        self._start_counting()

    def on_unmount(self) -> None:
        """Let go of the capture."""
        self._feed.stop()
        self._stop_seeking()
        self._stop_counting()

    @on(Arrived)
    def _take_in(self, event: Arrived) -> None:
        """Show in the list and the status line what has arrived; the selected exchange follows when that is painted."""
        before, self._arrived = self._arrived, event
        snapshot = event.snapshot
        if self._draft and self._draft.named:
            snapshot = without_faults_of(self._draft.named, snapshot)
        with self.app.batch_update():
            self._status.snapshot = snapshot
            self._take_in_waiting(snapshot)
            self._take_in_exchanges(snapshot)
            died = _("{why} Press R to start it again.").format(why=event.died) if event.died else ""
            self._banner.failure = died or self._lost
        if (before.died if before else None) != event.died:
            self.refresh_bindings()
        self._count_again()
        announce(self, [*fresh(before.snapshot if before else None, snapshot), *event.news])
        for screen in self.app.screen_stack:
            if isinstance(screen, ConnectionsScreen | LimitsScreen):
                screen.snapshot = snapshot
        if event.facts is self._shown:
            call_when_painted(self, self._feed.handled)
        elif before is None:
            # What a capture holds from the start comes in one picture; "no requests" would be wrong for a moment.
            self._show_selected(event.facts)
        else:
            self.set_timer(LIST_FIRST, partial(self._show_selected, event.facts))

    def _show_selected(self, facts: ExchangeFacts | None) -> None:
        """Show the selected exchange and the answer it would get now; the gate of the feed opens when it is painted."""
        self._shown = facts
        self._bar.selected = self.selected
        with self.app.batch_update():
            self._exchange.exchange = facts
            self._exchange.border_title = _title(facts) if facts else ""
            self._exchange.display, self._empty.display = facts is not None, facts is None
            if self._answers is not None:
                connections = self._arrived.snapshot.connections if self._arrived else 0
                selected = AskedAgain(facts, connections) if facts else None
                self._answers.selected_request = selected
                self._answers.answered_by = facts.row.rule if facts else ""
        call_when_painted(self, self._feed.handled)

    @on(CaptureLost)
    def _lose(self, event: CaptureLost) -> None:
        self._banner.failure = self._lost = event.text

    @on(Selected)
    @on(FollowChanged)
    def _select(self) -> None:
        """Ask for the facts of the exchange under the cursor; while the newest is followed they come by themselves."""
        self._bar.selected = self.selected
        newest = self._list.follow and not self._list.filtered
        self._feed.select(None if newest else self.selected or (self._shown.row.id if self._shown else None))

    @on(Opened)
    def _open(self) -> None:
        self.action_pane("exchange")

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        answers = self._answers
        match name:
            case "exchange":
                self._panes.go(self._exchange, self._exchange.focus_message)
            case "rules" if answers:
                self._panes.go(answers, answers.query_one(RuleList).focus)
            case "answer" if answers:
                self._panes.go(answers, answers.edit)
            case "preview" if answers:
                self._panes.go(answers, answers.action_toggle_preview)
            case _:
                self._panes.go(self._list, self._list.focus)

    def action_back(self) -> None:
        """Give all panes their places back, or go back to the list."""
        if not self._panes.restore():
            self.action_pane("requests")

    def action_resize(self, steps: int) -> None:
        """Make the pane with the focus larger or smaller."""
        self._panes.grow_focused(steps)

    def action_maximise(self) -> None:
        """Fill the screen with the pane that has the focus, or give all of them their places back."""
        self._panes.maximise_focused()
        self.refresh_bindings()

    @work
    async def action_jump(self) -> None:
        """Ask for a number, and go to that request."""
        typed = await self.app.push_screen_wait(
            Entry(_("Number of the request"), refuse=partial(refuse_number, self._list.first, self._list.newest))
        )
        if typed:
            self.go_to(int(typed))

    @work
    async def action_connections(self) -> None:
        """Show the connections, and go to the request that is chosen there."""
        screen = ConnectionsScreen(self._reader, self._keymap)
        screen.snapshot = self._arrived.snapshot if self._arrived else None
        exchange = await self.app.push_screen_wait(screen)
        if exchange is not None:
            self.go_to(exchange)

    @on(StatusBar.AddressPicked)
    def action_address(self) -> None:
        """Show where the server is reached, for people in the room."""
        server = self._server
        if server is not None:
            screen = AddressScreen(server.address, server.reachable, server.allowed, exposed=server.exposed)
            self.app.push_screen(screen)

    def action_limits(self) -> None:
        """Show the limits."""
        change = self._answers.change if self._answers else None
        screen = LimitsScreen(self._reader.path, self._draft, change, self._keymap)
        screen.snapshot = self._arrived.snapshot if self._arrived else None
        self.app.push_screen(screen)

    @work(exclusive=True, group="restart")
    async def action_restart(self) -> None:
        """Start the server again."""
        if self._server is not None:
            await restart_server(self, self._server)
            self.hold_as_before()

    def topics(self) -> list[Topic]:
        """Give what can be done here, for help and palette."""
        places = {
            "exchanges": _("Requests"),
            "filter": _("Filter"),
            "exchange": _("Exchange"),
            "answers": _("Answer"),
            "": _("Everywhere"),
        }
        found = topics(self, places, self._keymap, self._makes_sense)
        said = tuple((each.text, _(each.meaning)) for each in EXAMPLES)
        return [replace(topic, words=said) if topic.title == places["filter"] else topic for topic in found]

    def go_to(self, exchange: int) -> None:
        """Put the cursor of the list on an exchange; where that does not fit the filter, all are shown."""
        self._show_exchange(exchange)
        self.action_pane("requests")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now."""
        if action == "back":
            return self._panes.maximised or not self._list.has_focus
        if action == "show_all":
            return self._list.filtered
        return self._makes_sense(action, parameters)

    def _makes_sense(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Tell whether there is a server that can be started again, or an answer that can be edited."""
        match action, parameters:
            case "restart", _:
                return bool(self._server and self._arrived and self._arrived.died)
            case "edit_once", _:
                return self._server is not None and self._draft is not None
            case "forget" | "append" | "hold_all" | "release" | "release_all" | "drop" | "by_hand" | "address", _:
                return self._server is not None
            case ("save" | "ready" | "from_now", _) | ("pane", ("rules" | "answer" | "preview",)):
                return self._draft is not None
            case "policy", (policy,):
                return self._draft is not None and self._draft.ruleset.settings.policy != policy
            case _:
                return True


def _title(facts: ExchangeFacts) -> Content:
    """Name the exchange: its number, method and path."""
    return Content(f"#{facts.row.id} {visible(facts.row.method)} {request_path(facts.row)}".rstrip())
