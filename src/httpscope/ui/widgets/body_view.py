"""The body mode: the content of a message made readable, and coloured where it is in view.

Both are work for threads: one body and one batch of blocks at a time, the newest wins. What is done to the content,
and within which bounds, is in `ui.body`; here it is only asked for and shown.
"""

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from httpscope.i18n import _
from httpscope.ui.body import Body, present
from httpscope.ui.highlighting import lexer_for
from httpscope.ui.holes import hole_text
from httpscope.ui.reading import Reading
from httpscope.ui.widgets.glyph_canvas import GlyphCanvas
from httpscope.ui.widgets.hex_lines import HexLines
from httpscope.ui.widgets.message_lines import Lines
from httpscope.ui.widgets.text_lines import TextLines, Tones, coloured

_AT_ONCE = 2**14
"""Octets of uncoded content up to which it is made readable without a thread."""


class BodyView(GlyphCanvas):
    """A content as a text, or by value. `reading` is set from above; None rests."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "scroll_up", _("Up"), show=False, id="body.up"),
        Binding("j", "scroll_down", _("Down"), show=False, id="body.down"),
        Binding("g", "scroll_home", _("Top"), show=False, id="body.top"),
        Binding("G", "scroll_end", _("Bottom"), show=False, id="body.bottom"),
    ]

    reading: var[Reading | None] = var(None)

    class Presented(Message):
        """The body is there, and with it the line that says how it differs from the wire."""

        def __init__(self, reading: Reading, body: Body) -> None:
            """Tell whose and what."""
            super().__init__()
            self.reading = reading
            self.body = body

    class _Coloured(Message):
        """A thread has lexed blocks of a text."""

        def __init__(self, lines: TextLines, blocks: dict[int, Tones]) -> None:
            super().__init__()
            self.lines = lines
            self.blocks = blocks

    def __init__(self, *, id: str | None = None) -> None:
        """Begin with nothing to show."""
        super().__init__(id=id)
        self.body: Body | None = None
        self._presenting: Reading | None = None
        self._is_colouring = False

    def watch_reading(self, old: Reading | None, new: Reading | None) -> None:
        """Make the content readable, at once where that is quick."""
        grows = old is not None and new is not None and new.source.octets.startswith(old.source.octets or b"\0")
        if not grows:
            self.body = None
            self.show(None)
        if new is None or self._presenting is not None:
            return
        if len(new.source.octets) <= _AT_ONCE and not new.media.codings:
            self.post_message(self.Presented(new, _presented(new)))
        else:
            self._presenting = new
            # A function without arguments: Textual writes out those of a partial, octets and all.
            self.run_worker(lambda: self.post_message(self.Presented(new, _presented(new))), thread=True, group="body")

    @on(Presented)
    def _take_body(self, event: Presented) -> None:
        if event.reading is self._presenting:
            self._presenting = None
        if event.reading is not self.reading:
            self.watch_reading(event.reading, self.reading)
            return
        grows = self.body is not None
        self.body = event.body
        self.show(partial(_lines, event.body), stay=grows)

    @on(GlyphCanvas.Viewed)
    def _colour_view(self, event: GlyphCanvas.Viewed) -> None:
        event.stop()
        self._colour()

    def _colour(self) -> None:
        lines = self.lines
        if self.body is None or not self.body.type or not isinstance(lines, TextLines) or self._is_colouring:
            return
        blocks = {number: lines.block(number) for number in lines.wanted(self.view)}
        if not blocks:
            return
        self._is_colouring = True
        media_type = self.body.type

        def colour() -> None:
            lexer = lexer_for(media_type)
            tones = {number: coloured(start, octets, lexer) for number, (start, octets) in blocks.items()}
            self.post_message(self._Coloured(lines, tones))

        self.run_worker(colour, thread=True, group="colour")

    @on(_Coloured)
    def _take_colours(self, event: _Coloured) -> None:
        event.stop()
        self._is_colouring = False
        for number, tones in event.blocks.items():
            event.lines.take(number, tones)
        if event.lines is self.lines:
            self.repaint()
        self._colour()


def _presented(reading: Reading) -> Body:
    anatomy = reading.anatomy
    if reading.source.holes:
        return _presented_in_part(reading)
    received = None
    if len(anatomy.content) > 1:
        received = anatomy.content[-1].stop - anatomy.content[0].start
    return present(anatomy.content_octets(), reading.media, received=received)


def _presented_in_part(reading: Reading) -> Body:
    """Give the content before the first hole, as it is: a beginning of JSON is no JSON, and one of a form no form."""
    source = reading.source
    stop = source.gaps[0].at
    content = b"".join(source.octets[span.start : span.stop] for span in reading.anatomy.content if span.stop <= stop)
    body = present(content, replace(reading.media, type=""))
    missing = " · ".join(hole_text(hole) for hole in source.holes)
    said = _("{missing} · this is not the whole body, only what comes before").format(missing=missing)
    return replace(body, title=f"{said} · {body.title}", type="")


def _lines(body: Body, width: int) -> Lines:
    return TextLines(body.octets, width, body.tones) if body.is_text else HexLines(body.octets, (), width)
