"""One of a few words on one line, chosen by arrow keys, first letters or the mouse: `(•) text  ( ) file`.

The sign tells the choice, colour only helps; the widget knows nothing about what is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from httpscope.i18n import _


class Choice(Widget, can_focus=True):
    """A row of options of which one holds. Options are `(value, word)`; `value` is the one that holds."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--chosen", "choice--other"}
    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; pointer: pointer;
        & > .choice--chosen { color: $foreground; text-style: bold; }
        & > .choice--other { color: $text-muted; }
        &:focus { background: $block-cursor-blurred-background; }
        &:focus > .choice--chosen { color: $block-cursor-foreground; background: $block-cursor-background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,enter", "step(1)", _("Next choice"), id="choice.next", show=False),
        Binding("left", "step(-1)", _("Previous choice"), id="choice.previous", show=False),
    ]

    value: reactive[str] = reactive("")

    @dataclass
    class Changed(Message):
        """The person chose."""

        choice: "Choice"
        value: str

        @property
        def control(self) -> "Choice":
            """The widget, for `@on` selectors."""
            return self.choice

    def __init__(self, options: Sequence[tuple[str, str]], *, id: str) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self.set_reactive(Choice.value, self._options[0][0])

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Put other options in the place of those so far; `value` is the caller's to keep among them."""
        if tuple(options) != self._options:
            self._options = tuple(options)
            self.refresh()

    def render(self) -> Content:
        """Show every option, a filled sign before the one that holds."""
        chosen, other = self.get_visual_style("choice--chosen"), self.get_visual_style("choice--other")
        parts: list[Content | tuple[str, object]] = []
        for value, word in self._options:
            holds = value == self.value
            parts.append((f"{'●' if holds else '○'} {word}", chosen if holds else other))
            parts.append(("  ", other))
        return Content.assemble(*parts[:-1])  # type: ignore[arg-type]

    def action_step(self, by: int) -> None:
        """Choose the option so many places further on, round the end."""
        values = [value for value, _word in self._options]
        self._choose(values[(values.index(self.value) + by) % len(values)])

    def on_click(self, event: events.Click) -> None:
        """Choose the option that was clicked."""
        start = 0
        for value, word in self._options:
            stop = start + Content(word).cell_length + 4
            if start <= event.x < stop:
                self._choose(value)
            start = stop

    def _choose(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.post_message(self.Changed(self, value))
