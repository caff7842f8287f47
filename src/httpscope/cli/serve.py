"""`httpscope serve`: the server without a screen. It is also the process that the screen starts (`--supervised`).

To people it writes a line a request on the standard output; to the screen it writes JSON lines that cannot come by
the capture: that it listens, where, and what keeps the capture from being written. What people at the screen want done
at once comes by its standard input (`server.orders`), and the end of that is the screen's end.
"""

import asyncio
import errno
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from httpscope import __version__
from httpscope.cli.fault import CommandFault
from httpscope.cli.first_rules import base_settings, first_rules
from httpscope.cli.open_files import raise_open_files, too_few
from httpscope.cli.options import Options
from httpscope.cli.place import captures_folder, new_capture
from httpscope.cli.reach import reach_of
from httpscope.cli.shelf import beyond, captures, remove
from httpscope.cli.voice import ToPeople, ToScreen, Voice
from httpscope.exchange import Batch, Notice, Run
from httpscope.private import others_may_write
from httpscope.rules.file.watch import PATIENCE, Watch
from httpscope.server.allowed import Allowed
from httpscope.server.clock import Clock
from httpscope.server.listener import Numbers, Server
from httpscope.store.unkept import discard, is_unkept, remove_leftovers
from httpscope.store.writer import CaptureFault, Keep, Writer

NO_ROOM_TO_ACCEPT: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
"""After these asyncio waits a second and accepts again."""
AT_ONCE: Final = 65_536
"""Octets of orders that are read in a turn: as many as a pipe holds."""
COLLECTED_AT: Final = 10_000
"""New objects of the kinds that may be in cycles at which Python looks for those that nobody holds."""


def serve(options: Options, sock: socket.socket) -> int:
    """Answer on a bound socket until a signal says stop; give the exit status. Raises CommandFault where it cannot."""
    watch = Watch(_rules_paths(options), first_rules(options), settings=base_settings(options), patience=PATIENCE)
    few = too_few(raise_open_files(), watch.current.settings.limits.connections)
    reach = reach_of(sock)
    capture = Path(options.capture) if options.capture else new_capture(reach.port)
    try:
        keep = Keep(options.keep_requests, options.keep_size)
        writer = Writer(capture, resume=options.resume, durable=options.durable, keep=keep)
    except CaptureFault as fault:
        raise CommandFault(str(fault)) from fault
    voice: Voice = ToScreen(capture) if options.supervised else ToPeople(options.format, capture)

    def record(batch: Batch) -> str | None:
        try:
            writer.commit(batch)
        except CaptureFault as fault:
            return str(fault)
        voice.recorded(batch)
        return None

    named = str(Path(options.rules).resolve()) if options.rules else ""
    row = None if options.resume else Run(Clock()(), f"httpscope {__version__}", reach.here, named)
    server = Server(
        [sock], watch, record, voice.news, row, numbers=Numbers(*writer.highest), allowed=Allowed(options.allow)
    )

    def begin() -> None:
        voice.begin(options, reach)
        _look_around(options, capture, record, voice.news)
        if few:
            _tell(Notice(Clock()(), "information", "server", few), record, voice.news)

    failures: list[str] = []
    # What is loaded by now stays, and a connection leaves some tens of objects that refer to each other: to look for
    # garbage as often as Python does by itself took an eighth of the time of one that comes, asks once and goes.
    gc.freeze()
    gc.set_threshold(COLLECTED_AT, 20, 20)
    try:
        asyncio.run(_run(server, voice, begin, failures, supervised=options.supervised))
    finally:
        if voice.report is not None:
            voice.report.close()  # first, as it reads: the last to close makes one file of it
        try:
            writer.close()
        except CaptureFault as fault:
            failures.append(str(fault))
        if options.supervised and is_unkept(capture) and _screen_has_gone():
            discard(capture.parent)  # it may not have had the time to
        voice.end(failures)
    return 1 if failures else 0


def _look_around(
    options: Options, capture: Path, record: Callable[[Batch], str | None], news: Callable[[Notice], None]
) -> None:
    """Remove what is to be kept no longer, and warn of a folder that is open to others."""
    if not is_unkept(capture):
        _tidy(options, record, news)
    remove_leftovers()
    if not options.resume:
        _look_at_folder(capture.absolute().parent, record)


def _tidy(options: Options, record: Callable[[Batch], str | None], news: Callable[[Notice], None]) -> None:
    """Remove the captures beyond those that `--keep` says, and tell the people how many, or why not."""
    if options.keep is None or options.resume:
        return
    folder = captures_folder()
    severity = "information"
    try:
        gone = len(remove(beyond(captures(folder), options.keep)))
        text = f"{gone} of the oldest captures removed from {folder} (--keep {options.keep})." if gone else ""
    except OSError as error:
        severity, text = "warning", f"The oldest captures in {folder} cannot be removed: {error.strerror}."
    if text:
        _tell(Notice(Clock()(), severity, "server", text), record, news)


def _tell(notice: Notice, record: Callable[[Batch], str | None], news: Callable[[Notice], None]) -> None:
    """Record it, and say it: of what is recorded people hear only what is wrong."""
    if notice.severity == "information":
        news(notice)
    record(Batch(notices=[notice]))


def _look_at_folder(folder: Path, record: Callable[[Batch], str | None]) -> None:
    """Warn where others can write beside the capture: it is as private as its folder, which stays as it is."""
    if others_may_write(folder):
        text = f"Others can write in {folder}, where this capture is, and so take it: chmod go-w, or another --capture."
        record(Batch(notices=[Notice(Clock()(), "warning", "capture", text)]))


def _screen_has_gone() -> bool:
    """Tell whether the standard input has ended; a screen that is there may start the server again."""
    return bool(select.select([sys.stdin], [], [], 0)[0]) and not os.read(sys.stdin.fileno(), 1)


def _rules_paths(options: Options) -> list[Path]:
    return [Path(name).absolute() for name in (options.rules, options.working) if name is not None]


async def _run(
    server: Server, voice: Voice, begin: Callable[[], None], failures: list[str], *, supervised: bool
) -> None:
    loop = asyncio.get_running_loop()

    def failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Stop at a fault of our own, and say what it was: a server that limps on would show what is not so."""
        fault = context.get("exception")
        if isinstance(fault, OSError) and fault.errno in NO_ROOM_TO_ACCEPT:
            server.notice("warning", f"No connection can be accepted for a moment: {fault.strerror}.")
            return
        failures.append(f"{context['message']}: {fault!r}")
        server.stop()

    loop.set_exception_handler(failed)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(name, server.stop)
    if supervised:
        # The screen holds the other end; however it dies, this end is closed.
        loop.add_reader(sys.stdin.fileno(), _take_orders(server))
    if voice.report is not None:
        voice.report.on_closed = partial(_stop_from_a_thread, loop, server)
    # Who reads that it listens may end it at once, which is to be heard by then.
    begin()
    await server.run()


def _stop_from_a_thread(loop: asyncio.AbstractEventLoop, server: Server) -> None:
    loop.call_soon_threadsafe(server.stop)


def _take_orders(server: Server) -> Callable[[], None]:
    def readable() -> None:
        octets = os.read(sys.stdin.fileno(), AT_ONCE)
        if octets:
            server.take(octets)
            return
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        server.stop()

    return readable
