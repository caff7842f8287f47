"""The line of words above an exchange: which message, where only one has room, and which mode. All are clickable."""

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from httpscope.i18n import _
from httpscope.ui.mode import Mode
from httpscope.ui.reading import Side

_CHOSEN: Final = "bold $block-cursor-foreground on $block-cursor-background"


class ModeBar(Widget):
    """Words to choose from. The chosen ones are underlined, so colour is not the only sign."""

    DEFAULT_CSS = """
    ModeBar {
        height: 1;
        color: $text-muted;
        background: $panel;
        padding: 0 1;
    }
    """

    mode: reactive[Mode] = reactive(Mode.OCTETS)
    side: reactive[Side | None] = reactive(None)
    """The message that is shown; None where both are."""

    class Picked(Message):
        """The person chose a mode or a message."""

        def __init__(self, choice: Mode | Side) -> None:
            """Tell which."""
            super().__init__()
            self.choice = choice

    def _words(self) -> Iterator[tuple[Mode | Side | None, str, bool]]:
        choices: list[tuple[Mode | Side | None, str, bool]] = []
        if self.side is not None:
            choices = [(side, _(side.value), side is self.side and self.mode is not Mode.CONNECTION) for side in Side]
            choices.append((None, "│", False))
        choices += [(mode, _(mode.value), mode is self.mode) for mode in Mode]
        roomy = sum(cell_len(word) + 2 for _choice, word, _chosen in choices) <= self.size.width
        for choice, word, chosen in choices:
            yield choice, f" {word} " if roomy else f"{word} ", chosen

    def render(self) -> Content:
        """Draw the words."""
        parts: list[str | tuple[str, str]] = []
        for _choice, word, chosen in self._words():
            name = word.strip()
            before, behind = word[: word.index(name)], word[word.index(name) + len(name) :]
            parts += [(before, _CHOSEN), (name, f"{_CHOSEN} underline"), (behind, _CHOSEN)] if chosen else [word]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Choose the word under the mouse."""
        left = 1
        for choice, word, _chosen in self._words():
            left += cell_len(word)
            if event.x < left:
                if choice is not None:
                    self.post_message(self.Picked(choice))
                return
