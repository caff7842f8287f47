"""`httpscope export FILE`: the octets of a capture as they were on the wire, or all its facts as JSON lines.

JSON lines, which people pass on, have no credentials in fields unless `--no-redact` says so; octets, which are sent
again or compared, are as they were unless `--redact` says otherwise. Either is said where there are credentials.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from httpscope.cli.fault import CommandFault
from httpscope.cli.octets_out import Output, standard_output
from httpscope.cli.options import Options
from httpscope.exchange import Hole
from httpscope.export.jsonl import jsonl
from httpscope.export.redact import CREDENTIALS, FILLER, Redacted, redacted_answer, redacted_request
from httpscope.private import new_file
from httpscope.store.damage import readable
from httpscope.store.fault import CaptureFault
from httpscope.store.reader import Reader
from httpscope.store.row import Held, Row

PAGE: Final = 500
"""Exchanges read at a time."""

LOOKING_FOR_DAMAGE: Final = 2.0
"""Seconds that one exchange may wait for it."""


def export(options: Options) -> int:
    """Write what was asked for and give the exit status: 1 where that is less than was on the wire, which is said.

    Raises CommandFault for what cannot be read or written.
    """
    told = _Told([], [])
    try:
        # All of it is read anyway, so it is looked through first; for one exchange it is not worth a long wait.
        patience = None if options.exchange is None else LOOKING_FOR_DAMAGE
        with readable(Path(options.file), patience) as found:
            reader = Reader(found.path)
            try:
                with _output(options) as output:
                    for octets in _wanted(reader, options, told):
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
    missing = [found.lost, *told.missing] if found.lost else told.missing
    for sentence in (*missing, *_warning(told.carrying, options)):
        print(f"httpscope: {sentence}", file=sys.stderr)
    return 1 if missing else 0


class _Told(NamedTuple):
    """What is said in the end."""

    missing: list[str]
    """Sentences that name octets which are not among what was written."""
    carrying: list[int]
    """Exchanges with credentials in their fields."""


def _redacts(options: Options) -> bool:
    return options.format == "jsonl" if options.redact is None else options.redact


def _warning(carrying: list[int], options: Options) -> Iterator[str]:
    if not carrying:
        return
    many = f"{len(carrying)} requests carry" if len(carrying) > 1 else "1 request carries"
    credentials = f"{many} credentials ({', '.join(CREDENTIALS)})"
    if not _redacts(options):
        yield f"{credentials}, and they are in this export; --redact leaves them out."
    elif options.redact is None:
        yield f"{credentials}; each octet of them is {FILLER.decode()} in this export; --no-redact leaves them in."


def json_line(reader: Reader, exchange: int) -> str:
    """Give all facts of an exchange as one line of JSON, its line end included."""
    row = _row(reader, exchange)
    return _line_of(reader, row, reader.request(exchange), reader.response(exchange))


def _line_of(reader: Reader, row: Row, request: Held | Redacted, answer: Held | Redacted) -> str:
    return jsonl(row, request, answer, reader.holds(row.id) if row.hold else [])


def _row(reader: Reader, exchange: int) -> Row:
    row = reader.row(exchange)
    if row is None:
        raise CaptureFault(f"{reader.path} has no exchange {exchange}")
    return row


def _wanted(reader: Reader, options: Options, told: _Told) -> Iterator[bytes]:
    """Give the octets to write, and note which octets of requests are not among them, and who shows credentials."""
    gone = []
    for number in _numbers(reader, options.exchange, options.file):
        piece = reader.unless_removed(number, partial(_piece, reader, number, options))
        if piece is None:
            gone.append(number)
            continue
        yield piece.octets
        told.missing.extend(piece.missing)
        if piece.carries:
            told.carrying.append(number)
    if gone:
        many = f"{len(gone)} requests, {gone[0]} to {gone[-1]}," if len(gone) > 1 else f"request {gone[0]}"
        told.missing.append(f"{many} went while this was written: its run keeps only its newest")


class _Piece(NamedTuple):
    """What is written of an exchange."""

    octets: bytes
    missing: list[str]
    carries: bool
    """It has credentials in its fields."""


def _piece(reader: Reader, number: int, options: Options) -> _Piece:
    names = (*CREDENTIALS, *options.redact_fields)
    request = reader.request(number)
    without = redacted_request(request, names)
    if options.format != "jsonl":
        octets = without.octets if _redacts(options) else request.octets
        return _Piece(octets, [_absence(number, hole) for hole in request.holes], bool(without.redactions))
    row = _row(reader, number)
    answer = reader.response(number)
    answer_without = redacted_answer(answer, row.method, names)
    pair = (without, answer_without) if _redacts(options) else (request, answer)
    line = _line_of(reader, row, *pair).encode("utf-8")
    return _Piece(line, [], bool(without.redactions or answer_without.redactions))


def _absence(exchange: int, hole: Hole) -> str:
    why = f"were not kept (SHA-256 {hole.digest.hex()})" if hole.digest else "could not be recorded"
    return f"request {exchange} lacks {hole.octets} octets behind its first {hole.offset}; they {why}"


def _numbers(reader: Reader, only: int | None, name: str) -> Iterator[int]:
    if only is not None:
        if reader.row(only) is None:
            snapshot = reader.snapshot(None)
            there = f"it holds {snapshot.removed + 1} to {snapshot.exchanges}" if snapshot.kept else "it holds none"
            raise CommandFault(f"{name} has no exchange {only}; {there}", 1)
        yield only
        return
    snapshot = reader.snapshot(None)
    after = max(snapshot.removed, 0)
    while numbers := reader.numbers(after, snapshot.exchanges, PAGE):
        yield from numbers
        after = numbers[-1]


@contextlib.contextmanager
def _output(options: Options) -> Iterator[Output]:
    """Open the standard output, or a new file that is there in the end only if all of it could be written."""
    name = options.output
    if name is None:
        with standard_output(raw=options.format != "jsonl", exact="-o FILE or a pipe gives") as output:
            yield output
        return
    try:
        descriptor = new_file(name)
    except FileExistsError as error:
        raise CommandFault(f"{name} exists; name a new file") from error
    try:
        with os.fdopen(descriptor, "wb") as output:
            yield output
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
