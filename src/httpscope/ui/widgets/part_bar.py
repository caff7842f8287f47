"""The bar below an exchange that names the part under the cursor and says what is wrong with it."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from httpscope.i18n import _
from httpscope.ui.describe import Description


class PartBar(Widget):
    """Three rows of words about one octet; their height never changes, so nothing jumps as the cursor moves."""

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
        first = first.truncate(max(self.size.width, 1), ellipsis=True)
        if said.warnings:
            return Content("\n").join(
                [first, *(Content.styled(f"⚠ {warning}", "$text-error") for warning in said.warnings)]
            )
        return Content("\n").join([first, Content(said.meaning)])
