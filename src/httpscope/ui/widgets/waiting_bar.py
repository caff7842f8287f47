"""One line for requests that wait for a person: how many of how many, which is next, its time, what can be done.

Where the selected request waits too and is another one, its number stands before the deeds, which are about it.

It is not there while nothing waits and nothing is held. It counts down by a clock of its own and decides nothing; each
deed on it can be clicked.
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from httpscope.exchange import SECOND, Hold
from httpscope.i18n import N_, _, ngettext
from httpscope.ui.hold_words import WAITING_SIGN

DEEDS: Final = (
    ("release", N_("release")),
    ("release_all", N_("all")),
    ("edit_once", N_("edit")),
    ("by_hand", N_("by hand")),
    ("drop", N_("drop")),
)
"""Actions and their words, in the order in which they leave a short line last."""


class WaitingBar(Widget):
    """Who waits."""

    DEFAULT_CSS = "WaitingBar { height: 1; padding: 0 1; background: $warning 30%; color: $foreground; display: none; }"
    ALLOW_SELECT = False

    waiting: reactive[tuple[Hold, ...]] = reactive(())
    everything: reactive[bool] = reactive(False)
    """All requests are held."""
    most: reactive[int] = reactive(0)
    """How many may wait, by the limit `held`; 0 while nobody knows."""
    selected: reactive[int] = reactive(0)
    """The number of the selected request, which the deeds are about if it waits."""

    def __init__(self, keys: Mapping[str, str], now: Callable[[], int] = time.time_ns) -> None:
        """Name the keys of actions; `now` gives nanoseconds since the epoch, as the rows of the capture have them."""
        super().__init__()
        self._keys = keys
        self._now = now
        self._ticking: Timer | None = None

    def watch_waiting(self) -> None:
        """Come and go, and count down while somebody waits."""
        self._show()
        if self.waiting and self._ticking is None:
            self._ticking = self.set_interval(1.0, self.refresh)
        elif not self.waiting and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    def watch_everything(self) -> None:
        """Come and go."""
        self._show()

    def render(self) -> Content:
        """Give the line: words first, as many deeds as there is room for behind them."""
        line = Content.styled(self.words(), "bold")
        if not self.waiting:
            return line
        if self.full:
            line += Content.styled(f"  {_('more get 503')}", "bold $text-error")
        about, soonest = self.about(), self.soonest()
        if about is not None and about is not soonest:
            line += Content.styled(f"  #{about.exchange}:", "bold")
        if about is not None and about.state == "half-closed":
            line += Content.styled(f"  {_('its client has closed its side')}", "bold $text-warning")
        for action, word in DEEDS:
            deed = Content.assemble("  ", (self._keys.get(action, ""), "bold"), " ", _(word))
            deed = deed.stylize(f"@click=screen.{action}", 2)
            if line.cell_length + deed.cell_length > self.size.width:
                break
            line += deed
        return line

    def words(self) -> str:
        """Say who waits, and how long the next one still has."""
        if not self.waiting:
            return f"{WAITING_SIGN} {_('all requests are held')}"
        soonest = min(self.waiting, key=_end)
        left = remaining((soonest.until or 0) - self._now())
        count = len(self.waiting)
        if self.most:
            waits = ngettext("{n} of {most} waits", "{n} of {most} wait", count).format(n=count, most=self.most)
        else:
            waits = ngettext("{n} waits", "{n} wait", count).format(n=count)
        held = f"{_('all held')} · " if self.everything else ""
        return f"{WAITING_SIGN} {held}{waits} · #{soonest.exchange} {left} {_('left')}"

    @property
    def full(self) -> bool:
        """Whether the limit is reached, and further requests that should wait get a 503 at once."""
        return 0 < self.most <= len(self.waiting)

    def about(self) -> Hold | None:
        """Give the request that the deeds are about: the selected one where that waits, else the first."""
        return next((hold for hold in self.waiting if hold.exchange == self.selected), self.soonest())

    def soonest(self) -> Hold | None:
        """Give the request whose time is over first, if any waits."""
        return min(self.waiting, key=_end, default=None)

    def _show(self) -> None:
        self.display = self.everything or bool(self.waiting)


def _end(hold: Hold) -> int:
    return hold.until or 0


def remaining(nanoseconds: int) -> str:
    """Write how long is left, to the second: `4:59`."""
    seconds = max(0, -(-nanoseconds // SECOND))
    return f"{seconds // 60}:{seconds % 60:02d}"
