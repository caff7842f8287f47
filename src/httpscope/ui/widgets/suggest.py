"""A field of one line that offers values as one types, in a list below it; what is typed always stands.

The list never takes the focus: down and up walk it, enter takes the value, escape closes it, tab goes on. What is
offered is decided by a callable, so the field knows no HTTP.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import clamp
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from httpscope.i18n import _
from httpscope.ui.suggestions import Suggestion
from httpscope.ui.widgets.keys_in_order import press_in_order
from httpscope.visible import visible

Offer = Callable[[str], Sequence[Suggestion]]
"""Gives suggestions for what is typed so far."""


class Field(Input):
    """An `Input` without blinking that keeps control characters out: they would act on the terminal."""

    DEFAULT_CSS = """
    Field, Field.-textual-compact, Field:focus { background: $panel; color: $foreground; padding: 0 1; height: 1; }
    Field:focus { background: $block-cursor-blurred-background; }
    Field.-faulty { color: $text-error; text-style: underline; }
    """

    def __init__(self, *, id: str, placeholder: str = "") -> None:
        super().__init__(id=id, placeholder=placeholder, compact=True)
        self.cursor_blink = False
        self.given = ""
        """What `show` put there. `Input` tells of it later, when nobody can hold its message back."""

    async def on_key(self, event: events.Key) -> None:
        """Let no letter overtake a key."""
        await press_in_order(self, event)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text in the place of a stretch, made visible first."""
        super().replace(visible(text), start, end)

    def show(self, text: str) -> None:
        """Put a text into the field as if it had stood there from the start, the cursor at its end."""
        self.given = text
        if self.value != text:
            self.value = text
            self.cursor_position = len(text)


class SuggestField(Field):
    """A `Field` whose keys also walk the list of its `Suggest`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "walk(1)", _("Suggestions"), id="suggest.down", show=False),
        Binding("up", "walk(-1)", _("Suggestions"), id="suggest.up", show=False),
        Binding("enter", "take", _("Take suggestion"), id="suggest.take", show=False),
        Binding("escape", "shut", _("Close suggestions"), id="suggest.shut", show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to whoever stands above while no list is open."""
        return self._suggest.is_open if action == "shut" else super().check_action(action, parameters)

    def action_walk(self, by: int) -> None:
        """Open the list, or walk it."""
        self._suggest.walk(by)

    def action_take(self) -> None:
        """Take what is highlighted."""
        self._suggest.take()

    def action_shut(self) -> None:
        """Close the list."""
        self._suggest.shut()

    @property
    def _suggest(self) -> "Suggest":
        parent = self.parent
        assert isinstance(parent, Suggest)
        return parent


class _Offers(OptionList, can_focus=False):
    """The list; it keeps the focus in the field."""


class Suggest(Widget):
    """A `SuggestField` and the list of what may be meant. The id is the field's, which posts `Input.Changed`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Suggest { height: 1; width: 1fr;
        & > _Offers { display: none; overlay: screen; constrain: inside; width: 52; max-width: 100vw; height: auto;
            max-height: 11; background: $background; border: round $border; padding: 0 1; text-wrap: nowrap;
            text-overflow: ellipsis; scrollbar-size-vertical: 1; }
        &.-open > _Offers { display: block; }
    }
    """

    def __init__(
        self,
        offer: Offer,
        *,
        id: str,
        placeholder: str = "",
        classes: str = "",
    ) -> None:
        super().__init__(classes=classes)
        self._offer = offer
        self._offered: tuple[Suggestion, ...] = ()
        self._field = SuggestField(id=id, placeholder=placeholder)
        self._list = _Offers()

    def compose(self) -> ComposeResult:
        """Build the field over the list."""
        yield self._field
        yield self._list

    @property
    def field(self) -> SuggestField:
        """The field that is typed in."""
        return self._field

    @property
    def offered(self) -> tuple[Suggestion, ...]:
        """What the list holds."""
        return self._offered

    @property
    def is_open(self) -> bool:
        """Tell whether the list is to be seen."""
        return self.has_class("-open")

    def walk(self, by: int) -> None:
        """Open the list on all that may be meant, or highlight the next of it."""
        if not self.is_open:
            self._show(self._offer("") if not self._offer(self._field.value) else self._offer(self._field.value))
        elif self._offered:
            self._list.highlighted = clamp((self._list.highlighted or 0) + by, 0, len(self._offered) - 1)

    def take(self) -> None:
        """Put the highlighted value into the field."""
        index = self._list.highlighted
        if self.is_open and index is not None:
            self._take(self._offered[index])

    def shut(self) -> None:
        """Close the list."""
        self.remove_class("-open")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value == self._field.given:
            self.shut()
        elif self._field.has_focus:
            self._show([offer for offer in self._offer(event.value) if offer.value != event.value])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self._offered[event.option_index])

    @on(events.DescendantBlur)
    def _left(self) -> None:
        self.shut()

    def _take(self, suggestion: Suggestion) -> None:
        self._field.value = suggestion.value
        self._field.cursor_position = len(suggestion.value)
        self._show(self._offer(suggestion.value) if suggestion.more else ())

    def _show(self, offered: Sequence[Suggestion]) -> None:
        self._offered = tuple(offered)
        self.set_class(bool(offered), "-open")
        self._list.set_options(Option(_line(offer)) for offer in offered)
        if offered:
            self._list.highlighted = 0


def _line(offer: Suggestion) -> Content:
    return Content.assemble((offer.label, "bold"), (f"  {offer.note}", "$text-muted") if offer.note else "")
