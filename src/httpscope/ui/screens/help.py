"""All keys of the screen below, grouped by place, as they are in force. Written by nobody: read off the bindings."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from httpscope.i18n import _
from httpscope.ui.columns import cell
from httpscope.ui.key_help import Topic


class HelpScreen(ModalScreen[None]):
    """The keys, in two columns where there is room."""

    HORIZONTAL_BREAKPOINTS = [(0, "-one"), (110, "-two")]  # noqa: RUF012  as Screen has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark", "dismiss", _("Back"), id="help.back"),
        Binding("j", "scroll('down')", _("Down"), show=False, id="help.down"),
        Binding("k", "scroll('up')", _("Up"), show=False, id="help.up"),
    ]

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Show what can be done, place by place."""
        super().__init__()
        self._topics = topics

    def compose(self) -> ComposeResult:
        """Build the list of keys."""
        with VerticalScroll(id="keys") as box:
            box.border_title = _("Keys")
            box.border_subtitle = _("esc closes · every action is also in the palette, ctrl+p")
            for topic in self._topics:
                yield Static(_topic_text(topic), classes="topic")

    def action_scroll(self, way: str) -> None:
        """Scroll by a line."""
        box = self.query_one("#keys", VerticalScroll)
        if way == "down":
            box.scroll_down(animate=False)
        else:
            box.scroll_up(animate=False)


def _topic_text(topic: Topic) -> Content:
    """Give the deeds of one place, and what can be said there, as two aligned columns."""
    rows = []
    for deed in topic.deeds:
        text = _(deed.binding.description)
        if deed.binding.tooltip:
            text += f" — {_(deed.binding.tooltip)}"
        rows.append((" ".join(deed.keys), text))
    title = Content.styled(topic.title, "bold $text-primary")
    return Content("\n").join([title, *_table(rows), *_table(topic.words)])


def _table(rows: Sequence[tuple[str, str]]) -> list[Content]:
    width = max((cell_len(left) for left, _right in rows), default=0)
    return [
        Content.assemble((cell(left, width), "bold $text-accent"), "  ", (right, "$foreground")) for left, right in rows
    ]
