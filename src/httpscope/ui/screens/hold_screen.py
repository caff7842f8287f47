"""What the traffic screen does about requests that wait for a person: hold all, release, edit, drop, answer by hand.

The base of that screen between it and `rule_screen`. Each deed is about the selected request where that waits, else
about the one that has waited longest, so that one hand is enough in front of a class.
"""

from textual import work
from textual.binding import ActiveBinding

from httpscope.exchange import Hold
from httpscope.i18n import _
from httpscope.rules.feature.events import Event, event_octets
from httpscope.rules.file.read import RulesFault
from httpscope.rules.memory import Memory
from httpscope.store.reader import Reader
from httpscope.store.row import Snapshot
from httpscope.ui.draft import Draft
from httpscope.ui.edited_once import EditedOnce
from httpscope.ui.feed import read_facts
from httpscope.ui.notices import reading_for
from httpscope.ui.screens.ask import Choice, Entry, Question
from httpscope.ui.screens.by_hand import ByHandScreen
from httpscope.ui.screens.edit_once import EditOnce
from httpscope.ui.screens.hold_keys import keys_of
from httpscope.ui.screens.rule_screen import RuleScreen
from httpscope.ui.server_port import ServerPort
from httpscope.ui.settings import Settings
from httpscope.ui.waiting_keys import keys_while_waiting
from httpscope.ui.widgets.waiting_bar import WaitingBar
from httpscope.visible import visible


class HoldScreen(RuleScreen):
    """A screen over a capture in which requests may wait."""

    def __init__(self, reader: Reader, draft: Draft | None, server: ServerPort | None, settings: Settings) -> None:
        """Tell the server what is wanted; without one, as over a capture that is only read, nothing is offered."""
        super().__init__(reader, draft, settings)
        self._server = server
        self._bar = WaitingBar(keys_of(settings.keymap))

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Give the keys in force; the footer names those about requests that wait first, while any does."""
        found = super().active_bindings
        if not self._bar.waiting:
            return found
        return keys_while_waiting(found, self.focused, self.classes)

    def _tell_state(self, draft: Draft) -> None:
        """Say how many may wait."""
        super()._tell_state(draft)
        self._bar.most = draft.ruleset.settings.limits.held

    def _take_in_waiting(self, snapshot: Snapshot) -> None:
        """Show who waits by now."""
        if self._server is None:
            return
        before, self._bar.waiting = self._bar.waiting, snapshot.waiting
        if bool(before) != bool(snapshot.waiting):
            self.refresh_bindings()
        for screen in self.app.screen_stack:
            if isinstance(screen, ByHandScreen):
                screen.take_in(snapshot)

    def _order(self, name: str, /, **details: object) -> None:
        if self._server is not None:
            self._server.order(name, **details)

    def _next(self) -> Hold | None:
        """Give the request that a deed is about: the selected one if it waits, else the first that does."""
        self._bar.selected = self.selected
        found = self._bar.about()
        if found is None:
            self.notify(_("No request waits. H holds all that come."), markup=False)
        return found

    def action_hold_all(self) -> None:
        """Hold all requests from now on, or no longer."""
        self._bar.everything = not self._bar.everything
        self._order("hold", on=self._bar.everything)

    def hold_as_before(self) -> None:
        """Tell a server that was started again what was in force; its counts begin anew, as it says itself."""
        if self._bar.everything:
            self._order("hold", on=True)

    def action_release(self) -> None:
        """Let the rules answer."""
        if (hold := self._next()) is not None:
            self._order("release", exchange=hold.exchange)

    def action_release_all(self) -> None:
        """Let the rules answer all that wait."""
        self._order("release-all")

    def action_drop(self) -> None:
        """Close the connection without an answer."""
        if (hold := self._next()) is not None:
            self._order("drop", exchange=hold.exchange, by="fin")

    @work(exclusive=True, group="once")
    async def action_append(self) -> None:
        """Ask for the data of an event, and send it: on the stream that is selected if it is open, else on all."""
        typed = await self.app.push_screen_wait(Entry(_("Data of the event to send (text/event-stream)")))
        if typed is None:
            return
        row = self._shown.row if self._shown is not None else None
        exchange = row.id if row is not None and row.answer_open else None
        self._order("append", exchange=exchange, octets=event_octets(Event(data=typed)))

    @work(exclusive=True, group="once")
    async def action_forget(self) -> None:
        """Let the counts of the rule being edited, or of all, begin anew."""
        rule = self._answers.rule if self._answers is not None else None
        one = [Choice("one", _("Of “{0}”").format(visible(rule.name)))] if rule is not None else []
        question = Question(_("Which counts begin anew?"), [*one, Choice("all", _("Of all rules"))])
        match await self.app.push_screen_wait(question):
            case "one" if rule is not None:
                self._order("forget", rule=rule.name)
            case "all":
                self._order("forget", rule=None)

    def action_by_hand(self) -> None:
        """Type the answer."""
        hold = self._next()
        with reading_for(self):
            row = self._reader.row(hold.exchange) if hold is not None else None
            if row is not None:
                self.app.push_screen(ByHandScreen(self._reader, self._order, row, self._keymap))

    @work(exclusive=True, group="once")
    async def action_edit_once(self) -> None:
        """Change the answer for just this request, and send it."""
        hold = self._next()
        if hold is None or self._draft is None:
            return
        facts = None
        with reading_for(self):
            facts = read_facts(self._reader, hold.exchange)
        if facts is None:
            return  # it could not be recorded, and got a 503
        memory = self._answers.turns.memory() if self._answers is not None else Memory()
        edited = EditedOnce(facts, self._draft.ruleset, memory)
        chosen = await self.app.push_screen_wait(EditOnce(edited))
        if chosen is None:
            return
        try:
            text = edited.text(chosen)
        except RulesFault as fault:
            self.notify(visible(str(fault)), severity="error", markup=False)
            return
        self._order("release", exchange=hold.exchange, rule=text)
