"""The answer to one request that waits, for just this one: the form of a rule, and the octets that will leave.

Dismissed with the rule to answer by, or None. It is in no file, and no other request gets it.
"""

import time
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Static

from httpscope.i18n import _
from httpscope.rules.content import Contents
from httpscope.rules.file.read import RulesFault
from httpscope.rules.rule import Rule
from httpscope.ui.edited_once import EditedOnce
from httpscope.ui.pictured import octets_to_editor
from httpscope.ui.widgets.answer_editor import AnswerEditor
from httpscope.ui.widgets.form_row import Pair
from httpscope.ui.widgets.preview import Preview
from httpscope.visible import visible

TALL: Final = 34
"""Rows from which form and preview have room below each other."""


class EditOnce(ModalScreen[Rule | None]):
    """The form, and a button that sends."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f4", "send", _("Send"), id="once.send", priority=True, tooltip=_("Send this answer now")),
        Binding("f2", "preview", _("Preview"), id="once.preview", tooltip=_("The octets that will leave, or the form")),
        Binding("escape", "dismiss(None)", _("Back"), id="once.back", tooltip=_("Send nothing: it goes on waiting")),
    ]
    DEFAULT_CSS = """
    EditOnce { align: center middle; background: $background 60%;
        & > #once { width: 96%; max-width: 110; height: 94%; max-height: 40; }
        & > #once { background: $surface; border: round $border; }
        & #about { height: auto; padding: 0 1; color: $text-muted; }
        & Preview { height: 2fr; min-height: 7; }
        &.-short Preview { height: 7; }
        &.-short.-previewing Preview { height: 1fr; }
        &.-short.-previewing AnswerEditor { display: none; }
        & AnswerEditor, & AnswerEditor:focus-within { border: none; height: 3fr; }
        & #deeds { height: 1; padding: 0 1; }
        & #deeds Button { margin-right: 2; }
    }
    """

    def __init__(self, edited: EditedOnce) -> None:
        """Begin with what the rules would answer."""
        super().__init__()
        self._edited = edited
        self._contents = Contents()
        self._editor = AnswerEditor()
        self._preview = Preview()

    def compose(self) -> ComposeResult:
        """Build the box."""
        with Vertical(id="once") as box:
            row = self._edited.facts.row
            box.border_title = Content(_("Answer to #{0} {1}").format(row.id, visible(row.method)))
            yield Static(_("For this request alone; the rules stay as they are."), id="about", markup=False)
            yield self._editor
            yield self._preview
            with Horizontal(id="deeds"):
                yield Button(_("Send"), id="send", variant="primary", compact=True)
                yield Button(_("Back"), id="back", compact=True)
        yield Footer()

    def on_mount(self) -> None:
        """Fill the form; name and match mean nothing here."""
        self._editor.show(self._edited.first())
        self._foresee()
        self._editor.query(Pair).first().display = False
        # At once: a person types on, and the next letter is meant for the field.
        self._editor.begin()

    @on(AnswerEditor.Typed)
    def _typed(self, event: AnswerEditor.Typed) -> None:
        event.stop()
        if self._editor.begins_raw and (forecast := self._preview.forecast) is not None:
            self._editor.begin_raw(octets_to_editor(forecast.octets) or "")
        self._editor.read()
        self._foresee()

    def on_resize(self) -> None:
        """Give the preview a few lines, or all where it is wanted, if there is no room for both."""
        self.set_class(self.size.height < TALL, "-short")

    def action_preview(self) -> None:
        """Go to the preview, which takes the place of the form where there is little room; or back."""
        if self._preview.has_focus:
            self.remove_class("-previewing")
            self._editor.begin()
        else:
            self.add_class("-previewing")
            self._preview.focus()

    def _foresee(self) -> None:
        """Show what would leave now."""
        rule = self._editor.rule
        if rule is None:
            return
        try:
            self._preview.forecast = self._edited.foresee(rule, self._contents, time.time())
        except RulesFault as fault:
            self.notify(visible(fault.message), severity="warning", markup=False)

    @on(Button.Pressed, "#send")
    def action_send(self) -> None:
        """Send the answer, unless an entry does not fit."""
        rule = self._editor.read()
        if self._editor.unfinished or rule is None:
            self.notify(_("An entry does not fit; it is marked."), severity="warning", markup=False)
            return
        self.dismiss(rule)

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.dismiss(None)
