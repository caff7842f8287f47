"""The text of a rule, in the place of the form: live as it is typed, checked as it is typed, and never in the way."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from httpscope.ui.screens.pick import Pick
from httpscope.ui.widgets.more_line import MoreLine
from httpscope.ui.widgets.rule_text import RuleText
from tests.ui.panel_app import RULES, PanelApp, panel_app, wait_for

pytestmark = pytest.mark.slow


def editor(app: PanelApp) -> TextArea:
    """Give the lines being edited."""
    return app.query_one("#block", TextArea)


async def open_text(app: PanelApp, pilot: Pilot[None]) -> TextArea:
    """Open the text of the rule under the cursor by its key, and go to its end."""
    await pilot.press("f3")
    await wait_for(pilot, lambda: app.focused is editor(app), "the text")
    editor(app).move_cursor(editor(app).document.end)
    return editor(app)


def complaint(app: PanelApp) -> str:
    """Give the line below the text."""
    return str(app.query_one("#fault").render())


async def test_the_text_is_the_rule_s_own_lines_with_the_numbers_of_the_file(tmp_path: Path) -> None:
    """Comments above it are its own; the next rule's are not."""
    async with panel_app(tmp_path) as (app, pilot):
        text = await open_text(app, pilot)
        assert text.text == RULES[: RULES.index("\n\n# what")]
        app.rule_list.focus()
        await pilot.press("down")
        await wait_for(pilot, lambda: text.line_number_start == 9, "the second rule")
        assert text.text.startswith("# what there is not\n[[rule]]")


async def test_what_is_typed_is_in_force_at_once_and_one_step_of_undo(tmp_path: Path) -> None:
    """The working copy follows the keys, comments too; `u` in the list takes all of it back."""
    async with panel_app(tmp_path) as (app, pilot):
        await open_text(app, pilot)
        await pilot.press("enter", *"answer.status = 41", "8", *" # tea")
        await wait_for(pilot, lambda: app.on_disk()[0].answer.status == 418, "the status")
        await wait_for(pilot, lambda: "# tea" in app.working.read_text(), "the comment")
        assert app.draft.unsaved
        app.rule_list.focus()
        await pilot.press("u")
        await wait_for(pilot, lambda: app.on_disk()[0].answer.status == 200, "the undo")
        assert app.working.read_text() == RULES


async def test_a_fault_is_told_with_its_place_and_the_nearest_name_and_the_last_good_rule_holds(tmp_path: Path) -> None:
    """File, line, column, what was expected; a click on it goes there; mended, it is in force."""
    async with panel_app(tmp_path) as (app, pilot):
        text = await open_text(app, pilot)
        await pilot.press("enter", *"answer.statsu = 404")
        await wait_for(pilot, lambda: "did you mean" in complaint(app), "the complaint")
        assert complaint(app) == "rules.toml:8:8: answer.statsu: unknown key; did you mean answer.status?"
        assert app.on_disk()[0].answer.status == 200
        assert app.panel.unfinished
        text.move_cursor((0, 0))
        await pilot.click("#fault")
        await wait_for(pilot, lambda: text.cursor_location == (7, 7), "the place of the fault")
        await pilot.press(*["delete"] * 6, *"status")
        await wait_for(pilot, lambda: app.on_disk()[0].answer.status == 404, "the mended rule")
        assert not app.panel.unfinished


async def test_a_text_that_did_not_fit_comes_back_with_its_rule(tmp_path: Path) -> None:
    """Going to another rule and back loses nothing."""
    async with panel_app(tmp_path) as (app, pilot):
        text = await open_text(app, pilot)
        await pilot.press("enter", *"answer.")
        await wait_for(pilot, lambda: app.query_one(RuleText).faulty, "the complaint")
        app.rule_list.focus()
        await pilot.press("down")
        await wait_for(pilot, lambda: "404" in text.text, "the other rule")
        await pilot.press("up")
        await wait_for(pilot, lambda: text.text.endswith("answer."), "the text typed")
        await wait_for(pilot, lambda: app.query_one(RuleText).faulty, "the complaint again")


async def test_a_second_rule_in_the_text_of_one_is_told(tmp_path: Path) -> None:
    """The list would not know which of them is edited."""
    async with panel_app(tmp_path) as (app, pilot):
        await open_text(app, pilot)
        await pilot.press("enter", *"[[rule]]")
        await wait_for(pilot, lambda: "expected one [[rule]] here" in complaint(app), "the complaint")
        assert len(app.on_disk()) == 2


async def test_a_key_is_chosen_from_a_list_and_inserted(tmp_path: Path) -> None:
    """F4, a few letters, enter: the line is in the text and in force."""
    async with panel_app(tmp_path) as (app, pilot):
        await open_text(app, pilot)
        await pilot.press("f4")
        await wait_for(pilot, lambda: isinstance(app.screen, Pick) and isinstance(app.focused, Input), "the list")
        await pilot.press(*"before first")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.on_disk()[0].answer.delay == 2.0, "the delay")
        assert app.focused is editor(app)


async def test_the_form_says_that_a_rule_says_more_and_a_click_opens_the_text(tmp_path: Path) -> None:
    """Named by their keys, where there are any."""
    more = RULES.replace('match.path = "/"\n', 'match.path = "/"\ngroup = "A"\nanswer.chunks = [5]\n')
    async with panel_app(tmp_path, more) as (app, pilot):
        line = app.query_one(MoreLine)
        assert str(line.render()) == "+2: group, answer.chunks · F3 text"
        await pilot.click(MoreLine)
        await wait_for(pilot, lambda: app.focused is editor(app), "the text")
        assert not app.editor.region
        await pilot.press("f3")
        await wait_for(pilot, lambda: app.query_one("#status").has_focus, "the form")
        app.rule_list.focus()
        await pilot.press("down")
        await wait_for(pilot, lambda: not line.display, "a rule that says no more")


async def test_a_file_of_inline_tables_gets_blocks_with_the_first_edit(tmp_path: Path) -> None:
    """Its rules have no lines of their own until then."""
    async with panel_app(tmp_path, 'rule = [{ name = "a" }, { name = "b", answer.status = 404 }]\n') as (app, pilot):
        text = await open_text(app, pilot)
        assert text.text.startswith('[[rule]]\nname = "a"\n')
        await pilot.press("enter", *'answer.body = "x"')
        await wait_for(pilot, lambda: app.on_disk()[0].answer.body == "x", "the edit")
        assert [rule.answer.status for rule in app.on_disk()] == [200, 404]
