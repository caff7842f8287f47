"""Small dialogs: a question with a few answers, and a line to type. They ask; who pushed them acts."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from httpscope.i18n import _
from httpscope.ui.widgets.keys_in_order import press_in_order


def refuse_number(first: int, newest: int, typed: str) -> str:
    """Tell why the text is not the number of a request from `first` to `newest`; give an empty text if it is."""
    if newest < first:
        return _("There is no request yet.")
    if typed.isascii() and typed.isdigit() and first <= int(typed) <= newest:
        return ""
    return _("The requests are numbered from {first} to {newest}.").format(first=first, newest=newest)


class Choice(NamedTuple):
    """One answer to a question."""

    code: str
    """What the question is dismissed with."""
    text: str


class Question(ModalScreen[str | None]):
    """A question; dismissed with the code of the answer, or None when it was left open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Back"), id="ask.back"),
        Binding("right,down", "app.focus_next", _("Next answer"), show=False, id="ask.next"),
        Binding("left,up", "app.focus_previous", _("Previous answer"), show=False, id="ask.previous"),
    ]

    def __init__(self, text: str, choices: Sequence[Choice]) -> None:
        """Ask `text`; the first of the choices has the focus."""
        super().__init__()
        self._text = text
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Build the box."""
        with Vertical(classes="dialog"):
            yield Static(self._text, markup=False)
            with Horizontal():
                for choice in self._choices:
                    yield Button(choice.text, name=choice.code, compact=True)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.name)


class _Line(Input):
    """An `Input` whose keys take effect in the order typed: text pasted or typed ahead is not overtaken by enter."""

    async def on_key(self, event: events.Key) -> None:
        """Carry out a key of the line before the next one is looked at."""
        await press_in_order(self, event)


class Entry(ModalScreen[str | None]):
    """A line to type; dismissed with what was typed, or None when nothing was."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", _("Back"), id="ask.back")]

    def __init__(self, text: str, value: str = "", *, refuse: Callable[[str], str] | None = None) -> None:
        """Ask for a line; `refuse` tells why a line will not do, or gives an empty text."""
        super().__init__()
        self._text = text
        self._value = value
        self._refuse = refuse

    def compose(self) -> ComposeResult:
        """Build the box."""
        with Vertical(classes="dialog"):
            yield Static(self._text, markup=False)
            yield _Line(self._value, compact=True)
            yield Static("", id="refusal", markup=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        refusal = self._refuse(event.value) if self._refuse else ""
        if refusal:
            self.query_one("#refusal", Static).update(refusal)
        else:
            self.dismiss(event.value or None)
