"""One message over its octets, in one of its modes; the selection, an octet offset, is the same in all of them.

A large message is read in a worker thread, one at a time, and the newest that is ready is shown. What there is to see
is laid out by the pure modules beside it.
"""

from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive, var
from textual.widgets import Static

from httpscope.exchange import Hole
from httpscope.i18n import _
from httpscope.ui.describe import Description, absence_of, copied, describe, title_of
from httpscope.ui.holes import hole_text
from httpscope.ui.mode import Mode
from httpscope.ui.quiet import leave_out, without_collection
from httpscope.ui.reading import Note, Reading, Source, read
from httpscope.ui.widgets.body_view import BodyView
from httpscope.ui.widgets.glyph_canvas import NOTHING_SELECTED, GlyphCanvas, Selection
from httpscope.ui.widgets.layout import lay_out
from httpscope.ui.widgets.note_list import NoteList
from httpscope.ui.widgets.octet_canvas import OctetCanvas
from httpscope.wire.span import Span

AT_ONCE: Final = 2**15
"""Octets up to which a message is read without a thread: it takes a few milliseconds."""


class MessageView(Vertical):
    """A request or an answer. `source` is set from above, again when it grows; `Selected` tells where the cursor is."""

    DEFAULT_CSS = """
    MessageView {
        width: 1fr;
        height: 1fr;
        & > .message--title { height: 1; padding: 0 1; color: $text-muted; text-style: bold; }
        &:focus-within > .message--title { color: $text-primary; text-style: bold underline; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "part(1)", _("Next part"), show=False, id="message.next-part"),
        Binding("b", "part(-1)", _("Previous part"), show=False, id="message.previous-part"),
        Binding("n", "defect(1)", _("Next defect"), show=False, id="message.next-defect"),
        Binding("N", "defect(-1)", _("Previous defect"), show=False, id="message.previous-defect"),
        Binding("y", "copy_part", _("Copy part"), show=False, id="message.copy-part"),
        Binding("Y", "copy_message", _("Copy message"), show=False, id="message.copy-message"),
    ]

    source: reactive[Source | None] = reactive(None)
    mode: reactive[Mode] = reactive(Mode.OCTETS)
    selection: var[Selection] = var(NOTHING_SELECTED)

    class Selected(Message):
        """The cursor stands on another octet, or on the same octet of another message."""

    class _Read(Message):
        """A worker has read a message."""

        def __init__(self, reading: Reading) -> None:
            super().__init__()
            self.reading = reading

    def __init__(self, *, id: str | None = None) -> None:
        """Begin with nothing to show."""
        super().__init__(id=id)
        self.reading: Reading | None = None
        """The message as it was read last; None while there is none."""
        self._is_reading = False

    def compose(self) -> ComposeResult:
        """Title, notes, and a canvas for each kind of mode."""
        yield Static(classes="message--title", markup=False)
        yield NoteList()
        yield OctetCanvas()
        yield BodyView()

    @property
    def canvas(self) -> GlyphCanvas:
        """The part of the view that takes the focus in this mode."""
        return self.query_one(BodyView if self.mode is Mode.BODY else OctetCanvas)

    @property
    def description(self) -> Description | None:
        """What is under the cursor, in words."""
        return describe(self.reading, self.selection.offset) if self.reading else None

    def on_mount(self) -> None:
        """Show what was set before there were children to show it."""
        self.watch_source(self.source)

    def watch_source(self, source: Source | None) -> None:
        """Read the message, at once where that is quick."""
        if not self.children:
            return
        if source is None or len(source.octets) <= AT_ONCE:
            self._take(read(source) if source else None)
        elif not self._is_reading:
            self._is_reading = True
            # A function without arguments: Textual writes out those of a partial, octets and all.
            self.run_worker(lambda: self._read_apart(source), thread=True, group="read")

    def _read_apart(self, source: Source) -> None:
        with without_collection():
            reading = read(source)
            leave_out(reading)
        self.post_message(self._Read(reading))

    @on(_Read)
    def _take_read(self, event: _Read) -> None:
        event.stop()
        self._is_reading = False
        if self.source is not None and _continues(event.reading.source, self.source):
            self._take(event.reading)
        if event.reading.source is not self.source:
            self.watch_source(self.source)

    def _take(self, reading: Reading | None) -> None:
        earlier, self.reading = self.reading, reading
        grows = bool(earlier and reading and _continues(earlier.source, reading.source))
        offset = self.selection.offset if grows else 0
        self.selection = self._selection_of(offset) if reading and reading.source.octets else NOTHING_SELECTED
        self._show(stay=grows)
        self.post_message(self.Selected())

    def watch_mode(self) -> None:
        """Show the same octets in another way, and keep the focus."""
        if not self.children:
            return
        had_focus = self.has_focus_within
        self._show(stay=False)
        if had_focus:
            self.canvas.focus(scroll_visible=False)

    def watch_selection(self, selection: Selection) -> None:
        """Move the cursor on the canvas."""
        if self.children:
            self.query_one(OctetCanvas).selection = selection

    def _show(self, *, stay: bool) -> None:
        octets, body = self.query_one(OctetCanvas), self.query_one(BodyView)
        octets.display, body.display = self.mode is not Mode.BODY, self.mode is Mode.BODY
        shows = self.reading if self.reading and self.reading.source.octets else None
        body.reading = shows if body.display else None
        if octets.display:
            make = partial(lay_out, shows, self.mode, octets) if shows else None
            octets.show(make, marks=shows.marks if shows else (), stay=stay)
        self.query_one(".message--title", Static).update(title_of(self.source) if self.source else "")
        self._show_notes()

    @on(BodyView.Presented)
    def _show_notes(self) -> None:
        reading, body = self.reading, self.query_one(BodyView).body
        notes: tuple[Note, ...] = ()
        if reading is None or not reading.source.octets:
            notes = (Note(absence_of(self.source), warns=False),)
        elif self.mode is not Mode.BODY:
            notes = reading.notes
        elif body is not None:
            notes = (Note(body.title, warns=False),)
        self.query_one(NoteList).notes = notes

    def _selection_of(self, offset: int) -> Selection:
        """Give the selection at an octet: a header with its name and value in the table, else the part."""
        if self.reading is None:
            return NOTHING_SELECTED
        if self.mode is Mode.HEADERS and (entry := self.reading.entry_at(offset)):
            return Selection(offset, Span(entry.name.start, entry.value.stop))
        piece = self.reading.anatomy.piece_at(offset)
        return Selection(offset, Span(piece.start, piece.stop)) if piece else NOTHING_SELECTED

    def go(self, offset: int, lit: Span | None = None) -> None:
        """Put the cursor on an octet; `lit` octets light up with it, or else its part."""
        self.selection = Selection(offset, lit) if lit else self._selection_of(offset)
        self.post_message(self.Selected())

    @on(OctetCanvas.Moved)
    def _follow_cursor(self, event: OctetCanvas.Moved) -> None:
        event.stop()
        self.go(event.offset)

    @on(NoteList.Picked)
    def _go_to_note(self, event: NoteList.Picked) -> None:
        event.stop()
        self.go(event.span.start, event.span)
        self.canvas.focus(scroll_visible=False)

    def action_part(self, count: int) -> None:
        """Go to the first octet of the next part, or of the one before."""
        if self.reading is not None:
            self.go(self.reading.part_from(self.selection.offset, count))

    def action_defect(self, count: int) -> None:
        """Go to the next marked octets, or the ones before, and round from the end to the start."""
        mark = self.reading.mark_from(self.selection.offset, count) if self.reading is not None else None
        if mark is None:
            self.app.notify(_("No defects in this message."), markup=False)
        else:
            self.go(mark.start, mark)

    def action_copy_part(self) -> None:
        """Copy what is lit."""
        if self.reading is not None and self.selection.offset >= 0:
            self._copy(self.reading.source.octets[slice(*self.selection.lit)])

    def action_copy_message(self) -> None:
        """Copy the whole message."""
        if self.reading is not None:
            self._copy(self.reading.source.octets, self.reading.source.holes)

    def _copy(self, octets: bytes, holes: tuple[Hole, ...] = ()) -> None:
        text, said = copied(octets)
        said = " · ".join([said, *(hole_text(hole) for hole in holes)])
        self.app.copy_to_clipboard(text)
        self.app.notify(said, markup=False)


def _continues(earlier: Source, later: Source) -> bool:
    """Tell whether a source is the same message with more octets, or the same ones."""
    return bool(earlier.octets) and earlier.side is later.side and later.octets.startswith(earlier.octets)
