"""Why the selected exchange got its answer: what each rule said to the request, and the rules as they were then.

Read-only: the text is that of the capture, whatever was edited since.
"""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from httpscope.i18n import _
from httpscope.rules.explain import Verdict
from httpscope.ui.key_help import Topic, topics
from httpscope.ui.pictured import drawn
from httpscope.ui.why import Reason
from httpscope.ui.widgets.body_editor import BodyEditor
from httpscope.visible import visible


class WhyScreen(Screen[None]):
    """One exchange's reasons."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,W,q", "dismiss(None)", _("Back"), id="why.back"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  as Screen has it
    DEFAULT_CSS = """
    WhyScreen {
        & > #said { height: auto; max-height: 4; padding: 0 1; background: $panel; text-style: bold; }
        & > Container { layout: horizontal; height: 1fr; }
        & #verdicts, & #version { width: 1fr; height: 1fr; }
        & #verdicts { padding: 0 1; scrollbar-size-vertical: 1; }
        & #version { padding: 0; }
        & #version BodyEditor { height: 1fr; padding: 0; }
        &.-narrow > Container { layout: vertical; }
    }
    """

    def __init__(self, number: int, reason: Reason, keymap: Mapping[str, str]) -> None:
        """Show the reason of an exchange. `keymap` is that of the settings."""
        super().__init__()
        self._number = number
        self._reason = reason
        self._keymap = keymap
        self._text = BodyEditor(id="text")
        self._text.show_line_numbers = True
        self._text.content_type = "application/toml"
        self._text.read_only = True

    def compose(self) -> ComposeResult:
        """What is said, the verdicts, the rules."""
        yield Static(Content(self._reason.said), id="said")
        with Container():
            with VerticalScroll(id="verdicts", classes="pane") as verdicts:
                verdicts.border_title = Content(_("Rules asked for #{0}, in order").format(self._number))
                yield Static(_verdict_lines(self._reason.verdicts))
            with Container(id="version", classes="pane") as version:
                version.border_title = _("The rules as they were")
                yield self._text
        yield Footer()

    def on_mount(self) -> None:
        """Go to the rule that answered."""
        lines = self._reason.text.replace("\r\n", "\n").split("\n")
        self._text.show("\n".join(drawn(line) for line in lines))
        if self._reason.line:
            self._text.move_cursor((self._reason.line - 1, 0))
            self._text.highlight_cursor_line = True
        self._text.focus()

    def topics(self) -> list[Topic]:
        """Give what can be done here, for the help."""
        return topics(self, {"": _("Everywhere")}, self._keymap, lambda _action, _parameters: True)


def _verdict_lines(verdicts: tuple[Verdict, ...]) -> Content:
    lines: list[Content] = []
    for verdict in verdicts:
        sign, style = ("✓", "$text-success bold") if verdict.fits else ("✗", "$text-muted")
        name = f"{sign} {verdict.place + 1} {visible(verdict.rule.name)}"
        lines.append(Content.styled(name, style))
        why = verdict.why or _("it fits, and it answered")
        hedge = "" if verdict.certain else _(" (earlier requests or chance decide this)")
        lines.append(Content(f"    {why}{hedge}"))
    return Content("\n").join(lines) if lines else Content(_("No rule gave this answer."))
