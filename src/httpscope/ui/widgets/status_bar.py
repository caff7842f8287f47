"""One line that says how things stand: address, policy, rate, connections, requests, capture, and notices.

What matters least leaves first when the line is short; a notice never leaves. A clock ticks only while requests come,
so that a still screen costs nothing. It shows what it is given and asks nobody.
"""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from httpscope.exchange import Notice
from httpscope.i18n import _, ngettext
from httpscope.store.row import Snapshot
from httpscope.store.unkept import is_unkept
from httpscope.ui import figures
from httpscope.ui.columns import cell
from httpscope.ui.notices import pressing
from httpscope.visible import visible

WINDOW: Final = 3.0
"""Seconds that the rate is taken over: long enough to read, short enough to follow a reload."""

NUMBERS_AFTER: Final = 0.02
"""Seconds that numbers wait for the list: a line at the foot makes the terminal paint all between the two."""

NUMBERS_EVERY: Final = 0.2
"""Seconds between two paintings of numbers that change: faster than that nobody reads."""

SEPARATOR: Final = "  "


class _Item(NamedTuple):
    """One thing on the line."""

    text: str
    style: str
    leave: int
    """The higher, the sooner it leaves when there is no room; 0 stays."""
    picks: str = ""
    """What a click on it asks for: the other `policy`, or a larger `address`."""


class StatusBar(Widget):
    """The line of the state of things."""

    ALLOW_SELECT = False

    address: reactive[str] = reactive("")
    """What a client types; of a capture that is only read, its run tells."""
    snapshot: reactive[Snapshot | None] = reactive(None, repaint=False)
    lenient: reactive[bool | None] = reactive(None)
    """Whether the lenient policy is in force; None where there is no server, and so no policy."""
    unsaved: reactive[bool] = reactive(False)
    fault: reactive[str] = reactive("")
    """Why the rules file, as another program left it, is not in force; empty while it is."""
    word: reactive[str] = reactive("")
    """A line from the screen itself, such as why an edit is not in force."""

    class PolicyPicked(Message):
        """The person clicked the policy."""

    class AddressPicked(Message):
        """The person clicked the address, or that others can reach it."""

    def __init__(
        self,
        capture: Path,
        *,
        exposed: bool = False,
        reading: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Show the state of a server that writes to `capture`, or of a capture that is only read (`reading`).

        `now` is a clock in seconds that never goes back.
        """
        super().__init__()
        self._capture = capture
        self._exposed = exposed
        self._reading = reading
        self._seen: deque[tuple[float, int]] = deque()
        self._now = now
        self._ticking: Timer | None = None
        self._painting: Timer | None = None
        self._painted = 0.0

    def watch_snapshot(self, before: Snapshot | None, snapshot: Snapshot | None) -> None:
        """Count what came, and keep counting down until nothing came for a while."""
        if snapshot is None:
            return
        if self._reading and snapshot.run is not None:
            self.address = snapshot.run.address
        now = self._now()
        if before is None:
            self._seen.append((now - WINDOW, snapshot.exchanges))
            self.refresh()
        elif self._painting is None:
            self._painting = self.set_timer(max(NUMBERS_AFTER, self._painted + NUMBERS_EVERY - now), self._paint)
        self._seen.append((now, snapshot.exchanges))
        self._forget(now)
        if before is not None and snapshot.exchanges > before.exchanges and self._ticking is None:
            self._ticking = self.set_interval(1.0, self._tick)

    def _paint(self) -> None:
        self._painting = None
        self._painted = self._now()
        self.refresh()

    @property
    def is_ticking(self) -> bool:
        """Whether the rate is being counted down."""
        return self._ticking is not None

    @property
    def rate(self) -> float:
        """Requests a second over the last seconds."""
        if not self._seen:
            return 0.0
        return (self._seen[-1][1] - self._seen[0][1]) / WINDOW

    def render(self) -> Content:
        """Give the line, fitted to the width."""
        return Content(SEPARATOR).join(Content.styled(item.text, item.style) for item in self._fitted())

    def on_click(self, event: events.Click) -> None:
        """Ask for the other policy where the click was on it, and for the address where it was on that."""
        place = event.get_content_offset(self)
        start = 0
        for item in self._fitted():
            stop = start + cell_len(item.text)
            if item.picks and place is not None and start <= place.x < stop:
                self.post_message(self.PolicyPicked() if item.picks == "policy" else self.AddressPicked())
            start = stop + len(SEPARATOR)

    def _fitted(self) -> list[_Item]:
        items = self._items()
        while _length(items) > self.size.width and any(item.leave for item in items):
            items.remove(max(items, key=lambda item: item.leave))
        spare = self.size.width - _length(items)
        if spare < 0:
            longest = max(range(len(items)), key=lambda index: cell_len(items[index].text))
            item = items[longest]
            items[longest] = item._replace(text=cell(item.text, max(cell_len(item.text) + spare, 1)))
        return items

    def _items(self) -> list[_Item]:
        snapshot = self.snapshot
        items = [_Item(_("viewing"), "$text-muted", 0)] if self._reading else []
        items.append(_Item(visible(self.address), "bold $text-primary", 3 if self._reading else 0, "address"))
        if self._exposed:
            items.append(_Item(_("open to the network"), "bold $text-warning", 0, "address"))
        if self.lenient is not None:
            items.append(_policy(self.lenient))
        if snapshot is not None:
            items.append(_Item(_requests(snapshot), "$foreground", 2))
            if self.is_ticking:
                items.append(_Item(_("{rate}/s").format(rate=figures.rate(self.rate)), "$text-success", 4))
            items.append(_Item(_connections(snapshot), "$text-muted", 5))
        items.append(
            _Item(_("nothing is kept"), "$text-warning", 1)
            if is_unkept(self._capture)
            else _Item(visible(self._capture.name), "$text-muted", 6)
        )
        if self.unsaved:
            items.append(_Item("● " + _("rules not saved, ctrl+s"), "$text-warning", 1))
        items += [_Item("⚠ " + visible(line), "$text-warning", 0) for line in (self.fault, self.word) if line]
        items += [_notice(notice) for notice in (pressing(snapshot) if snapshot else ())]
        return items

    def _forget(self, now: float) -> None:
        """Forget readings from before the window, but for the newest of them, which the counting starts from."""
        while len(self._seen) > 1 and self._seen[1][0] <= now - WINDOW:
            self._seen.popleft()

    def _tick(self) -> None:
        if self.snapshot is None or self._ticking is None:
            return
        now = self._now()
        self._seen.append((now, self.snapshot.exchanges))
        self._forget(now)
        if self.rate == 0:
            self._ticking.stop()
            self._ticking = None
        self.refresh()


def _length(items: list[_Item]) -> int:
    return sum(cell_len(item.text) for item in items) + len(SEPARATOR) * (len(items) - 1)


def _requests(snapshot: Snapshot) -> str:
    text = ngettext("{count:,} request", "{count:,} requests", snapshot.exchanges).format(count=snapshot.exchanges)
    return _("{requests}, newest {kept:,} kept").format(requests=text, kept=snapshot.kept) if snapshot.removed else text


def _connections(snapshot: Snapshot) -> str:
    text = ngettext("{count:,} connection open", "{count:,} connections open", snapshot.connections_open)
    return text.format(count=snapshot.connections_open)


def _policy(lenient: bool) -> _Item:
    """Say the policy: quietly the one that is usual, and so that nobody overlooks it the other."""
    if lenient:
        return _Item("⚠ " + _("LENIENT"), "bold reverse $text-warning", 0, picks="policy")
    return _Item(_("strict"), "$text-muted", 0, picks="policy")


def _notice(notice: Notice) -> _Item:
    style = "bold $text-error" if notice.severity == "error" else "$text-warning"
    return _Item(f"⚠ {visible(notice.text)}", style, 0)
