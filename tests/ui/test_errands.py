"""Saving the rules by name: what is asked, and what is told where it cannot be."""

from pathlib import Path

import pytest
from textual.widgets import Input

from httpscope.ui.screens.ask import Entry, Question
from tests.ui.shell import Shell, edit_status, shell

pytestmark = pytest.mark.slow


async def save_as(running: Shell, name: str) -> None:
    """Save the rules in a file of that name."""
    await running.press("ctrl+s")
    await running.until(lambda: isinstance(running.app.screen, Entry), "the question for a name")
    running.app.screen.query_one(Input).value = name
    await running.press("enter")


def errors(running: Shell) -> list[str]:
    """Give the errors that the person was told."""
    return [told.message for told in running.app._notifications if told.severity == "error"]


async def test_saving_asks_for_a_name_where_there_is_none(tmp_path: Path) -> None:
    """Without a named rules file, ctrl+s asks for one and writes it, and the mark of the unsaved goes."""
    async with shell(tmp_path, named=False, size=(160, 50)) as running:
        await edit_status(running)
        await running.shows("rules not saved")
        await save_as(running, str(tmp_path / "mine.toml"))
        await running.until(lambda: running.draft and not running.draft.unsaved, "the saved rules")

        assert "status = 404" in (tmp_path / "mine.toml").read_text()
        await running.until(lambda: "rules not saved" not in running.screen_text(), "the mark to go")


@pytest.mark.parametrize("name", ["~nosuchuser/x", "a\0b", "gone/x"])
async def test_a_name_that_no_file_can_have_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A home that nobody has, a NUL and a folder that is not there give an error and leave the rules unsaved."""
    monkeypatch.chdir(tmp_path)
    async with shell(tmp_path, named=False, size=(160, 50)) as running:
        await edit_status(running)
        await save_as(running, name)

        await running.until(lambda: errors(running), "the error")
        assert running.draft is not None
        assert (running.draft.named, running.draft.unsaved) == (None, True)


@pytest.mark.parametrize(("keys", "written"), [(["enter"], False), (["escape"], False), (["right", "enter"], True)])
async def test_a_file_that_is_there_is_replaced_only_when_the_person_says_so(
    tmp_path: Path, keys: list[str], written: bool
) -> None:
    """Saving under the name of another file asks, and leaves that file alone unless the answer is to replace it."""
    other = tmp_path / "letter.txt"
    other.write_text("Dear Ada")
    async with shell(tmp_path, named=False, size=(160, 50)) as running:
        await edit_status(running)
        await save_as(running, str(other))
        await running.until(lambda: isinstance(running.app.screen, Question), "the question")
        await running.shows("Replace it")
        await running.press(*keys)
        await running.until(lambda: not isinstance(running.app.screen, Question), "the screen again")

        assert running.draft is not None
        await running.until(lambda: running.draft and running.draft.unsaved != written, "the end of the save")
        assert (other.read_text() == "Dear Ada") != written


@pytest.mark.parametrize(("keys", "written"), [(["enter"], False), (["escape"], False), (["right", "enter"], True)])
async def test_changes_that_cannot_be_read_are_overwritten_only_when_the_person_says_so(
    tmp_path: Path, keys: list[str], written: bool
) -> None:
    """Saving over a named file that another program left broken asks, and no is the answer at hand."""
    named = tmp_path / "rules.toml"
    async with shell(tmp_path, size=(160, 50)) as running:
        await edit_status(running)
        named.write_text("[[rule")
        await running.press("ctrl+s")
        await running.until(lambda: isinstance(running.app.screen, Question), "the question")
        await running.shows("overwrite them?")
        await running.press(*keys)
        await running.until(lambda: not isinstance(running.app.screen, Question), "the screen again")

        await running.until(lambda: running.draft and running.draft.unsaved != written, "the end of the save")
        assert ("status = 404" in named.read_text()) == written
        assert (named.read_text() == "[[rule") != written
