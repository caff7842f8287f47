"""`httpscope`: the server in a process of its own, and the screen here.

The server is started first, and the screen is loaded while it begins to listen. When the screen ends, however it ends,
the server stops, the capture is whole and its name is printed.
"""

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import Options
from httpscope.cli.place import new_capture
from httpscope.supervise import ServerFault, ServerProcess
from httpscope.visible import visible

if TYPE_CHECKING:
    from httpscope.rules.rule import Ruleset


def run(options: Options) -> int:
    """Start server and screen, and give the exit status. Raises CommandFault where that cannot be."""
    from httpscope.rules.first import FIRST_TEXT
    from httpscope.rules.save import save_text

    capture = Path(options.capture).absolute() if options.capture else new_capture(options.port)
    working = capture.with_suffix(".rules.toml")
    log = capture.with_suffix(".log")
    server = ServerProcess(log)
    try:
        if options.rules is None:
            text = _read(options).text if options.says_answer else FIRST_TEXT
            working.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            save_text(working, text)
        server.start(_arguments(options, capture, working))
        ruleset = _read(options)
        _load_screen()
        server.wait_until_it_listens()
    except (OSError, CommandFault) as fault:
        server.stop()
        # Nothing half started is left.
        for path in (log, working):
            with contextlib.suppress(OSError):
                path.unlink()
        if isinstance(fault, CommandFault):
            raise
        raise CommandFault(str(fault) if isinstance(fault, ServerFault) else f"{capture}: {fault.strerror}") from fault
    demo = None
    try:
        from httpscope.cli.first_rules import base_settings
        from httpscope.ui.app import HttpScope
        from httpscope.ui.draft import Draft
        from httpscope.ui.settings import Settings

        named = Path(options.rules).absolute() if options.rules else None
        draft = Draft(working, named, ruleset, base_settings(options))
        if options.demo:
            from httpscope.demo import start_demo

            demo = start_demo(server.address)
        app = HttpScope(server.capture, draft, server, Settings.load(), theme=options.theme)
        app.run()
    finally:
        if demo is not None:
            demo.stop()
        server.stop()
        print(f"httpscope: capture: {visible(str(server.capture))}", file=sys.stderr)
    return app.return_code or 0


def _arguments(options: Options, capture: Path, working: Path) -> list[str]:
    """Give what the server process is told."""
    arguments = ["--port", str(options.port), "--bind", options.bind, "--capture", str(capture)]
    arguments += ["--working", str(working)]
    arguments += ["--rules", options.rules] if options.rules is not None else []
    arguments += ["--keep", str(options.keep)] if options.keep is not None else []
    arguments += ["--durable"] if options.durable else []
    arguments += ["--policy", options.policy] if options.policy is not None else []
    for limit in options.limits:
        arguments += ["--limit", limit]
    return arguments


def _read(options: Options) -> "Ruleset":
    """Give the first rules. Raises CommandFault where they cannot be read; a server that was started says the same."""
    from httpscope.cli.first_rules import first_rules

    return first_rules(options)


def _load_screen() -> None:
    """Load what paints, while the server begins to listen."""
    import httpscope.ui.app
    import httpscope.ui.draft  # noqa: F401
