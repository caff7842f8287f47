"""The line below the list that a filter is typed in, with what can be said, or what is wrong, under it.

It says what was typed and what is wished, and knows no exchange; whether the text is a filter is told to it.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from httpscope.filters.fault import FilterFault
from httpscope.filters.vocabulary import SHORTEST, complete, example_of, half_typed
from httpscope.i18n import _
from httpscope.ui.widgets.suggest import Field
from httpscope.visible import visible


class _Completions(Suggester):
    """Shows behind the cursor how the last word may go on; right takes it."""

    async def get_suggestion(self, value: str) -> str | None:
        """Give the text with its last word completed."""
        return complete(value)


class FilterField(Field):
    """A `Field` whose keys also move the cursor of the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", _("To the list"), id="filter.leave"),
        Binding("escape", "clear", _("Show all"), id="filter.clear"),
        Binding("down", "walk('move(1)')", _("Next"), show=False, id="filter.down"),
        Binding("up", "walk('move(-1)')", _("Previous"), show=False, id="filter.up"),
        Binding("pagedown", "walk('page(1.0)')", _("One page on"), show=False, id="filter.page-down"),
        Binding("pageup", "walk('page(-1.0)')", _("One page back"), show=False, id="filter.page-up"),
    ]

    def __init__(self) -> None:
        super().__init__(id="wanted", placeholder=_("what to look for"))
        self.select_on_focus = False
        self.suggester = _Completions(use_cache=False, case_sensitive=True)

    def action_leave(self) -> None:
        """Go to the list."""
        self.post_message(FilterBar.Left(self.value))

    def action_clear(self) -> None:
        """Show all."""
        self.post_message(FilterBar.Cleared())

    def action_walk(self, action: str) -> None:
        """Move the cursor of the list."""
        self.post_message(FilterBar.Walked(action))


class FilterBar(Widget):
    """A line to type in, hidden while nobody does."""

    DEFAULT_CSS = """
    FilterBar { display: none; height: 2; layout: grid; grid-size: 2; grid-columns: 2 1fr; grid-rows: 1;
        & > #slash { color: $text-accent; text-style: bold; padding: 0 0 0 1; }
        & > #said { column-span: 2; color: $text-muted; padding: 0 1; height: 1; text-wrap: nowrap;
            text-overflow: ellipsis; }
        &.-faulty > #said { color: $text-error; }
    }
    """

    @dataclass
    class Typed(Message):
        """The text is another."""

        text: str

    @dataclass
    class Left(Message):
        """The person wants to go to the list, with this filter on; it may come before what was `Typed` is told."""

        text: str

    class Cleared(Message):
        """The person wants to see all again."""

    @dataclass
    class Walked(Message):
        """The person wants to move the cursor of the list."""

        action: str

    def __init__(self) -> None:
        super().__init__(id="filter")
        self._field = FilterField()
        self._said = Static(SHORTEST, id="said", markup=False)

    def compose(self) -> ComposeResult:
        """Build the line and what is said below it."""
        yield Static("/", id="slash")
        yield self._field
        yield self._said

    @property
    def is_open(self) -> bool:
        """Whether it is to be seen."""
        return bool(self.display)

    def open(self, text: str) -> None:
        """Let a text be typed or changed."""
        self._field.show(text)
        # At once and not when styles are next looked at: the next letter typed is for the field.
        self.display = True
        self.screen.set_focus(self._field)

    def shut(self) -> None:
        """Hide."""
        self.display = False

    def complain(self, fault: FilterFault | None) -> None:
        """Say what is wrong with the text and where, or what can be said."""
        self.set_class(fault is not None, "-faulty")
        self._field.set_class(fault is not None, "-faulty")
        self._said.update(_hint(self._field.value) if fault is None else _sentence(self._field.value, fault))

    def point_at(self, fault: FilterFault) -> None:
        """Put the cursor where the fault is."""
        self._field.cursor_position = fault.stop

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))


def _hint(text: str) -> str:
    """Say what the last word may become, or what can be said at all."""
    example = example_of(half_typed(text))
    return f"{example.text}  {_(example.meaning)}" if example else SHORTEST


def _sentence(text: str, fault: FilterFault) -> Content:
    """Say what is wrong, and about which characters where there are any."""
    about = text[fault.start : fault.stop]
    place = _("at {0}").format(f"“{visible(about)}”") if about.strip() else _("at the end")
    return Content(f"{visible(fault.text)} · {place}")
