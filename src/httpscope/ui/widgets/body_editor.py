"""An editor of several lines for header lines, bodies and raw octets, coloured by content type.

Its document holds pictures in the place of controls (see `pictured.py`), so line ends are shown and kept exactly, and
nothing in it can act on the terminal. Colours come by the documented `get_line` hook: tree-sitter crashes here.
"""

from typing import ClassVar, Final

from pygments.lexer import Lexer
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widgets import TextArea

from httpscope.i18n import N_, _
from httpscope.ui.highlighting import LIMIT, Stretch, lexer_for, stretches_by_line
from httpscope.ui.pictured import CR, LF, drawn, from_editor, pasted
from httpscope.ui.widgets.keys_in_order import press_in_order

_TOKENS: Final = {
    "comment": "body-editor--comment",
    "keyword": "body-editor--keyword",
    "name": "body-editor--name",
    "number": "body-editor--number",
    "string": "body-editor--string",
    "operator": "body-editor--operator",
}
_ENDS: Final = "body-editor--ends"
_FIELD_NAME: Final = "body-editor--name"
STAYS: Final = N_("It has no field here, and stays as it is.")
"""Of what only the text of a rule can change."""


class BodyEditor(TextArea):
    """A `TextArea` for what goes out: `content_type` gives its colours, `crlf` what Enter types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "select_all", _("Select all"), show=False, id="body.select-all"),
    ]
    COMPONENT_CLASSES = TextArea.COMPONENT_CLASSES | set(_TOKENS.values()) | {_ENDS}
    DEFAULT_CSS = """
    BodyEditor { border: none; padding: 0 1; background: $panel; color: $foreground; scrollbar-size-vertical: 1;
        & .text-area--cursor { background: $input-cursor-background; color: $input-cursor-foreground; }
        & .text-area--selection { background: $input-selection-background; }
        & .text-area--placeholder { color: $text-muted; }
        & .body-editor--comment { color: $text-muted; text-style: italic; }
        & .body-editor--keyword { color: $text-primary; text-style: bold; }
        & .body-editor--name { color: $text-secondary; }
        & .body-editor--number { color: $text-accent; }
        & .body-editor--string { color: $text-success; }
        & .body-editor--operator { color: $text-muted; }
        & .body-editor--ends { color: $text-muted; text-style: dim; }
        &:focus { background: $block-cursor-blurred-background; border: none; }
        &.-faulty { border-left: outer $error; }
        &.-kept { color: $text-muted; }
    }
    """

    content_type: var[str] = var("")
    """Decides the colours; `message/http` colours field names only."""
    crlf: var[bool] = var(False)
    """Enter types CR LF, as HTTP has it, instead of LF."""
    show_ends: var[bool] = var(False)
    """LF is drawn at the end of each line; CR is always to be seen, being a character of the text."""

    def __init__(self, *, id: str, placeholder: str = "") -> None:
        super().__init__(
            id=id, placeholder=placeholder, tab_behavior="focus", highlight_cursor_line=False, compact=True
        )
        self.cursor_blink = False
        self._given = placeholder
        self._coloured: tuple[str, str, list[list[Stretch]]] = ("", "", [])

    def keep(self, kept: bool) -> None:
        """Show what only the text of the rule can change, if it is `kept`; an empty editor says so."""
        self.read_only = kept
        self.placeholder = _(STAYS) if kept else self._given

    def get_line(self, line_index: int) -> Text:
        """Give a line as it is drawn: controls made visible, tokens coloured, its line end shown if wanted."""
        line = Text(drawn(self.document.get_line(line_index)), end="", no_wrap=True)
        stretches = self._stretches()
        for start, stop, style in stretches[line_index] if line_index < len(stretches) else ():
            line.stylize(self._style(_TOKENS[style]), start, stop)
        if line.plain.endswith(CR):
            line.stylize(self._style(_ENDS), len(line) - 1)
        if self.show_ends and line_index < self.document.line_count - 1:
            line.append(LF, self._style(_ENDS))
        return line

    def show(self, pictured: str) -> None:
        """Put a text into the editor as if it had stood there from the start: no message, nothing to undo."""
        if self.text != pictured:
            with self.prevent(TextArea.Changed):
                self.load_text(pictured)

    @property
    def typed(self) -> str:
        """The text that the editor's lines stand for."""
        return from_editor(self.text)

    def on_paste(self, event: events.Paste) -> None:
        """Take a pasted text with its controls as pictures and its line breaks as Enter would type them."""
        event.prevent_default()
        event.stop()
        self._type(pasted(event.text, self._line_end))

    async def on_key(self, event: events.Key) -> None:
        """Type CR LF for Enter where that is chosen; let no letter overtake a key."""
        if event.key == "enter" and self.crlf:
            event.prevent_default()
            event.stop()
            self._type(self._line_end)
        else:
            await press_in_order(self, event)

    def watch_content_type(self) -> None:
        """Colour anew."""
        self.refresh()

    def watch_show_ends(self) -> None:
        """Draw anew."""
        self.refresh()

    @property
    def _line_end(self) -> str:
        return f"{CR}\n" if self.crlf else "\n"

    def _type(self, text: str) -> None:
        if not self.read_only:
            start, end = self.selection
            self.replace(text, start, end, maintain_selection_offset=False)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

    def _stretches(self) -> list[list[Stretch]]:
        """Give the colours of all lines, reckoned once for a text and a type."""
        if self._coloured[:2] != (self.text, self.content_type):
            self._coloured = (self.text, self.content_type, self._lexed())
        return self._coloured[2]

    def _lexed(self) -> list[list[Stretch]]:
        if self.content_type == "message/http":
            names = (line.find(":") for line in self.text.split("\n"))
            return [[Stretch(0, stop, "name")] if stop > 0 else [] for stop in names]
        lexer: Lexer | None = lexer_for(self.content_type)
        return stretches_by_line(self.text, lexer) if lexer and len(self.text) <= LIMIT else []
