"""The help: every action of the screen, by place, with the keys that are in force."""

from pathlib import Path

import pytest

from httpscope.ui.key_help import Topic
from httpscope.ui.screens.connections import ConnectionsScreen
from httpscope.ui.screens.help import HelpScreen
from httpscope.ui.settings import Settings
from tests.ui.shell import shell


def _keys(topics: list[Topic], binding: str) -> tuple[str, ...]:
    return next(deed.keys for topic in topics for deed in topic.deeds if deed.binding.id == binding)


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_help_opens_and_closes(tmp_path: Path, key: str) -> None:
    """f1 and ? show the keys, grouped by place; esc hides them."""
    async with shell(tmp_path) as running:
        await running.press(key)
        await running.until(lambda: isinstance(running.app.screen, HelpScreen), "the help")
        await running.shows("Newest, and follow")
        await running.press("escape")

        await running.until(lambda: not isinstance(running.app.screen, HelpScreen), "the screen again")


async def test_every_place_has_its_actions(tmp_path: Path) -> None:
    """List, filter, exchange, answer and the rest of the screen are the places, in this order, none of them empty."""
    async with shell(tmp_path) as running:
        topics = running.app.traffic.topics()

        assert [topic.title for topic in topics] == ["Requests", "Filter", "Exchange", "Answer", "Everywhere"]
        assert all(topic.deeds for topic in topics)


async def test_no_action_is_listed_twice_in_a_place(tmp_path: Path) -> None:
    """Two widgets of a kind, such as request and answer, make one line."""
    async with shell(tmp_path) as running:
        for topic in running.app.traffic.topics():
            named = [deed.binding.id or deed.binding.action for deed in topic.deeds]

            assert len(named) == len(set(named))


async def test_every_action_can_be_given_another_key(tmp_path: Path) -> None:
    """Each binding has an id, which is what the settings know it by."""
    async with shell(tmp_path) as running:
        bindings = [deed.binding for topic in running.app.traffic.topics() for deed in topic.deeds]

        assert [binding for binding in bindings if not binding.id] == []


async def test_the_keys_are_those_in_force(tmp_path: Path) -> None:
    """A key that the settings chose is shown in the place of the usual one."""
    async with shell(tmp_path, settings=Settings(keymap={"list.follow": "F,ctrl+f"})) as running:
        topics = running.app.traffic.topics()

        assert _keys(topics, "list.follow") == ("F", "^f")
        assert _keys(topics, "list.down") == ("↓", "j")


async def test_a_viewer_offers_no_editing(tmp_path: Path) -> None:
    """Without rules, what needs rules is not offered."""
    async with shell(tmp_path, viewing=True) as running:
        offered = {deed.binding.id for topic in running.app.traffic.topics() for deed in topic.deeds}

        assert offered & {"pane.answer", "rules.save", "server.restart"} == set()


async def test_the_connections_have_a_help_of_their_own(tmp_path: Path) -> None:
    """F1 over the connections shows what can be done there, and nothing of the requests."""
    async with shell(tmp_path) as running:
        await running.press("c")
        await running.until(lambda: isinstance(running.app.screen, ConnectionsScreen), "the connections")
        shown = running.app.screen
        assert isinstance(shown, ConnectionsScreen)
        topics = shown.topics()
        await running.press("f1")
        await running.until(lambda: isinstance(running.app.screen, HelpScreen), "the help")

        await running.shows("Everywhere")
        assert [topic.title for topic in topics] == ["Connections", "Everywhere"]
        assert _keys(topics, "connections.back")
        assert "Requests" not in running.screen_text()
