"""A call that waits for a picture, and a screen in front that goes."""

import asyncio
from typing import Any

from textual.app import App, ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Label

from httpscope.ui.painted import call_when_painted


class Behind(Screen[None]):
    """The screen that has something to do."""

    def compose(self) -> ComposeResult:
        """Show something."""
        yield Label("behind")


class Front(ModalScreen[None]):
    """A dialog."""

    def compose(self) -> ComposeResult:
        """Show something."""
        yield Label("in front")


async def turns(count: int) -> None:
    """Let everything else have so many turns of the loop."""
    for _turn in range(count):
        await asyncio.sleep(0)


async def test_a_call_outlives_the_dialog_in_front() -> None:
    """Closed while it has a picture to paint and messages to handle, it takes no call with it."""
    app: App[Any] = App()
    async with app.run_test() as pilot:
        behind, front = Behind(), Front()
        await app.push_screen(behind)
        await app.push_screen(front)
        await pilot.pause()
        called, before, after = asyncio.Event(), asyncio.Event(), asyncio.Event()

        front.query_one(Label).update("not painted yet")
        await turns(10)
        call_when_painted(behind, called.set)
        await turns(6)
        front.call_later(before.wait)
        await turns(3)
        closed = app.pop_screen()
        await turns(60)
        front.call_later(after.wait)
        before.set()
        await turns(200)
        after.set()
        await closed

        await asyncio.wait_for(called.wait(), 10)


async def test_a_call_waits_for_the_picture() -> None:
    """What the screen was told to show before is painted by then."""
    app: App[Any] = App()
    async with app.run_test() as pilot:
        behind = Behind()
        await app.push_screen(behind)
        await pilot.pause()
        seen: list[str] = []
        called = asyncio.Event()

        def look() -> None:
            seen.extend("".join(segment.text for segment in strip) for strip in behind._compositor.render_strips())
            called.set()

        behind.query_one(Label).update("something else")
        call_when_painted(behind, look)
        await asyncio.wait_for(called.wait(), 10)

        assert any("something else" in line for line in seen)
