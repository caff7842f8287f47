"""Ready answers on the screen: three keys, typed letters, the palette, the mouse."""

from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from httpscope.rules.file.read import read_rules
from httpscope.rules.rule import Rule
from httpscope.ui.screens.from_now import FromNow
from httpscope.ui.screens.pick import Pick
from httpscope.ui.screens.why import WhyScreen
from tests.ui.shell import Shell, shell

pytestmark = pytest.mark.slow


def first(folder: Path) -> Rule:
    """Give the first rule as the server reads it."""
    return read_rules((folder / "working.toml").read_text(), "", "").rules[0]


async def open_library(running: Shell, *keys: str) -> None:
    """Open the library over the first request of the capture."""
    await running.press("home", *keys, "A")
    await running.until(lambda: isinstance(running.app.screen, Pick), "the library")
    await running.until(lambda: isinstance(running.app.focused, Input), "the line to search in")


async def test_three_keys_answer_the_path_that_is_selected(tmp_path: Path) -> None:
    """A, down, enter; the rule stands first, and u takes it back."""
    async with shell(tmp_path) as running:
        await open_library(running, "down")
        await running.shows("for /style.css")
        await running.press("down", "enter")
        await running.until(lambda: first(tmp_path).name == "101 Switching Protocols", "the rule")
        assert first(tmp_path).match.path == "/style.css"
        await running.press("3", "u")
        await running.until(lambda: first(tmp_path).name == "front page", "the undo")


async def test_they_are_for_the_request_under_the_cursor_though_its_facts_are_not_shown_yet(tmp_path: Path) -> None:
    """A rule for the path of the one that is shown still would answer somebody else."""
    async with shell(tmp_path) as running:
        await running.until(lambda: running.app.traffic._shown is not None, "the newest shown")
        running.app.traffic._feed.stop()
        await open_library(running, "down")
        await running.shows("for /style.css")


async def test_letters_search_and_the_octets_are_shown(tmp_path: Path) -> None:
    """By title, words and heading; the look follows."""
    async with shell(tmp_path, size=(80, 24)) as running:
        await open_library(running)
        await running.press(*"teapot")
        await running.shows("HTTP/1.1 418 I'm a Teapot␍␊")
        await running.press("enter")
        await running.until(lambda: first(tmp_path).answer.status == 418, "the rule")


async def test_f5_puts_it_for_everything(tmp_path: Path) -> None:
    """The other way to take it."""
    async with shell(tmp_path) as running:
        await open_library(running)
        await running.press(*"404", "f5", "enter")
        await running.until(lambda: first(tmp_path).answer.status == 404, "the rule")
        assert first(tmp_path).match.path is None


async def test_rules_that_belong_together_come_together_and_go_together(tmp_path: Path) -> None:
    """The three of a log-in by cookie are one step of undo."""
    async with shell(tmp_path) as running:
        assert running.draft is not None
        await open_library(running)
        await running.press(*"come in by a cookie", "enter")
        await running.until(lambda: running.draft and len(running.draft.rules) == 4, "three rules")
        assert [rule.match.path for rule in running.draft.rules] == ["/login", "/", "/", None]
        await running.press("3", "u")
        await running.until(lambda: running.draft and len(running.draft.rules) == 1, "the undo")


async def test_a_click_takes_one(tmp_path: Path) -> None:
    """The line under the mouse."""
    async with shell(tmp_path) as running:
        await open_library(running)
        await running.press(*"418")
        await running.shows("HTTP/1.1 418")
        await running.pilot.click(OptionList, offset=(3, 0))
        await running.until(lambda: first(tmp_path).answer.status == 418, "the rule")


@pytest.mark.parametrize(("words", "shown"), [("A ready", Pick), ("W why", WhyScreen), ("s from now on", FromNow)])
async def test_the_mouse_opens_what_the_borders_name(tmp_path: Path, words: str, shown: type) -> None:
    """A click on the words does what their key does."""
    async with shell(tmp_path) as running:
        await running.press("home")
        await running.shows("#1 GET /")
        row, line = next((row, line) for row, line in enumerate(running.lines()) if words in line)
        await running.pilot.click(offset=(line.index(words) + 1, row))
        await running.until(lambda: isinstance(running.app.screen, shown), words)


@pytest.mark.parametrize(("typed", "status"), [("answer 451", 451), ("answer problem+json", 422)])
async def test_the_palette_finds_ready_answers(tmp_path: Path, typed: str, status: int) -> None:
    """By name, without a list of them all."""
    async with shell(tmp_path) as running:
        await running.press("ctrl+p")
        await running.until(lambda: isinstance(running.app.screen, CommandPalette), "the palette")
        running.app.screen.query_one(Input).value = typed
        await running.shows("Put first, for")
        await running.press("enter", "enter")
        await running.until(lambda: first(tmp_path).answer.status == status, "the rule")


async def test_over_a_capture_that_is_only_read_there_is_nothing_to_answer(tmp_path: Path) -> None:
    """A does nothing."""
    async with shell(tmp_path, viewing=True) as running:
        await running.press("A")
        await running.pilot.pause()
        assert not isinstance(running.app.screen, Pick)
