"""The filter over the list, by keys: typed, marked where it is wrong, in force, given up."""

from pathlib import Path

from textual.events import Paste
from textual.widgets import Input

from httpscope.ui.screens.connections import ConnectionsScreen
from httpscope.ui.widgets.exchange_list import ExchangeList
from httpscope.ui.widgets.filter_bar import FilterBar, FilterField
from tests.ui.seeded import response
from tests.ui.shell import Shell, row_texts, shell


def _numbers(running: Shell) -> list[int]:
    """Give the numbers of the lines of the list."""
    words = [line.split()[:1] for line in row_texts(running.one(ExchangeList))[1:]]
    return [int(first) for each in words for first in each if first.isdigit()]


async def _filter(running: Shell, text: str, *then: str) -> None:
    """Go to the line by its key, paste a text in the place of what is there, and press more keys."""
    await running.press("slash")
    await running.until(lambda: isinstance(running.app.focused, Input), "the line to type in")
    await running.press("end", "ctrl+u")
    running.app.screen.post_message(Paste(text))
    await running.until(lambda: running.one(FilterField).value == text, "the text in the line")
    await running.press(*then)


def _title(running: Shell) -> str:
    return str(running.one(ExchangeList).border_title)


async def test_what_is_typed_filters_at_once(tmp_path: Path) -> None:
    """Only what fits is shown, the title says how many; enter goes to the list, esc shows all, the cursor stays."""
    async with shell(tmp_path, size=(80, 24)) as running:
        rows = running.one(ExchangeList)
        await running.press("slash", *"status:4xx")
        await running.until(lambda: "6 of 21 fit status:4xx" in _title(running), "the count")
        assert _numbers(running) == [3, 8, 9, 10, 11, 20]
        assert "Requests · 6 of 21 fit status:4xx" in running.screen_text()

        await running.press("enter")
        await running.until(lambda: rows.has_focus, "the focus in the list")
        assert not running.one(FilterBar).display
        await running.press("up", "up")
        await running.until(lambda: rows.number == 10, "the fourth that fits")
        await running.shows("#10 PRI *")
        await running.press("escape")

        await running.until(lambda: not rows.filtered, "all of them")
        assert (rows.count, rows.number, rows.cursor) == (21, 10, 9)
        assert "fit" not in _title(running)


async def test_a_wrong_filter_is_marked_and_the_last_good_one_stays(tmp_path: Path) -> None:
    """A sentence says what was expected and where; enter stays in the line until it is put right or given up."""
    async with shell(tmp_path, size=(80, 24)) as running:
        rows = running.one(ExchangeList)
        await _filter(running, "is:defect")
        await running.until(lambda: "6 of 21 fit is:defect" in _title(running), "the good one")
        await _filter(running, "is:defect statsu:4")
        await running.shows("there is no key “statsu”; did you mean status?")
        await running.press("enter")
        assert isinstance(running.app.focused, Input)

        await _filter(running, "is:defect status:404")
        await running.until(lambda: "1 of 21 fit is:defect status:404" in _title(running), "both")
        await running.press("escape")
        await running.until(lambda: rows.has_focus and rows.count == 21, "all of them")


async def test_on_the_way_to_a_key_nothing_goes_away(tmp_path: Path) -> None:
    """`sta` may become `status:`, so it is not looked for yet; right completes it, enter looks for the word."""
    async with shell(tmp_path, size=(80, 24)) as running:
        rows = running.one(ExchangeList)
        await running.press("slash", *"sta")
        await running.shows("this status; also 4xx")
        assert rows.count == 21

        await running.press("u", "u")
        await running.until(lambda: "0 of 21 fit stauu" in _title(running), "a word that is no key")
        await running.press("colon")
        await running.until(lambda: rows.count == 21, "all, since that was no word after all")

        await running.press("ctrl+u", *"sta", "right", "5")
        await running.shows("expected a status such as 404")
        await running.press("right")
        await running.until(lambda: "1 of 21 fit status:5xx" in _title(running), "the completed one")
        await running.press("ctrl+u", *"pat", "enter")

        await running.until(lambda: "0 of 21 fit pat" in _title(running), "the word")
        await running.shows("No request fits. esc shows all")


async def test_the_cursor_stays_on_its_exchange(tmp_path: Path) -> None:
    """Where it fits too; else on the nearest that does, and back on it when it fits again."""
    async with shell(tmp_path) as running:
        rows = running.one(ExchangeList)
        await running.press("home", *["down"] * 6)
        await _filter(running, "method:PUT or is:defect")
        await running.until(lambda: "7 of 21 fit" in _title(running), "the filter")
        assert rows.number == 7
        await _filter(running, "is:defect")
        await running.until(lambda: "6 of 21 fit is:defect" in _title(running), "another")
        assert rows.number == 8
        await _filter(running, "status:500")

        await running.until(lambda: "1 of 21 fit status:500" in _title(running), "the last")
        assert (rows.number, rows.follow) == (7, False)


async def test_the_newest_that_fits_is_followed(tmp_path: Path) -> None:
    """What comes is looked at as it comes: what fits is shown and followed, what does not is not."""
    async with shell(tmp_path) as running:
        rows = running.one(ExchangeList)
        await _filter(running, "path:/new", "enter")
        await running.until(lambda: "0 of 21 fit" in _title(running), "the filter")
        client = running.talk.connect("127.0.0.1:50999")
        for path in (b"new/1", b"other", b"new/2", b"other"):
            client.request(b"GET /%s HTTP/1.1\r\nHost: h\r\n\r\n" % path, response("200 OK", b"ok"))
        running.talk.commit()
        await running.until(lambda: "2 of 25 fit" in _title(running), "the new ones")

        assert (rows.number, rows.follow, _numbers(running)) == (24, True, [22, 24])
        await running.shows("#24 GET /new/2")
        assert running.app.traffic.selected == 24


async def test_an_exchange_that_changes_may_fit_from_then_on(tmp_path: Path) -> None:
    """What was still arriving is answered, and leaves one filter for another."""
    async with shell(tmp_path) as running:
        await _filter(running, "is:arriving", "enter")
        await running.until(lambda: _numbers(running) == [21] and "1 of 21 fit" in _title(running), "the one")
        client = running.talk.connect("127.0.0.1:50999")
        number = client.request(b"GET /slow HTT", complete=False)
        running.talk.commit()
        await running.until(lambda: _numbers(running) == [21, 22], "another")
        client.more(b"P/1.1\r\n\r\n")
        client.finish(number, "GET", "/slow", response("202 Accepted", b""))
        running.talk.commit()

        await running.until(lambda: _numbers(running) == [21], "the one again")


async def test_a_number_that_does_not_fit_shows_all_again(tmp_path: Path) -> None:
    """The jump to a number goes there where it fits; where it does not, it says so."""
    async with shell(tmp_path) as running:
        rows = running.one(ExchangeList)
        await _filter(running, "is:defect", "enter")
        await running.until(lambda: "6 of 21 fit" in _title(running), "the filter")
        for number, left in ((10, 6), (3, 21)):
            await running.press("number_sign")
            await running.shows("Number of the request")
            await running.press(*str(number), "enter")
            await running.until(lambda wanted=number: rows.number == wanted and rows.has_focus, "the request")  # type: ignore[misc]
            assert rows.count == left

        await running.shows("Request 3 does not fit the filter")


async def test_the_connections_lead_to_requests_that_do_not_fit(tmp_path: Path) -> None:
    """Who chooses a connection sees its first request, whatever the filter says."""
    async with shell(tmp_path) as running:
        rows = running.one(ExchangeList)
        await _filter(running, "status:500", "enter")
        await running.until(lambda: "1 of 21 fit" in _title(running), "the filter")
        await running.press("c")
        await running.until(lambda: isinstance(running.app.screen, ConnectionsScreen), "the connections")
        await running.press("home", "enter")
        await running.until(lambda: not isinstance(running.app.screen, ConnectionsScreen), "the list")

        await running.until(lambda: rows.number == 1 and rows.count == 21, "its first request")


async def test_a_capture_that_is_only_read_is_filtered_too(tmp_path: Path) -> None:
    """Without a server and without rules, and by the words that the list shows; the keys of the list work as ever."""
    async with shell(tmp_path, viewing=True, size=(80, 24)) as running:
        rows = running.one(ExchangeList)
        await _filter(running, '"no host" or tls')
        await running.until(lambda: "2 of 21 fit" in _title(running), "the filter")
        await running.press("up")
        await running.until(lambda: rows.number == 8, "the first, moved to from the line")
        await running.press("enter", "end", "enter")

        await running.shows("#9")
        assert rows.follow


async def test_a_filter_is_changed_where_it_was_left(tmp_path: Path) -> None:
    """`/` brings the text back; other words for the same look for nothing anew; an empty line is no filter."""
    async with shell(tmp_path) as running:
        rows = running.one(ExchangeList)
        await _filter(running, "status:404", "enter")
        await running.until(lambda: "2 of 21 fit status:404" in _title(running), "the filter")
        await running.press("slash", *["backspace"] * 4, *"=404")
        await running.until(lambda: "2 of 21 fit status=404" in _title(running), "the same")
        await running.press("ctrl+u")

        await running.until(lambda: rows.count == 21 and not rows.filtered, "all of them")
