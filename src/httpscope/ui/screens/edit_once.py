"""The answer to one request that waits, for just this one: the form of a rule, filled as the rules would answer.

Dismissed with the rule to answer by, or None. It is in no file, and no other request gets it.
"""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Static

from httpscope.i18n import _
from httpscope.rules.rule import Rule
from httpscope.ui.widgets.answer_editor import AnswerEditor
from httpscope.ui.widgets.form_row import Pair
from httpscope.visible import visible


class EditOnce(ModalScreen[Rule | None]):
    """The form, and a button that sends."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f4", "send", _("Send"), id="once.send", priority=True, tooltip=_("Send this answer now")),
        Binding("escape", "dismiss(None)", _("Back"), id="once.back", tooltip=_("Send nothing: it goes on waiting")),
    ]
    DEFAULT_CSS = """
    EditOnce { align: center middle; background: $background 60%;
        & > #once { width: 96%; max-width: 110; height: 94%; max-height: 40; }
        & > #once { background: $surface; border: round $border; }
        & #about { height: auto; padding: 0 1; color: $text-muted; }
        & AnswerEditor, & AnswerEditor:focus-within { border: none; height: 1fr; }
        & #deeds { height: 1; padding: 0 1; }
        & #deeds Button { margin-right: 2; }
    }
    """

    def __init__(self, title: str, rule: Rule) -> None:
        """Begin with the answer of `rule`."""
        super().__init__()
        self._title = title
        self._rule = rule
        self._editor = AnswerEditor()

    def compose(self) -> ComposeResult:
        """Build the box."""
        with Vertical(id="once") as box:
            box.border_title = Content(visible(self._title))
            yield Static(_("For this request alone; the rules stay as they are."), id="about", markup=False)
            yield self._editor
            with Horizontal(id="deeds"):
                yield Button(_("Send"), id="send", variant="primary", compact=True)
                yield Button(_("Back"), id="back", compact=True)
        yield Footer()

    def on_mount(self) -> None:
        """Fill the form; name and match mean nothing here."""
        self._editor.show(self._rule)
        self._editor.query(Pair).first().display = False
        # At once: a person types on, and the next letter is meant for the field.
        self._editor.begin()

    @on(AnswerEditor.Typed)
    def _typed(self, event: AnswerEditor.Typed) -> None:
        event.stop()
        self._editor.read()

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
