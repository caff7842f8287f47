"""A small app around the answer panel, over real files, and how to wait for what it does."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from httpscope.rules.file.read import read_rules
from httpscope.rules.rule import Rule
from httpscope.ui.draft import Draft
from httpscope.ui.themes import DEFAULT, THEMES
from httpscope.ui.widgets.answer_editor import AnswerEditor
from httpscope.ui.widgets.answer_panel import AnswerPanel
from httpscope.ui.widgets.preview import Preview
from httpscope.ui.widgets.rule_list import RuleList

RULES = """\
# the rules of the lesson
[[rule]]
name = "front page"
match.path = "/"
answer.type = "text/html; charset=utf-8"
answer.headers = ["X-A: b"]
answer.body = "<h1>Hello</h1>"

# what there is not
[[rule]]
name = "lost"
answer.status = 404
answer.body = "gone"
"""


class PanelApp(App[None]):
    """The panel over a draft, as the shell would mount it."""

    def __init__(self, folder: Path, text: str = RULES) -> None:
        super().__init__()
        self.named = folder / "rules.toml"
        self.working = folder / "working.toml"
        self.named.write_text(text)
        self.draft = Draft(self.working, self.named, read_rules(text, str(self.named), str(folder)))
        self.refusals: list[str] = []
        self.unsaved: list[bool] = []

    def compose(self) -> ComposeResult:
        """Mount the panel alone."""
        yield AnswerPanel(self.draft)

    def on_mount(self) -> None:
        """Use the theme that people see first."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT

    def on_answer_panel_refused(self, event: AnswerPanel.Refused) -> None:
        """Keep what was refused."""
        self.refusals.append(event.text)

    def on_answer_panel_changed(self, event: AnswerPanel.Changed) -> None:
        """Keep what was told about saving."""
        self.unsaved.append(event.unsaved)

    @property
    def panel(self) -> AnswerPanel:
        """The panel."""
        return self.query_one(AnswerPanel)

    @property
    def editor(self) -> AnswerEditor:
        """The form."""
        return self.query_one(AnswerEditor)

    @property
    def rule_list(self) -> RuleList:
        """The list."""
        return self.query_one(RuleList)

    @property
    def preview(self) -> Preview:
        """The preview."""
        return self.query_one(Preview)

    def on_disk(self) -> tuple[Rule, ...]:
        """Give the rules that the server would read from the working copy, or those of the start."""
        if not self.working.exists():
            return read_rules(self.named.read_text(), "", "").rules
        return read_rules(self.working.read_text(), "", "").rules

    def text_of(self, widget: RuleList | Preview) -> str:
        """Give what a widget shows, line by line."""
        height = widget.scrollable_content_region.height
        return "\n".join(widget.render_line(y).text.rstrip() for y in range(height)).rstrip()


@asynccontextmanager
async def panel_app(
    folder: Path, text: str = RULES, size: tuple[int, int] = (60, 46)
) -> AsyncIterator[tuple[PanelApp, Pilot[None]]]:
    """Run the app, and give it with a pilot."""
    app = PanelApp(folder, text)
    async with app.run_test(size=size) as pilot:
        await wait_for(pilot, lambda: app.editor.rule is not None or not app.draft.rules, "the form")
        yield app, pilot


async def wait_for(pilot: Pilot[None], condition: Callable[[], bool], what: str, seconds: float = 5.0) -> None:
    """Let the app work until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"timed out waiting for {what}"
        await pilot.pause(0.01)


async def type_into(app: PanelApp, pilot: Pilot[None], field: str, text: str) -> None:
    """Put the focus on a field and type over what it holds."""
    widget = app.query_one(f"#{field}")
    assert isinstance(widget, Input | TextArea)
    widget.focus()
    await wait_for(pilot, lambda: widget.has_focus, f"the focus on {field}")
    widget.select_all()
    await pilot.press("delete")
    await pilot.press(*(_KEYS.get(character, character) for character in text))


_KEYS = {" ": "space", "\n": "enter"}
