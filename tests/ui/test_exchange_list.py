"""The live list: what its lines say, where the cursor goes, and that neither cares how many rows there are."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from httpscope.store.reader import Reader
from httpscope.ui.messages import FollowChanged, Opened, Selected
from httpscope.ui.widgets.exchange_list import ExchangeList
from tests.ui.seeded import Talk, empty_capture, many, response, seeded_capture
from tests.ui.shell import row_texts

MILLION = 1_000_000


class ListApp(App[None]):
    """The list alone, and what it says."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.reader = Reader(path)
        self.said: list[object] = []

    def compose(self) -> ComposeResult:
        """Mount the list."""
        yield ExchangeList(self.reader)

    def take_in(self) -> None:
        """Do what the screen does when something arrived."""
        snapshot = self.reader.snapshot(None)
        self.rows.take_in(snapshot.removed + 1, snapshot.exchanges, 1)

    @property
    def rows(self) -> ExchangeList:
        """The list."""
        return self.query_one(ExchangeList)

    def on_selected(self, event: Selected) -> None:
        """Keep the number."""
        self.said.append(event.exchange)

    def on_opened(self, event: Opened) -> None:
        """Keep the message."""
        self.said.append(event)

    def on_follow_changed(self, event: FollowChanged) -> None:
        """Keep the message."""
        self.said.append(event)


@asynccontextmanager
async def listed(talk: Talk, size: tuple[int, int] = (100, 12)) -> AsyncIterator[tuple[ListApp, Pilot[None]]]:
    """Show the list of a capture."""
    app = ListApp(talk.writer.path)
    try:
        async with app.run_test(size=size) as pilot:
            app.take_in()
            await pilot.pause()
            yield app, pilot
    finally:
        app.reader.close()
        talk.end()


@pytest.fixture
def lesson(tmp_path: Path) -> Talk:
    """The capture of a lesson."""
    return seeded_capture(tmp_path / "capture.db")


async def test_a_line_says_the_facts_of_its_exchange(lesson: Talk) -> None:
    """Number, time, method, path, status with its sign, sizes, duration and client stand in one line."""
    async with listed(lesson, (110, 30)) as (app, _pilot):
        heading, _first, second, *_rest = row_texts(app.rows)

        assert heading.split() == ["#", "time", "method", "path", "status", "in", "out", "took", "client"]
        assert second.split() == [
            *("2", "10:15:00.008", "GET", "/style.css"),
            *("200", "✓", "308", "B", "153", "B", "0.8", "ms", "127.0.0.1:50412"),
        ]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (3, "404 ✗"),
        (4, "301 →"),
        (7, "500 ‼"),
        (8, "/ ⚠ No Host header"),
        (9, "⚠ TLS hello (https)"),
        (10, "⚠ HTTP/2 preface"),
        (12, "⚠ cut off: client closed"),
        (15, "GET     /through/a/proxy"),
        (21, "/typed-by-ha…"),
    ],
)
async def test_what_is_remarkable_is_told_in_words(lesson: Talk, number: int, words: str) -> None:
    """Classes of status have signs; defects and other protocols have words; what still arrives ends in an ellipsis."""
    async with listed(lesson, (110, 30)) as (app, _pilot):
        assert words in row_texts(app.rows)[number]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 160])
async def test_every_line_is_as_wide_as_the_list(lesson: Talk, width: int) -> None:
    """Columns leave when there is no room, wide characters included, and no line is longer or shorter than the rest."""
    async with listed(lesson, (width, 30)) as (app, _pilot):
        texts = [app.rows.render_line(y).text for y in range(22)]

        assert {cell_len(text) for text in texts} == {width - 1}


async def test_wide_characters_keep_the_columns_straight(tmp_path: Path) -> None:
    """A method of letters that take two cells each pushes no column aside."""
    talk = empty_capture(tmp_path / "capture.db")
    client = talk.connect("127.0.0.1:1")
    client.request(b"GET /plain HTTP/1.1\r\n\r\n", response("200 OK", b""))
    talk.batch.exchanges[-1] = talk.batch.exchanges[-1]._replace(method="漢字漢字漢")
    talk.commit()
    async with listed(talk) as (app, _pilot):
        heading, line = row_texts(app.rows)[:2]

        assert cell_len(line[: line.index("/plain")]) == heading.index("path")


async def test_control_characters_become_pictures(lesson: Talk) -> None:
    """An escape sequence in a target is shown and never sent."""
    async with listed(lesson, (160, 30)) as (app, _pilot):
        line = row_texts(app.rows)[20]

        assert "\x1b" not in line
        assert "␛]52" in line


async def test_the_newest_is_followed(lesson: Talk) -> None:
    """The cursor stands on the newest exchange, and goes with it when another comes."""
    async with listed(lesson) as (app, pilot):
        lesson.connect("127.0.0.1:2").request(b"GET /new HTTP/1.1\r\n\r\n", response("200 OK", b""))
        lesson.commit()
        app.take_in()
        await pilot.pause()

        assert app.rows.cursor == 21
        assert "/new" in row_texts(app.rows)[-1]
        assert app.said[-1] == 22


async def test_moving_up_stops_following(lesson: Talk) -> None:
    """Who moves the cursor up stays where the cursor is, whatever comes; end follows again."""
    async with listed(lesson) as (app, pilot):
        await pilot.press("k")
        lesson.connect("127.0.0.1:2").request(b"GET /new HTTP/1.1\r\n\r\n", response("200 OK", b""))
        lesson.commit()
        app.take_in()
        await pilot.pause()
        assert (app.rows.cursor, app.rows.follow) == (19, False)
        assert "2 newer" in str(app.rows.border_title)

        await pilot.press("end")

        assert (app.rows.cursor, app.rows.follow) == (21, True)


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (["home"], 0),
        (["g"], 0),
        (["home", "down"], 1),
        (["home", "j", "j", "k"], 1),
        (["home", "pagedown"], 10),
        (["home", "ctrl+d"], 5),
        (["pageup"], 10),
        (["ctrl+u"], 15),
        (["home", "G"], 20),
        (["home", "up"], 0),
        (["down"], 20),
        (["home", "f"], 20),
    ],
)
async def test_keys_move_the_cursor(lesson: Talk, keys: list[str], cursor: int) -> None:
    """Letters, arrows, pages and ends move the cursor, and never past an end."""
    async with listed(lesson) as (app, pilot):
        await pilot.press(*keys)

        assert app.rows.cursor == cursor
        assert row_texts(app.rows)[1 + cursor - round(app.rows.scroll_y)].split()[0] == str(cursor + 1)


async def test_the_mouse_selects_and_opens(lesson: Talk) -> None:
    """A click selects a row, a double click opens it, and the wheel scrolls without moving the cursor."""
    async with listed(lesson) as (app, pilot):
        await pilot.click(ExchangeList, offset=(5, 3))
        assert app.rows.cursor == 12
        await pilot.click(ExchangeList, offset=(5, 2), times=2)
        assert app.said[-1] == Opened(12)

        app.rows.scroll_up(animate=False)
        await pilot.pause()

        assert app.rows.cursor == 11


async def test_enter_opens(lesson: Talk) -> None:
    """Enter asks to look into the exchange under the cursor."""
    async with listed(lesson) as (app, pilot):
        await pilot.press("home", "enter")
        await pilot.pause()

        assert app.said[-1] == Opened(1)


async def test_an_answer_that_comes_later_changes_its_line(tmp_path: Path) -> None:
    """A line is painted again when its exchange has changed, also where it was painted before."""
    talk = empty_capture(tmp_path / "capture.db")
    client = talk.connect("127.0.0.1:1")
    number = client.request(b"GET /slow HTT", complete=False)
    talk.commit()
    async with listed(talk) as (app, pilot):
        assert "/slow…" in row_texts(app.rows)[1]
        client.more(b"P/1.1\r\n\r\n")
        client.finish(number, "GET", "/slow", response("202 Accepted", b""))
        talk.commit()
        app.take_in()
        await pilot.pause()

        assert "202 ✓" in row_texts(app.rows)[1]


async def test_a_number_that_was_not_recorded_leaves_an_empty_line(tmp_path: Path) -> None:
    """Where an exchange could not be recorded its line is empty, and those below keep their places."""
    talk = empty_capture(tmp_path / "capture.db")
    client = talk.connect("127.0.0.1:1")
    client.request(b"GET /one HTTP/1.1\r\n\r\n", response("200 OK", b""))
    talk.exchanges += 1
    client.request(b"GET /three HTTP/1.1\r\n\r\n", response("200 OK", b""))
    talk.commit()
    async with listed(talk) as (app, _pilot):
        first, second, third = row_texts(app.rows)[1:4]

        assert ("/one" in first, second, "/three" in third) == (True, "", True)


async def test_the_column_of_numbers_grows_with_them(tmp_path: Path) -> None:
    """The thousandth exchange makes room for its number, and lines that were painted before move with it."""
    talk = many(tmp_path / "capture.db", 999)
    async with listed(talk) as (app, pilot):
        before = row_texts(app.rows)[0].index("time")
        talk.connect("127.0.0.1:2").request(b"GET /thousandth HTTP/1.1\r\n\r\n", response("200 OK", b""))
        talk.commit()
        app.take_in()
        await pilot.pause()
        heading, *_rows, last = row_texts(app.rows)

        assert heading.index("time") == before + 1
        assert last.startswith("1000 ")


@pytest.mark.slow
async def test_the_list_is_exact_at_a_million_rows(tmp_path: Path) -> None:
    """First, last, a page on, the middle; how long each takes is measured in `benchmarks`."""
    talk = many(tmp_path / "capture.db", 5_000)
    _multiply(talk.writer.path, MILLION)
    async with listed(talk, (120, 40)) as (app, pilot):
        rows = app.rows
        rows.take_in(1, MILLION, 1)
        await pilot.pause()
        assert row_texts(rows)[-1].split()[0] == str(MILLION)

        await pilot.press("home")
        assert row_texts(rows)[1].split()[0] == "1"
        await pilot.press("pagedown")
        assert rows.cursor == 38
        rows.show(499_999)
        assert "500000" in {line.split()[0] for line in row_texts(rows)}
        await pilot.press("end")

        assert row_texts(rows)[-1].split()[0] == str(MILLION)


def _multiply(path: Path, count: int) -> None:
    """Repeat the rows of a capture until there are so many: a million by way of the writer takes a minute."""
    with sqlite3.connect(path) as database:
        for table, key in (("exchange", "id"), ("answer", "exchange")):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            others = ", ".join(name for name in columns if name != key)
            database.execute(
                f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                f"INSERT INTO {table} ({key}, {others}) SELECT {key} + 5000 * i, {others} FROM n, {table}",
                (count // 5_000 - 1,),
            )
    database.close()
