"""One message on the screen: cursor, modes, defects, copies, growth, and large sizes."""

import gzip
from dataclasses import replace

import pytest

from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.mode import Mode
from httpscope.ui.paint import Tone
from httpscope.ui.widgets.body_view import BodyView
from httpscope.ui.widgets.message_view import MessageView
from httpscope.ui.widgets.note_list import NoteList
from httpscope.ui.widgets.octet_canvas import OctetCanvas
from tests.octets import CHROME_GET, CHUNKED_POST, CURL_POST, RAW_REQUESTS
from tests.ui.exchange_app import ANSWER, ExchangeApp, exchange_app, facts_of
from tests.ui.panel_app import wait_for

BY_NAME = {example.name: example.octets for example in RAW_REQUESTS}


def lit(view: MessageView) -> bytes:
    """Give the octets that light up."""
    assert view.reading is not None
    return view.reading.source.octets[slice(*view.selection.lit)]


def post(content: bytes, *fields: bytes) -> bytes:
    """Make a request with content."""
    lines = (b"Host: h", *fields, b"Content-Length: %d" % len(content))
    return b"POST / HTTP/1.1\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + content


async def test_the_octets_are_on_the_screen_with_their_line_ends() -> None:
    """From the request line to the empty line."""
    async with exchange_app(facts_of(CURL_POST)) as (app, _pilot):
        rows = [row.strip() for row in app.screen_rows()]

        assert "▌POST /api HTTP/1.1␍␊" in rows
        assert "␍␊  empty line: the head ends here" in rows
        assert '{"a":1}' in rows


async def test_w_and_b_go_from_part_to_part() -> None:
    """The whole part lights up."""
    async with exchange_app(facts_of(CURL_POST)) as (app, pilot):
        found = [lit(app.request)]
        for key in "wwwwb":
            await pilot.press(key)
            await pilot.pause()
            found.append(lit(app.request))

        assert found == [b"POST", b" ", b"/api", b" ", b"HTTP/1.1", b" "]


async def test_keys_move_the_cursor_as_in_an_editor() -> None:
    """Each key and the octet it leads to from the one before."""
    async with exchange_app(facts_of(CURL_POST)) as (app, pilot):
        found = []
        for key in ("right", "l", "end", "down", "home", "k", "left", "G", "g", "pagedown", "pageup"):
            await pilot.press(key)
            await pilot.pause()
            found.append(app.request.selection.offset)

        line_end = CURL_POST.index(b"\n")
        below = CURL_POST.index(b"8001") + 3
        assert found[:7] == [1, 2, line_end, below, line_end + 1, 0, 0]
        assert found[7:] == [len(CURL_POST) - 1, 0, CURL_POST.index(b'{"a"'), 0]


async def test_down_keeps_to_the_column() -> None:
    """Past a short line and back into a long one."""
    async with exchange_app(facts_of(CURL_POST)) as (app, pilot):
        await pilot.click(OctetCanvas, offset=(2 + 15, 2))
        await wait_for(pilot, lambda: app.request.selection.offset > 0, "the click")
        before = app.request.selection.offset
        await pilot.press("down", "down", "down", "down", "down", "up", "up", "up", "up", "up")
        await wait_for(pilot, lambda: app.request.selection.offset == before, "the way back")


async def test_a_click_goes_to_the_octet_under_the_mouse() -> None:
    """Also behind characters of two cells."""
    content = "漢字 x".encode()
    async with exchange_app(facts_of(post(content, b"Content-Type: text/plain"))) as (app, pilot):
        row = next(number for number, text in enumerate(app.screen_rows()) if "漢字" in text)
        top = app.octets.region.y
        await pilot.click(OctetCanvas, offset=(2 + 5, row - top))
        await wait_for(pilot, lambda: app.request.selection.offset > 0, "the click")
        octets = post(content, b"Content-Type: text/plain")
        assert octets[app.request.selection.offset :] == b"x"

        await pilot.click(OctetCanvas, offset=(2 + 3, row - top))
        await wait_for(pilot, lambda: octets[app.request.selection.offset :].decode() == "字 x", "the second character")


async def test_the_selection_is_the_same_in_every_mode() -> None:
    """A header chosen in the table lights up in the octets and in hex."""
    async with exchange_app(facts_of(CURL_POST)) as (app, pilot):
        await pilot.press("v", *["down"] * 4)
        await wait_for(pilot, lambda: lit(app.request) == b"User-Agent: curl/8.5.0", "the header")
        selection = app.request.selection
        for mode in ("body", "hex", "connection", "octets"):
            await pilot.press("v")
            await pilot.pause()
            assert app.view.mode is Mode(mode)
            assert app.request.selection == selection
        assert "▌User-Agent: curl/8.5.0␍␊" in app.screen_text()


async def test_n_goes_round_the_defects() -> None:
    """Forwards, backwards, and from the last to the first; the bar explains."""
    octets = BY_NAME["space before the colon"].replace(b"Bad : v", b"Bad : v\r\nX: \x01")
    async with exchange_app(facts_of(octets)) as (app, pilot):
        found = []
        for key in ("n", "n", "n", "N"):
            await pilot.press(key)
            await pilot.pause()
            found.append(lit(app.request))

        assert found == [b" ", b"\x01", b" ", b"\x01"]
        assert "⚠" in app.screen_text().partition("X: ␁")[0].splitlines()[-1]
        assert "strict server answers 400" in app.screen_text()


async def test_a_click_on_a_note_goes_to_its_defect() -> None:
    """The note is the way to the place."""
    async with exchange_app(facts_of(BY_NAME["space before the colon"])) as (app, pilot):
        await pilot.click(NoteList, offset=(5, 0))
        await wait_for(pilot, lambda: lit(app.request) == b" ", "the defect")


async def test_y_copies_the_part_and_capital_y_the_message() -> None:
    """What was copied is told, harmlessly."""
    async with exchange_app(facts_of(BY_NAME["space before the colon"])) as (app, pilot):
        await pilot.press("y")
        await wait_for(pilot, lambda: app.clipboard == "GET", "the part")
        await pilot.press("Y")
        await wait_for(pilot, lambda: app.clipboard == BY_NAME["space before the colon"].decode(), "the message")


async def test_an_answer_that_is_not_there_says_so() -> None:
    """Not yet, or never."""
    async with exchange_app(facts_of(CURL_POST), (120, 24)) as (app, pilot):
        assert "No answer yet." in app.screen_text()

        app.view.exchange = facts_of(CURL_POST, closing="client-left")
        await wait_for(pilot, lambda: "No answer: the connection ended" in app.screen_text(), "the end")


async def test_a_message_that_grows_keeps_cursor_and_place() -> None:
    """A request typed into telnet shows octet by octet, and the cursor stays where it was put."""
    async with exchange_app(facts_of(b"GET /a", complete=False)) as (app, pilot):
        assert "still arriving: 6 octets so far" in app.screen_text()
        await pilot.press("w", "w")
        await wait_for(pilot, lambda: lit(app.request) == b"/a", "the target")

        app.view.exchange = facts_of(b"GET /a?b=c HTT", complete=False)
        await wait_for(pilot, lambda: "GET /a?b=c HTT" in app.screen_text(), "more octets")
        assert (app.request.selection.offset, lit(app.request)) == (4, b"/a?b=c")


async def test_a_body_is_decoded_indented_and_coloured() -> None:
    """And its title tells how it differs from the wire."""
    octets = post(
        gzip.compress(b'{"name":"Ann","ok":true}', mtime=0),
        b"Content-Type: application/json",
        b"Content-Encoding: gzip",
    )
    async with exchange_app(facts_of(octets)) as (app, pilot):
        app.view.mode = Mode.BODY
        body = app.request.query_one(BodyView)
        await wait_for(pilot, lambda: '  "name": "Ann"' in app.screen_text(), "the body")
        assert "gzip undone: 44 → 24 octets · read as utf-8 (not declared) · JSON indented anew" in " ".join(
            app.screen_text().split()
        )
        await wait_for(pilot, lambda: any(g.tone is Tone.STRING for g in body.row(1)), "the colours")


HOSTILE = (
    b"\x1b]52;c;QUFB\x07",
    b"\x1b[31m",
    b"\xc2\x9b31m",
    b"\x9b31m",
    b"\x00\x08\x0e\x7f",
    "\u202egnp.exe\u2066\u200b\U000e0041".encode(),
    b"a" + "\u0301".encode() * 200,
    b"[red]x[/red][@click=app.quit]y[/][/nope]",
    b"\xed\xa0\x80\xff",
)


@pytest.mark.parametrize("mode", Mode)
async def test_nothing_hostile_reaches_the_terminal_in_any_mode(mode: Mode) -> None:
    """In method, target, field and content; markup is shown as it was written."""
    content = b" ".join(HOSTILE)
    octets = (
        b"\x1b[2J\x9b /%b HTTP/1.1\r\nHost: h\r\nX-%b: %b\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%b"
        % (
            HOSTILE[0],
            HOSTILE[1],
            content,
            len(content),
            content,
        )
    )
    answer = b"HTTP/1.1 200 " + HOSTILE[0] + b"\r\nX: " + content + b"\r\nContent-Length: 3\r\n\r\nabc"
    async with exchange_app(facts_of(octets, answer), (130, 60)) as (app, pilot):
        app.view.mode = mode
        for key in ("G", "n", "n", "w", "w", "y", "Y"):
            await pilot.press(key)
        await pilot.pause(0.1)

        assert [row for row in app.screen_rows() if row and not row.isprintable()] == []


def shows(app: ExchangeApp, facts: ExchangeFacts) -> bool:
    """Tell whether the request of the facts is laid out, the rows in view at least."""
    reading, lines = app.request.reading, app.octets.lines
    return reading is not None and reading.source.octets == facts.request and lines is not None and lines.rows > 5


async def test_an_upload_that_grows_shows_its_newest_state_in_the_end() -> None:
    """However fast it grows, one reading is under way at a time and the last one wins."""
    octets = post(b"line\n" * 100_000, b"Content-Type: text/plain")
    async with exchange_app(facts_of(octets[:50], complete=False)) as (app, pilot):
        for stop in range(50_000, len(octets), 50_000):
            app.view.exchange = facts_of(octets[:stop], complete=False)
            await pilot.pause(0.005)
        app.view.exchange = facts_of(octets)
        await wait_for(pilot, lambda: shows(app, replace(facts_of(octets))), "the last state", 20)
        await wait_for(pilot, lambda: bool(app.octets.lines and app.octets.lines.whole), "all rows", 20)

        assert "still arriving" not in app.screen_text()
        assert app.octets.lines is not None
        assert app.octets.lines.rows == 100_000 + octets[: octets.index(b"line")].count(b"\n")


async def test_chunks_and_trailers_have_their_words() -> None:
    """The bar names what the cursor is on, deep in a chunked message."""
    async with exchange_app(facts_of(CHUNKED_POST, ANSWER)) as (app, pilot):
        app.request.go(CHUNKED_POST.index(b"007"))
        await pilot.pause()

        assert "chunk size · chunk-size · RFC 9112 §7.1 · octets" in app.screen_text()


async def test_a_browser_request_fits_a_small_terminal() -> None:
    """Long lines wrap, and no row is wider than the screen."""
    async with exchange_app(facts_of(CHROME_GET), (60, 16)) as (app, _pilot):
        assert all(len(row) <= 60 for row in app.screen_rows())
        assert "connection" in app.screen_rows()[0]
