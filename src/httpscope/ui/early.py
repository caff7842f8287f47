"""What is typed before there is anything to take it: kept, and handed over key by key when there is.

A key that another one follows at once may be overtaken: a binding with priority acts when its key comes, any other only
when the key has gone from the focus up to the app, and where that moves the focus, a picture later. Nobody types so
fast, but keys that were kept would all come at once. What a key does is none of this module's business.
"""

import asyncio
import contextlib
from collections import deque
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

PATIENCE: Final = 1.0
"""Seconds that a picture after a key may take until the next key is handed over regardless."""


class EarlyInput:
    """Keeps input for an app, and hands it over; what comes meanwhile stands behind it."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._kept: deque[events.Event] = deque()
        self._handed: events.Event | None = None

    def keep(self, event: events.Event) -> bool:
        """Keep what is input and not handed over yet, and tell whether it was."""
        if event is self._handed or not isinstance(event, events.InputEvent | events.Paste):
            return False
        if not isinstance(event, events.MouseMove):
            self._kept.append(event)
        return True

    async def hand_over(self) -> None:
        """Give all that was kept to the app, each when the one before has done what it does."""
        while self._kept:
            self._handed = self._kept.popleft()
            self._app.post_message(self._handed)
            await self._done()

    async def _done(self) -> None:
        """Wait for whoever the event passes, one after the other, and then for what they do after the next picture."""
        app = self._app
        await _said(app, after_picture=False)
        way = (app.focused or app.screen).ancestors_with_self
        for each in way:
            await _said(each, after_picture=False)
        # A dialog that the key closed may have taken the word with it (`painted`).
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(_said(each, after_picture=True) for each in way if each is not app))


async def _said(pump: MessagePump, *, after_picture: bool) -> None:
    """Wait until all messages that it has by now are handled; one that is about to end handles none."""
    handled = asyncio.Event()
    if (pump.call_after_refresh if after_picture else pump.call_later)(handled.set):
        await handled.wait()
