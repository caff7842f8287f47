"""Who hears what the server process says: people, by lines of text, or the screen that started it, by lines of JSON."""

import contextlib
import json
import os
import select
import sys
import time
from pathlib import Path
from typing import Final, Protocol

from httpscope.cli.lines import LineFile
from httpscope.cli.options import Options
from httpscope.cli.reach import Reach
from httpscope.cli.report import Report
from httpscope.cli.scan import draw_code
from httpscope.exchange import Batch, Notice
from httpscope.store.unkept import whereabouts
from httpscope.visible import visible

NUDGE_EVERY: Final = 0.02
"""Seconds between two nudges at least: the screen looks a few times more after each, so the last commit needs none."""


class Voice(Protocol):
    """What the server process says, and when."""

    report: Report | None

    def begin(self, options: Options, reach: Reach) -> None:
        """It listens."""

    def news(self, notice: Notice) -> None:
        """Something about the capture, which cannot come by it."""

    def recorded(self, batch: Batch) -> None:
        """These rows are in the capture."""

    def end(self, failures: list[str]) -> None:
        """It has stopped; more failures may be added."""


class ToScreen:
    """Speaks to `supervise`: that it listens, and what is wrong with the capture. All else the screen reads there."""

    report: Report | None = None

    def __init__(self, capture: Path) -> None:
        self._capture = capture
        self._nudged = 0.0

    def begin(self, options: Options, reach: Reach) -> None:
        """Tell address and capture."""
        self._say(
            listening=reach.here,
            port=reach.port,
            capture=str(self._capture.absolute()),
            exposed=reach.exposed,
            reachable=reach.others,
            allowed=options.allow,
        )

    def news(self, notice: Notice) -> None:
        """Tell what is wrong; that it is right again comes by the capture."""
        if notice.severity != "information":
            self._say(news=notice.text)

    def recorded(self, batch: Batch) -> None:  # noqa: ARG002  (what was recorded is in the capture)
        """Nudge the screen, by an empty line, so that it need not look when nothing comes. It never waits for it."""
        now = time.monotonic()
        if now - self._nudged >= NUDGE_EVERY:
            self._nudged = now
            output = sys.stdout.fileno()
            # A screen that is stopped reads nothing; one that has ended is told of by the end of the orders.
            with contextlib.suppress(BrokenPipeError):
                if select.select((), (output,), (), 0)[1]:
                    os.write(output, b"\n")

    def end(self, failures: list[str]) -> None:
        """Leave the failures to the log."""
        for failure in failures:
            _say_on_standard_error(failure)

    def _say(self, **said: object) -> None:
        print(json.dumps(said), flush=True)


class ToPeople:
    """Writes a line a request on the standard output, and on the standard error what people should know besides."""

    def __init__(self, form: str, capture: Path) -> None:
        self.report: Report | None = Report(sys.stdout.fileno(), form, capture, self._tell)
        self._capture = capture

    def begin(self, options: Options, reach: Reach) -> None:
        """Tell where it listens, who can reach it, and where it is kept."""
        self._tell(f"listening on {reach.here}")
        if reach.exposed:
            who = " ".join(options.allow) or "the network"
            self._tell(f"{who} can reach it: {' '.join(reach.others) or 'at no address that is known yet'}")
            self._show(reach)
        self._tell(whereabouts(self._capture))
        if kept := _kept(options):
            self._tell(f"kept of this run: {kept}; older requests are removed")

    def news(self, notice: Notice) -> None:
        """Tell it at once."""
        self._tell(notice.text)

    def recorded(self, batch: Batch) -> None:
        """Write the lines of these rows, and what is wrong with the rules."""
        for notice in batch.notices:
            if notice.severity != "information":
                self._tell(notice.text)
        if self.report is not None:
            self.report.take(batch)

    def end(self, failures: list[str]) -> None:
        """Tell what went wrong, and where it all is."""
        if self.report is not None and self.report.fault:
            failures.append(self.report.fault)
        for failure in failures:
            self._tell(failure)
        self._tell(whereabouts(self._capture))

    def _show(self, reach: Reach) -> None:
        """Draw the first address that others can type."""
        if reach.others:
            why_not = draw_code(reach.others[0], sys.stderr)
            if why_not:
                self._tell(why_not)

    def _tell(self, text: str) -> None:
        _say_on_standard_error(text)


def _say_on_standard_error(text: str) -> None:
    """Say it, if anybody can hear it: that nobody can is no reason to stop answering."""
    # Past the buffer of Python, which would keep what cannot be written, and complain of it at the exit.
    with contextlib.suppress(OSError):
        line = LineFile(sys.stderr.fileno())
        line.add(f"httpscope: {visible(text)}\n", 1)
        line.flush()


def _kept(options: Options) -> str:
    """Say how much of the run is kept; nothing where all is."""
    said = [f"the newest {options.keep_requests:,}"] if options.keep_requests is not None else []
    said += [f"what fits into {options.keep_size / 2**20:,.0f} MiB"] if options.keep_size is not None else []
    return ", and of these ".join(said)
