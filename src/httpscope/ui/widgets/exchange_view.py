"""One exchange: request and answer over their octets, side by side where there is room, else one at a time.

`exchange` is set from above, again when it grows. The mode is one for both messages; the part bar below speaks of the
message that has, or had, the focus.
"""

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.widgets import Static

from httpscope.i18n import _
from httpscope.rules.settings import Settings
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.mode import Mode
from httpscope.ui.reading import Side, sources_of
from httpscope.ui.widgets.connection_facts import FactLines, facts_of
from httpscope.ui.widgets.glyph_canvas import GlyphCanvas
from httpscope.ui.widgets.message_view import MessageView
from httpscope.ui.widgets.mode_bar import ModeBar
from httpscope.ui.widgets.part_bar import PartBar

BOTH_FROM = 110
"""Cells of width from which both messages have room."""
_LOW = 11
"""Rows of height below which the part bar leaves a row to the message."""
_TALL = 18
"""Rows of height from which the part bar takes one more."""


class ExchangeView(Vertical):
    """The exchange that is selected in the list."""

    DEFAULT_CSS = """
    ExchangeView {
        & > .exchange--empty { padding: 1 2; color: $text-muted; height: 1fr; }
        & > Horizontal { height: 1fr; }
        & #connection { height: 1fr; }
        &.-both #answer { border-left: solid $border-blurred; }
        &.-one .message--title { display: none; }
        &.-low PartBar { height: 2; }
        &.-tall PartBar { height: 4; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "next_mode", _("View"), id="exchange.mode"),
        Binding("left_square_bracket", "side('REQUEST')", _("Request"), key_display="[", id="exchange.request"),
        Binding("right_square_bracket", "side('ANSWER')", _("Answer"), key_display="]", id="exchange.answer"),
    ]

    exchange: reactive[ExchangeFacts | None] = reactive(None, repaint=False)
    settings: reactive[Settings | None] = reactive(None, repaint=False)
    """Policy and limits in force, to say which limit struck; None over a capture that is only read."""
    mode: reactive[Mode] = reactive(Mode.OCTETS, repaint=False)
    side: reactive[Side] = reactive(Side.REQUEST, repaint=False)
    """The message that the part bar speaks of, and that is shown where there is room for one."""
    both: reactive[bool] = reactive(False, repaint=False)
    """Whether both messages have room."""

    def compose(self) -> ComposeResult:
        """The words to choose from, the messages, the connection, the part bar."""
        yield ModeBar()
        yield Static(_("Select an exchange in the list to see its octets."), classes="exchange--empty", markup=False)
        with Horizontal():
            yield MessageView(id="request")
            yield MessageView(id="answer")
        yield GlyphCanvas(id="connection")
        yield PartBar()

    def on_mount(self) -> None:
        """Show what was set before there were children to show it."""
        self.watch_exchange(self.exchange)
        self.watch_mode()

    def _view(self, side: Side) -> MessageView:
        return self.query_one("#request" if side is Side.REQUEST else "#answer", MessageView)

    def watch_exchange(self, exchange: ExchangeFacts | None) -> None:
        """Hand the messages on."""
        if not self.children:
            return
        request, answer = sources_of(exchange, self.settings) if exchange else (None, None)
        self._view(Side.REQUEST).source = request
        self._view(Side.ANSWER).source = answer
        self._arrange()

    def watch_settings(self) -> None:
        """Say the limit that struck as it is now."""
        self.watch_exchange(self.exchange)

    def watch_mode(self) -> None:
        """Show everything in the mode."""
        if not self.children:
            return
        had_focus = self.has_focus_within
        for side in Side:
            self._view(side).mode = Mode.OCTETS if self.mode is Mode.CONNECTION else self.mode
        self._arrange()
        if had_focus:
            self.focus_message()

    def watch_side(self) -> None:
        """Speak of the other message."""
        self._arrange()

    def watch_both(self) -> None:
        """Use the room there is."""
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """See how much room there is."""
        self.both = event.size.width >= BOTH_FROM
        self.set_class(event.size.height < _LOW, "-low")
        self.set_class(event.size.height >= _TALL, "-tall")

    def _arrange(self) -> None:
        """Show what the mode, the side and the room ask for, and nothing else."""
        if not self.children:
            return
        connection = self.query_one("#connection", GlyphCanvas)
        there, connected = self.exchange is not None, self.mode is Mode.CONNECTION
        self.update_classes({"-both": self.both, "-one": not self.both})
        self.query_one(".exchange--empty").display = not there
        self.query_one(Horizontal).display = there and not connected
        connection.display = there and connected
        for side in Side:
            self._view(side).display = self.both or side is self.side
        bar = self.query_one(ModeBar)
        bar.mode, bar.side = self.mode, None if self.both else self.side
        self.query_one(PartBar).display = there and self.mode not in {Mode.BODY, Mode.CONNECTION}
        self._describe()
        if connection.display and self.exchange is not None:
            self._show_connection(connection, self.exchange)

    def _show_connection(self, canvas: GlyphCanvas, exchange: ExchangeFacts) -> None:
        reading = self._view(Side.REQUEST).reading
        head = reading.head_size if reading else 0
        whole = bool(reading and reading.anatomy.complete)
        facts = list(facts_of(exchange, head, request_complete=whole, settings=self.settings))
        opened = exchange.connection.connection.at
        canvas.show(partial(FactLines, facts, exchange.transfers, opened), stay=canvas.lines is not None)

    def _describe(self) -> None:
        self.query_one(PartBar).description = self._view(self.side).description

    def focus_message(self) -> None:
        """Give the focus to what is shown."""
        shown = self.query_one("#connection") if self.mode is Mode.CONNECTION else self._view(self.side).canvas
        shown.focus(scroll_visible=False)

    @on(MessageView.Selected)
    def _describe_selected(self, event: MessageView.Selected) -> None:
        event.stop()
        self._describe()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Speak of the message that has the focus."""
        for side in Side:
            if self._view(side) in event.widget.ancestors:
                self.side = side

    @on(ModeBar.Picked)
    def _take_choice(self, event: ModeBar.Picked) -> None:
        event.stop()
        if isinstance(event.choice, Mode):
            self.mode = event.choice
        else:
            self.action_side(event.choice.name)

    def action_next_mode(self) -> None:
        """Show everything in the next mode."""
        self.mode = self.mode.following

    def action_side(self, name: str) -> None:
        """Go to the request or to the answer."""
        self.side = Side[name]
        if self.mode is Mode.CONNECTION:
            self.mode = Mode.OCTETS
        self.focus_message()
