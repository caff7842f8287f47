"""The one way from the capture to the screen: a thread that looks, and posts one frozen message when it saw a change.

A gate: no message is posted while one is unhandled, and at most `RATE` a second, so that a flood of requests never
fills the queue of the screen; what happened meanwhile is in the next message. Nothing is decided or painted here.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Final

from textual.message import Message

from httpscope.store.reader import CaptureFault, Reader
from httpscope.store.row import Snapshot
from httpscope.store.touch import Touch
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.messages import Arrived, CaptureLost
from httpscope.ui.server_port import ServerPort

LOOK_EVERY: Final = 0.02
"""Seconds between two looks: a frame of a slow terminal."""

LOOK_AT_REST_EVERY: Final = 0.03
"""The same once nothing has come for a while: waking up is what a look costs most, a tenth of a millisecond."""

AT_REST_AFTER: Final = 1.0
"""Seconds without news."""

LOOK_WELL_EVERY: Final = 0.25
"""Seconds between two looks into the capture, and at the server, while nothing hints at news."""

AT_REST_WHEN_NUDGED_AFTER: Final = 0.1
"""Seconds without news, where the server says when there are some; it does not say so of each commit."""

LOOK_WHEN_NUDGED_EVERY: Final = 2.0
"""Seconds between two looks then, in case that a nudge was lost: at rest, waking up is all that costs anything."""

SETTLE: Final = 0.003
"""Seconds between the first sign of something new and the message about it."""

RATE: Final = 30
"""Messages a second at most; faster than that nobody reads."""

FACTS_EVERY: Final = 0.1
"""Seconds between two readings of the newest exchange in a flood: the list has each, and who wants to read octets
needs them to stay for a moment."""

MANY: Final = 4
"""Exchanges between two looks that are no flood."""

PATIENCE: Final = 4
"""An exchange that took long to read while it grows is read again only after so many times as long."""

NOTHING: Final = Snapshot(0, 0, 0, 0, 0, (), None, 1, 0, 0)
"""A capture before its first commit."""


class Feed:
    """Watches one capture, and the server that writes it, for one receiver."""

    def __init__(self, path: Path, server: ServerPort | None, post: Callable[[Message], object]) -> None:
        """Watch the capture at `path`; `post` hands a message to the screen from any thread."""
        self._path = path
        self._server = server
        self._post = post
        self._wake = Event()
        self._free = Event()
        self._free.set()
        self._ended = Event()
        self._wanted: int | None = None
        self._snapshot = NOTHING
        self._facts: ExchangeFacts | None = None
        self._read_last = 0
        self._read_at = 0.0
        self._stale = False
        self._patient_until = 0.0
        self._died: str | None = None
        self._news: tuple[str, ...] = ()
        self._ask_again = 0.0
        self._look_well_at = 0.0
        self._nudged = server is not None and server.on_stir(self._stir)
        self._thread = Thread(target=self._run, name="feed", daemon=True)

    def start(self) -> None:
        """Begin to watch. The first message comes at once, with all that the capture holds."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer, and wait until the capture is let go of."""
        self._ended.set()
        self._wake.set()
        self._free.set()
        if self._thread.is_alive():
            self._thread.join()

    def select(self, exchange: int | None) -> None:
        """Bring the facts of this exchange with each message from now on; None is always the newest."""
        if exchange != self._wanted:
            self._wanted = exchange
            self._read_at = 0.0
            self._wake.set()

    def _stir(self) -> None:
        self._ask_again = 0.0
        self._wake.set()

    def handled(self) -> None:
        """Open the gate: the last message has been dealt with."""
        self._free.set()

    def _run(self) -> None:
        try:
            reader = Reader(self._path)
            try:
                self._watch(reader)
            finally:
                reader.close()
        except CaptureFault as fault:
            self._post(CaptureLost(str(fault)))

    def _watch(self, reader: Reader) -> None:
        touch = Touch(self._path)
        self._look(reader)
        self._tell()
        stirred, news_at = True, time.monotonic()
        while not self._ended.is_set():
            woken = self._wake.wait(self._pause(time.monotonic() - news_at))
            self._wake.clear()
            # What is written right behind a touch may not be felt: there is always one look more.
            before, stirred = stirred, touch.felt()
            if not (woken or before or stirred or self._stale) and time.monotonic() < self._look_well_at:
                continue
            if (woken or stirred) and time.monotonic() - news_at > SETTLE:
                # A connection is accepted, heard and answered in three commits within a millisecond or two: the
                # message that says it all is worth more than one that says the first.
                self._ended.wait(SETTLE)
            if self._look(reader):
                stirred, news_at = True, time.monotonic()
                self._tell()

    def _pause(self, quiet: float) -> float:
        """Give the seconds until the next look, after so many without news."""
        if self._nudged:
            return LOOK_EVERY if quiet < AT_REST_WHEN_NUDGED_AFTER or self._stale else LOOK_WHEN_NUDGED_EVERY
        return LOOK_EVERY if quiet < AT_REST_AFTER else LOOK_AT_REST_EVERY

    def _tell(self) -> None:
        self._free.clear()
        if self._ended.is_set():
            return
        self._post(Arrived(self._snapshot, self._facts, self._died, self._news))
        self._news = ()
        self._ended.wait(1 / RATE)
        self._free.wait()

    def _look(self, reader: Reader) -> bool:
        """Take in what is new, and tell whether there was anything."""
        self._look_well_at = time.monotonic() + LOOK_WELL_EVERY
        changed = reader.changed()
        if changed:
            before, self._snapshot = self._snapshot, reader.snapshot(self._snapshot)
            changed = self._snapshot is not before
            self._stale = self._stale or (changed and self._concerns_selected())
        return self._look_at_selected(reader) | changed | self._ask_server()

    def _look_at_selected(self, reader: Reader) -> bool:
        wanted = self._wanted or self._snapshot.exchanges
        if wanted == 0:
            return False
        if self._read_last != wanted:
            if wanted - self._read_last > MANY and time.monotonic() - self._read_at < FACTS_EVERY:
                self._stale = True
                return False
            return self._read(reader, wanted)
        if self._stale and time.monotonic() >= self._patient_until:
            return self._read(reader, wanted)
        return False

    def _concerns_selected(self) -> bool:
        """Tell whether the newest change may be one of the facts held: of the exchange or of its connection."""
        facts = self._facts
        return facts is not None and (facts.connection.closing is None or facts.row.id >= self._snapshot.changed_from)

    def _read(self, reader: Reader, exchange: int) -> bool:
        begun = time.monotonic()
        facts = read_facts(reader, exchange)
        self._read_last = exchange
        self._stale = False
        now = self._read_at = time.monotonic()
        self._patient_until = now + PATIENCE * (now - begun)
        if facts == self._facts:
            return False
        self._facts = facts
        return True

    def _ask_server(self) -> bool:
        if self._server is None or (now := time.monotonic()) < self._ask_again:
            return False
        self._ask_again = now + LOOK_WELL_EVERY
        before, self._died = self._died, self._server.status()
        self._news += tuple(self._server.news())
        return bool(self._news) or before != self._died


def read_facts(reader: Reader, exchange: int) -> ExchangeFacts | None:
    """Read all that is shown of one exchange; None where it could not be recorded or is gone. Raises CaptureFault."""
    return reader.unless_removed(exchange, partial(_read_facts, reader, exchange))


def _read_facts(reader: Reader, exchange: int) -> ExchangeFacts | None:
    row = reader.row(exchange)
    connection = reader.connection(row.connection) if row else None
    if row is None or connection is None:
        return None
    request, answer = reader.request(exchange), reader.response(exchange)
    return ExchangeFacts(
        row=row,
        request=request.octets,
        answer=answer.octets,
        request_holes=request.holes,
        answer_holes=answer.holes,
        transfers=tuple(reader.transfers(exchange)),
        connection=connection,
    )
