"""The bar below an exchange that names the part under the cursor and says what is wrong with it."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from httpscope.i18n import _
from httpscope.ui.describe import Description

_FILLED = 0.9
"""Share of the cells of several rows that words fill; the rest is lost at row ends."""


class PartBar(Widget):
    """A few rows of words about one octet; how many does not change with the words, so nothing jumps."""

    DEFAULT_CSS = """
    PartBar {
        height: 3;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    description: reactive[Description | None] = reactive(None)

    def render(self) -> Content:
        """Say it: first the name, then the warnings or else the meaning."""
        said = self.description
        if said is None:
            return Content.styled(_("Nothing here to name."), "$text-muted")
        first = Content.assemble((said.title, "bold $text-primary"), (f" · {said.details}", "$text-muted"))
        width, height = self.size
        first = first.truncate(max(width, 1), ellipsis=True)
        rest = Content(said.meaning)
        if said.warnings:
            rest = Content.styled("\n".join(f"⚠ {warning}" for warning in said.warnings), "$text-error")
        room = int((height - 1) * width * _FILLED)
        return Content("\n").join([first, rest.truncate(room, ellipsis=True)])
