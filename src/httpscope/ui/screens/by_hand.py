"""Be the server: the answer to one request, typed line by line. Each enter sends that line at once.

What is shown as sent is what the capture says was sent. Guard rails ask before what looks like a slip, once; they can
be switched off. Who leaves the screen comes back to the same answer while the request waits.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, Final, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, RichLog, Static

from httpscope.exchange import WAITING
from httpscope.i18n import _
from httpscope.store.reader import Reader
from httpscope.store.row import Row, Snapshot
from httpscope.ui.exchange_cells import request_path
from httpscope.ui.guard_rails import progress_words, warning_at_end, warning_before
from httpscope.ui.key_help import Topic, topics
from httpscope.ui.notices import reading_for
from httpscope.ui.widgets.choice import Choice
from httpscope.ui.widgets.keys_in_order import press_in_order
from httpscope.visible import visible, visible_octets

_ENDS: Final = {"crlf": b"\r\n", "lf": b"\n", "none": b""}
"""What enter sends behind the line."""


class Teller(Protocol):
    """What the screen tells the server."""

    def __call__(self, name: str, /, **details: object) -> None:
        """Give an order of `server.orders`."""


class _Line(Input):
    """A line whose keys take effect in the order typed: enter, too, before the key behind it."""

    def __init__(self, submit: Callable[[], None]) -> None:
        """Call `submit` at enter, at once: a message would come behind a second enter that was typed fast."""
        super().__init__(placeholder="HTTP/1.1 200 OK", compact=True)
        self._submit = submit

    async def action_submit(self) -> None:
        """Send the line."""
        self._submit()

    async def on_key(self, event: events.Key) -> None:
        """Carry out a key of the line before the next one is looked at."""
        await press_in_order(self, event)


class ByHandScreen(Screen[None]):
    """A line to type, the lines that were sent, and what the client waits for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Back"), id="hand.back", tooltip=_("Leave it open, and come back later")),
        Binding("f2", "rails", _("Rails"), id="hand.rails", tooltip=_("Ask before what looks odd, or not")),
        Binding("f3", "line_end", _("Line end"), id="hand.line-end", tooltip=_("What enter sends behind the line")),
        Binding("f4", "end('keep')", _("End"), id="hand.end", tooltip=_("The answer is over")),
        Binding("f8", "end('fin')", _("FIN"), id="hand.fin", tooltip=_("Close the connection")),
        Binding("f9", "end('rst')", _("RST"), id="hand.reset", tooltip=_("Break the connection off")),
    ]
    DEFAULT_CSS = """
    ByHandScreen {
        & #asked { height: 1; padding: 0 1; background: $panel; text-style: bold; }
        & #sent { height: 1fr; padding: 0 1; background: $surface; }
        & #how { height: 1; padding: 0 1; }
        & #how > Static { width: auto; margin-right: 1; color: $text-muted; }
        & #how > #rails { width: 1fr; margin-left: 2; text-align: right; }
        & #said { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
        & #said.-warning { color: $text-warning; text-style: bold; }
        & Input { height: 1; border: none; margin: 0 1; }
    }
    """

    def __init__(self, reader: Reader, tell: Teller, row: Row, keymap: Mapping[str, str]) -> None:
        """Answer the request of `row`; `tell` gives orders to the server."""
        super().__init__()
        self._reader = reader
        self._tell = tell
        self._row = row
        self._keymap = keymap
        self._octets = b""
        self._sent: list[bytes] = []
        self._rails = True
        self._asked_about: tuple[str, bytes] | None = None
        self._line = _Line(self._submitted)
        self._log = RichLog(id="sent", wrap=True, markup=False)
        self._log.can_focus = False
        self._said = Static(id="said", markup=False)
        self._end = Choice([("crlf", "CR LF"), ("lf", "LF"), ("none", _("nothing"))], id="line-end")
        self._guard = Static(id="rails", markup=False)

    def compose(self) -> ComposeResult:
        """The request, what was sent, how it stands, and the line."""
        title = f"#{self._row.id} {visible(self._row.method)} {request_path(self._row)} · {visible(self._row.peer)}"
        yield Static(Content(title), id="asked")
        yield self._log
        yield self._said
        with Horizontal(id="how"):
            yield Static(_("Enter sends the line and"), markup=False)
            yield self._end
            yield self._guard
        yield self._line
        yield Footer()

    def on_mount(self) -> None:
        """Take the request in hand, and begin to type."""
        self._tell("by-hand", exchange=self._row.id)
        self._show_rails()
        with reading_for(self):
            self._take_in()
        self._line.focus()

    def take_in(self, snapshot: Snapshot) -> None:
        """Show what was sent by now; leave when the request waits no more."""
        if snapshot.changed_from <= self._row.id:
            with reading_for(self):
                self._take_in()

    def topics(self) -> list[Topic]:
        """Give what can be done here, for help and palette."""
        return topics(self, {"": _("By hand")}, self._keymap, lambda _action, _parameters: True)

    def go_to(self, _exchange: int) -> None:
        """The palette's jump to a request is for the traffic: leave."""
        self.dismiss(None)

    def _typed_octets(self) -> bytes:
        return self._line.value.encode("utf-8", "replace") + _ENDS[self._end.value]

    def _submitted(self) -> None:
        line = self._typed_octets()
        if not line:
            return
        before = self._octets + b"".join(self._sent)
        if self._asks("line", line, warning_before(before, line, self._row.method)):
            return
        # What is on its way counts already: who types fast is not warned by what the capture said a moment ago.
        self._sent.append(line)
        self._tell("send", exchange=self._row.id, octets=line)
        self._line.value = ""
        self._show_state()

    def action_end(self, by: str) -> None:
        """End the answer: where its framing allows the connection stays open, or close it, or break it off."""
        before = self._octets + b"".join(self._sent)
        if by != "rst" and self._asks("end", by.encode(), warning_at_end(before, self._row.method)):
            return
        self._tell("end", exchange=self._row.id, by=by)

    def action_rails(self) -> None:
        """Ask before what looks like a slip, or send everything as it is typed."""
        self._rails = not self._rails
        self._asked_about = None
        self._show_rails()
        self._show_state()

    def action_line_end(self) -> None:
        """Send another line end with enter."""
        ends = list(_ENDS)
        self._end.value = ends[(ends.index(self._end.value) + 1) % len(ends)]

    def _asks(self, what: str, octets: bytes, warning: str) -> bool:
        """Show a warning instead of doing it, the first time; the same again is meant."""
        about = (what, octets)
        if not (self._rails and warning) or self._asked_about == about:
            self._asked_about = None
            return False
        self._asked_about = about
        self._said.add_class("-warning")
        again = (
            _("Enter again sends it all the same.") if what == "line" else _("The same key again does it all the same.")
        )
        self._said.update(Content(f"⚠ {warning} {again}"))
        return True

    @on(Input.Changed)
    def _typed(self) -> None:
        # A key that was typed before the question tells of its change only now: what counts is the line as it is.
        if self._asked_about is not None and self._asked_about[0] == "line":
            if self._asked_about[1] == self._typed_octets():
                return
            self._asked_about = None
            self._show_state()

    def _take_in(self) -> None:
        """Read from the capture what was sent. Raises CaptureFault."""
        octets = self._reader.answer_octets(self._row.id)
        fresh = octets[len(self._octets) :]
        self._octets = octets
        while fresh and self._sent and len(self._sent[0]) <= len(fresh):
            fresh = fresh[len(self._sent.pop(0)) :]
        self._log.clear()
        for line in octets.splitlines(keepends=True):
            self._log.write(visible_octets(line))
        self._show_state()
        row = self._reader.row(self._row.id)
        if row is not None and row.hold and row.hold not in WAITING:
            self.dismiss(None)

    def _show_state(self) -> None:
        if self._asked_about is None:
            self._said.remove_class("-warning")
            octets = self._octets + b"".join(self._sent)
            self._line.placeholder = "" if octets else "HTTP/1.1 200 OK"
            self._said.update(Content(progress_words(octets, self._row.method)))

    def _show_rails(self) -> None:
        self._guard.update(_("guard rails on") if self._rails else _("guard rails off"))
