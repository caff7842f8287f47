"""The keys at the foot of the first picture, painted as Textual's footer paints them, in one piece.

The footer builds a widget for each key after the first picture, a fifth of the time that the start takes. It takes this
line's place with the rest of the screen; the two look alike to the cell.
"""

from textual.content import Content
from textual.widget import Widget

_KEY = "bold $footer-key-foreground on $footer-key-background"
_WORDS = "$footer-description-foreground on $footer-description-background"
_BORDER = "▏"


class KeyLine(Widget):
    """The keys of the screen it is on. They cannot be clicked."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; color: $footer-foreground; background: $footer-background; }
    """

    def render(self) -> Content:
        """Give the keys from the left, and that of the palette at the right."""
        active = self.screen.active_bindings
        # Of the keys for one deed the first is named, as the footer does.
        shown = {each.binding.action: each.binding for each in reversed(active.values()) if each.binding.show}
        keys = []
        for binding in reversed(shown.values()):
            key = self.app.get_key_display(binding)
            keys += [(f" {key} ", _KEY), (f"{binding.description} ", _WORDS)]
        left = Content.assemble(*keys)
        palette = active.get(self.app.COMMAND_PALETTE_BINDING)
        if palette is None:
            return left
        words = f" {palette.binding.description}"
        right = Content.assemble(
            (_BORDER, "$foreground 20%"), (self.app.get_key_display(palette.binding), _KEY), (words, _WORDS), " "
        )
        room = self.size.width - right.cell_length
        return left.truncate(room, pad=True) + right
