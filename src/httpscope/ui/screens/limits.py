"""Policy and limits, over the traffic: what is in force, how often each limit struck, and a value typed right there.

What strikes is counted by a thread with a reader of its own, for that takes half a second of a million requests.
Changes go by way of the draft, so they are live, undone and saved as those of rules are.
"""

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Static

from httpscope.i18n import _
from httpscope.rules.file.limit import KINDS, read_value, value_of, value_text
from httpscope.rules.file.limit_kind import LimitKind
from httpscope.rules.settings import DEFAULT_SETTINGS, Settings
from httpscope.rules.text.check import Unfit
from httpscope.store.census import Census
from httpscope.store.reader import CaptureFault, Reader
from httpscope.store.row import Snapshot
from httpscope.ui.draft import Draft
from httpscope.ui.key_help import Topic, topics
from httpscope.ui.limit_words import about
from httpscope.ui.screens.ask import Entry
from httpscope.ui.strikes import struck
from httpscope.ui.widgets.choice import Choice
from httpscope.ui.widgets.limit_list import LimitList, LimitRow
from httpscope.ui.widgets.row_list import RowList
from httpscope.visible import visible

REST: Final = 10
"""What strikes is counted again only after so many times as long as counting took: a tenth of a core at most."""
LEAST_REST: Final = 0.5
"""Seconds between two counts at least."""


class LimitsScreen(Screen[None]):
    """The limits of a run that can be changed, or, without a draft, the strikes in a capture."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,L,q", "dismiss(None)", _("Back"), id="limits.back"),
        Binding("d,delete", "reset", _("Default"), id="limits.reset"),
        Binding("P", "other_policy", _("Strict or lenient"), id="limits.policy"),
        Binding("u", "undo", _("Undo"), id="limits.undo"),
        Binding("ctrl+r", "redo", _("Redo"), show=False, id="limits.redo"),
    ]
    DEFAULT_CSS = """
    LimitsScreen {
        & #policy { height: 1; padding: 0 1; background: $panel; }
        & #policy > Static { width: auto; margin-right: 2; }
        & #about { height: 6; padding: 0 1; background: $panel; }
    }
    """

    snapshot: reactive[Snapshot | None] = reactive(None)
    settings: reactive[Settings | None] = reactive(None)
    """What is in force; None over a capture that is only read."""

    class _Counted(Message):
        """The thread has counted, or failed to."""

        def __init__(self, census: Census | None, fault: str, took: float) -> None:
            super().__init__()
            self.census = census
            self.fault = fault
            self.took = took

    def __init__(
        self,
        capture: Path,
        draft: Draft | None,
        change: Callable[[Callable[[], object]], None] | None,
        keymap: Mapping[str, str],
    ) -> None:
        """Count in the capture; `change` does something to the draft, where there is one, and tells all who show it."""
        super().__init__()
        self._capture = capture
        self._draft = draft
        self._change = change
        self._keymap = keymap
        self._census: Census | None = None
        self._stale = False
        self._counting = False
        self._rest: Timer | None = None
        self._list = LimitList(changeable=draft is not None, id="limits")
        self._about = Static(id="about")
        self._policy = Choice([("strict", _("strict")), ("lenient", _("lenient"))], id="policy-choice")
        self.set_reactive(LimitsScreen.settings, draft.ruleset.settings if draft else None)

    def compose(self) -> ComposeResult:
        """The policy, the list, what is to be said of the limit under the cursor."""
        if self._draft is not None:
            with Horizontal(id="policy"):
                yield Static(_("Policy"))
                yield self._policy
        yield self._list.add_class("pane")
        yield self._about
        yield Footer()

    def on_mount(self) -> None:
        """Show what is in force, and begin to count."""
        self._show()
        self._list.focus()
        self._count()

    def watch_settings(self) -> None:
        """Show what has come into force."""
        if self.is_mounted:
            self._show()

    def watch_snapshot(self) -> None:
        """Count again when it is time: there is more in the capture."""
        self._stale = True
        if self.is_mounted and not self._counting and self._rest is None:
            self._count()

    def topics(self) -> list[Topic]:
        """Give what can be done here, for the help."""
        return topics(self, {"limits": _("Limits"), "": _("Everywhere")}, self._keymap, self._makes_sense)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer changes where there is something to change."""
        return self._makes_sense(action, parameters)

    def _makes_sense(self, action: str, _parameters: tuple[object, ...]) -> bool:
        if action in {"open", "reset", "other_policy", "undo", "redo"}:
            return self._draft is not None
        return action not in {"toggle_follow", "newest"}

    @property
    def _kind(self) -> LimitKind:
        return list(KINDS.values())[self._list.cursor]

    @on(RowList.Moved)
    def _tell(self) -> None:
        settings = self.settings or DEFAULT_SETTINGS
        self._about.update(about(self._kind, settings, self._census, changeable=self._draft is not None))

    @on(RowList.Entered)
    @work(exclusive=True, group="change")
    async def _edit(self) -> None:
        """Ask for another value, and bring it into force."""
        draft, kind = self._draft, self._kind
        if draft is None:
            return
        value = value_text(kind, value_of(draft.ruleset.settings, kind.name))
        typed = await self.app.push_screen_wait(
            Entry(f"{kind.name}: {_(kind.what)}", value, refuse=partial(_refuse, kind))
        )
        if typed:
            self._do(lambda draft: draft.set_limit(kind.name, typed.strip()))

    def _do(self, deed: Callable[[Draft], object]) -> None:
        if self._draft is not None and self._change is not None:
            self._change(partial(deed, self._draft))

    def action_reset(self) -> None:
        """Take the limit out of the rules file."""
        self._do(lambda draft: draft.set_limit(self._kind.name, None))

    def action_other_policy(self) -> None:
        """Bring the other policy into force."""
        self._do(lambda draft: draft.set_policy(lenient=not draft.ruleset.settings.lenient))

    def action_undo(self) -> None:
        """Take the last change back, of a rule or a limit."""
        self._do(lambda draft: self._travelled(draft.undo(), _("Nothing to take back.")))

    def action_redo(self) -> None:
        """Make it again."""
        self._do(lambda draft: self._travelled(draft.redo(), _("Nothing to do again.")))

    def _travelled(self, anywhere: bool, otherwise: str) -> None:
        if not anywhere:
            self.notify(otherwise, markup=False)

    @on(Choice.Changed)
    def _choose_policy(self, event: Choice.Changed) -> None:
        self._do(lambda draft: draft.set_policy(lenient=event.value == "lenient"))

    def _show(self) -> None:
        settings = self.settings or DEFAULT_SETTINGS
        self._policy.value = settings.policy
        self._list.show_rows([self._row(kind, settings) for kind in KINDS.values()])
        self._tell()

    def _row(self, kind: LimitKind, settings: Settings) -> LimitRow:
        count = struck(kind, self._census) if self._census else 0
        shown = _(kind.on_count[0]) if not kind.codes else "…" if self._census is None else f"{count:,}"
        changed = value_of(settings, kind.name) != value_of(DEFAULT_SETTINGS, kind.name)
        return LimitRow(kind, value_text(kind, value_of(settings, kind.name)), changed, shown, bool(count))

    def _count(self) -> None:
        self._stale, self._counting = False, True
        self._count_apart()

    @work(thread=True, group="census")
    def _count_apart(self) -> None:
        begun = time.monotonic()
        census, fault = None, ""
        try:
            reader = Reader(self._capture)
            try:
                census = reader.census()
            finally:
                reader.close()
        except CaptureFault as lost:
            fault = str(lost)
        self.post_message(self._Counted(census, fault, time.monotonic() - begun))

    @on(_Counted)
    def _take_count(self, event: _Counted) -> None:
        event.stop()
        self._counting = False
        if event.census is None:
            self.notify(visible(event.fault), severity="error", markup=False)
            return
        self._census = event.census
        self._show()
        self._rest = self.set_timer(max(LEAST_REST, REST * event.took), self._rested)

    def _rested(self) -> None:
        self._rest = None
        if self._stale:
            self._count()


def _refuse(kind: LimitKind, typed: str) -> str:
    """Tell why a text is no value of the limit; give an empty text if it is."""
    try:
        read_value(kind, typed.strip())
    except Unfit as unfit:
        return _("Expected {0}.").format(unfit.expected)
    return ""
