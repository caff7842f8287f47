"""What is seen first: the frame of the traffic screen with what is known already, painted before the rest is loaded.

Where it listens, the empty list and the keys stand where they will stay. The widgets are those of the traffic screen,
so that nothing moves when that takes this one's place. Nothing can be done here: whoever shows it keeps what is typed.
"""

from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from httpscope.ui.screens.traffic_keys import KEYS
from httpscope.ui.settings import Settings
from httpscope.ui.widgets.empty_state import EmptyState
from httpscope.ui.widgets.exchange_list import ExchangeList
from httpscope.ui.widgets.key_line import KeyLine
from httpscope.ui.widgets.panes import Panes
from httpscope.ui.widgets.status_bar import StatusBar

BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]
"""Widths from which the panes lie otherwise."""
_LATER = frozenset({"back", "restart", "show_all"})
"""Keys of the footer that make no sense yet."""


class Known(NamedTuple):
    """What is known of a run before anything of it is loaded."""

    capture: Path
    address: str
    """What a client types; empty where a capture is only read."""
    lenient: bool | None
    """The policy; None where it is not known yet, or there is none."""

    @property
    def reading(self) -> bool:
        """Whether a capture is only read."""
        return not self.address


class OpeningScreen(Screen[None]):
    """List, state and keys of a screen that is about to be."""

    AUTO_FOCUS = "#exchanges"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = list(KEYS)

    class Painted(Message):
        """It is on the terminal."""

    def __init__(self, known: Known, settings: Settings) -> None:
        """Show what is known, the panes as large as they will be."""
        super().__init__()
        self._known = known
        self._list = ExchangeList(None, id="exchanges")
        # Of a capture that is only read nobody knows yet whether it is empty.
        self._empty: Widget = Static() if known.reading else EmptyState()
        answers = None if known.reading else Vertical(classes="answers")
        self._panes = Panes(self._list, Vertical(id="exchange"), self._empty, answers)
        self._panes.share(settings.list_share, settings.answer_share)
        self._status = StatusBar(known.capture, reading=known.reading)

    def compose(self) -> ComposeResult:
        """Build the frame."""
        self.add_class(breakpoint_of(self.app.size.width), update=False)
        known = self._known
        self._status.set_reactive(StatusBar.address, known.address)
        self._status.set_reactive(StatusBar.lenient, known.lenient)
        if isinstance(self._empty, EmptyState):
            self._empty.set_reactive(EmptyState.address, known.address)
        yield self._panes
        yield self._status
        yield KeyLine()

    def on_mount(self) -> None:
        """Tell when it is painted."""
        self.query_one("#exchange").display = False
        self.call_after_refresh(self.post_message, self.Painted())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Name the keys that the traffic screen will name."""
        return action not in _LATER and not (self._known.reading and (action, parameters) == ("pane", ("answer",)))


def breakpoint_of(width: int) -> str:
    """Give the class of a screen so many columns wide."""
    return [name for least, name in BREAKPOINTS if width >= least][-1]
