"""Counting hits of rules beside the screen: a thread with a reader of its own, which posts what it counted.

What the server says that its rules remember comes by the same way.

It counts when something is new, and rests many times as long as counting took, so that a flood costs little.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

from textual.message import Message

from httpscope.exchange import Count
from httpscope.store.hits import Hit, Hits
from httpscope.store.reader import CaptureFault, Reader

REST: Final = 20
"""What is counted again only after so many times as long as counting took: a twentieth of a core at most."""
LEAST_REST: Final = 0.25
"""Seconds between two counts at least; faster nobody reads."""


@dataclass
class HitsCounted(Message):
    """Hits of rules by name, as of a moment ago."""

    hits: Mapping[str, Hit]
    counts: Sequence[Count] = ()
    """What the rules remember, where that is new."""


class HitCounter:
    """Counts for one receiver. A capture that fails is told by others: here it only ends the counting."""

    def __init__(self, path: Path, post: Callable[[Message], object]) -> None:
        """Count in the capture at `path`; `post` hands a message to the screen from any thread."""
        self._path = path
        self._post = post
        self._wake = Event()
        self._end = Event()
        self._thread = Thread(target=self._run, name="hits", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def look(self) -> None:
        """Tell that there is something new."""
        self._wake.set()

    def stop(self) -> None:
        """Count no longer, and wait until the capture is let go of."""
        self._end.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            reader = Reader(self._path)
        except CaptureFault:
            return
        try:
            self._count(reader)
        except CaptureFault:
            return
        finally:
            reader.close()

    def _count(self, reader: Reader) -> None:
        hits = Hits()
        told: Mapping[str, Hit] = {}
        seen = 0
        while not self._end.is_set():
            self._wake.wait()
            self._wake.clear()
            begun = time.monotonic()
            counted = hits.count(reader)
            before = seen
            counts, seen = reader.counts(before)
            if seen != before:
                self._wake.set()  # there may be more of them
            if (counts or counted != told) and not self._end.is_set():
                told = counted
                self._post(HitsCounted(counted, counts))
            self._end.wait(max(LEAST_REST, REST * (time.monotonic() - begun)))
