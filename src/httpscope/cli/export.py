"""`httpscope export FILE`: the octets of a capture as they were on the wire, or all its facts as JSON lines."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import Options
from httpscope.exchange import Hole
from httpscope.export.jsonl import jsonl
from httpscope.store.damage import readable
from httpscope.store.fault import CaptureFault
from httpscope.store.reader import Reader

PAGE: Final = 500
"""Exchanges read at a time."""

LOOKING_FOR_DAMAGE: Final = 2.0
"""Seconds that one exchange may wait for it."""


def export(options: Options) -> int:
    """Write what was asked for and give the exit status: 1 where that is less than was on the wire, which is said.

    Raises CommandFault for what cannot be read or written.
    """
    missing: list[str] = []
    try:
        # All of it is read anyway, so it is looked through first; for one exchange it is not worth a long wait.
        patience = None if options.exchange is None else LOOKING_FOR_DAMAGE
        with readable(Path(options.file), patience) as found:
            reader = Reader(found.path)
            try:
                with _output(options.output) as output:
                    for octets in _wanted(reader, options, missing):
                        output.write(octets)
            finally:
                reader.close()
    except CaptureFault as fault:
        raise CommandFault(str(fault)) from fault
    except BrokenPipeError:
        # The reader of our output has seen enough; without this Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        raise CommandFault(f"{options.output or 'standard output'}: {error.strerror}", 1) from error
    told = [found.lost, *missing] if found.lost else missing
    for sentence in told:
        print(f"httpscope: {sentence}", file=sys.stderr)
    return 1 if told else 0


def json_line(reader: Reader, exchange: int) -> str:
    """Give all facts of an exchange as one line of JSON, its line end included."""
    row = reader.row(exchange)
    if row is None:
        raise CaptureFault(f"{reader.path} has no exchange {exchange}")
    holds = reader.holds(exchange) if row.hold else []
    return jsonl(row, reader.request(exchange), reader.response(exchange), holds)


def _wanted(reader: Reader, options: Options, missing: list[str]) -> Iterator[bytes]:
    """Give the octets to write, and note in sentences which octets of requests are not among them."""
    for number in _numbers(reader, options.exchange, options.file):
        if options.format == "jsonl":
            yield json_line(reader, number).encode("utf-8")
        else:
            request = reader.request(number)
            missing += (_absence(number, hole) for hole in request.holes)
            yield request.octets


def _absence(exchange: int, hole: Hole) -> str:
    why = f"were not kept (SHA-256 {hole.digest.hex()})" if hole.digest else "could not be recorded"
    return f"request {exchange} lacks {hole.octets} octets behind its first {hole.offset}; they {why}"


def _numbers(reader: Reader, only: int | None, name: str) -> Iterator[int]:
    if only is not None:
        if reader.row(only) is None:
            highest = reader.snapshot(None).exchanges
            there = f"it holds 1 to {highest}" if highest else "it holds none"
            raise CommandFault(f"{name} has no exchange {only}; {there}", 1)
        yield only
        return
    first, highest = 1, reader.snapshot(None).exchanges
    while first <= highest:
        for row in reader.rows(first, PAGE):
            yield row.id
        first += PAGE


@contextlib.contextmanager
def _output(name: str | None) -> Iterator[BinaryIO]:
    """Open the standard output, or a new file that is there in the end only if all of it could be written."""
    if name is None:
        with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
            yield output
        return
    try:
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError as error:
        raise CommandFault(f"{name} exists; name a new file") from error
    try:
        with os.fdopen(descriptor, "wb") as output:
            yield output
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
