"""`httpscope captures`: the captures in the state folder as a list, and removing some of them by hand.

Nothing is removed that was not shown before, and nothing without a yes.
"""

import sys
import time
from pathlib import Path

from httpscope.cli.fault import CommandFault
from httpscope.cli.octets_out import printing
from httpscope.cli.options import Options
from httpscope.cli.place import captures_folder
from httpscope.cli.shelf import Kept, beyond, captures, open_to_others, remove
from httpscope.store.fault import CaptureFault
from httpscope.store.reader import Reader
from httpscope.store.unkept import remove_leftovers
from httpscope.visible import visible


def list_captures(options: Options) -> int:
    """Write the list, or remove what was chosen, and give the exit status. Raises CommandFault."""
    folder = captures_folder()
    remove_leftovers()
    try:
        with printing():
            kept = captures(folder)
            if options.remove or options.remove_but is not None:
                return _remove(_chosen(kept, options), sure=options.yes)
            print(f"{visible(str(folder))}: {_count(len(kept))}, {_size(sum(capture.size for capture in kept))}")
            for number, capture in enumerate(kept, 1):
                print(_line(number, capture))
            for path in open_to_others(folder):
                told = f"others may read {visible(str(path))}; chmod go= makes it yours alone"
                print(f"httpscope: {told}", file=sys.stderr)
    except OSError as error:
        raise CommandFault(f"{error.filename or folder}: {error.strerror}", 1) from error
    return 0


def _chosen(kept: list[Kept], options: Options) -> list[Kept]:
    if options.remove_but is not None:
        return beyond(kept, options.remove_but)
    found = {}
    for named in options.remove:
        matching = [
            capture for number, capture in enumerate(kept, 1)
            if named in {str(number), capture.path.name, capture.path.stem, str(capture.path)}
        ]  # fmt: skip
        if not matching:
            raise CommandFault(f"{named} is none of the captures; httpscope captures lists their numbers and names")
        if matching[0].writer is not None:
            raise CommandFault(f"{matching[0].path.name} is being written by process {matching[0].writer or 'unknown'}")
        found[matching[0].path] = matching[0]
    return list(found.values())


def _remove(chosen: list[Kept], *, sure: bool) -> int:
    if not chosen:
        print("nothing to remove")
        return 0
    for capture in chosen:
        print(f"{visible(str(capture.path))}  {_size(capture.size)}")
    question = f"Remove {_count(len(chosen))}, {_size(sum(capture.size for capture in chosen))}?"
    if not sure:
        if not sys.stdin.isatty():
            raise CommandFault(f"{question} Say so with --yes; nothing was removed")
        print(f"{question} [y/N] ", end="", flush=True)
        if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
            print("nothing was removed")
            return 1
    gone = remove(chosen)
    print(f"removed {_count(len(gone))}" + _left(len(chosen) - len(gone)))
    return 0 if len(gone) == len(chosen) else 1


def _left(number: int) -> str:
    return f"; {number} in use by a process, and left" if number else ""


def _line(number: int, capture: Kept) -> str:
    at = time.strftime("%Y-%m-%d %H:%M", time.localtime(capture.at))
    state = "" if capture.writer is None else f"  live, process {capture.writer or '?'}"
    return f"{number:>4}  {at}  {_size(capture.size):>9}  {_exchanges(capture.path):>12}  {capture.path.name}{state}"


def _exchanges(path: Path) -> str:
    try:
        reader = Reader(path)
        try:
            return f"{reader.snapshot(None).kept} requests"
        finally:
            reader.close()
    except CaptureFault:
        return "unreadable"


def _count(number: int) -> str:
    return "1 capture" if number == 1 else f"{number} captures"


def _size(octets: int) -> str:
    amount = float(octets)
    for unit in ("octets", "kB", "MB"):
        if amount < 1_000:  # noqa: PLR2004
            return f"{amount:.0f} {unit}"
        amount /= 1_000
    return f"{amount:.1f} GB"
