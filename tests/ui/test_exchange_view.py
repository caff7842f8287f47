"""One exchange on the screen: two messages, five modes, one bar of words, at every size."""

import pytest

from httpscope.ui.mode import Mode
from httpscope.ui.reading import Side
from httpscope.ui.themes import THEMES
from httpscope.ui.widgets.mode_bar import ModeBar
from httpscope.ui.widgets.part_bar import PartBar
from tests.octets import CHROME_GET, CURL_POST, RAW_REQUESTS
from tests.ui.exchange_app import ANSWER, exchange_app, facts_of
from tests.ui.panel_app import wait_for


async def test_without_an_exchange_it_says_what_to_do() -> None:
    """Nothing is selected yet."""
    async with exchange_app(None) as (app, _pilot):
        assert "Select an exchange" in app.screen_text()


async def test_a_wide_view_shows_both_messages_side_by_side() -> None:
    """From 110 columns on, each under its title."""
    async with exchange_app(facts_of(CURL_POST, ANSWER), (110, 24)) as (app, _pilot):
        rows = app.screen_rows()

        assert (app.request.display, app.answer.display) == (True, True)
        assert "Request · " in rows[1]
        assert "Answer · " in rows[1]
        assert any("POST /api" in row and "HTTP/1.1 200 OK" in row for row in rows)


async def test_a_narrow_view_shows_one_at_a_time() -> None:
    """The keys [ and ] change, and the focus goes along."""
    async with exchange_app(facts_of(CURL_POST, ANSWER), (80, 20)) as (app, pilot):
        assert "HTTP/1.1 200 OK" not in app.screen_text()

        await pilot.press("right_square_bracket")
        await wait_for(pilot, lambda: "HTTP/1.1 200 OK" in app.screen_text(), "the answer")
        assert app.answer.has_focus_within
        await pilot.press("left_square_bracket")
        await wait_for(pilot, lambda: "POST /api" in app.screen_text(), "the request")


async def test_the_words_above_can_be_clicked() -> None:
    """Messages and modes, at the words' own places."""
    async with exchange_app(facts_of(CURL_POST, ANSWER), (80, 20)) as (app, pilot):
        for word in ("Answer", "hex", "connection", "body", "headers", "octets", "Request"):
            left = app.screen_rows()[0].index(word)
            await pilot.click(ModeBar, offset=(left + 1, 0))
            await pilot.pause()
            chosen = app.view.side.value if word in {"Answer", "Request"} else app.view.mode.value
            assert chosen == word


async def test_v_goes_round_the_modes() -> None:
    """And the focus stays in the view."""
    async with exchange_app(facts_of(CURL_POST, ANSWER)) as (app, pilot):
        seen = []
        for _ in Mode:
            await pilot.press("v")
            await pilot.pause()
            seen.append(app.view.mode)
            assert app.view.has_focus_within

        assert seen == [Mode.HEADERS, Mode.BODY, Mode.HEX, Mode.CONNECTION, Mode.OCTETS]


async def test_the_bar_speaks_of_the_message_in_focus() -> None:
    """The method of the request, the version of the answer."""
    async with exchange_app(facts_of(CURL_POST, ANSWER), (120, 24)) as (app, pilot):
        bar = app.query_one(PartBar)
        await wait_for(pilot, lambda: bool(bar.description and bar.description.title == "method"), "the request")
        await pilot.press("right_square_bracket")
        await wait_for(pilot, lambda: bool(bar.description and bar.description.title == "version"), "the answer")
        assert app.view.side is Side.ANSWER


async def test_the_connection_mode_tells_client_times_and_segments() -> None:
    """In plain words."""
    async with exchange_app(facts_of(CURL_POST, ANSWER, closing="client-closed")) as (app, pilot):
        app.view.mode = Mode.CONNECTION
        await wait_for(pilot, lambda: "127.0.0.1:50412" in app.screen_text(), "the client")

        text = app.screen_text()
        assert "number 2 of 3 on this connection" in text
        assert "the client closed it, with everything answered" in text
        assert "+0.5 ms ⇢ 78 octets from the client" in text


@pytest.mark.parametrize("octets", [e.octets for e in RAW_REQUESTS], ids=[e.name for e in RAW_REQUESTS])
async def test_every_raw_request_is_shown_in_every_mode(octets: bytes) -> None:
    """Malformed, cut off, or not HTTP at all: no mode is empty-handed."""
    async with exchange_app(facts_of(octets, ANSWER, closing="server-closed"), (80, 24)) as (app, pilot):
        for mode in Mode:
            app.view.mode = mode
            await pilot.pause()
            assert len([row for row in app.screen_rows() if row.strip()]) >= 2


@pytest.mark.parametrize("size", [(40, 8), (60, 16), (80, 24), (110, 24), (200, 60)])
@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_it_fits_every_size_in_every_theme(size: tuple[int, int], theme: str) -> None:
    """Nothing hangs over, and the message keeps most of the rows."""
    async with exchange_app(facts_of(CHROME_GET, ANSWER), size) as (app, pilot):
        app.theme = theme
        await pilot.pause()

        assert all(len(row) <= size[0] for row in app.screen_rows())
        assert app.octets.size.height >= size[1] // 2


async def test_a_change_of_size_keeps_the_octet_in_view() -> None:
    """Rows are laid out anew, and the cursor stays where it was."""
    async with exchange_app(facts_of(CHROME_GET, ANSWER), (120, 24)) as (app, pilot):
        await pilot.press("G")
        await wait_for(pilot, lambda: app.request.selection.offset > 0, "the end")
        offset = app.request.selection.offset
        await pilot.resize_terminal(50, 12)
        await pilot.pause(0.1)

        assert app.request.selection.offset == offset
        assert app.octets.lines is not None
        assert app.octets.lines.row_of(offset) in app.octets.view
