"""Lines above a message: its defects, what became of it, and how the body mode differs from the wire."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from httpscope.i18n import _
from httpscope.ui.reading import Note
from httpscope.wire.span import Span

MOST = 3
"""Lines at most, so that the message keeps its room."""


class NoteList(Widget):
    """The notes of a message, a line each; a click goes to the octets a note is about."""

    DEFAULT_CSS = """
    NoteList {
        height: auto;
        max-height: 3;
        padding: 0 1;
    }
    """

    notes: reactive[tuple[Note, ...]] = reactive((), layout=True)

    class Picked(Message):
        """The person clicked a note that is about octets."""

        def __init__(self, span: Span) -> None:
            """Tell about which."""
            super().__init__()
            self.span = span

    def watch_notes(self, notes: tuple[Note, ...]) -> None:
        """Take no room without notes."""
        self.display = bool(notes)

    def render(self) -> Content:
        """Draw the first notes, each in one line, and how many more there are. A single one may take more lines."""
        if len(self.notes) == 1:
            return Content.styled(self.notes[0].text, _style(self.notes[0]))
        shown = self.notes if len(self.notes) <= MOST else self.notes[: MOST - 1]
        width = max(self.size.width, 1)
        lines = [Content.styled(note.text, _style(note)).truncate(width, ellipsis=True) for note in shown]
        rest = len(self.notes) - len(shown)
        if rest:
            more = _("⚠ and {n:,} more: the key n goes from one to the next")
            lines.append(Content.styled(more.format(n=rest), "$text-muted"))
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Go to what the note is about."""
        number = 0 if len(self.notes) == 1 else event.y
        if number < min(len(self.notes), MOST) and (span := self.notes[number].span) is not None:
            self.post_message(self.Picked(span))


def _style(note: Note) -> str:
    return "$text-warning" if note.warns else "$text-muted"
