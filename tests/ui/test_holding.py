"""Requests that wait, on the screen: seen, counted down, released, edited, dropped and answered by hand."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, TextArea

from httpscope.exchange import OUTBOUND, SECOND, Answer, Batch, Connection, Exchange, Hold, Segment
from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules
from httpscope.ui.forecast import forecast
from httpscope.ui.screens.by_hand import ByHandScreen
from httpscope.ui.screens.edit_once import EditOnce
from httpscope.ui.widgets.choice import Choice
from httpscope.ui.widgets.waiting_bar import WaitingBar, remaining
from tests.ui.seeded import Talk, seeded_capture
from tests.ui.shell import Shell, shell

pytestmark = pytest.mark.slow

REQUEST = b"GET /wait HTTP/1.1\r\nHost: h\r\n\r\n"


@asynccontextmanager
async def waiting(folder: Path, count: int = 2, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Shell, int]]:
    """Run the program over a capture in which so many requests wait; give it and the number of the first of them."""
    async with shell(folder, capture=lambda path: _with_waiting(path, count), size=size) as running:
        if count > 1:
            # The keys are about the newest, once the list has it under its cursor.
            bar = running.app.screen.query_one(WaitingBar)
            await running.until(lambda: bar.selected == running.talk.exchanges, "the newest under the cursor")
        yield running, running.talk.exchanges - count + 1


def _with_waiting(path: Path, count: int) -> Talk:
    talk = seeded_capture(path)
    now = time.time_ns()
    for number in range(talk.exchanges + 1, talk.exchanges + count + 1):
        connection = 1_000 + number
        size = len(REQUEST)
        talk.writer.commit(
            Batch(
                connections=[Connection(connection, now, f"127.0.0.1:{connection}", "127.0.0.1:8001")],
                segments=[Segment(connection, 0, now, 0, REQUEST)],
                exchanges=[Exchange(number, connection, 1, now, 0, size, size, "GET", "/wait", "HTTP/1.1", "")],
                holds=[Hold(number, now, "waiting", now + 90 * SECOND)],
            )
        )
    talk.exchanges += count
    return talk


def tell(running: Shell, exchange: int, state: str) -> None:
    """Write into the capture that a request waits no more."""
    running.talk.writer.commit(Batch(holds=[Hold(exchange, time.time_ns(), state, None)]))


def orders(running: Shell) -> list[tuple[str, dict[str, object]]]:
    """Give what the server was told."""
    assert running.server is not None
    return running.server.orders


def test_what_is_left_is_told_to_the_second() -> None:
    """A second that has begun counts, and nothing is less than none."""
    assert [remaining(int(each * SECOND)) for each in (-3, 0, 0.1, 59.5, 61, 600)] == [
        "0:00",
        "0:00",
        "0:01",
        "1:00",
        "1:01",
        "10:00",
    ]


def test_the_preview_says_that_an_answer_is_held() -> None:
    """With the time that the rule gives, or the limit."""
    ruleset = read_rules('[[rule]]\nanswer.hold = true\n[[rule]]\nanswer.hold = "30s"\n', "", "")
    notes = [forecast(ruleset, rule, None, Contents(), 0).notes for rule in ruleset.rules]

    assert ["for 5m at most" in note[0].text for note in notes] == [True, False]
    assert "for 30s at most" in notes[1][0].text


async def test_who_waits_is_told_in_the_list_and_above_it_with_the_time(tmp_path: Path) -> None:
    """A sign and words in the row; a line with how many, which is next and how long it has, and whom keys are about."""
    async with waiting(tmp_path, size=(80, 24)) as (running, first):
        await running.shows(f"‖ 2 of 100 wait · #{first} 1:")
        await running.shows("‖ waits for an answer")
        await running.shows("‖ held")
        await running.shows(f"  #{first + 1}:  r release  Z all  E edit  T by hand")
        await running.press("up")
        await running.until(lambda: f"#{first + 1}:  r" not in running.screen_text(), "the deeds to be about the next")
        tell(running, first, "released")
        tell(running, first + 1, "timeout")

        await running.until(lambda: not running.one(WaitingBar).display, "the line to go")
        assert "waits for" not in running.screen_text()


async def test_the_footer_names_what_can_be_done_about_those_who_wait(tmp_path: Path) -> None:
    """First of all at 80 columns, and only then; in a field, which takes letters for itself, as before."""
    async with waiting(tmp_path, size=(80, 24)) as (running, first):
        await running.until(
            lambda: "r Release  Z All  E Edit  T By hand  X Drop  H Hold  f1 Help" in running.lines()[-1], "the keys"
        )
        await running.press("e")
        await running.until(lambda: isinstance(running.app.focused, Input), "the focus on the status")
        await running.until(lambda: "Release" not in running.lines()[-1], "the keys of a field")
        await running.press("escape")
        await running.until(lambda: "r Release" in running.lines()[-1], "the keys again")
        tell(running, first, "released")
        tell(running, first + 1, "released")
        await running.until(lambda: "f Follow" in running.lines()[-1], "the keys for the list")


async def test_how_many_may_wait_is_told_and_that_no_more_can(tmp_path: Path) -> None:
    """The limit `held` of the rules, as it is by now."""
    async with waiting(tmp_path) as (running, _first):
        await running.shows("‖ 2 of 100 wait")
        assert "more get 503" not in running.screen_text()
        assert running.draft is not None
        running.draft.set_limit("held", "2")
        await running.shows("‖ 2 of 2 wait · #")
        await running.shows("more get 503")


async def test_a_client_that_has_closed_its_side_is_told_of(tmp_path: Path) -> None:
    """It may be gone, or read on: for the one that the keys are about, and in its row."""
    async with waiting(tmp_path, size=(80, 24)) as (running, first):
        await running.shows(f"#{first + 1}:  r release")
        running.talk.writer.commit(Batch(holds=[Hold(first + 1, 1, "half-closed", time.time_ns() + 100 * SECOND)]))
        await running.shows(f"#{first + 1}:  its client has closed its side")
        await running.shows("‖ client closed its")
        await running.press("up")
        await running.until(lambda: "its client" not in running.screen_text(), "the deeds to be about the other one")


async def test_one_key_each_releases_drops_and_lets_all_go(tmp_path: Path) -> None:
    """The selected request if it waits, else the one that waits longest."""
    async with waiting(tmp_path) as (running, first):
        await running.shows("2 of 100 wait")
        await running.until(lambda: running.app.traffic._shown is not None, "the newest selected")
        await running.press("r")
        await running.press("home")
        await running.until(lambda: (shown := running.app.traffic._shown) and shown.row.id == 1, "the first selected")
        await running.press("X", "Z", "H", "H")

        assert orders(running) == [
            ("release", {"exchange": first + 1}),
            ("drop", {"exchange": first, "by": "fin"}),
            ("release-all", {}),
            ("hold", {"on": True}),
            ("hold", {"on": False}),
        ]


async def test_without_anything_waiting_a_key_says_so(tmp_path: Path) -> None:
    """Nothing is ordered, and the person learns which key holds."""
    async with waiting(tmp_path, 0) as (running, _first):
        await running.press("H")
        await running.shows("‖ all requests are held")
        await running.press("r")

        await running.shows("No request waits. H holds all that come.")
        assert orders(running) == [("hold", {"on": True})]


async def test_the_deeds_can_be_clicked(tmp_path: Path) -> None:
    """The line that tells who waits has them, by mouse as by key."""
    async with waiting(tmp_path) as (running, first):
        await running.shows(f"#{first + 1}:  r release  Z all")
        bar = running.one(WaitingBar)
        line = running.lines()[bar.region.y]
        await running.pilot.click(WaitingBar, offset=(line.index("Z all") - bar.region.x + 2, 0))
        await running.pilot.click(WaitingBar, offset=(line.index("X drop") - bar.region.x + 2, 0))

        await running.until(lambda: len(orders(running)) == 2, "two orders")
        assert [name for name, _details in orders(running)] == ["release-all", "drop"]
        assert orders(running)[1][1]["exchange"] == first + 1


async def test_the_answer_is_edited_for_just_this_one(tmp_path: Path) -> None:
    """The form has what the rules would answer; what is sent is a rule, and those of the draft stay as they are."""
    async with waiting(tmp_path, size=(80, 24)) as (running, first):
        await running.shows("2 of 100 wait")
        await running.press("E")
        await running.until(lambda: isinstance(running.app.screen, EditOnce), "the form")
        await running.shows("<h1>Hello</h1>")
        await running.until(lambda: isinstance(running.app.focused, Input), "the focus on the status")
        await running.shows("  HTTP/1.1 200 OK␍␊")
        await running.press("end", "backspace", "backspace", "backspace", *"418")
        await running.shows("  HTTP/1.1 418 I'm a Teapot␍␊")
        await running.shows("+ Content-Length: 14␍␊")
        await running.press("ctrl+s")
        await running.until(lambda: orders(running), "the order")

        ((name, details),) = orders(running)
        assert (name, details["exchange"]) == ("release", first + 1)
        (rule,) = read_rules(str(details["rule"]), "", "").rules
        assert (rule.answer.status, rule.answer.body) == (418, "<h1>Hello</h1>")
        assert running.draft is not None
        assert not running.draft.unsaved


async def test_the_octets_of_the_edited_answer_have_the_room_of_the_form_by_a_key(tmp_path: Path) -> None:
    """At 80x24 they have a few lines below it; the same key leads back."""
    async with waiting(tmp_path, size=(80, 24)) as (running, _first):
        await running.press("E")
        await running.until(lambda: isinstance(running.app.screen, EditOnce), "the form")
        await running.shows("Date: ")
        assert "  <h1>Hello</h1>" in running.screen_text()
        await running.press("f2")
        await running.until(lambda: "Status" not in running.screen_text(), "the octets alone")
        assert "  <h1>Hello</h1>" in running.screen_text()
        await running.press("f2")
        await running.shows("Status    200")
        assert isinstance(running.app.focused, Input)


async def test_raw_octets_of_an_edited_answer_begin_with_those_that_would_leave(tmp_path: Path) -> None:
    """So that one of them can be changed."""
    async with waiting(tmp_path) as (running, _first):
        await running.press("E")
        await running.until(lambda: isinstance(running.app.screen, EditOnce), "the form")
        await running.shows("  HTTP/1.1 200 OK␍␊")
        screen = running.app.screen
        screen.set_focus(screen.query_one("#help", Choice))
        await running.press("left")
        await running.until(lambda: "HTTP/1.1 200 OK" in screen.query_one("#raw", TextArea).text, "the octets to edit")
        await running.press("ctrl+s")
        await running.until(lambda: orders(running), "the order")
        (rule,) = read_rules(str(orders(running)[0][1]["rule"]), "", "").rules
        assert rule.answer.raw is not None
        assert rule.answer.raw.startswith(b"HTTP/1.1 200 OK\r\n")
        assert rule.answer.raw.endswith(b"\r\n\r\n<h1>Hello</h1>")


async def test_the_form_that_is_left_sends_nothing(tmp_path: Path) -> None:
    """The request goes on waiting."""
    async with waiting(tmp_path) as (running, _first):
        await running.shows("2 of 100 wait")
        await running.press("E")
        await running.until(lambda: isinstance(running.app.screen, EditOnce), "the form")
        await running.press("escape")

        await running.until(lambda: not isinstance(running.app.screen, EditOnce), "the traffic")
        assert orders(running) == []


async def test_an_answer_is_typed_line_by_line(tmp_path: Path) -> None:
    """Enter sends a line at once; guard rails ask once before what looks odd, and can be switched off."""
    async with waiting(tmp_path, 1, size=(80, 24)) as (running, first):
        await running.shows("1 of 100 waits")
        await running.press("T")
        await running.until(lambda: isinstance(running.app.screen, ByHandScreen), "the line to type")
        await running.shows("nothing sent yet")
        await running.press(*"hi", "enter")
        await running.shows("An answer begins with a status line")
        assert orders(running) == [("by-hand", {"exchange": first})]
        await running.press("backspace", "backspace", *"HTTP/1.1 200 OK", "enter")
        await running.shows("the client waits for the empty line")
        await running.press(*"<h1>", "enter")
        await running.shows("an empty line ends")
        await running.press("enter")
        await running.until(lambda: len(orders(running)) == 3, "the line that was meant")
        await running.press("f2", *"more", "enter", "f3", *"bare", "enter", "f4")

        said = [details.get("octets") or details.get("by") for _name, details in orders(running)[1:]]
        assert said == [b"HTTP/1.1 200 OK\r\n", b"<h1>\r\n", b"more\r\n", b"bare\n", "keep"]


async def test_two_enters_typed_fast_are_a_line_and_the_empty_line(tmp_path: Path) -> None:
    """The second comes before anything of the first was painted, as under quick fingers."""
    async with waiting(tmp_path, 1) as (running, _first):
        await running.shows("1 of 100 waits")
        await running.press("T")
        await running.until(lambda: isinstance(running.app.screen, ByHandScreen), "the line to type")
        await running.press(*"HTTP/1.1 200 OK")
        for _press in range(2):
            running.one(Input).post_message(events.Key("enter", "\r"))
        await running.until(lambda: len(orders(running)) >= 3, "two lines to be sent")

        assert [details["octets"] for _name, details in orders(running)[1:]] == [b"HTTP/1.1 200 OK\r\n", b"\r\n"]


async def test_what_was_sent_is_what_the_capture_says(tmp_path: Path) -> None:
    """Line ends show; the screen leaves when the request waits no more."""
    async with waiting(tmp_path, 1) as (running, first):
        await running.shows("1 of 100 waits")
        await running.press("T")
        await running.until(lambda: isinstance(running.app.screen, ByHandScreen), "the line to type")
        octets = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"
        now = time.time_ns()
        running.talk.writer.commit(
            Batch(
                segments=[Segment(1_000 + first, OUTBOUND, now, 0, octets)],
                answers=[Answer(first, now, 0, len(octets), 200, "(by hand)", None)],
                holds=[Hold(first, now, "by-hand", now + 90 * SECOND)],
            )
        )
        await running.shows("Content-Length: 5␍␊")
        await running.shows("2 of 5 octets of Content-Length")
        tell(running, first, "answered-by-hand")

        await running.until(lambda: not isinstance(running.app.screen, ByHandScreen), "the traffic")


async def test_a_server_that_is_started_again_holds_as_before(tmp_path: Path) -> None:
    """What a person has switched on stays on."""
    async with waiting(tmp_path, 0) as (running, _first):
        await running.press("H")
        assert running.server is not None
        running.server.died = "It ended."
        await running.shows("Press R to start it again")
        await running.press("R")

        await running.until(lambda: len(orders(running)) == 2, "the order again")
        assert orders(running)[1] == ("hold", {"on": True})


async def test_counts_begin_anew_and_events_are_sent_by_keys(tmp_path: Path) -> None:
    """Those of the rule being edited or of all; an event has its lines, on all streams while none is selected."""
    async with waiting(tmp_path, 0) as (running, _first):
        await running.press("0")
        await running.shows("Of “front page”")
        await running.press("enter")
        await running.until(lambda: orders(running), "the first order")
        await running.press("0")
        await running.shows("Of all rules")
        await running.press("right", "enter")
        await running.until(lambda: len(orders(running)) == 2, "the second order")
        await running.press("S")
        await running.until(lambda: isinstance(running.app.focused, Input), "the line to type")
        await running.press(*"news", "enter")
        await running.until(lambda: len(orders(running)) == 3, "the third order")

        assert orders(running) == [
            ("forget", {"rule": "front page"}),
            ("forget", {"rule": None}),
            ("append", {"exchange": None, "octets": b"data: news\n\n"}),
        ]


async def test_help_and_palette_name_all_of_it(tmp_path: Path) -> None:
    """Each deed has its line among all keys."""
    async with waiting(tmp_path, 0) as (running, _first):
        told = {deed.binding.action for topic in running.app.traffic.topics() for deed in topic.deeds}

        assert {"hold_all", "release", "release_all", "edit_once", "by_hand", "drop", "forget"} <= told
    other = tmp_path / "other"
    other.mkdir()
    async with shell(other, viewing=True) as viewer:
        told = {deed.binding.action for topic in viewer.app.traffic.topics() for deed in topic.deeds}
        assert "release" not in told
