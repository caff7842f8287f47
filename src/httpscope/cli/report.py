"""The lines that `httpscope serve` writes, one a request or the octets themselves, from rows that are in the capture.

Lines are made on the server's turn and written by a thread, so that a reader of the lines who is slow, or gone, or a
disk that is full, delays no client. Text from clients passes the choke point.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from operator import itemgetter
from pathlib import Path
from typing import Final

from httpscope.cli.export import json_line
from httpscope.cli.lines import LineFile
from httpscope.exchange import INBOUND, SECOND, Answer, Batch, Exchange, Progress
from httpscope.store.fault import CaptureFault
from httpscope.store.reader import Reader
from httpscope.visible import visible, visible_octets

WAITING: Final = 10_000
"""Turns whose lines may wait for a slow reader; then lines are left out, and that is said. The capture has them."""

GATHERED: Final = 0.01
"""Seconds in which lines are gathered before they are written."""

_FIRST: Final = itemgetter(0)

NEXT_LINE: Final = "\n  "
"""What stands between the lines of one piece of octets."""


class Report:
    """Writes what happened, in one of three formats: `text`, `jsonl`, `octets`."""

    def __init__(self, descriptor: int, form: str, capture: Path, tell: Callable[[str], None]) -> None:
        """Write to the descriptor; `tell` is called, from another thread, when lines begin to be left out."""
        self.on_closed: Callable[[], None] = _nothing
        """Called, from another thread, when nobody reads the lines any more."""
        self.fault = ""
        """Why the lines could not be written, where that is no plain end of their reader."""
        self._lines = LineFile(descriptor)
        self._tell = tell
        self._told = ""
        self._lost = ""
        self._form = form
        self._capture = capture
        self._waiting: deque[list[str] | list[int]] = deque()
        self._wake = threading.Event()
        self._asleep = False
        self._closing = threading.Event()
        self._left_out = 0
        self._peers: dict[int, str] = {}
        self._open: dict[int, Exchange] = {}
        self._received: dict[int, int] = {}
        self._second = -1
        self._time = ""
        """The time of day of that second, as text."""
        self._thread = threading.Thread(target=self._write, name="report", daemon=True)
        self._thread.start()

    def take(self, batch: Batch) -> None:
        """Note the rows of a turn, and give the lines they complete to the thread."""
        for connection in batch.connections:
            self._peers[connection.id] = connection.peer
        if self._form == "octets":
            self._put(self._octet_lines(batch))
        else:
            self._put(self._exchange_lines(batch))
        for closing in batch.closings:
            self._peers.pop(closing.connection, None)
            self._received.pop(closing.connection, None)

    def close(self) -> None:
        """Write what waits, for a second at most."""
        self._closing.set()
        self._wake.set()
        self._thread.join(timeout=1.0)

    def _put(self, lines: list[str] | list[int]) -> None:
        if not lines:
            return
        if len(self._waiting) >= WAITING:
            self._left_out += len(lines)
            return
        self._waiting.append(lines)
        if self._asleep:
            self._asleep = False
            self._wake.set()

    # Lines

    def _exchange_lines(self, batch: Batch) -> list[str] | list[int]:
        for connection, direction, _at, start, octets, _content in batch.segments:
            if direction == INBOUND:
                self._received[connection] = start + len(octets)
        for omission in batch.omissions:
            if omission.direction == INBOUND:
                self._received[omission.connection] = max(self._received.get(omission.connection, 0), omission.stop)
        self._open.update(zip(map(_FIRST, batch.exchanges), batch.exchanges, strict=True))
        for progress in batch.progress:
            self._learn(progress)
        answers = batch.answers if self._form != "jsonl" else [row for row in batch.answers if self._has_ended(row)]
        ended: list[tuple[Exchange | None, Answer | None]]
        ended = [(self._open.pop(answer.exchange, None), answer) for answer in answers]
        if batch.closings and self._open:
            gone = {closing.connection for closing in batch.closings}
            unanswered = [exchange for exchange in self._open.values() if exchange.connection in gone]
            ended += [(self._open.pop(exchange.id), None) for exchange in unanswered]
        if self._form == "jsonl":
            return [exchange.id for exchange, _answer in ended if exchange is not None]
        return [self._line(exchange, answer) for exchange, answer in ended if exchange is not None]

    def _has_ended(self, answer: Answer) -> bool:
        """Tell whether all is known of the request: all facts of a refused one are known at its close alone."""
        exchange = self._open.get(answer.exchange)
        return exchange is None or exchange.stop is not None

    def _learn(self, progress: Progress) -> None:
        exchange = self._open.get(progress.exchange)
        if exchange is not None:
            self._open[progress.exchange] = exchange._replace(
                head_stop=progress.head_stop,
                stop=progress.stop,
                method=progress.method,
                target=progress.target,
                version=progress.version,
                remark=progress.remark,
            )

    def _line(self, exchange: Exchange, answer: Answer | None) -> str:
        number, connection, _ordinal, at, start, _head_stop, stop, method, target, version, remark, *_ = exchange
        second, rest = divmod(at, SECOND)
        if second != self._second:
            self._second = second
            self._time = time.strftime("%H:%M:%S", time.localtime(second))
        size = self._received.get(connection, start) - start if stop is None else stop - start
        peer = self._peers.get(connection, "?")
        begin = self._time, rest // 1_000_000, number, peer
        if answer is None:
            return _form_of(method, target, version, remark, f"no answer, {size} octets in") % begin
        _number, answered_at, begun, ended, status, *_ = answer
        out = "a stream" if ended is None else ended - begun
        form = _form_of(method, target, version, remark, (status, size, out))
        return form % (*begin, (answered_at - at) / 1e6)

    def _octet_lines(self, batch: Batch) -> list[str]:
        lines = [f"Connect from {row.peer}" for row in batch.connections]
        came = [(row.connection, row.octets) for row in batch.segments if row.direction == INBOUND]
        came += [(row.connection, row.octets) for row in batch.exchanges if row.octets is not None]
        for connection, octets in came:
            shown = visible_octets(octets).replace("\u240a", f"\u240a{NEXT_LINE}").removesuffix(NEXT_LINE)
            lines.append(f"{self._peers.get(connection, '?')}  {len(octets)} octets{NEXT_LINE}{shown}")
        for omission in batch.omissions:
            if omission.direction == INBOUND:
                peer, count = self._peers.get(omission.connection, "?"), omission.stop - omission.start
                lines.append(f"{peer}  {count} octets not kept so far, SHA-256 {omission.digest.hex()}")
        return lines

    # The thread

    def _write(self) -> None:
        reader = None
        try:
            reader = Reader(self._capture) if self._form == "jsonl" else None
            while (lines := self._next()) is not None:
                self._tell_of_those_left_out()
                if reader is None:
                    # At once: each line by itself takes time from the server's thread.
                    self._lines.add("\n".join((*map(str, lines), "")), len(lines))
                else:
                    for line in self._json_lines(reader, lines):
                        self._lines.add(line, 1)
            self._flush()
            self._tell_of_those_left_out()
            self._flush()
            self.fault = self._lost
            if self._lines.missing:
                self.fault = f"{self._lines.missing} lines are missing in the output: {self._lines.reason}"
        except (OSError, CaptureFault) as fault:
            if not isinstance(fault, BrokenPipeError):
                self.fault = f"the lines cannot be written: {fault}"
            self.on_closed()
        finally:
            if reader is not None:
                reader.close()  # or the capture could not become one file when the writer closes it

    def _flush(self) -> None:
        self._lines.flush()
        if self._lines.reason and not self._told:
            self._tell(f"Lines are left out of the output: {self._lines.reason}. Requests are answered and captured.")
        self._told = self._lines.reason

    def _tell_of_those_left_out(self) -> None:
        """Say in their place how many lines are missing."""
        left_out, self._left_out = self._left_out, 0
        left_out, self._lines.left_out = left_out + self._lines.left_out, 0
        if left_out:
            self._lines.add(self._left_out_line(left_out), left_out)

    def _json_lines(self, reader: Reader, numbers: list[str] | list[int]) -> Iterator[str]:
        """Give the lines of exchanges, whose octets come from the capture; those that it has lost are left out."""
        gone = 0
        for number in map(int, numbers):
            try:
                line = reader.unless_removed(number, partial(json_line, reader, number))
            except CaptureFault as fault:
                line = None
                if not self._lost:
                    self._lost = str(fault)
                    self._tell(f"Lines are left out of the output: {self._lost}")
            if line is None:
                gone += 1  # whoever reads the lines was slower than what is kept lasted
            else:
                yield line
        if gone:
            yield self._left_out_line(gone)

    def _next(self) -> list[str] | list[int] | None:
        """Give the lines of a turn; None when no more come. To be woken for each turn would cost the server more."""
        while not self._waiting:
            if self._closing.is_set():
                return None
            self._flush()
            self._asleep = True
            if self._waiting:  # it came before that was said
                self._asleep = False
                break
            self._wake.wait()
            self._wake.clear()
            self._closing.wait(GATHERED)
        return self._waiting.popleft()

    def _left_out_line(self, count: int) -> str:
        if self._form == "jsonl":
            return f'{{"left_out": {count}}}\n'
        return f"({count} lines left out: they could not be written in time; the capture has all)\n"


@lru_cache(maxsize=256)
def _form_of(method: str, target: str, version: str, remark: str, became: str | tuple[object, ...]) -> str:
    """Give a line but for time, number and peer, and for milliseconds where there was an answer.

    Most clients send the same again and again, and are answered the same.
    """
    what = visible(f"{method} {target} {version}".strip()).replace("%", "%%") or "-"
    if isinstance(became, tuple):
        became = "-> {} {} octets in, {} out, %.1f ms".format(*became)
    told = f"  [{remark}]" if remark else ""
    return f"%s.%03d  #%d  %s  {what}  {became}{told}"


def _nothing() -> None:
    """Nobody has asked to be told."""
