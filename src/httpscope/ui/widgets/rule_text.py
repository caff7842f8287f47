"""A rule as its own lines of TOML, live as they are typed: everything that a rule can say, beyond the form's fields.

It holds the lines of one rule and says, a moment after a keystroke, that there is something to read; whoever owns the
draft reads it and says what is wrong with it. Until then, and while something is wrong, the last good rule holds.
"""

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from httpscope.i18n import _
from httpscope.rules.file.read import RulesFault
from httpscope.rules.file.write import Block
from httpscope.rules.rule import Rule
from httpscope.ui.notices import named_fault
from httpscope.ui.pictured import from_editor, to_editor
from httpscope.ui.snippets import Snippet
from httpscope.ui.widgets.body_editor import BodyEditor
from httpscope.visible import visible

PAUSE: Final = 0.08
"""Seconds from a keystroke until it counts, as in the form."""


class RuleText(Widget):
    """The lines of a rule. `show` fills it; after `Typed` its `block` is to be read."""

    DEFAULT_CSS = """
    RuleText { layout: vertical; height: 1fr; width: 1fr; background: $surface;
        border: round $border-blurred; border-title-color: $text-muted; border-subtitle-color: $text-muted;
        &:focus-within { border: round $border; border-title-color: $text-primary; border-title-style: bold; }
        & > BodyEditor { height: 1fr; padding: 0; }
        & > #fault { height: auto; max-height: 4; padding: 0 1; color: $text-muted; }
        &.-faulty > #fault { color: $text-error; text-style: bold; pointer: pointer; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "insert", _("Insert"), id="text.insert", tooltip=_("Insert a key into the text of the rule …")),
        Binding("f3", "leave", _("Form"), id="text.form", tooltip=_("Back from the text of the rule to its form")),
    ]

    class Typed(Message):
        """Something was typed a moment ago: read `block`."""

    class InsertWanted(Message):
        """The person wants to choose what to insert."""

    class Left(Message):
        """The person wants the form again."""

    def __init__(self) -> None:
        super().__init__()
        self._editor = BodyEditor(id="block")
        self._editor.show_line_numbers = True
        self._editor.content_type = "application/toml"
        self._fault = Static(id="fault", markup=False)
        self._place: RulesFault | None = None
        self._rule: Rule | None = None
        self._unfinished: dict[Rule, str] = {}
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The lines, and what is wrong with them."""
        yield self._editor
        yield self._fault

    def on_mount(self) -> None:
        """Name the keys that lead on."""
        self.border_subtitle = _("F3 form · F4 insert …")

    @property
    def waiting(self) -> bool:
        """Tell whether something was typed that has not been read."""
        return self._timer is not None

    @property
    def faulty(self) -> bool:
        """Tell whether the lines are none that could be in force."""
        return self._place is not None

    @property
    def block(self) -> str:
        """The lines as a text, line ends LF."""
        self._stop()
        return from_editor(self._editor.text)

    def show(self, rule: Rule | None, block: Block | None) -> None:
        """Hold the lines of another rule, or of none. Lines that did not fit when this rule was left come back."""
        if self._rule is not None and self.faulty:
            self._unfinished[self._rule] = self._editor.text
        self._stop()
        self._rule = rule
        shown = to_editor(block.text) if block else ""
        # Characters that an editor would take for others, such as U+2028, are safe from it read-only.
        self._editor.read_only = shown is None or block is None
        lines = shown if shown is not None else visible(block.text, keep="\n") if block else ""
        self._editor.line_number_start = block.line if block else 1
        unfinished = self._unfinished.pop(rule, "") if rule else ""
        # The same lines leave cursor and undo of the editor alone.
        if self._editor.text.rstrip() != (unfinished or lines).rstrip():
            self._editor.show(unfinished or lines)
        self.complain(None)
        if unfinished:
            self._tell_later()

    def complain(self, fault: RulesFault | None) -> None:
        """Say what is wrong with the lines, and where; None for nothing."""
        self._place = fault
        self.set_class(fault is not None, "-faulty")
        good = _("In force as you type. F4 lists what a rule can say.")
        self._fault.update(named_fault(fault) if fault else good)

    def begin(self) -> None:
        """Put the focus into the lines."""
        self.screen.set_focus(self._editor)

    def insert(self, snippet: Snippet) -> None:
        """Put the lines of a snippet behind the line of the cursor, the value selected so that typing replaces it."""
        editor = self._editor
        row = editor.cursor_location[0]
        line = editor.document.get_line(row)
        editor.insert(("\n" if line.strip() else "") + snippet.text, (row, len(line)), maintain_selection_offset=False)
        self.begin()

    def action_insert(self) -> None:
        """Choose what to insert."""
        self.post_message(self.InsertWanted())

    def action_leave(self) -> None:
        """Go back to the form."""
        self.post_message(self.Left())

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._tell_later()

    def _tell_later(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(PAUSE, self._tell)

    @on(events.Click, "#fault")
    def _go_to_fault(self) -> None:
        """Put the cursor where the fault is."""
        if self._place is not None and self._place.line:
            row = self._place.line - self._editor.line_number_start
            self._editor.move_cursor((min(max(row, 0), self._editor.document.line_count - 1), self._place.column - 1))
        self.begin()

    def _tell(self) -> None:
        self.post_message(self.Typed())

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
