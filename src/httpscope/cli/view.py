"""`httpscope view FILE`: the screen over a capture, finished or still growing. It listens to nothing."""

from pathlib import Path

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import Options


def view(options: Options, *, on_a_terminal: bool) -> int:
    """Show the capture and give the exit status. Raises CommandFault for a file that is no capture we can read."""
    from httpscope.store.fault import CaptureFault
    from httpscope.store.reader import Reader

    if not on_a_terminal:
        raise CommandFault("view needs a terminal; without one: httpscope export FILE --format jsonl, or --format raw")
    path = Path(options.file)
    try:
        Reader(path).close()
    except CaptureFault as fault:
        raise CommandFault(str(fault)) from fault
    from httpscope.ui.app import HttpScope
    from httpscope.ui.settings import Settings

    app = HttpScope(path, None, None, Settings.load(), theme=options.theme)
    app.run()
    return app.return_code or 0
