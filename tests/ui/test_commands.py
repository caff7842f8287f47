"""The command palette: everything can be found in it."""

from pathlib import Path

from textual.command import CommandPalette
from textual.widgets import Input

from tests.ui.shell import Shell, shell


async def _open(running: Shell, key: str = "ctrl+p") -> None:
    await running.press(key)
    await running.until(lambda: isinstance(running.app.screen, CommandPalette), "the palette")


async def _choose(running: Shell, text: str, offer: str) -> None:
    running.app.screen.query_one(Input).value = text
    await running.shows(offer)
    await running.press("enter")
    await running.until(lambda: not isinstance(running.app.screen, CommandPalette), "the screen again")


async def test_colon_opens_it_too(tmp_path: Path) -> None:
    """The colon of vi people is the same palette."""
    async with shell(tmp_path) as running:
        await _open(running, "colon")

        assert isinstance(running.app.screen, CommandPalette)


async def test_an_action_is_found_by_a_few_letters(tmp_path: Path) -> None:
    """Typing a part of what an action does offers it, and enter does it."""
    async with shell(tmp_path) as running:
        await _open(running)
        await _choose(running, "first", "First")

        await running.shows("#1 GET /")


async def test_a_number_is_a_jump(tmp_path: Path) -> None:
    """A number alone goes to that exchange."""
    async with shell(tmp_path) as running:
        await _open(running)
        await _choose(running, "#7", "Go to request 7")

        await running.shows("#7 PUT /upload/notes.txt")


async def test_themes_are_found(tmp_path: Path) -> None:
    """Choosing a theme is an action without a key, and offers ours among all others."""
    async with shell(tmp_path) as running:
        await _open(running)
        running.app.screen.query_one(Input).value = "theme"
        await running.shows("Choose a theme")
        await running.press("enter")
        await running.shows("httpscope-dark")
