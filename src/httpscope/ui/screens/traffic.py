"""The screen that everything happens on: requests come in, one is looked into, the answer is edited.

It joins the panes and nothing else: what arrives goes down to them as attributes, what people do comes up as
messages. Facts come from the feed, rules live in the draft; neither is interpreted here.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer

from httpscope.i18n import _
from httpscope.store.reader import Reader
from httpscope.store.row import Snapshot
from httpscope.ui.draft import Draft
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.feed import Feed
from httpscope.ui.key_help import Topic, topics
from httpscope.ui.messages import Arrived, CaptureLost, FollowChanged, Opened, Selected
from httpscope.ui.screens.ask import Entry
from httpscope.ui.screens.connections import ConnectionsScreen
from httpscope.ui.server_port import ServerPort
from httpscope.ui.settings import Settings
from httpscope.ui.widgets.answer_panel import AnswerPanel
from httpscope.ui.widgets.banner import Banner
from httpscope.ui.widgets.empty_state import EmptyState
from httpscope.ui.widgets.exchange_list import ExchangeList, request_path
from httpscope.ui.widgets.exchange_view import ExchangeView
from httpscope.ui.widgets.panes import Panes
from httpscope.ui.widgets.rule_list import RuleList
from httpscope.ui.widgets.status_bar import StatusBar
from httpscope.visible import visible
from httpscope.wire.head import read_request_head

POLL_RULES_EVERY: Final = 1.0
"""Seconds between two looks at the named rules file, each one `stat`."""

HEAD_ENOUGH: Final = 65_536
"""Octets of a request that hold any head that is answered."""


class TrafficScreen(Screen[None]):
    """List, exchange and answer."""

    AUTO_FOCUS = "#exchanges"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]  # noqa: RUF012  (as Screen declares it)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "list", _("Go to the requests"), show=False, id="pane.requests"),
        Binding("2", "look", _("Go to the exchange"), show=False, id="pane.exchange"),
        Binding("3", "rules", _("Go to the rules"), show=False, id="pane.rules"),
        Binding("e,4", "edit", _("Edit answer"), id="pane.answer"),
        Binding("5", "preview", _("Go to the preview"), show=False, id="pane.preview"),
        # With priority, so that the next letter typed reaches the next field: other bindings wait their turn.
        Binding("tab", "app.focus_next", _("Next field or pane"), show=False, id="pane.next", priority=True),
        Binding(
            "shift+tab", "app.focus_previous", _("Previous field or pane"), show=False, id="pane.previous", priority=True
        ),
        Binding("ctrl+s", "save", _("Save rules"), show=False, id="rules.save"),
        Binding("escape", "back", _("Back"), id="pane.back"),
        Binding("c", "connections", _("Connections"), id="connections.show"),
        Binding("number_sign", "jump", _("Go to a request by number"), show=False, id="list.jump"),
        Binding("plus", "resize(1)", _("Larger pane"), show=False, id="pane.larger"),
        Binding("minus", "resize(-1)", _("Smaller pane"), show=False, id="pane.smaller"),
        Binding("backslash", "maximise", _("Fill the screen with the pane"), show=False, id="pane.maximise"),
        Binding("R", "restart", _("Start the server again"), id="server.restart"),
    ]

    def __init__(self, reader: Reader, draft: Draft | None, server: ServerPort | None, settings: Settings) -> None:
        """Show the capture of `reader`, with an answer panel where there is a draft."""
        super().__init__()
        self._reader = reader
        self._draft = draft
        self._server = server
        self._keymap = settings.keymap
        self._feed = Feed(reader.path, server, self.post_message)
        self._arrived: Arrived | None = None
        self._list = ExchangeList(reader, id="exchanges")
        self._exchange = ExchangeView(id="exchange")
        self._empty = EmptyState()
        self._answers = AnswerPanel(draft, id="answers") if draft else None
        self._panes = Panes(self._list, self._exchange, self._empty, self._answers)
        self.share(settings)
        self._banner = Banner()
        self._status = StatusBar(reader.path, exposed=bool(server and server.exposed), reading=server is None)

    def compose(self) -> ComposeResult:
        """Build the screen."""
        for pane in (self._list, self._exchange, self._empty):
            pane.add_class("pane")
        yield self._banner
        yield self._panes
        yield self._status
        yield Footer()

    def on_mount(self) -> None:
        """Begin to watch the capture."""
        self._exchange.display = False
        if self._server is not None:
            self._status.address = self._empty.address = self._server.address
            if self._server.exposed:
                text = _("Everyone on this network can reach this server: {addresses}")
                self._banner.warning = text.format(addresses="  ".join(self._server.reachable))
        if self._answers is not None:
            self.set_interval(POLL_RULES_EVERY, self._answers.poll)
        self._feed.start()

    def on_unmount(self) -> None:
        """Let go of the capture."""
        self._feed.stop()

    @on(Arrived)
    def _take_in(self, event: Arrived) -> None:
        """Show what has arrived; the gate of the feed opens when it is painted."""
        before, self._arrived = self._arrived, event
        snapshot, facts = event.snapshot, event.facts
        with self.app.batch_update():
            self._status.snapshot = snapshot
            self._list.grow(snapshot.exchanges, snapshot.changed_from - 1)
            if snapshot.run is not None and self._server is None:
                self._status.address = snapshot.run.address
            self._banner.failure = _("{why} Press R to start it again.").format(why=event.died) if event.died else ""
            self._exchange.exchange = facts
            self._exchange.border_title = _title(facts) if facts else ""
            self._exchange.display, self._empty.display = facts is not None, facts is None
            if self._answers is not None and (before is None or facts is not before.facts):
                self._answers.selected_request = read_request_head(facts.request[:HEAD_ENOUGH]) if facts else None
                self._answers.answered_by = facts.row.rule if facts else ""
        for line in event.news:
            self.notify(visible(line), severity="warning", markup=False)
        if (before.died if before else None) != event.died:
            self.refresh_bindings()
        self._announce(before.snapshot if before else snapshot, snapshot)
        for screen in self.app.screen_stack:
            if isinstance(screen, ConnectionsScreen):
                screen.snapshot = snapshot
        self.call_after_refresh(self._feed.handled)

    @on(CaptureLost)
    def _lose(self, event: CaptureLost) -> None:
        self._banner.failure = event.text

    @on(Selected)
    @on(FollowChanged)
    def _select(self) -> None:
        """Ask for the facts of the exchange under the cursor; while the newest is followed they come by themselves."""
        self._feed.select(None if self._list.follow else self._list.cursor + 1)

    @on(AnswerPanel.Changed)
    def _changed(self, event: AnswerPanel.Changed) -> None:
        self._status.unsaved = event.unsaved
        self._status.word = ""

    @on(AnswerPanel.Refused)
    def _refused(self, event: AnswerPanel.Refused) -> None:
        self._status.word = event.text

    @on(Opened)
    def action_look(self) -> None:
        """Go to the octets of the exchange."""
        self._go(self._exchange, self._exchange.focus_message)

    def action_list(self) -> None:
        """Go to the list."""
        self._go(self._list, self._list.focus)

    def action_rules(self) -> None:
        """Go to the rules."""
        self._go(self._answers, lambda: self.query_one(RuleList).focus())

    def action_edit(self) -> None:
        """Edit the answer."""
        if self._answers is not None:
            self._go(self._answers, self._answers.edit)

    def action_preview(self) -> None:
        """Go to the octets that will be answered."""
        if self._answers is not None:
            self._go(self._answers, self._answers.action_toggle_preview)

    def action_back(self) -> None:
        """Give all panes their places back, or go back to the list."""
        if not self._panes.restore():
            self.action_list()

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
        typed = await self.app.push_screen_wait(Entry(_("Number of the request"), refuse=self._refuse_number))
        if typed:
            self.go_to(int(typed))

    @work
    async def action_connections(self) -> None:
        """Show the connections, and go to the request that is chosen there."""
        screen = ConnectionsScreen(self._reader)
        screen.snapshot = self._arrived.snapshot if self._arrived else None
        exchange = await self.app.push_screen_wait(screen)
        if exchange is not None:
            self.go_to(exchange)

    @work(exclusive=True, group="restart")
    async def action_restart(self) -> None:
        """Start the server again."""
        if self._server is not None:
            try:
                await asyncio.to_thread(self._server.restart)
            except OSError as error:
                self.notify(visible(str(error)), severity="error", markup=False)

    @work
    async def action_save(self) -> None:
        """Write the rules to their file."""
        await self.save()

    async def save(self) -> bool:
        """Write the rules to their file, asking for its name where there is none, and tell whether they are saved."""
        draft = self._draft
        if draft is None or self._answers is None:
            return False
        self._answers.flush()
        path = draft.named
        if path is None:
            typed = await self.app.push_screen_wait(Entry(_("Save the rules in the file"), "rules.toml"))
            if not typed:
                return False
            path = Path(typed).expanduser()
        try:
            draft.save() if path == draft.named else draft.save_as(path)
        except OSError as error:
            self.notify(visible(str(error)), severity="error", markup=False)
            return False
        self._status.unsaved = draft.unsaved
        self.notify(_("The rules are saved in {path}.").format(path=visible(str(path))), markup=False)
        return True

    def share(self, settings: Settings) -> None:
        """Give the panes the sizes of the settings."""
        self._panes.share(settings.list_share, settings.answer_share)

    def topics(self) -> list[Topic]:
        """Give what can be done here, for help and palette."""
        places = {"exchanges": _("Requests"), "exchange": _("Exchange"), "answers": _("Answer"), "": _("Everywhere")}
        return [
            Topic(topic.title, tuple(deed for deed in topic.deeds if self._can(deed.binding.action)))
            for topic in topics(self, places, self._keymap)
        ]

    def go_to(self, exchange: int) -> None:
        """Put the cursor of the list on an exchange."""
        self._list.show(exchange - 1)
        self.action_list()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now."""
        return self._can(action) and (action != "back" or not self._list.has_focus or self._panes.maximised)

    def _can(self, action: str) -> bool:
        """Tell whether the action makes sense: a server that has ended can be started, rules that are here edited."""
        match action.partition("(")[0]:
            case "restart":
                return bool(self._server and self._arrived and self._arrived.died)
            case "edit" | "save" | "rules" | "preview":
                return self._draft is not None
            case _:
                return True

    def _go(self, pane: Widget | None, focus: Callable[[], object]) -> None:
        """Bring a pane in sight and, once it is there, the focus into it."""
        if pane is None:
            return
        there = pane.region.area > 0
        self._panes.bring(pane)
        if there:
            # At once: a person types on, and the next letter is meant for the pane.
            focus()
        else:
            self.call_after_refresh(focus)

    def _refuse_number(self, typed: str) -> str:
        newest = self._list.count
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= newest:
            return ""
        return _("The requests are numbered from 1 to {newest}.").format(newest=newest) if newest else _("None yet.")

    def _announce(self, before: Snapshot, snapshot: Snapshot) -> None:
        """Say once what the server tells for information; warnings stay in the status line."""
        known = {notice.at for notice in before.notices}
        for notice in snapshot.notices:
            if notice.severity == "information" and notice.at not in known:
                self.notify(visible(notice.text), markup=False)


def _title(facts: ExchangeFacts) -> Content:
    """Name the exchange: its number, method and path."""
    return Content(f"#{facts.row.id} {visible(facts.row.method)} {request_path(facts.row)}".rstrip())
