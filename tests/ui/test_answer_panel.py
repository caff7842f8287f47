"""The panel: list, form and preview over one draft, at every size, and what other programs do to the rules."""

import os
import time
from pathlib import Path

import pytest
from textual.widgets import TextArea

from httpscope.ui.widgets.suggest import Field
from tests.ui.panel_app import RULES, PanelApp, panel_app, type_into, wait_for


def change_named(app: PanelApp, text: str) -> None:
    """Write the named file as another program does, at a later time."""
    app.named.write_text(text)
    later = time.time_ns() + 2_000_000_000
    os.utime(app.named, ns=(later, later))


async def test_it_tells_when_there_is_something_to_save(tmp_path: Path) -> None:
    """Each change says whether the named file has it."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "503")
        await wait_for(pilot, lambda: app.unsaved == [True], "the message")
        app.rule_list.focus()
        await pilot.press("u")
        await wait_for(pilot, lambda: app.unsaved == [True, False], "the undo")


async def test_a_change_from_outside_is_shown_at_once(tmp_path: Path) -> None:
    """The form and the list show what another editor saved; `u` brings the person's own edit back."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "503")
        await wait_for(pilot, lambda: app.on_disk()[0].answer.status == 503, "the edit")
        change_named(app, RULES.replace("front page", "start"))
        app.panel.poll()
        await wait_for(pilot, lambda: app.query_one("#name", Field).value == "start", "the form")
        assert "start" in app.text_of(app.rule_list)
        app.rule_list.focus()
        await pilot.press("u")
        await wait_for(pilot, lambda: app.query_one("#status", Field).value == "503", "the undo")


async def test_a_bad_file_from_outside_is_told_and_nothing_else(tmp_path: Path) -> None:
    """The message names file, line and column; the rules stay."""
    async with panel_app(tmp_path) as (app, pilot):
        change_named(app, RULES.replace("404", '"abc"'))
        app.panel.poll()
        await wait_for(pilot, lambda: len(app._notifications) == 1, "the message")

        assert next(iter(app._notifications)).message.startswith("rules.toml:12:17: ")
        assert [rule.name for rule in app.draft.rules] == ["front page", "lost"]


async def test_a_working_copy_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """What could not be written is not in force, and the next key tries again."""
    async with panel_app(tmp_path) as (app, pilot):
        app.working.mkdir()
        await type_into(app, pilot, "status", "503")
        await wait_for(pilot, lambda: bool(app.refusals), "the message")
        assert app.draft.rules[0].answer.status == 200
        app.working.rmdir()
        await pilot.press("backspace", "4")
        await wait_for(pilot, lambda: app.draft.rules[0].answer.status == 504, "the next key")


@pytest.mark.parametrize("size", [(46, 40), (66, 60)])
async def test_tall_panels_show_list_form_and_preview(tmp_path: Path, size: tuple[int, int]) -> None:
    """Status and body are to be seen without scrolling, and the octets below."""
    async with panel_app(tmp_path, size=size) as (app, pilot):
        await wait_for(pilot, lambda: app.preview.region.height > 0, "the preview")

        for name in ("status", "content_type", "headers", "body", "help"):
            assert app.editor.region.contains_region(app.query_one(f"#{name}").region), name


async def test_a_short_panel_folds_the_preview_to_a_key(tmp_path: Path) -> None:
    """At 80x22 the form has the place, and F2 changes between it and the octets."""
    async with panel_app(tmp_path, size=(80, 22)) as (app, pilot):
        await wait_for(pilot, lambda: app.editor.region.bottom == 22, "the fold")
        for name in ("status", "content_type", "headers", "body", "delay", "help"):
            assert app.editor.region.contains_region(app.query_one(f"#{name}").region), name
        assert not app.preview.display
        await pilot.press("f2")
        await wait_for(pilot, lambda: app.preview.has_focus, "the preview")
        assert not app.editor.region
        await pilot.press("f2")
        await wait_for(pilot, lambda: app.query_one("#status").has_focus, "the form")


async def test_tab_goes_through_the_form_in_the_order_of_a_message(tmp_path: Path) -> None:
    """From the list over what is matched to status, header lines, body and conduct, then the preview."""
    async with panel_app(tmp_path) as (app, pilot):
        order = []
        for _press in range(13):
            await pilot.press("tab")
            assert app.focused is not None
            order.append(app.focused.id or type(app.focused).__name__)

        assert order == [
            "name",
            "methods",
            "path",
            "status",
            "reason",
            "content_type",
            "headers",
            "source",
            "body",
            "delay",
            "then",
            "help",
            "Preview",
        ]


async def test_enter_begins_with_the_status(tmp_path: Path) -> None:
    """The first thing that people want to change has the focus, and typing replaces it."""
    async with panel_app(tmp_path) as (app, pilot):
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.query_one("#status").has_focus, "the focus")
        await pilot.press("4", "1", "8")
        await wait_for(pilot, lambda: app.on_disk()[0].answer.status == 418, "the status")


@pytest.mark.slow
async def test_a_body_that_no_rules_file_may_hold_is_refused(tmp_path: Path) -> None:
    """A pasted body beyond the longest rules file is told, the next edits too, and a shorter one is taken again."""
    async with panel_app(tmp_path) as (app, pilot):
        body = app.query_one("#body", TextArea)
        body.text = ("x" * 1023 + "\n") * 4096
        await wait_for(pilot, lambda: bool(app.refusals), "the refusal")
        assert "longer than 1 MiB" in app.refusals[-1]
        assert app.on_disk()[0].answer.body == "<h1>Hello</h1>"

        app.refusals.clear()
        await type_into(app, pilot, "status", "418")
        await wait_for(pilot, lambda: bool(app.refusals), "the next refusal")
        body.text = "short"
        await wait_for(pilot, lambda: app.on_disk()[0].answer.body == "short", "the shorter body")
        assert app.on_disk()[0].answer.status == 418
