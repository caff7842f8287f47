"""“Answer this from now on”: what of the request has to be the same, what of the answer is given, and the rule of it.

The rule stands there as it will stand in the file, before anything is changed. Dismissed with it, or with None.
"""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from httpscope.i18n import _
from httpscope.rules.file.block import flat_values, new_block
from httpscope.rules.rule import Rule
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.from_seen import Like, Narrow, leaves_continue_out, likes_of, rule_of
from httpscope.ui.octet_text import SHOWN
from httpscope.ui.widgets.choice import Choice
from httpscope.visible import visible


class FromNow(ModalScreen[Rule | None]):
    """Asks how narrowly and how exactly."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Back"), id="from-now.back"),
        Binding("enter", "take", _("Make the rule"), id="from-now.take", priority=True),
        Binding("down", "app.focus_next", _("Next"), show=False, id="from-now.next"),
        Binding("up", "app.focus_previous", _("Previous"), show=False, id="from-now.previous"),
    ]
    DEFAULT_CSS = """
    FromNow { align: center middle; background: $background 60%;
        & > Vertical { width: 90%; max-width: 110; height: auto; max-height: 90%; padding: 0 1;
            border: round $border; border-title-color: $text-primary; border-title-style: bold;
            border-subtitle-color: $text-muted; background: $surface; }
        & .label { color: $text-muted; }
        & VerticalScroll { height: auto; max-height: 16; margin: 1 0; padding: 0 1; background: $panel;
            scrollbar-size-vertical: 1; }
        & Choice { height: auto; }
    }
    """

    def __init__(self, facts: ExchangeFacts) -> None:
        """Make a rule of an exchange."""
        super().__init__()
        self._facts = facts
        self._narrow = Choice([(each.name, _(each.value)) for each in Narrow], id="narrow")
        self._like = Choice([(each.name, _(each.value)) for each in likes_of(facts)], id="like")
        self._text = Static("", markup=False)
        self._note = Static(
            _("Without its 100 Continue: httpscope sends that by itself to a client that expects it."),
            classes="label",
            markup=False,
        )

    def compose(self) -> ComposeResult:
        """The two questions, and the rule."""
        with Vertical():
            yield Static(_("The same have to be"), classes="label", markup=False)
            yield self._narrow
            yield Static(_("The answer is"), classes="label", markup=False)
            yield self._like
            with VerticalScroll(can_focus=False):
                yield self._text
            yield self._note
            yield Button(_("Make the rule"), compact=True)

    def on_mount(self) -> None:
        """Show the widest rule."""
        box = self.query_one(Vertical)
        box.border_title = Content(_("Answer #{0} from now on").format(self._facts.row.id))
        box.border_subtitle = _("←→ choose · enter makes the rule, first of all · esc back")
        self._narrow.focus()
        self._show()

    @property
    def _rule(self) -> Rule:
        return rule_of(self._facts, Narrow[self._narrow.value], Like[self._like.value])

    @on(Choice.Changed)
    def _show(self) -> None:
        text = visible(new_block(flat_values(self._rule, ""))[:SHOWN], keep="\n")
        self._text.update(Content(text))
        self._note.display = self._like.value == Like.PARTS.name and leaves_continue_out(self._facts)

    @on(Button.Pressed)
    def action_take(self) -> None:
        """Leave with the rule."""
        self.dismiss(self._rule)
