"""`httpscope`: the server in a process of its own, and the screen here.

The port is bound first, so that early clients wait and are not refused; then the server is started, and the screen is
loaded and painted while that is loaded. When the screen ends, however it ends, the server stops, the capture is whole
and its name is printed.
"""

import contextlib
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import Options
from httpscope.cli.place import bound, new_capture
from httpscope.cli.reach import local_url
from httpscope.supervise import ServerFault, ServerProcess

if TYPE_CHECKING:
    from httpscope.demo import DemoProcess
    from httpscope.ui.loading import Parts


def run(options: Options) -> int:
    """Start server and screen, and give the exit status. Raises CommandFault where that cannot be."""
    beginning = _Beginning(options)
    try:
        beginning.prepare()
        return _show(options, beginning)
    except (OSError, CommandFault) as fault:
        beginning.undo()
        if isinstance(fault, CommandFault):
            raise
        told = str(fault) if isinstance(fault, ServerFault) else f"{beginning.capture}: {fault.strerror}"
        raise CommandFault(told) from fault


def _show(options: Options, beginning: "_Beginning") -> int:
    """Show the screen, and load the rest behind its first picture. Raises what kept the run from beginning."""
    from httpscope.store.unkept import whereabouts
    from httpscope.ui.app import HttpScope
    from httpscope.ui.loading import Later
    from httpscope.ui.screens.opening import Known
    from httpscope.ui.settings import Settings

    lenient = options.policy == "lenient" if options.rules is None else None
    known = Known(beginning.capture, beginning.address, lenient)
    app = HttpScope(Later(known, beginning.finish), Settings.load(), theme=options.theme)
    try:
        app.run()
    finally:
        beginning.end()
    if app.fault is not None:
        raise app.fault
    with contextlib.suppress(OSError):  # the window was closed, and nobody reads it
        print(f"httpscope: {whereabouts(beginning.capture)}", file=sys.stderr)
    return app.return_code or 0


class _Beginning:
    """A run that begins: its port and its files at once, its server as soon as there is a processor for it."""

    def __init__(self, options: Options) -> None:
        """Take the port. Raises CommandFault."""
        self._options = options
        self._sock: socket.socket = bound(options)
        self.address = local_url(self._sock)
        self.capture = Path(options.capture).absolute() if options.capture else new_capture(options.port)
        self._working = self.capture.with_suffix(".rules.toml")
        self._log = self.capture.with_suffix(".log")
        self._server = ServerProcess(self._log)
        self._demo: DemoProcess | None = None

    def prepare(self) -> None:
        """Write the working copy of the rules, and start the server. Raises OSError or CommandFault."""
        from httpscope.private import make_folder
        from httpscope.rules.file.save import save_text
        from httpscope.rules.first import FIRST_TEXT

        if self._options.rules is None:
            text = FIRST_TEXT
            if self._options.says_answer:
                from httpscope.cli.first_rules import first_rules

                text = first_rules(self._options).text
            make_folder(self._working.parent)
            save_text(self._working, text)
        if _processors() > 1:
            self._start()

    def finish(self) -> "Parts":
        """Read the rules, wait for the server, and give what the screen works with. Raises OSError or CommandFault."""
        if self._start():
            self._server.wait_until_it_listens()
        import httpscope.ui.screens.traffic  # noqa: F401
        from httpscope.cli.first_rules import base_settings, first_rules
        from httpscope.store.reader import Reader
        from httpscope.ui.draft import Draft
        from httpscope.ui.loading import Parts

        options = self._options
        named = Path(options.rules).absolute() if options.rules else None
        draft = Draft(self._working, named, first_rules(options), base_settings(options))
        if not self._server.address:
            self._server.wait_until_it_listens()
        if options.demo:
            from httpscope.demo import start_demo

            self._demo = start_demo(self.address)
        return Parts(Reader(self._server.capture), draft, self._server)

    def end(self) -> None:
        """Stop what was started."""
        self._sock.close()
        if self._demo is not None:
            self._demo.stop()
        self._server.stop()

    def undo(self) -> None:
        """Leave nothing half started."""
        self.end()
        for path in (self._log, self._working):
            with contextlib.suppress(OSError):
                path.unlink()

    def _start(self) -> bool:
        """Start the server and leave the port to it; tell whether that was still to be done."""
        if self._sock.fileno() < 0:
            return False
        self._server.start(self._arguments(), self._sock.fileno())
        self._sock.close()
        return True

    def _arguments(self) -> list[str]:
        """Give what the server process is told."""
        options = self._options
        arguments = ["--port", str(options.port), "--bind", options.bind, "--capture", str(self.capture)]
        arguments += ["--working", str(self._working)]
        arguments += ["--rules", options.rules] if options.rules is not None else []
        arguments += ["--keep", str(options.keep)] if options.keep is not None else []
        arguments += ["--keep-requests", str(options.keep_requests)] if options.keep_requests is not None else []
        arguments += ["--keep-size", str(options.keep_size)] if options.keep_size is not None else []
        arguments += ["--durable"] if options.durable else []
        arguments += ["--policy", options.policy] if options.policy is not None else []
        for network in options.allow:
            arguments += ["--allow", network]
        for limit in options.limits:
            arguments += ["--limit", limit]
        return arguments


def _processors() -> int:
    """Tell how many processors there are for us: on a single one the first picture comes before the server."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
