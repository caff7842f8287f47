"""The terminal that the screen is on, taken from it and given back: Textual's driver, where a process is stopped.

Textual starts anew whenever the process goes on (SIGCONT), as if it had let go of the terminal before. It has where
SIGTSTP came (ctrl+z); where SIGSTOP did, nobody could, and a second start would read keys in two threads and take its
own modes for those to give back at the end. Here a terminal that was let go of is taken again, and one that was not has
its modes set again, since a shell may have changed them, and is painted anew. What is painted is none of its business.
"""

import contextlib
import os
import select
import signal
import termios
import threading
import tty
from collections.abc import Callable
from typing import Any, Final, TextIO, cast

from textual import constants
from textual.app import App
from textual.drivers import linux_driver
from textual.events import Resize
from textual.geometry import Size

_FORGET_KEYS: Final = "\x1b[<u"
_KEYS: Final = (
    linux_driver.KITTY_DISAMBIGUATE_ESCAPE_CODES
    | linux_driver.KITTY_REPORT_ALL_KEYS
    | linux_driver.KITTY_REPORT_ASSOCIATED_TEXT
)
"""What Textual asks of a terminal that can tell keys apart well (the kitty keyboard protocol)."""
_TURNS_TO_HEAR: Final = 3
"""Turns of the loop until it has called what a signal that has come by now is to call: it sees that there is one, reads
which, and calls."""


class _Written:
    """The file of the thread that writes: ended by a window that is closed, it would let all that write wait on."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError:
            self._nobody_looks()

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            self._nobody_looks()

    def _nobody_looks(self) -> None:
        """Write to nowhere from now on, also what others have to say at the end; SIGHUP ends the program."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._file.fileno())
        os.close(nowhere)


class TerminalDriver(linux_driver.LinuxDriver):
    """Has the terminal, lets go of it when it is to stop, and has it again when it goes on, however it was stopped."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast("Any", _Written(cast("TextIO", self._file)))
        self._has_terminal = False
        self._let_go = False
        """Whether it let go in order to stop, and is to have the terminal again."""
        self._is_to_stop = False
        self._stops = 0
        """How often it was told to stop."""
        # By the loop and not in the midst of whatever runs: both write, and a queue that is locked stays so.
        self._loop.add_signal_handler(signal.SIGTSTP, self._told_to_stop)
        self._loop.add_signal_handler(signal.SIGCONT, self._goes_on)
        # Besides, and at once: letting go takes a tenth of a second, and what came in it must keep it from stopping.
        signal.signal(signal.SIGCONT, self._told_to_go_on)

    def write(self, data: str) -> None:
        """Write to the terminal; without one it goes nowhere, and all is painted when there is one again."""
        if self._has_terminal:
            super().write(data)

    def start_application_mode(self) -> None:
        """Take the terminal, unless the process is in the background: it is stopped then, and asks again."""
        before = self._writer_thread
        self._has_terminal = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._has_terminal = self._writer_thread is not before
        if before is None:
            threading.Thread(target=self._await_its_end, name="terminal's end", daemon=True).start()

    def _await_its_end(self) -> None:
        """End the app when there is no terminal any more: SIGHUP tells only those whose controlling one it was.

        Textual would read its end over and over, with all of a core.
        """
        poller = select.poll()
        poller.register(self.fileno, 0)
        if any(event & select.POLLHUP for _, event in poller.poll()) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._app.exit)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        super().stop_application_mode()
        self._has_terminal = False

    def _told_to_stop(self) -> None:
        self._is_to_stop = True
        self._stops += 1
        self._unless_over(self._let_go_and_stop, self._stops)

    def _unless_over(self, do: Callable[[int], object], stop: int, turns: int = _TURNS_TO_HEAR) -> None:
        """Go on with stopping, unless SIGCONT is there already: a loop that is busy hears of it turns later.

        Of two that come within the same moment the system may hand each to another thread, and then nobody knows which
        was the first: such a screen may stop, and goes on with the next SIGCONT.
        """
        if not self._is_to_stop or stop != self._stops:
            return
        if turns:
            self._loop.call_soon(self._unless_over, do, stop, turns - 1)
        else:
            do(stop)

    def _let_go_and_stop(self, stop: int) -> None:
        if self._has_terminal and self._auto_restart:
            self.suspend_application_mode()
            self._let_go = True
        self._unless_over(self._stop, stop)  # that took a while

    def _stop(self, _stop: int) -> None:
        """Stop. Python hears of signals, and of threads that want a turn, where it calls: none after the last look."""
        process = os.getpid()
        if self._is_to_stop:
            os.kill(process, signal.SIGSTOP)

    def _told_to_go_on(self, *_signal: object) -> None:
        self._is_to_stop = False

    def _goes_on(self) -> None:
        self._is_to_stop = False
        if self._let_go:
            self._must_signal_resume = True
            self.resume_application_mode()
            self._let_go = not self._has_terminal
        elif self._has_terminal:
            self._set_modes_again()

    def _set_modes_again(self) -> None:
        """Set what `start_application_mode` sets, and keep what that found; a process in the background stops here."""
        with contextlib.suppress(termios.error):  # no terminal any more: what reads it says so
            if self.attrs_before is not None:
                modes = [*self.attrs_before[: tty.CC], list(self.attrs_before[tty.CC])]
                modes[tty.LFLAG] = self._patch_lflag(modes[tty.LFLAG])
                modes[tty.IFLAG] = self._patch_iflag(modes[tty.IFLAG])
                modes[tty.CC][termios.VMIN] = 1
                termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")  # the alternate screen, no cursor, and word of focus
        if not constants.DISABLE_KITTY_KEY:
            self.write(f"{_FORGET_KEYS}\x1b[>{_KEYS}u")  # they pile up: one is to be there at the end
        self._enable_mouse_support()
        if self._mouse_pixels:
            self._enable_mouse_pixels()
        if self._in_band_window_resize:
            self._enable_in_band_window_resize()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        size = Size(*self._get_terminal_size())
        self._app.post_message(Resize(size, size))  # which has all of it painted (`resized`)
