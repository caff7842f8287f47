"""The status line: what it says, what leaves first, and that it is still when nothing happens."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from httpscope.exchange import Notice, Run
from httpscope.store.row import Snapshot
from httpscope.ui.widgets.status_bar import StatusBar

NOTHING = Snapshot(0, 0, 0, 0, 0, (), None, 1, 0, 0)
LESSON = NOTHING._replace(exchanges=1_234, connections_open=2)
FAULT = Notice(1, "error", "rules", "rules.toml:12:5: status: expected an integer")


class BarApp(App[None]):
    """The line alone."""

    def __init__(self, *, exposed: bool = False, reading: bool = False, capture: Path = Path("/tmp/run.db")) -> None:
        super().__init__()
        self.now = 1_000.0
        self.bar = StatusBar(capture, exposed=exposed, reading=reading, now=lambda: self.now)

    def compose(self) -> ComposeResult:
        """Mount it."""
        yield self.bar

    def on_mount(self) -> None:
        """Say where the server is."""
        self.bar.address = "http://127.0.0.1:8001/"

    @property
    def text(self) -> str:
        """What the line says."""
        return self.bar.render().plain


async def test_the_line_says_how_things_stand() -> None:
    """Address, requests, connections and the capture's name stand in one line."""
    app = BarApp()
    async with app.run_test(size=(100, 3)):
        app.bar.snapshot = LESSON

        assert app.text.split("  ") == ["http://127.0.0.1:8001/", "1,234 requests", "2 connections open", "run.db"]


async def test_a_capture_that_goes_with_its_run_has_no_name() -> None:
    """The line says instead that nothing is kept, and goes on saying so when it is short."""
    app = BarApp(capture=Path("/tmp/httpscope-unkept-x/run.db"))
    async with app.run_test(size=(100, 3)):
        app.bar.snapshot = LESSON

        assert app.text.split("  ") == [
            "http://127.0.0.1:8001/", "1,234 requests", "2 connections open", "nothing is kept"
        ]  # fmt: skip


async def test_one_is_singular() -> None:
    """One request and one connection are not plural."""
    app = BarApp()
    async with app.run_test(size=(100, 3)):
        app.bar.snapshot = NOTHING._replace(exchanges=1, connections_open=1)

        assert "1 request  1 connection open" in app.text


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (60, "http://127.0.0.1:8001/  1,234 requests  2 connections open"),
        (44, "http://127.0.0.1:8001/  1,234 requests"),
        (30, "http://127.0.0.1:8001/"),
        (12, "http://127.…"),
    ],
)
async def test_what_matters_least_leaves_first(width: int, text: str) -> None:
    """The capture's name leaves first, then connections, then requests; the address is cut last."""
    app = BarApp()
    async with app.run_test(size=(width, 3)):
        app.bar.snapshot = LESSON

        assert app.text == text


async def test_what_is_pressing_stays() -> None:
    """Faults, what is unsaved and that the network can reach the server outlast the rest."""
    app = BarApp(exposed=True)
    async with app.run_test(size=(112, 3)):
        app.bar.snapshot = LESSON._replace(notices=(FAULT,))
        app.bar.unsaved = True

        assert "open to the network" in app.text
        assert "⚠ rules.toml:12:5: status: expected an integer" in app.text
        assert "run.db" not in app.text


async def test_information_is_no_lasting_state() -> None:
    """A notice that only informs does not stay in the line."""
    app = BarApp()
    async with app.run_test(size=(100, 3)):
        app.bar.snapshot = LESSON._replace(notices=(FAULT._replace(severity="information", text="taken up"),))

        assert "taken up" not in app.text


async def test_hostile_text_becomes_pictures() -> None:
    """A notice with an escape sequence is shown and never sent."""
    app = BarApp()
    async with app.run_test(size=(100, 3)):
        app.bar.snapshot = LESSON._replace(notices=(FAULT._replace(text="[red]\x1b]0;x\x07"),))

        assert "⚠ [red]␛]0;x␇" in app.text


async def test_the_rate_is_of_the_last_seconds() -> None:
    """What was in the capture at the start is no traffic; what came since is counted a second."""
    app = BarApp()
    async with app.run_test(size=(100, 3)):
        app.bar.snapshot = LESSON
        assert (app.bar.rate, "/s" in app.text) == (0, False)
        app.bar.snapshot = LESSON._replace(exchanges=1_534)

        assert (app.bar.rate, "100/s" in app.text) == (100, True)


async def test_the_clock_stops_when_nothing_comes() -> None:
    """Some seconds after the last request the rate is gone, and with it the clock that counted it down."""
    app = BarApp()
    async with app.run_test(size=(100, 3)) as pilot:
        app.bar.snapshot = LESSON
        app.bar.snapshot = LESSON._replace(exchanges=1_534)
        assert app.bar.is_ticking
        app.now += 10
        while app.bar.is_ticking:
            await pilot.pause(0.05)

        assert (app.bar.is_ticking, app.bar.rate, "/s" in app.text) == (False, 0, False)


async def test_a_viewer_says_that_it_only_looks() -> None:
    """Over a capture that is only read, the line begins with that word."""
    app = BarApp(reading=True)
    async with app.run_test(size=(100, 3)):
        app.bar.snapshot = LESSON._replace(run=Run(1, "httpscope 0.1.0", "http://127.0.0.1:9000/", ""))

        assert app.text.startswith("viewing  http://127.0.0.1:9000/")


@pytest.mark.parametrize(("lenient", "text"), [(False, "strict"), (True, "⚠ LENIENT")])
async def test_the_policy_never_leaves_the_line(lenient: bool, text: str) -> None:
    """Quiet for strict, and marked by more than a colour for lenient; a long notice gives way to it."""
    app = BarApp(exposed=True)
    async with app.run_test(size=(80, 3)):
        app.bar.lenient = lenient
        app.bar.snapshot = LESSON._replace(notices=(FAULT._replace(text="rules.toml: " + "x" * 200),))

        assert app.text.startswith(f"http://127.0.0.1:8001/  open to the network  {text}  ⚠ rules.toml")
        assert app.text.endswith("…")


async def test_without_a_server_there_is_no_policy() -> None:
    """Nothing is read any more, strictly or otherwise."""
    app = BarApp(reading=True)
    async with app.run_test(size=(100, 3)):
        app.bar.snapshot = LESSON

        assert "strict" not in app.text
