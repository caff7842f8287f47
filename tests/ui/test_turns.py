"""The preview of a rule whose answers take turns shows the one that is next, as the server tells in the capture."""

from pathlib import Path

from httpscope.exchange import Count
from httpscope.rules.file.read import read_rules
from httpscope.rules.memory import CLIENTS, Memory
from httpscope.ui.turns import Turns, remembered
from httpscope.ui.widgets.preview import Preview
from tests.ui.panel_app import PanelApp, panel_app, wait_for

SEQUENCE = """
[[rule]]
name = "up"
answer.sequence = [{ status = 503, times = 2 }, { status = 200 }]
"""
PLAIN = """
[[rule]]
name = "up"
"""


def given(times: int) -> list[Count]:
    """Tell that the rule gave so many answers of its sequence."""
    return [Count(1, 1, times, "up", "sequence", "", times)]


def status_line(app: PanelApp) -> bytes:
    """Give the first line of the preview."""
    shown = app.query_one(Preview).forecast
    assert shown is not None
    return shown.octets.partition(b"\r\n")[0]


async def test_the_preview_goes_on_with_the_answers_and_begins_anew(tmp_path: Path) -> None:
    """Third comes 200; when the server forgets, the first again, and then those given since."""
    async with panel_app(tmp_path, text=SEQUENCE) as (app, pilot):
        assert status_line(app) == b"HTTP/1.1 503 Service Unavailable"
        app.panel.count({}, given(2))
        await wait_for(pilot, lambda: status_line(app) == b"HTTP/1.1 200 OK", "the third answer")
        app.panel.count({}, [Count(2, 0, 0, "up", "", "", 0)])
        await wait_for(pilot, lambda: status_line(app) == b"HTTP/1.1 503 Service Unavailable", "the first answer")
        app.panel.count({}, given(2))
        await wait_for(pilot, lambda: status_line(app) == b"HTTP/1.1 200 OK", "the third answer again")


def test_answers_of_an_earlier_server_do_not_count() -> None:
    """A server that goes on with a capture begins by saying that nothing is remembered."""
    memory = remembered([*given(7), Count(2, 0, 0, "", "", "", 0), *given(1)])
    assert memory.count("up", "sequence") == 1


def test_a_preview_is_made_anew_only_where_rules_take_turns() -> None:
    """The server tells what plain rules remember too, for rules of a later edit."""
    turns = Turns()
    assert turns.take_in(given(1), read_rules(SEQUENCE, "", ""))
    assert not turns.take_in([], read_rules(SEQUENCE, "", ""))
    assert not turns.take_in(given(2), read_rules(PLAIN, "", ""))
    assert turns.memory().count("up", "sequence") == 2


def test_what_one_memory_tells_another_is_the_same_however_much_is_forgotten() -> None:
    """Also of more clients than are kept, and of rules that begin anew in between."""
    server, screen = Memory(), Memory()
    for number in range(CLIENTS + 50):
        server.add("a", "sequence", str(number))
        server.add("b", "answers")
        if number in {20, CLIENTS + 20}:
            server.forget("b")
        if not number % 100:
            for key, count in server.drain().items():
                screen.put(key, count)
    for key, count in server.drain().items():
        screen.put(key, count)

    for number in range(CLIENTS + 50):
        assert screen.count("a", "sequence", str(number)) == server.count("a", "sequence", str(number))
    assert screen.count("a", "sequence", "49") == 0
    assert screen.count("b", "answers") == server.count("b", "answers") == 29
