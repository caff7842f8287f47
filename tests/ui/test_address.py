"""The screen with the addresses of the server: what it says, and that its code is read off the painted cells again."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import segno
from textual.command import CommandPalette
from textual.containers import Horizontal
from textual.geometry import Offset, Size
from textual.pilot import Pilot
from textual.widgets import OptionList

from httpscope.qr import BLOCKS, QUIET, Modules, half_blocks, modules_of, scaled
from httpscope.ui.screens.address import AddressScreen
from httpscope.ui.widgets.qr_code import QrCode
from httpscope.ui.widgets.status_bar import StatusBar
from tests.ui.shell import Shell, shell

pytestmark = pytest.mark.slow

URL = "http://192.168.178.123:8001/"
SECOND = "http://10.0.0.7:8001/"
SIXTH = "http://[2001:db8:1234:5678:9abc:def0:1234:5678]:8001/"
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def code_of(url: str) -> Modules:
    """Give the modules as the library itself draws them."""
    matrix = segno.make_qr(url, error="l").matrix_iter(border=QUIET)
    return tuple(tuple(bool(module) for module in row) for row in matrix)


def painted(running: Shell) -> Modules:
    """Read the modules off the cells of the screen: by the sign and by both of its colours."""
    region = running.one(QrCode).content_region
    rows: list[tuple[bool, ...]] = []
    for strip in running.app.screen._compositor.render_strips()[region.y : region.bottom]:
        upper: list[bool] = []
        lower: list[bool] = []
        for segment in strip.crop(region.x, region.right):
            assert segment.style is not None
            assert segment.style.color is not None
            assert segment.style.bgcolor is not None
            ink, ground = segment.style.color.get_truecolor(), segment.style.bgcolor.get_truecolor()
            for sign in segment.text:
                (top,) = [pair for pair, block in BLOCKS.items() if block == sign]
                assert tuple(ink) == BLACK
                assert tuple(ground) == (BLACK if all(top) else WHITE)
                upper.append(top[0])
                lower.append(top[1])
        rows += [tuple(upper), tuple(lower)]
    return tuple(rows)


def same(seen: Modules, url: str, times: int) -> bool:
    """Tell whether what is seen is the code so many times as large; a last half line may be light."""
    wanted = scaled(code_of(url), times)
    return seen[: len(wanted)] == wanted and not any(any(row) for row in seen[len(wanted) :])


async def opened(running: Shell) -> AddressScreen:
    """Give the screen once it is there."""
    await running.until(lambda: isinstance(running.app.screen, AddressScreen), "the address screen")
    await running.shows("Address")
    screen = running.app.screen
    assert isinstance(screen, AddressScreen)
    return screen


@pytest.mark.parametrize("theme", ["httpscope-dark", "httpscope-light", "httpscope-contrast"])
async def test_the_code_on_the_screen_is_the_address_in_every_theme(tmp_path: Path, theme: str) -> None:
    """Read again from sign and colours of each cell, it is the code of the library, black on white."""
    async with shell(tmp_path, reachable=[URL], size=(80, 24)) as running:
        running.app.theme = theme
        await running.press("U")
        await opened(running)
        await running.shows(URL)

        assert same(painted(running), URL, 1)
        assert colours(running) == {WHITE, BLACK}


def colours(running: Shell) -> set[tuple[int, ...]]:
    """Give all colours within the box: those of grounds, and of what is written on them."""
    region = running.one(Horizontal).region
    strips = running.app.screen._compositor.render_strips()[region.y : region.bottom]
    segments = [segment for strip in strips for segment in strip.crop(region.x, region.right)]
    styles = [segment.style for segment in segments if segment.style]
    grounds = {tuple(style.bgcolor.get_truecolor()) for style in styles if style.bgcolor}
    return grounds | {
        tuple(segment.style.color.get_truecolor())
        for segment in segments
        if segment.style and segment.style.color and segment.text.strip()
    }


@pytest.mark.parametrize(("size", "times"), [((80, 24), 1), ((120, 40), 2), ((200, 60), 3)])
async def test_the_code_is_as_large_as_fits(tmp_path: Path, size: tuple[int, int], times: int) -> None:
    """The last row of a room is far away; and everything is on the screen, frame and all."""
    async with shell(tmp_path, reachable=[URL], size=size) as running:
        await running.press("U")
        screen = await opened(running)
        await running.until(lambda: running.one(QrCode).content_region.area, "the code")

        assert same(painted(running), URL, times)
        assert screen.region.contains_region(running.one(QrCode).region)
        assert "esc closes" in running.screen_text()


async def test_the_longest_address_fits_into_eighty_columns(tmp_path: Path) -> None:
    """An IPv6 address has a larger code; beside it the address is wrapped, and no part of it is missing."""
    async with shell(tmp_path, reachable=[SIXTH], size=(80, 24)) as running:
        await running.press("U")
        await opened(running)
        await running.until(lambda: running.one(QrCode).content_region.area, "the code")
        listed = running.one(OptionList).content_region
        lines = [line[listed.x : listed.right].strip() for line in running.lines()[listed.y : listed.bottom]]

        assert same(painted(running), SIXTH, 1)
        assert "".join(lines) == SIXTH


async def test_the_code_is_of_the_address_under_the_cursor(tmp_path: Path) -> None:
    """By key and by mouse; all addresses stay in sight."""
    async with shell(tmp_path, reachable=[URL, SECOND], size=(80, 24)) as running:
        await running.press("U")
        await opened(running)
        await running.until(lambda: same(painted(running), URL, 1), "the first")
        await running.press("down")
        await running.until(lambda: same(painted(running), SECOND, 1), "the second, by key")
        await click_on(running.pilot, running, URL)
        await running.until(lambda: same(painted(running), URL, 1), "the first, by mouse")

        assert SECOND in running.screen_text()


async def click_on(pilot: Pilot[None], running: Shell, text: str) -> None:
    """Click on the text in the list."""
    listed = running.one(OptionList).region
    y, line = next((y, line) for y, line in enumerate(running.lines()) if listed.y <= y and text in line)
    await pilot.click(offset=Offset(line.index(text) + 1, y))


@pytest.mark.parametrize("words", ["open to the network", "http://127.0.0.1:8001/"])
async def test_a_click_on_the_state_line_opens_it(tmp_path: Path, words: str) -> None:
    """On the address there, or on the warning behind it."""
    async with shell(tmp_path, reachable=[URL]) as running:
        bar = running.one(StatusBar)
        line = running.lines()[bar.region.y]
        await running.pilot.click(offset=Offset(line.index(words) + 1, bar.region.y))

        await opened(running)


@pytest.mark.parametrize("key", ["escape", "U", "q"])
async def test_it_closes_by_the_keys_that_close_others(tmp_path: Path, key: str) -> None:
    """And the traffic is there again; q does not leave the program."""
    async with shell(tmp_path, reachable=[URL]) as running:
        await running.press("U")
        await opened(running)
        await running.press(key)

        await running.until(lambda: running.app.screen is running.app.traffic, "the traffic")


async def test_the_palette_finds_it(tmp_path: Path) -> None:
    """Who knows no key types what it is about."""
    async with shell(tmp_path, reachable=[URL]) as running:
        await running.press("ctrl+p")
        await running.until(lambda: isinstance(running.app.screen, CommandPalette), "the palette")
        await running.press(*"QR code")
        await running.shows("Address of the server")
        await running.press("enter", "enter")

        await opened(running)


async def test_loopback_says_so_and_how_to_open_it(tmp_path: Path) -> None:
    """A code of 127.0.0.1 would lead a telephone to itself: there is none."""
    async with shell(tmp_path, size=(80, 24)) as running:
        await running.press("U")
        await opened(running)
        await running.shows("Only this machine can reach this server")

        text = running.screen_text()
        assert "http://127.0.0.1:8001/" in text
        assert "httpscope -b 0.0.0.0 --port 8001" in text
        assert not running.one(QrCode).fits


async def test_a_server_on_one_address_has_a_code_of_it(tmp_path: Path) -> None:
    """This machine types the same as the others then."""
    async with shell(tmp_path, reachable=[URL], size=(80, 24)) as running:
        assert running.server is not None
        running.server.address = URL
        await running.press("U")
        await opened(running)

        await running.until(lambda: same(painted(running), URL, 1), "the code")


async def test_only_those_who_are_let_in_are_told_of(tmp_path: Path) -> None:
    """With `--allow` it is not everyone, and neither the banner nor the screen says so."""
    async with shell(tmp_path, reachable=[URL], allowed=["192.168.178.0/24", "10.0.0.7"]) as running:
        assert "192.168.178.0/24, 10.0.0.7 can reach this server: " in running.screen_text()
        await running.press("U")
        await opened(running)
        await running.shows("nobody else on the network")

        assert "veryone" not in running.screen_text()


async def test_a_network_without_an_address_yet_is_told(tmp_path: Path) -> None:
    """It listens everywhere, and nobody knows where that is: no code, and no false comfort either."""
    async with shell(tmp_path, exposed=True) as running:
        assert (
            "Everyone on this network can reach this server: at no address that is known yet" in running.screen_text()
        )
        await running.press("U")
        await opened(running)
        await running.shows("listens on every network")

        assert not running.one(QrCode).fits


@pytest.mark.parametrize("size", [(60, 24), (80, 15), (44, 15)])
async def test_without_room_for_the_code_the_address_is_told(tmp_path: Path, size: tuple[int, int]) -> None:
    """It is not cut: half a code scans as nothing."""
    async with shell(tmp_path, reachable=[SECOND], size=(80, 24)) as running:
        await running.press("U")
        await opened(running)
        await running.pilot.resize_terminal(*size)
        await running.until(lambda: not running.one(QrCode).display, "no code")

        assert SECOND in running.screen_text()
        assert "QR code" in running.screen_text()


async def test_a_terminal_that_grows_gets_the_code(tmp_path: Path) -> None:
    """It says what size that takes, and at that size it is there."""
    async with shell(tmp_path, reachable=[URL], size=(80, 24)) as running:
        await running.press("U")
        screen = await opened(running)
        await running.pilot.resize_terminal(60, 24)
        await running.until(lambda: not running.one(QrCode).fits, "no code")
        needs = running.one(QrCode).needs
        await running.pilot.resize_terminal(needs.width + 36, needs.height + 2)
        await running.until(lambda: screen.size == Size(needs.width + 36, needs.height + 2), "the new size")
        await running.until(lambda: running.one(QrCode).fits and same(painted(running), URL, 1), "the code")


async def test_a_viewer_has_no_address(tmp_path: Path) -> None:
    """Where there is no server neither key nor click do anything, and help does not name it."""
    async with shell(tmp_path, viewing=True) as running:
        bar = running.one(StatusBar)
        line = running.lines()[bar.region.y]
        await running.press("U")
        await running.pilot.click(offset=Offset(line.index("http://") + 1, bar.region.y))
        await running.pilot.pause()

        assert running.app.screen is running.app.traffic
        assert "address" not in {deed.binding.action for topic in running.app.traffic.topics() for deed in topic.deeds}


@pytest.mark.parametrize("url", [URL, SECOND, SIXTH, "http://h/"])
def test_half_blocks_are_the_code_of_the_library(url: str) -> None:
    """Each sign is two modules, and an odd last row gets a light one below."""
    assert modules_of(url) == code_of(url)
    halves = {block: pair for pair, block in BLOCKS.items()}
    lines: Sequence[str] = half_blocks(modules_of(url))
    rows = [tuple(halves[sign][half] for sign in line) for line in lines for half in (0, 1)]

    assert tuple(rows[: len(code_of(url))]) == code_of(url)
    assert not any(any(row) for row in rows[len(code_of(url)) :])
