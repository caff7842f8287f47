"""`python -m tests.conformance`: tries the table on our own server, or on another on this machine, and prints a report.

The exit status is 1 where a case failed or the report was not read to its end, 2 where there was no server to try.
"""

import argparse
import asyncio
import ipaddress
import os
import sys
import time
from collections.abc import Sequence

from tests.conformance.case import Case
from tests.conformance.chapters import CHAPTERS
from tests.conformance.client import Way
from tests.conformance.trial import Failure, try_other, try_own


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the table and print the report; give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--against", metavar="HOST:PORT", type=_place, help="try another server, on this machine only")
    parser.add_argument("--chapter", choices=list(CHAPTERS), action="append", help="this chapter only; may be repeated")
    parser.add_argument("--table", action="store_true", help="print the rows and try nothing")
    options = parser.parse_args(arguments)
    chapters = {name: CHAPTERS[name] for name in options.chapter or CHAPTERS}
    if options.table:
        for name, cases in chapters.items():
            print(f"\n{name}")
            for case in cases:
                print(f"  {_row(case)}")
        return 0
    begun = time.monotonic()
    failed = tried = 0
    for name, cases in chapters.items():
        rows = cases if options.against is None else [case for case in cases if not case.ours]
        try:
            failures = asyncio.run(_try(rows, options.against))
        except OSError as error:
            print(f"no server there: {error.strerror or error}", file=sys.stderr)
            return 2
        missed = len({failure.case.id for failure in failures})
        print(f"{name:16} {len(rows) - missed:4} of {len(rows):4} pass")
        for failure in failures:
            _print_failure(failure)
        failed += missed
        tried += len(rows)
    print(f"\n{tried - failed} of {tried} cases pass, whole and octet by octet, in {time.monotonic() - begun:.1f} s")
    if options.against is None:
        _print_differences([case for cases in chapters.values() for case in cases])
    return 1 if failed else 0


async def _try(cases: Sequence[Case], against: tuple[str, int] | None) -> list[Failure]:
    if against is None:
        return await try_own(cases, list(Way))
    return await try_other(*against, cases, list(Way))


def _row(case: Case) -> str:
    statuses = " or ".join(str(status) for status in sorted(case.statuses)) if case.answers else "nothing"
    octets = case.octets if len(case.octets) < 100 else case.octets[:90] + b"..."
    return f"{case.id}: {case.section}, {case.level.value}: {octets!r} -> {statuses}, {case.then.value}"


def _print_failure(failure: Failure) -> None:
    print(f"  FAILS {failure.way.value}: {_row(failure.case)}")
    for found in failure.found:
        print(f"        {found}")


def _print_differences(cases: Sequence[Case]) -> None:
    """Print where our server differs on purpose, each reason once."""
    reasons: dict[str, list[Case]] = {}
    for case in cases:
        if case.differs:
            reasons.setdefault(case.differs, []).append(case)
    if reasons:
        print("\nDifferences on purpose:")
    for reason, rows in reasons.items():
        where = ", ".join(sorted({f"{row.section} ({row.level.value})" for row in rows}))
        print(f"- {where}: {', '.join(row.id for row in rows)}\n  {reason}")


def _place(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.strip("[]")
    try:
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise argparse.ArgumentTypeError(f"{host} is not this machine; only a loopback address is tried")
        return host, int(port)
    except ValueError as error:
        raise argparse.ArgumentTypeError("expected a loopback address and a port, such as 127.0.0.1:8000") from error


def _run() -> int:
    """Run it as a command: a reader that has seen enough, such as `head`, ends the report without a word."""
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer is flushed at the exit, and has to go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


if __name__ == "__main__":
    sys.exit(_run())
