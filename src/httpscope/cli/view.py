"""`httpscope view FILE`: the screen over a capture, finished or still growing. It listens to nothing."""

import contextlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import Options

LOOKING_FOR_DAMAGE: Final = 0.2
"""Seconds, in which the screen is loaded as well: a capture of a million exchanges opens as soon as an empty one. One
that cannot be looked through in that time is opened as it is, and damage is told when it is met."""


def view(options: Options, *, on_a_terminal: bool) -> int:
    """Show the capture and give the exit status. Raises CommandFault for a file that is no capture we can read."""
    from httpscope.store.fault import CaptureFault

    if not on_a_terminal:
        raise CommandFault("view needs a terminal; without one: httpscope export FILE --format jsonl, or --format raw")
    try:
        with contextlib.ExitStack() as stack:
            return _show(options, stack)
    except CaptureFault as fault:
        raise CommandFault(str(fault)) from fault


def _show(options: Options, stack: contextlib.ExitStack) -> int:
    """Show the screen; what it reads may be a copy, which is there until the end of the stack. Raises CaptureFault."""
    from httpscope.ui.app import HttpScope
    from httpscope.ui.loading import Later, Parts
    from httpscope.ui.screens.opening import Known
    from httpscope.ui.settings import Settings

    lost: list[str] = []

    def load() -> Parts:
        from httpscope.store.damage import readable

        with ThreadPoolExecutor(1) as beside:
            looking = beside.submit(stack.enter_context, readable(path, LOOKING_FOR_DAMAGE))
            import httpscope.ui.screens.traffic  # noqa: F401
            from httpscope.store.reader import Reader

            found = looking.result()
        lost.append(found.lost)
        return Parts(Reader(found.path))

    path = Path(options.file)
    app = HttpScope(Later(Known(path, "", None), load), Settings.load(), theme=options.theme)
    app.run()
    if app.fault is not None:
        raise app.fault
    if any(lost):
        print(f"httpscope: {lost[0]}", file=sys.stderr)
    return app.return_code or 0
