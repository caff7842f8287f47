"""The program by its keys: panes, sizes, leaving, saving, the server's death."""

from pathlib import Path

import pytest
from textual.widgets import Input

from httpscope.ui.screens.ask import Entry, Question
from httpscope.ui.screens.connections import ConnectionsScreen
from httpscope.ui.settings import Settings
from httpscope.ui.widgets.answer_panel import AnswerPanel
from httpscope.ui.widgets.exchange_list import ExchangeList
from httpscope.ui.widgets.exchange_view import ExchangeView
from httpscope.ui.widgets.panes import Panes
from httpscope.ui.widgets.status_bar import StatusBar
from tests.ui.seeded import BROWSER, PAGE, empty_capture, response
from tests.ui.shell import edit_status, shell


async def test_an_empty_capture_tells_what_to_do(tmp_path: Path) -> None:
    """Before the first request the screen shows the address, a line to type, and how to see a demonstration."""
    async with shell(tmp_path, capture=empty_capture) as running:
        text = running.screen_text()

        assert "curl -i http://127.0.0.1:8001/hello" in text
        assert "httpscope --demo" in text


async def test_a_request_appears_by_itself(tmp_path: Path) -> None:
    """What is committed to the capture is on the screen a moment later: its row, and its octets."""
    async with shell(tmp_path, capture=empty_capture) as running:
        client = running.talk.connect("127.0.0.1:50999")
        client.request(b"GET /fresh HTTP/1.1\r\n" + BROWSER + b"\r\n", response("200 OK", PAGE))
        running.talk.commit()

        await running.shows("#1 GET /fresh")
        await running.shows("Host: 127.0.0.1:8001")


async def test_half_a_request_grows_while_it_is_typed(tmp_path: Path) -> None:
    """A request that is still arriving is shown octet by octet, before its first line end."""
    async with shell(tmp_path, capture=empty_capture) as running:
        client = running.talk.connect("127.0.0.1:50999")
        client.request(b"GE", complete=False)
        running.talk.commit()
        await running.until(lambda: running.one(ExchangeView).exchange, "the exchange")
        client.more(b"T /ty")
        running.talk.commit()

        await running.shows("GET /ty")


async def test_the_view_shows_the_exchange_under_the_cursor(tmp_path: Path) -> None:
    """Moving the cursor brings the octets of that exchange."""
    async with shell(tmp_path) as running:
        await running.press("home")

        await running.shows("#1 GET /")
        facts = running.one(ExchangeView).exchange
        assert facts is not None
        assert facts.row.id == 1


@pytest.mark.parametrize(
    ("key", "selector"),
    [("1", "#exchanges"), ("2", "#exchange"), ("3", "RuleList"), ("4", "AnswerEditor"), ("5", "Preview")],
)
async def test_a_digit_leads_to_its_pane(tmp_path: Path, key: str, selector: str) -> None:
    """The keys 1 to 5 put the focus into list, exchange, rules, answer and preview."""
    async with shell(tmp_path, size=(160, 50)) as running:
        await running.press("2" if key == "1" else "1")
        await running.press(key)
        pane = running.app.screen.query_one(selector)

        await running.until(lambda: pane.has_focus or pane.has_focus_within, f"the focus in {selector}")


async def test_narrow_windows_show_one_column(tmp_path: Path) -> None:
    """At 80x24 the answer takes the place of the traffic when it is edited, and esc brings the traffic back."""
    async with shell(tmp_path, size=(80, 24)) as running:
        panel, rows = running.one(AnswerPanel), running.one(ExchangeList)
        assert (panel.region.width, rows.region.width) == (0, 80)

        await running.press("e")
        await running.until(lambda: panel.region.width == 80, "the answer")
        assert rows.region.width == 0

        await running.press("escape")
        await running.until(lambda: rows.region.width == 80, "the traffic")


async def test_keys_and_mouse_change_the_sizes_of_panes(tmp_path: Path) -> None:
    """Plus makes the focused pane larger, dragging a border moves it, and both are kept in the settings."""
    file = tmp_path / "settings.toml"
    async with shell(tmp_path, settings=Settings(path=file)) as running:
        rows = running.one(ExchangeList)
        before = rows.size.height
        await running.press("plus")
        await running.until(lambda: rows.size.height > before, "a larger list")
        edge = rows.region.bottom - 1
        await running.pilot.mouse_down(Panes, offset=(10, edge))
        await running.pilot.hover(Panes, offset=(10, edge + 6))
        await running.pilot.mouse_up(Panes, offset=(10, edge + 6))
        await running.until(lambda: rows.region.bottom == edge + 7, "the border where it was dragged to")

    assert Settings.load(file).list_share > Settings().list_share


async def test_a_pane_fills_the_screen_and_gives_it_back(tmp_path: Path) -> None:
    """Backslash lets the focused pane fill the screen; esc undoes it."""
    async with shell(tmp_path) as running:
        rows = running.one(ExchangeList)
        await running.press("backslash")
        await running.until(lambda: rows.region.width == 120, "the list alone")
        await running.press("escape")

        await running.until(lambda: rows.region.width < 120, "all panes")


async def test_leaving_with_nothing_to_lose_asks_nothing(tmp_path: Path) -> None:
    """Without unsaved rules, q leaves at once."""
    async with shell(tmp_path) as running:
        await running.press("q")

        await running.until(lambda: running.app._exit, "the end")


async def test_leaving_with_unsaved_rules_asks(tmp_path: Path) -> None:
    """With unsaved rules, q asks, and saving them there writes the file that the person named."""
    async with shell(tmp_path) as running:
        await edit_status(running)
        await running.press("q")
        await running.until(lambda: isinstance(running.app.screen, Question), "the question")
        await running.press("enter")
        await running.until(lambda: running.app._exit, "the end")

    assert "status = 404" in (tmp_path / "rules.toml").read_text()


@pytest.mark.parametrize(("keys", "left"), [(["enter"], False), (["right", "enter"], True)])
async def test_leaving_with_an_entry_that_does_not_fit_asks(tmp_path: Path, keys: list[str], left: bool) -> None:
    """Half a status is in no rule and no file, so ctrl+q asks at once; staying is the answer at hand."""
    async with shell(tmp_path) as running:
        await running.press("e")
        await running.until(lambda: isinstance(running.app.focused, Input), "the focus in the form")
        await running.press("end", "backspace", "ctrl+q")
        await running.until(lambda: isinstance(running.app.screen, Question), "the question")
        await running.shows("leaving drops it")
        await running.press(*keys)
        await running.until(lambda: not isinstance(running.app.screen, Question), "the end of the question")

        await running.until(lambda: running.app._exit == left, "the end, or the screen again")


async def test_staying_is_possible(tmp_path: Path) -> None:
    """Esc at the question goes back to work."""
    async with shell(tmp_path) as running:
        await edit_status(running)
        await running.press("q")
        await running.until(lambda: isinstance(running.app.screen, Question), "the question")
        await running.press("escape")
        await running.until(lambda: not isinstance(running.app.screen, Question), "the screen again")

        assert not running.app._exit


async def test_a_dead_server_is_told_and_can_be_started(tmp_path: Path) -> None:
    """When the server ends the screen says why, and R starts it again."""
    async with shell(tmp_path) as running:
        assert running.server is not None
        running.server.died = "The server ended by signal SIGKILL."
        await running.shows("ended by signal SIGKILL. Press R to start it again.")
        await running.press("R")
        await running.until(lambda: running.server and running.server.starts == 1, "the start")

        await running.until(lambda: "SIGKILL" not in running.screen_text(), "the banner to go")


async def test_a_server_on_the_network_says_so(tmp_path: Path) -> None:
    """A server that others can reach tells it in words, with the address they type."""
    async with shell(tmp_path, reachable=["http://192.168.1.7:8001/"]) as running:
        text = running.screen_text()

        assert "Everyone on this network can reach this server: http://192.168.1.7:8001/" in text
        assert "open to the network" in text


async def test_news_of_the_server_is_notified(tmp_path: Path) -> None:
    """Lines that cannot come by way of the capture are shown all the same."""
    async with shell(tmp_path) as running:
        assert running.server is not None
        running.server.lines.append("The capture cannot be written: no room.")

        await running.shows("no room")


async def test_a_viewer_has_nothing_to_edit(tmp_path: Path) -> None:
    """Without rules there is no answer panel, and the keys for it do nothing."""
    async with shell(tmp_path, viewing=True) as running:
        await running.press("e", "ctrl+s")

        assert not running.app.screen.query(AnswerPanel)
        assert "viewing" in running.screen_text()


async def test_the_connections_lead_to_their_requests(tmp_path: Path) -> None:
    """The key c lists the connections with their ends in words, and enter goes to the first request of one."""
    async with shell(tmp_path) as running:
        await running.press("c")
        await running.until(lambda: isinstance(running.app.screen, ConnectionsScreen), "the connections")
        await running.shows("the client left without a single octet")
        await running.press("home", "down", "enter")

        await running.shows("#5 POST /hooks/orders")


async def test_a_jump_goes_to_the_number(tmp_path: Path) -> None:
    """# asks for a number and refuses one that is not there."""
    async with shell(tmp_path) as running:
        await running.press("number_sign")
        await running.until(lambda: isinstance(running.app.screen, Entry), "the question")
        await running.press("9", "9", "enter")
        await running.shows("numbered from 1 to 21")
        await running.press("backspace", "backspace", "7", "enter")

        await running.shows("#7 PUT /upload/notes.txt")


async def test_hostile_octets_stay_pictures(tmp_path: Path) -> None:
    """A target with an escape sequence reaches no cell of the screen as a control character."""
    async with shell(tmp_path) as running:
        await running.press("number_sign", "2", "0", "enter")
        await running.shows("#20 GET")

        assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in "".join(running.lines()))


async def test_broken_settings_are_a_notice(tmp_path: Path) -> None:
    """Settings that cannot be read are told on the screen, and it opens all the same."""
    file = tmp_path / "settings.toml"
    file.write_text("[screen]\ntheme = 7\n")
    async with shell(tmp_path, settings=Settings.load(file)) as running:
        await running.shows("were not used")

    assert file.read_text() == "[screen]\ntheme = 7\n"


async def test_a_key_of_the_settings_is_in_force(tmp_path: Path) -> None:
    """A binding that the settings give another key obeys that key."""
    async with shell(tmp_path, settings=Settings(keymap={"list.first": "t"})) as running:
        await running.press("t")

        await running.shows("#1 GET /")


async def test_the_chosen_theme_is_kept(tmp_path: Path) -> None:
    """A theme that is chosen is the theme of the next start."""
    file = tmp_path / "settings.toml"
    async with shell(tmp_path, settings=Settings(path=file)) as running:
        running.app.theme = "httpscope-light"
        await running.until(file.exists, "the settings file")

    assert Settings.load(file).theme == "httpscope-light"


async def test_rules_that_another_program_saved_are_taken_up(tmp_path: Path) -> None:
    """A rules file that another editor writes is in the form a moment later, and is no unsaved change."""
    async with shell(tmp_path, size=(160, 50)) as running:
        (tmp_path / "rules.toml").write_text('[[rule]]\nname = "from elsewhere"\nanswer.body = "x"\n')

        await running.shows("from elsewhere")
        assert "rules not saved" not in running.screen_text()


async def test_a_fault_in_the_rules_file_is_told(tmp_path: Path) -> None:
    """What the server cannot take up is told whole when it happens, and stays in the status line."""
    async with shell(tmp_path, size=(80, 24)) as running:
        running.talk.notice("error", "rules", "rules.toml:12:5: status: expected an integer from 0 to 999")
        running.talk.commit()

        await running.shows("999")
        await running.shows("⚠ rules.toml:12:5")


async def test_a_fault_is_told_once_and_goes_with_its_repair(tmp_path: Path) -> None:
    """The line has the file by its name, whoever finds the fault first, and goes when the file is good again."""
    named = tmp_path / "rules.toml"
    good = named.parent / "good.toml"
    async with shell(tmp_path, size=(240, 50)) as running:
        good.write_text(named.read_text())
        named.write_text("[[rule]]\nanswer.status = 1000\n")
        running.talk.notice("error", "rules", f"{named}:2:17: answer.status: expected. The last good rules stay.")
        running.talk.commit()
        status = running.one(StatusBar)
        await running.until(lambda: status.snapshot and status.fault, "the fault")

        assert status.fault.startswith("rules.toml:2:17: answer.status: ")
        assert status.fault.endswith(". The rules stay as they were.")
        await running.shows("⚠ " + status.fault)
        await running.until(lambda: list(running.app._notifications), "the notification")
        assert [told.message for told in running.app._notifications] == [status.fault]
        assert "last good rules" not in running.screen_text()
        good.replace(named)
        await running.until(lambda: "⚠" not in running.lines()[-2], "the line without the fault")


async def test_a_save_ends_the_fault(tmp_path: Path) -> None:
    """Once the broken text was overwritten, the line says nothing more of it."""
    async with shell(tmp_path, size=(160, 50)) as running:
        (tmp_path / "rules.toml").write_text("[[rule")
        await running.until(lambda: running.one(StatusBar).fault, "the fault")
        await running.press("ctrl+s")
        await running.until(lambda: isinstance(running.app.screen, Question), "the question")
        await running.press("right", "enter")

        await running.until(lambda: not running.app.traffic.query_one(StatusBar).fault, "the end of the fault")
