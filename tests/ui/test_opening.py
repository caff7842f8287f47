"""The first picture: true from the start, and nothing typed meanwhile is lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest

from httpscope.store.fault import CaptureFault
from httpscope.store.reader import Reader
from httpscope.ui.app import HttpScope
from httpscope.ui.loading import Later, Parts
from httpscope.ui.screens.opening import Known, OpeningScreen
from httpscope.ui.settings import Settings
from httpscope.ui.widgets.rule_list import RuleList
from tests.ui.seeded import ADDRESS, seeded_capture
from tests.ui.shell import Shell, StandInServer, _draft


@asynccontextmanager
async def opening(folder: Path, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Shell, Event]]:
    """Run the program until its first picture is there; the rest is loaded when the event is set."""
    path = folder / "capture.db"
    talk = seeded_capture(path)
    server, draft, wanted = StandInServer(path), _draft(folder, True), Event()

    def load() -> Parts:
        wanted.wait(10)
        return Parts(Reader(path), draft, server)

    app = HttpScope(Later(Known(path, ADDRESS, False), load), Settings())
    try:
        async with app.run_test(size=size) as pilot:
            running = Shell(app, pilot, talk, server, draft)
            await running.shows("q Quit")
            yield running, wanted
            wanted.set()
    finally:
        wanted.set()
        talk.end()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_what_is_seen_first_stays_where_it_is(tmp_path: Path, size: tuple[int, int]) -> None:
    """Borders, heading and keys of the first picture are those of the whole screen, and the address is told."""
    async with opening(tmp_path, size) as (running, wanted):
        assert isinstance(running.app.screen, OpeningScreen)
        first = running.lines()
        wanted.set()
        await running.shows("21 requests")
        await running.shows("q Quit")
        whole = running.lines()

    assert (first[0][:40], first[1][:25], first[-1]) == (whole[0][:40], whole[1][:25], whole[-1])
    assert ADDRESS in first[-2]


async def test_keys_typed_before_the_screen_is_loaded_take_effect(tmp_path: Path) -> None:
    """What was typed at the first picture is done in its order as soon as there is something to do it."""
    async with opening(tmp_path) as (running, wanted):
        await running.press("g", "j")
        wanted.set()
        await running.until(lambda: not isinstance(running.app.screen, OpeningScreen), "the traffic")
        await running.until(lambda: running.app.traffic._list.cursor == 1, "the second row")


async def test_keys_typed_before_the_screen_is_loaded_do_not_overtake_each_other(tmp_path: Path) -> None:
    """The key of the filter acts at once and others a picture later, but each waits for the one before."""
    async with opening(tmp_path) as (running, wanted):
        await running.press("escape", "1", "/", *"POST", "enter", "3")
        wanted.set()
        await running.until(lambda: not isinstance(running.app.screen, OpeningScreen), "the traffic")
        await running.until(lambda: running.app.traffic._words == "POST", "the filter")
        await running.until(lambda: isinstance(running.app.focused, RuleList), "the rules to be gone to")


async def test_leaving_needs_nothing_loaded(tmp_path: Path) -> None:
    """ctrl+q ends a program that still waits for its server."""
    async with opening(tmp_path) as (running, _wanted):
        await running.press("ctrl+q")
        await running.until(lambda: running.app._exit, "the end")


async def test_what_keeps_a_run_from_beginning_ends_it_and_is_kept(tmp_path: Path) -> None:
    """Whoever started the screen tells the fault, once the terminal is restored."""

    def load() -> Parts:
        raise CaptureFault("no capture")

    app = HttpScope(Later(Known(tmp_path / "none.db", "", None), load), Settings())
    async with app.run_test() as pilot:
        while app.fault is None:
            await pilot.pause(0.01)

    assert str(app.fault) == "no capture"
