"""The panes of the traffic screen: where they lie, how large they are, and which of them fills the screen.

Sizes are shares of the room, changed by keys or by dragging the border between two panes. What the panes show is
none of its business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from httpscope.ui.painted import call_when_painted

STEP: Final = 0.05
"""What one press of a key adds to a share."""

HALF_A_CELL: Final = 0.5
"""Keeps a border under the mouse, because shares are cut down to whole cells."""

MAXIMISED: Final = ("-only-exchanges", "-only-exchange", "-only-answers")


class Panes(Horizontal):
    """The list above the exchange, and the answer panel beside them where there is one."""

    @dataclass
    class Resized(Message):
        """A person wants other shares: the list's of the height of its column, the answer panel's of the width."""

        panes: "Panes"
        list_share: float
        answer_share: float

    def __init__(
        self, exchanges: Widget, exchange: Widget, empty: Widget, answers: Widget | None, *below: Widget
    ) -> None:
        """Lay out the list, the exchange with `empty` in its place while there is none, and the answer panel.

        What stands `below` the list is as high as it wants to be.
        """
        super().__init__(id="panes")
        for pane in (exchanges, exchange, empty):
            pane.add_class("pane")
        self._exchanges = exchanges
        self._exchange = exchange
        self._empty = empty
        self._answers = answers
        self._traffic = Vertical(exchanges, *below, empty, exchange, id="traffic")
        self._shares = (0.5, 0.5)
        self._dragged = ""

    def compose(self) -> ComposeResult:
        """Build the two columns."""
        yield self._traffic
        if self._answers is not None:
            yield self._answers

    def share(self, list_share: float, answer_share: float) -> None:
        """Give the list and the answer panel so much of the room."""
        self._shares = (list_share, answer_share)
        self._exchanges.styles.height = f"{list_share:.3f}fr"
        self._exchange.styles.height = self._empty.styles.height = f"{1 - list_share:.3f}fr"
        self._traffic.styles.width = f"{1 - answer_share:.3f}fr"
        if self._answers is not None:
            self._answers.styles.width = f"{answer_share:.3f}fr"

    def grow_focused(self, steps: int) -> None:
        """Make the pane with the focus larger, or smaller with negative steps, at the cost of its neighbour."""
        list_share, answer_share = self._shares
        if self._answers is not None and self._answers.has_focus_within:
            answer_share += steps * STEP
        else:
            list_share += steps * STEP * (1 if self._exchanges.has_focus else -1)
        self.post_message(self.Resized(self, list_share, answer_share))

    @property
    def maximised(self) -> bool:
        """Whether one pane fills the screen."""
        return any(self.has_class(name) for name in MAXIMISED)

    def maximise_focused(self) -> None:
        """Let the pane with the focus fill the screen, or give all of them their places back."""
        if not self.restore():
            panes = (self._exchanges, self._exchange, self._answers)
            for pane, name in zip(panes, MAXIMISED, strict=True):
                self.set_class(pane is not None and (pane.has_focus or pane.has_focus_within), name)

    def restore(self) -> bool:
        """Give all panes their places back, and tell whether one had filled the screen."""
        maximised = self.maximised
        self.remove_class(*MAXIMISED)
        return maximised

    def go(self, pane: Widget, focus: Callable[[], object]) -> None:
        """Bring a pane in sight, also where there is room for one column only, and then the focus into it."""
        self.restore()
        self.set_class(pane is self._answers, "-answering")
        # By the palette as well, whose dialog is about to close then.
        call_when_painted(self.screen, partial(self._focus, focus, self.screen.focused))

    def _focus(self, focus: Callable[[], object], before: Widget | None) -> None:
        """Move the focus, unless another key has moved it meanwhile; what went out of sight has lost it."""
        if self.screen.focused is None or self.screen.focused is before:
            focus()

    def on_descendant_focus(self) -> None:
        """Keep the column in sight that has the focus."""
        self.set_class(self._answers is not None and self._answers.has_focus_within, "-answering")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a border between two panes."""
        self._dragged = self._border_at(event.screen_offset)
        if self._dragged:
            event.stop()
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the border that is held."""
        list_share, answer_share = self._shares
        if self._dragged == "list":
            list_share = (event.screen_y - self.region.y + 1 + HALF_A_CELL) / self.region.height
        elif self._dragged == "answers":
            answer_share = (self.region.right - event.screen_x - HALF_A_CELL) / self.region.width
        else:
            return
        event.stop()
        self.post_message(self.Resized(self, list_share, answer_share))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of the border."""
        if self._dragged:
            event.stop()
            self._dragged = ""
            self.release_mouse()

    def _border_at(self, place: Offset) -> str:
        """Name the pane that the border at this place of the screen would resize."""
        answers = self._answers
        if answers is not None and answers.display and place.x in {answers.region.x - 1, answers.region.x}:
            return "answers" if answers.region.width < self.region.width else ""
        exchanges = self._exchanges.region
        if place.y in {exchanges.bottom - 1, exchanges.bottom} and exchanges.x <= place.x < exchanges.right:
            return "list" if exchanges.height < self.region.height else ""
        return ""
