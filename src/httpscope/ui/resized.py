"""What is owed to a terminal after its size has changed: a whole picture at its true size, once it holds still.

Textual paints what its layout says has changed. That is too little after sizes that follow each other closely: a
terminal that shrinks and grows back has lost its cells, while Textual took both sizes together and saw no change; and
a handler of SIGWINCH that another one interrupts reports its size last, although it is the older one. Nothing is
decided here about what lies where; `HORIZONTAL_BREAKPOINTS` of the screens do that.
"""

import shutil
from typing import Final

from textual.app import App
from textual.events import Resize
from textual.geometry import Size
from textual.timer import Timer

QUIET: Final = 0.1
"""Seconds without another size after which the terminal is taken to hold still."""
LOOK: Final = 1.0
"""Seconds between looks whether the terminal has a size that nobody told of."""


class WholePicture:
    """Paints everything anew when the last of some changes of size is a moment ago."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._begun = False
        self._timer: Timer | None = None

    def resized(self) -> None:
        """Note that the terminal has told a size; the first one comes before anything is painted and owes nothing."""
        if self._timer is not None:
            self._timer.stop()
        if self._begun:
            self._timer = self._app.set_timer(QUIET, self._paint, name="whole picture")
        else:
            self._app.set_interval(LOOK, self._look, name="size of the terminal")
        self._begun = True

    def _look(self) -> None:
        """Take the size that the terminal has: of many that follow each other closely the last may never be told."""
        size = true_size(self._app)
        if self._app.screen_stack and size != self._app.size:
            self._app.post_message(Resize(size, size))

    def _paint(self) -> None:
        """Lay out and paint all that is in sight; at another size than Textual believes in, let it take that first."""
        app = self._app
        if not app.screen_stack:
            return  # the app is about to end
        size = true_size(app)
        told = Resize(size, size)
        if size != app.size:
            app.post_message(told)  # which comes back to `resized`
            return
        for screen in app.screen_stack:
            screen.post_message(told)
        app.screen.refresh(layout=True)


def true_size(app: App[None]) -> Size:
    """Ask for the size of the terminal now, in columns and rows, as Textual's driver does for a real one."""
    return app.size if app.is_headless else Size(*shutil.get_terminal_size(app.size))
