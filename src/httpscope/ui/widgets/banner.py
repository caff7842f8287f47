"""Lines across the top for what nobody may overlook: the network can reach the server, or the server has ended.

It is not there while there is nothing to say. Each line says in words what its colour says.
"""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from httpscope.visible import visible


class Banner(Widget):
    """Warnings and failures that last."""

    warning: reactive[str] = reactive("", layout=True)
    failure: reactive[str] = reactive("", layout=True)

    def on_mount(self) -> None:
        """Be there only with something to say."""
        self._appear()

    def watch_warning(self) -> None:
        """Come or go."""
        self._appear()

    def watch_failure(self) -> None:
        """Come or go."""
        self._appear()

    def render(self) -> Content:
        """Give a line for each."""
        lines = ((self.failure, "bold $text-error"), (self.warning, "$text-warning"))
        return Content("\n").join(Content.styled(f"⚠ {visible(text)}", style) for text, style in lines if text)

    def _appear(self) -> None:
        self.display = bool(self.warning or self.failure)
