"""Looking for what fits a filter beside the screen: two threads with a reader each, of which one posts what they found.

It looks through one stretch of exchanges after the other, outwards from where the cursor is, and asks between two
whether something else is wanted by now. What comes or changes afterwards is looked at again, a bounded piece with each
message of the feed. A gate as that of the feed: no message is posted while one is unhandled.
"""

import time
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Thread
from typing import Final, NamedTuple

from textual.message import Message

from httpscope.filters.tree import Filter
from httpscope.store.reader import CaptureFault, Reader
from httpscope.store.sieve import STRETCH

SOME: Final = 4_096
"""Exchanges that are looked at again at once when they changed: some 3 ms, thirty times a second in a flood."""
REST: Final = 10
"""What changed further back is looked at again only after so many times as long as that took: a tenth of a core."""
TELL_EVERY: Final = 0.04
"""Seconds between two messages; the first that has something to show does not wait."""


class Piece(NamedTuple):
    """What was found in a stretch."""

    first: int
    last: int
    fitting: "array[int]"
    """All numbers from `first` to `last` that fit."""


@dataclass
class Found(Message):
    """What fits, as far as it was looked at since the last message."""

    wish: int
    """What was wanted, as `Seeker.want` numbered it."""
    pieces: list[Piece]
    looked: int
    """How many exchanges have been looked at, in all."""
    of: int
    """How many there are."""


@dataclass
class _Search:
    """How far a filter has come. What was looked at is one range, `low` to `high`."""

    wish: int
    wanted: Filter
    low: int
    high: int
    first: int
    newest: int
    down: bool = True
    """Whether the last stretch was below what had been looked at; they take turns."""
    again: tuple[int, int] | None = None
    """What is looked at again, from the newest of it downwards."""
    later: int | None = None
    """The lowest number to be looked at again after that."""
    rested_at: float = 0.0
    """When `later` may begin."""
    spent: float = 0.0
    """Seconds that looking again has taken."""
    repeats: bool = False
    """Whether the last stretch was looked at again."""
    pieces: list[Piece] = field(default_factory=list)
    told: tuple[int, int] | None = None
    told_at: float = 0.0

    def change(self, first: int, newest: int, changed_from: int) -> tuple[int, int] | None:
        """Take up what is new; give what is to be looked at again at once."""
        self.first, self.newest = first, newest
        self.low, self.high = max(self.low, first), max(self.high, first - 1)
        if changed_from > self.high:
            return None
        lowest = max(changed_from, self.low)
        soon = max(lowest, self.high - SOME + 1)
        if lowest < soon:
            self.later = min(lowest, self.later or lowest)
        return soon, self.high

    def next(self, now: float) -> tuple[int, int] | None:
        """Give the next stretch to look at; None where there is nothing to do, or nothing yet."""
        self.repeats = False
        if self.outwards:
            self.down = self.low > self.first and not (self.high < self.newest and self.down)
            if self.down:
                self.low, last = max(self.low - STRETCH, self.first), self.low - 1
                return self.low, last
            first, self.high = self.high + 1, min(self.high + STRETCH, self.newest)
            return first, self.high
        if self.again is None and self.later is not None and now >= self.rested_at:
            self.again, self.later, self.spent = (self.later, self.high), None, 0.0
        if self.again is None:
            return None
        self.repeats = True
        lowest, last = self.again
        first = max(last - STRETCH + 1, lowest)
        self.again = (lowest, first - 1) if first > lowest else None
        return first, last

    def done(self, now: float, took: float) -> None:
        """Take up that a stretch was looked at; after the last of those looked at again there is a rest."""
        if self.repeats:
            self.spent += took
            if self.again is None:
                self.rested_at = now + REST * self.spent

    @property
    def outwards(self) -> bool:
        """Whether some have not been looked at yet."""
        return self.low > self.first or self.high < self.newest

    @property
    def looked(self) -> int:
        """How many have been looked at."""
        return self.high - self.low + 1


class Seeker:
    """Looks for one receiver, for one filter at a time. A capture that fails is told by others: here it ends."""

    def __init__(self, path: Path, post: Callable[[Message], object]) -> None:
        """Look in the capture at `path`; `post` hands a message to the screen from any thread."""
        self._path = path
        self._post = post
        self._changes = Condition()
        self._free = True
        self._ended = False
        self._wish = 0
        self._wanted: Filter | None = None
        self._around = self._first = self._newest = 0
        self._changed: int | None = None
        self._thread: Thread | None = None

    def want(self, wanted: Filter | None, around: int, first: int, newest: int) -> int:
        """Look for what fits of those from `first` to `newest`, outwards from number `around`, or for nothing.

        Give the number of this wish.
        """
        with self._changes:
            self._wish += 1
            self._wanted, self._around, self._changed = wanted, around, None
            self._first, self._newest = first, newest
            self._free = True
            self._changes.notify()
        if self._thread is None and wanted is not None:
            self._thread = Thread(target=self._run, name="seeker", daemon=True)
            self._thread.start()
        return self._wish

    def look(self, first: int, newest: int, changed_from: int) -> None:
        """Tell that there are exchanges from `first` to `newest`, and which of them may be others by now."""
        with self._changes:
            self._first, self._newest = first, newest
            self._changed = min(changed_from, self._changed or changed_from)
            self._changes.notify()

    def handled(self) -> None:
        """Open the gate: the last message has been dealt with."""
        with self._changes:
            self._free = True
            self._changes.notify()

    def stop(self) -> None:
        """Look no longer, and wait until the capture is let go of."""
        with self._changes:
            self._ended = True
            self._changes.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        with ExitStack() as held:
            helper = held.enter_context(ThreadPoolExecutor(1, "seeker"))
            try:
                reader = held.enter_context(closing(Reader(self._path)))
                other = held.enter_context(closing(Reader(self._path)))
                self._seek(reader, other, helper)
            except CaptureFault:
                return

    def _seek(self, reader: Reader, other: Reader, helper: ThreadPoolExecutor) -> None:
        """Look for what is wanted until the end; two stretches at once, since SQLite leaves the interpreter free."""
        search: _Search | None = None
        while not self._ended:
            soon = None
            with self._changes:
                if search is None or search.wish != self._wish:
                    search = self._begin()
                elif self._changed is not None:
                    soon, self._changed = search.change(self._first, self._newest, self._changed), None
            if search is None:
                self._rest(None, 0)
                continue
            stretch = soon or search.next(time.monotonic())
            if stretch is not None:
                begun = time.monotonic()
                beside = search.next(begun) if soon is None and search.outwards else None
                found = helper.submit(other.matching, search.wanted, *beside) if beside else None
                search.pieces.append(Piece(*stretch, reader.matching(search.wanted, *stretch)))
                if found is not None and beside is not None:
                    search.pieces.append(Piece(*beside, found.result()))
                if soon is None:
                    search.done(time.monotonic(), time.monotonic() - begun)
            self._tell(search, pause=stretch is None)

    def _begin(self) -> _Search | None:
        """Begin with what is wanted now; the first stretch has the cursor in it."""
        self._changed = None
        if self._wanted is None:
            return None
        start = max(min(self._around + STRETCH // 2, self._newest) - STRETCH + 1, self._first)
        numbers = start, start - 1, self._first, self._newest
        return _Search(self._wish, self._wanted, *numbers, told_at=time.monotonic())

    def _tell(self, search: _Search, *, pause: bool) -> None:
        """Post what was found, if it is time to; `pause` where there is nothing else to do."""
        now = time.monotonic()
        facts = search.looked, search.newest - search.first + 1
        due = search.told_at + TELL_EVERY
        first = search.told is None and any(piece.fitting for piece in search.pieces)
        news = bool(search.pieces) or facts != search.told
        with self._changes:
            if news and self._free and (first or pause or now >= due) and search.wish == self._wish:
                self._free = False
                pieces, search.pieces = search.pieces, []
                search.told, search.told_at = facts, now
                self._post(Found(search.wish, pieces, *facts))
                news = False
        if pause:
            until = search.rested_at if search.later is not None else None
            self._rest(until, search.wish, waits=news)

    def _rest(self, until: float | None, wish: int, *, waits: bool = False) -> None:
        """Sleep until something is wanted, or came, or may be looked at again; `waits` for the gate."""
        with self._changes:
            self._changes.wait_for(
                lambda: self._ended or self._awake(wish) or (waits and self._free),
                None if until is None else max(until - time.monotonic(), 0),
            )

    def _awake(self, wish: int) -> bool:
        if wish == 0:
            return self._wanted is not None
        return self._wish != wish or self._changed is not None
